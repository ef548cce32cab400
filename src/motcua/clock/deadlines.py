"""When an answer is due, computed and never stored as truth.

A due moment is a function of the limit, its start, its pauses, its extension and a calendar: it can
be computed again for any dossier on any day, gives the same answer, and tells how it came about.
Guarantees, computation and edge cases: docs/deadlines.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from motcua.clock.calendars import DAY, WorkingCalendar, moment_of, tick_of
from motcua.clock.course import Case, Dropped, Entry, Leg, NoStop, Reappointment, Stop, read_events
from motcua.clock.day_marks import DayMark, mark_days
from motcua.clock.explanation import ExplanationStep, tell_due
from motcua.clock.limits import (
    MINUTES_PER_DAY,
    Extension,
    LimitUnit,
    Pause,
    TimeLimit,
    split_amount,
)
from motcua.clock.rulesets import RULES_DEFAULT, RuleSet

_HOURS = LimitUnit.WORKING_HOUR
_CALENDAR_DAYS = LimitUnit.CALENDAR_DAY


class Due:
    """The answer: the moment, the first appointment, and how both came about.

    `at` is None while the clock stands still. `original_at` is what the receipt promised: no pause
    and no extension in it. `provisional` when the way to `at` leaves the announced years.
    """

    __slots__ = ("_course", "_explanation", "at", "case", "original_at", "provisional")

    def __init__(
        self, at: datetime | None, original_at: datetime, *, provisional: bool, case: Case
    ) -> None:
        self.at = at
        self.original_at = original_at
        self.provisional = provisional
        self.case = case
        self._course: list[Entry] | None = None
        self._explanation: tuple[ExplanationStep, ...] | None = None

    @property
    def explanation(self) -> tuple[ExplanationStep, ...]:
        """The steps from receipt to due moment; their amounts re-add to the last one."""
        if self._explanation is None:
            self._explanation = tell_due(
                self.case, self.course, self.at, provisional=self.provisional
            )
        return self._explanation

    @property
    def days(self) -> tuple[DayMark, ...]:
        """The day calendar: each day from receipt to due moment, with its mark and number."""
        return mark_days(self.case, self.course, self.at)

    def days_as_of(self, today: date) -> tuple[DayMark, ...]:
        """The same, with the days after `today` marked as still to be counted."""
        return mark_days(self.case, self.course, self.at, today)

    @property
    def course(self) -> list[Entry]:
        """The counted legs, the stops and the reappointment, in order."""
        if self._course is None:
            course: list[Entry] = []
            _follow(self.case, tick_of(self.original_at), course)
            self._course = course
        return self._course

    def __repr__(self) -> str:
        return f"<Due {self.at:%Y-%m-%dT%H:%M}>" if self.at else "<Due paused>"


def due(
    limit: TimeLimit,
    started_at: datetime,
    *,
    pauses: Sequence[Pause] = (),
    extensions: Sequence[Extension] = (),
    calendar: WorkingCalendar,
    rules: RuleSet = RULES_DEFAULT,
    difficult_area: bool = False,
) -> Due:
    """When the limit that started at `started_at` ends; `rules.clock_start` tells that start.

    Raises `InvalidHistoryError` for pauses that contradict each other, `UnableToExtendError` for
    a second extension, `OutOfCalendarError` when the way leaves the years of the calendar.
    """
    received = start = tick_of(started_at)
    if limit.cutoff_15h and received % DAY > rules.cutoff_minute:
        start = calendar.open_of(calendar.nth_after(received // DAY, 1))
    days, minutes = limit.days, limit.minutes
    if difficult_area and limit.land:
        if limit.unit is _HOURS:
            minutes += rules.difficult_area_days * MINUTES_PER_DAY
        else:
            days += rules.difficult_area_days
    by_calendar = limit.unit is _CALENDAR_DAYS and not (
        rules.calendar_days_as_working or (limit.land and rules.land_skips_days_off)
    )
    case = Case(
        limit, received, start, days, minutes, by_calendar, pauses, extensions, calendar, rules
    )
    first = _land(case, start, days, minutes)
    last = _follow(case, first, None) if pauses or extensions else first
    original_at = moment_of(first)
    if last is None:
        return Due(None, original_at, provisional=False, case=case)
    provisional = (
        last // DAY > calendar.known_until_day or received // DAY < calendar.known_from_day
    )
    at = original_at if last == first else moment_of(last)
    return Due(at, original_at, provisional=provisional, case=case)


def _land(case: Case, anchor: int, days: int, minutes: int) -> int:
    """Where so much time ends that begins to run at `anchor`.

    Days end with the working time of the last counted day (C4), calendar days on the next that
    counts (C5); minutes run on from there (C7), unless days off hold them. With nothing left, the
    answer is due at the end of that day's work, or of the next counting day's when that is over.
    """
    calendar = case.calendar
    if days > 0:
        day, moved = case.last_day(anchor, days)
        close = calendar.close_of(day)
        return calendar.after_minutes(close, minutes) if minutes and not moved else close
    if minutes > 0:
        return calendar.after_minutes(anchor, minutes)
    close = calendar.close_of(calendar.counting_from(anchor // DAY))
    return close if close >= anchor else calendar.close_of(calendar.nth_after(close // DAY, 1))


def _spent(case: Case, anchor: int, until: int, days: int, minutes: int) -> tuple[int, int]:
    """How much of what began to run at `anchor` is used up at `until`.

    The day of `until` is used up whole if it counts: whoever stops the clock at 16:20 has had it.
    """
    calendar = case.calendar
    if days > 0:
        first, last = anchor // DAY, until // DAY
        if case.by_calendar:
            passed = last - first
        else:
            passed = calendar.counted_until(last) - calendar.counted_until(first)
        if passed < days or not minutes:
            return max(min(passed, days), 0), 0
        if case.last_day(anchor, days)[1]:
            return days, minutes
        anchor = _land(case, anchor, days, 0)
    worked = calendar.worked_until(until) - calendar.worked_until(anchor)
    return max(days, 0), max(min(worked, minutes), 0)


def _follow(case: Case, first: int, course: list[Entry] | None) -> int | None:
    """From the first due moment through pauses and extension to the last; None while paused.

    With a list, it also writes down the course.
    """
    anchor, days, minutes = case.start, case.days, case.minutes
    since_restart = 0, 0
    last = first
    for event in read_events(case):
        if isinstance(event, NoStop):
            _note(course, event)
            continue
        if isinstance(event, Extension):
            days, minutes = _extended(case, anchor, days, minutes, event)
            before, last = last, _land(case, anchor, days, minutes)
            _note(course, Reappointment(tick_of(event.decided_at), before, last, event.reason))
            continue
        if event.began > last:
            # Asking for papers after the date has passed buys no time.
            _note(course, NoStop(event.began, event.ended, event.grounds[0], too_late=True))
            continue
        used = _spent(case, anchor, event.began, days, minutes)
        since_restart = since_restart[0] + used[0], since_restart[1] + used[1]
        if course is not None:
            course += _told(event, anchor, used, since_restart)
        if event.ended is None:
            return None
        anchor, days, minutes = _resumed(case, event, anchor, event.ended, days, minutes, used)
        if event.restart:
            since_restart = 0, 0
        last = _land(case, anchor, days, minutes)
    _note(course, Leg(anchor, last, days, minutes))
    return last


def _resumed(
    case: Case, stop: Stop, anchor: int, ended: int, days: int, minutes: int, used: tuple[int, int]
) -> tuple[int, int, int]:
    """From where how much runs when a pause has ended (C8)."""
    if stop.restart:
        return max(anchor, ended), case.days, case.minutes
    used_days, used_minutes = used
    if 0 < days == used_days and minutes:
        # The last whole day is used up to its close; the hours begin after it.
        ended = max(ended, _land(case, anchor, days, 0))
    return max(anchor, ended), days - used_days, minutes - used_minutes


def _extended(
    case: Case, anchor: int, days: int, minutes: int, extension: Extension
) -> tuple[int, int]:
    """The amount, counted from `anchor`, that leads to the new appointment (C12)."""
    unit, calendar = case.limit.unit, case.calendar
    if extension.new_due_at is None:
        more = (0, 0) if extension.added is None else split_amount(extension.added, unit)
        return days + more[0], minutes + more[1]
    appointed = tick_of(extension.new_due_at)
    if unit is _HOURS:
        return 0, max(calendar.worked_until(appointed) - calendar.worked_until(anchor), 0)
    day = appointed // DAY
    if case.by_calendar:
        return max(day - anchor // DAY, 0), 0
    counted = calendar.counted_until(calendar.counting_from(day))
    return max(counted - calendar.counted_until(anchor // DAY), 0), 0


def _told(
    stop: Stop, anchor: int, used: tuple[int, int], since_restart: tuple[int, int]
) -> list[Entry]:
    """A counted leg, the pause that ended it, and what a restart takes back."""
    told: list[Entry] = [Leg(anchor, stop.began, *used), stop]
    if stop.restart and stop.ended is not None:
        told.append(Dropped(stop.ended, *since_restart))
    return told


def _note(course: list[Entry] | None, entry: Entry) -> None:
    if course is not None:
        course.append(entry)
