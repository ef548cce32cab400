"""The day calendar: which mark and number each day carries, from receipt to due moment."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from motcua.clock.calendars import DAY, WorkingCalendar, tick_of
from motcua.clock.course import Case, Entry, Leg, Stop
from motcua.clock.wording import on


class Mark(StrEnum):
    """Marks as the style sheet names them; a make-up day is `mk` beside being counted."""

    START = "st"
    COUNTED = "cnt"
    TO_COUNT = "todo"
    MAKEUP = "mk"
    PAUSED = "psd"
    HOLIDAY = "hol"
    OFF = "off"
    DUE = "due"


class DayMark(NamedTuple):
    """One day; `number` is the running number of a counted day, else None."""

    on: date
    mark: Mark
    number: int | None


def mark_days(
    case: Case, course: Sequence[Entry], at: datetime | None, today: date | None = None
) -> tuple[DayMark, ...]:
    """Every day from the start to the due day, or to the day on which the clock stopped.

    With `today`, counted days after it are `todo`. Numbers begin again after a restart. Limits in
    hours have no numbers: their days are counted when some of their minutes are.
    """
    first = case.start // DAY
    marks: dict[int, tuple[Mark, int | None]] = {first: (Mark.START, None)}
    number, last = 0, first
    for entry in course:
        if isinstance(entry, Leg):
            number = _mark_leg(case.calendar, entry, marks, number, by_calendar=case.by_calendar)
            last = max(last, entry.until // DAY)
        elif isinstance(entry, Stop):
            ended = entry.ended // DAY if entry.ended is not None else entry.began // DAY
            for day in range(entry.began // DAY + 1, ended + 1):
                if case.by_calendar or case.calendar.is_counting_day(on(day)):
                    marks[day] = (Mark.PAUSED, None)
            number = 0 if entry.restart else number
            last = max(last, ended)
    if at is not None:
        last = tick_of(at) // DAY
        marks[last] = (Mark.DUE, marks.get(last, (Mark.DUE, None))[1])
    limit_day = today.toordinal() if today else last
    return tuple(_day_mark(case.calendar, day, marks, limit_day) for day in range(first, last + 1))


def _mark_leg(
    calendar: WorkingCalendar,
    leg: Leg,
    marks: dict[int, tuple[Mark, int | None]],
    number: int,
    *,
    by_calendar: bool,
) -> int:
    after = leg.after // DAY
    if not leg.days and leg.minutes:
        count = calendar.counted_until(leg.until // DAY) - calendar.counted_until(after)
        for day in calendar.counting_days(after, count):
            marks[day] = (_counted(calendar, day), None)
        return number
    days = (
        list(range(after + 1, after + leg.days + 1))
        if by_calendar
        else calendar.counting_days(after, leg.days)
    )
    for day in days:
        number += 1
        marks[day] = (_counted(calendar, day), number)
    return number


def _counted(calendar: WorkingCalendar, day: int) -> Mark:
    return Mark.MAKEUP if day in calendar.makeups else Mark.COUNTED


def _day_mark(
    calendar: WorkingCalendar,
    day: int,
    marks: dict[int, tuple[Mark, int | None]],
    today: int,
) -> DayMark:
    mark, number = marks.get(day, (Mark.OFF, None))
    if day not in marks and day in calendar.days_off:
        mark = Mark.HOLIDAY
    if day > today and mark in (Mark.COUNTED, Mark.MAKEUP):
        mark = Mark.TO_COUNT
    return DayMark(on(day), mark, number)
