"""The working calendar, compiled: any stretch of working time is two look-ups, never a walk.

Inside the room a moment is a *tick*: minutes since the day before 0001-01-01, in Vietnam
(`ordinal × 1440 + minute of the day`). Seconds are dropped: a receipt says 14:10.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from itertools import accumulate
from typing import Any

from motcua.base.dates import VIETNAM
from motcua.clock.calendar_format import (
    WEEKDAY_KEYS,
    DayOff,
    Hours,
    MakeupDay,
    Plan,
    Sessions,
    Year,
    read_plan,
    write_plan,
)
from motcua.clock.limits import OutOfCalendarError

DAY = 1440
_ORIGIN = datetime(1, 1, 1, tzinfo=VIETNAM)
# How far the plain weekly pattern is laid out around the announced years.
YEARS_BEFORE, YEARS_AFTER = 8, 15
_FIRST_WITHOUT_YEARS = 2023


def tick_of(at: datetime) -> int:
    """A value without a zone is Vietnam's."""
    zone = at.tzinfo
    if zone is not VIETNAM and zone is not None:
        at = at.astimezone(VIETNAM)
    return at.toordinal() * DAY + at.hour * 60 + at.minute


def moment_of(tick: int) -> datetime:
    return _ORIGIN + timedelta(0, 0, 0, 0, tick - DAY)


