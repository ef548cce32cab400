"""When an answer would be due, with the calendar of numbered days and the reasons, for pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from motcua.base.dates import VIETNAM, in_vietnam
from motcua.clock.calendars import DAY, WorkingCalendar, moment_of, tick_of
from motcua.clock.day_marks import Mark as ClockMark
from motcua.clock.deadlines import Due, due
from motcua.clock.limits import LimitUnit, OnResume, OutOfCalendarError, TimeLimit
from motcua.clock.rulesets import rules_on
from motcua.pages.day_calendar import Day, Mark
from motcua.pages.stories import WhyStep
from motcua.rulebook import queries as rulebook

MORNING = time(8)


@dataclass(frozen=True, slots=True)
class Appointment:
    """If a dossier were received at `start`; `is_today` when that is still possible today."""

    start: datetime
    due: Due
    is_today: bool

    @property
    def days(self) -> list[Day]:
        return calendar_days(self.due)

    @property
    def why(self) -> list[WhyStep]:
        return why_steps(self.due)


def if_accepted(
    limit: TimeLimit, calendar: WorkingCalendar, at: datetime, *, as_of: date | None = None
) -> Appointment | None:
    """The due date for a dossier taken in at the next moment the counters work.

    `as_of` asks for the morning of another day. None where the calendar does not reach.
    """
    try:
        asked = datetime.combine(as_of, MORNING, VIETNAM) if as_of else at
        start = next_opening(calendar, asked)
        found = due(limit, start, calendar=calendar, rules=rules_on(start.date()))
    except OutOfCalendarError:
        return None
    return Appointment(start, found, start.date() == in_vietnam(at).date())


def next_opening(calendar: WorkingCalendar, at: datetime) -> datetime:
    """`at` itself while the counters work that day, else the opening of the next working day."""
    tick = tick_of(at)
    day = tick // DAY
    if calendar.is_counting_day(in_vietnam(at).date()) and tick <= calendar.close_of(day):
        return max(in_vietnam(at), moment_of(calendar.open_of(day)))
    return moment_of(calendar.open_of(calendar.nth_after(day, 1)))


def reception_due(calendar: WorkingCalendar, submitted_at: datetime) -> datetime | None:
    """Until when an online dossier is to be accepted or sent back, by the hours of that day."""
    hours = rulebook.number("intake.acceptance_hours", in_vietnam(submitted_at).date())
    limit = TimeLimit(Decimal(hours), LimitUnit.WORKING_HOUR, OnResume.RESUME)
    try:
        return due(limit, submitted_at, calendar=calendar).at
    except OutOfCalendarError:
        return None


def calendar_days(found: Due) -> list[Day]:
    """The clock's days as the calendar of numbered circles draws them."""
    return [
        Day(
            day.on,
            Mark.COUNTED if day.mark is ClockMark.TO_COUNT else Mark(day.mark.value),
            day.number,
        )
        for day in found.days
    ]


def why_steps(found: Due) -> list[WhyStep]:
    """The clock's explanation as the list below a due date."""
    return [
        WhyStep(step.title, step.reason, step.label, step.ground, is_sum=step.kind == "sum")
        for step in found.explanation
    ]