class WorkingCalendar:
    """Immutable. `plan` is what it was made from; `revision` the stored revision, 0 for a file."""

    __slots__ = (
        "_base",
        "_blocks",
        "_counted",
        "_days",
        "_makeup_days",
        "_minutes",
        "_sessions",
        "announced_from",
        "announced_until",
        "days_off",
        "known_from_day",
        "known_until_day",
        "makeups",
        "plan",
        "revision",
        "told",
    )

    def __init__(self, plan: Plan, revision: int = 0) -> None:
        self.plan = plan
        self.revision = revision
        years = [year.year for year in plan.years] or [_FIRST_WITHOUT_YEARS]
        first = date(years[0] - YEARS_BEFORE, 1, 1).toordinal()
        last = date(years[-1] + YEARS_AFTER, 12, 31).toordinal()
        self._base = first
        self._sessions = _lay_out(plan, first, last)
        self._counted = list(accumulate(map(bool, self._sessions)))
        self._days = [first + i for i, sessions in enumerate(self._sessions) if sessions]
        lengths = {key: sum(end - start for start, end in key) for key in set(self._sessions)}
        self._minutes = list(accumulate((lengths[key] for key in self._sessions), initial=0))
        self.days_off = {day.on.toordinal(): day for year in plan.years for day in year.days_off}
        self.makeups = {day.on.toordinal(): day for year in plan.years for day in year.makeup_days}
        self._makeup_days = sorted(self.makeups)
        self._blocks: tuple[list[int], list[int]] | None = None
        # Sentences about blocks of days off, worded once.
        self.told: dict[tuple[int, int, int], str] = {}
        self.announced_from, self.announced_until = _horizon(plan)
        self.known_from_day = self.announced_from.toordinal() if self.announced_from else last + 1
        self.known_until_day = self.announced_until.toordinal() if self.announced_until else 0

    @classmethod
    def from_json(cls, raw: Mapping[str, Any], revision: int = 0) -> WorkingCalendar:
        """Raises `InvalidCalendarError` with the place of the fault."""
        return cls(read_plan(raw), revision)

    def to_json(self) -> dict[str, Any]:
        return write_plan(self.plan)

    def __repr__(self) -> str:
        return f"<WorkingCalendar {self.plan.key} revision {self.revision}>"

    # Days, as people ask for them

    def is_counting_day(self, on: date) -> bool:
        return bool(self._sessions[self._index(on.toordinal())])

    def sessions_on(self, on: date) -> Sessions:
        return self._sessions[self._index(on.toordinal())]

    def working_days_between(self, after: date, until: date) -> int:
        """Counting days later than `after`, up to and with `until`; negative when reversed."""
        return self.counted_until(until.toordinal()) - self.counted_until(after.toordinal())

    def add_working_days(self, after: date, days: int) -> date:
        """The n-th counting day later than `after`."""
        return date.fromordinal(self.nth_after(after.toordinal(), days))

    def minutes_between(self, start: datetime, end: datetime) -> int:
        """Working minutes from `start` to `end`; negative when reversed."""
        return self.worked_until(tick_of(end)) - self.worked_until(tick_of(start))

    def is_open_at(self, at: datetime) -> bool:
        """Whether somebody works at that minute."""
        day, minute = divmod(tick_of(at), DAY)
        return any(start <= minute < end for start, end in self._sessions[self._index(day)])

    def closing_at(self, on: date) -> datetime | None:
        """The end of working time on that day, or None on a day off."""
        sessions = self.sessions_on(on)
        return moment_of(on.toordinal() * DAY + sessions[-1][1]) if sessions else None

    # Ticks and ordinals, as the engine asks for them

    def counted_until(self, day: int) -> int:
        """How many counting days there are up to and with that ordinal."""
        return self._counted[self._index(day)]

    def nth_after(self, day: int, count: int) -> int:
        """The ordinal of the n-th counting day later than `day`, n ≥ 1."""
        place = self._counted[self._index(day)] + count - 1
        if place >= len(self._days):
            raise self._out_of_range(self._base + len(self._sessions))
        return self._days[place]

    def counting_days(self, after: int, count: int) -> list[int]:
        """The ordinals of the next `count` counting days later than `after`."""
        place = self._counted[self._index(after)]
        return self._days[place : place + count]

    def counting_from(self, day: int) -> int:
        """That ordinal if it counts, otherwise the next that does."""
        index = self._index(day)
        if self._sessions[index]:
            return day
        return self.nth_after(day, 1)

    def close_of(self, day: int) -> int:
        """The tick at which work ends on a counting day."""
        return day * DAY + self._sessions[day - self._base][-1][1]

    def open_of(self, day: int) -> int:
        """The tick at which work begins on a counting day."""
        return day * DAY + self._sessions[day - self._base][0][0]

    def worked_until(self, tick: int) -> int:
        """Working minutes of the calendar before that tick."""
        day, minute = divmod(tick, DAY)
        index = self._index(day)
        total = self._minutes[index]
        for start, end in self._sessions[index]:
            if minute <= start:
                break
            total += min(minute, end) - start
        return total

    def after_minutes(self, tick: int, minutes: int) -> int:
        """Where so many working minutes are spent; at a session's end it stays there."""
        target = self.worked_until(tick) + minutes
        index = bisect_left(self._minutes, target, tick // DAY - self._base) - 1
        if index >= len(self._sessions):
            raise self._out_of_range(self._base + index)
        rest = target - self._minutes[index]
        place = 0
        for start, end in self._sessions[index]:
            place = start + rest
            if place <= end:
                break
            rest -= end - start
        return (self._base + index) * DAY + place

    def before_minutes(self, tick: int, minutes: int) -> int:
        """From where so many working minutes are left until that tick."""
        target = max(self.worked_until(tick) - minutes, 0)
        index = bisect_right(self._minutes, target) - 1
        rest = target - self._minutes[index]
        place = 0
        for start, end in self._sessions[index]:
            place = start + rest
            if place < end:
                break
            rest -= end - start
        return (self._base + index) * DAY + place

    def makeups_within(self, after: int, until: int) -> list[int]:
        """Ordinals of make-up days later than `after`, up to and with `until`."""
        days = self._makeup_days
        return days[bisect_right(days, after) : bisect_right(days, until)]

    def blocks_within(self, after: int, until: int) -> list[tuple[int, int]]:
        """Runs of days without work that hold a named day off, cut to (after, until]."""
        if self._blocks is None:
            self._blocks = self._find_blocks()
        firsts, lasts = self._blocks
        place = bisect_right(lasts, after)
        found = []
        while place < len(firsts) and firsts[place] <= until:
            found.append((max(firsts[place], after + 1), min(lasts[place], until)))
            place += 1
        return found

    def _find_blocks(self) -> tuple[list[int], list[int]]:
        firsts: list[int] = []
        lasts: list[int] = []
        for day in sorted(self.days_off):
            if self._sessions[day - self._base] or (lasts and day <= lasts[-1]):
                continue
            place = self._counted[day - self._base]
            firsts.append(self._days[place - 1] + 1 if place else self._base)
            lasts.append(self._days[place] - 1)
        return firsts, lasts

    def _index(self, day: int) -> int:
        index = day - self._base
        if 0 <= index < len(self._sessions):
            return index
        raise self._out_of_range(day)

    def _out_of_range(self, day: int) -> OutOfCalendarError:
        first = date.fromordinal(self._base)
        last = date.fromordinal(self._base + len(self._sessions) - 1)
        side = "trước" if day < self._base else "sau"
        return OutOfCalendarError(
            f"Ngày cần tính nằm {side} lịch làm việc, lịch có từ {first:%d/%m/%Y} "
            f"đến {last:%d/%m/%Y}."
        )


def _lay_out(plan: Plan, first: int, last: int) -> list[Sessions]:
    """The sessions of each day from `first` to `last`: weekly pattern, then what overrides it."""
    size = last - first + 1
    laid: list[Sessions] = []
    for hours, until in zip(plan.hours, [*plan.hours[1:], None], strict=True):
        end = size if until is None else min(max(until.from_on.toordinal() - first, 0), size)
        week = [hours.week[(first + len(laid) + n - 1) % 7] for n in range(7)]
        missing = end - len(laid)
        laid += (week * (missing // 7 + 1))[:missing] if missing > 0 else []
    for year in plan.years:
        for off in year.days_off:
            laid[off.on.toordinal() - first] = ()
        for makeup in year.makeup_days:
            laid[makeup.on.toordinal() - first] = _hours_of(makeup, plan.hours)
        for on, sessions in year.sessions:
            laid[on.toordinal() - first] = sessions
    return laid


def _hours_of(makeup: MakeupDay, hours: tuple[Hours, ...]) -> Sessions:
    """A make-up day is worked like the day it replaces, else like the first day of the week."""
    week = next((item.week for item in reversed(hours) if item.from_on <= makeup.on), hours[0].week)
    replaced = week[makeup.instead_of.weekday()] if makeup.instead_of else ()
    return replaced or next(filter(None, week))


def _horizon(plan: Plan) -> tuple[date | None, date | None]:
    """First and last day of the announced years, up to the first gap."""
    announced = [year.year for year in plan.years if year.announced]
    if not announced:
        return None, plan.announced_until
    last = announced[0]
    for number in announced[1:]:
        if number != last + 1:
            break
        last = number
    return date(announced[0], 1, 1), plan.announced_until or date(last, 12, 31)


__all__ = [
    "WEEKDAY_KEYS",
    "DayOff",
    "MakeupDay",
    "Plan",
    "WorkingCalendar",
    "Year",
    "moment_of",
    "tick_of",
]
