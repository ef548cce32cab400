"""A calendar year as the pages tell it: figures that re-add, days off as spans, hours in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from django.utils.safestring import SafeString

from motcua.base.dates import WEEKDAYS, format_date
from motcua.clock.calendar_format import DayOff, Hours, MakeupDay, Plan, Sessions, Year
from motcua.clock.calendars import WorkingCalendar
from motcua.pages.year_calendar import DayKind, YearDay, year_calendar

KIND_LABELS = {
    "holiday": "Nghỉ lễ, tết",
    "substitute": "Nghỉ bù",
    "swap": "Nghỉ hoán đổi",
}
UNKNOWN_DECISION = "chưa rõ số"
ONE_DAY = timedelta(1)


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring days off of one name and kind."""

    first: date
    last: date
    name: str
    kind: str

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def kind_label(self) -> str:
        return KIND_LABELS[self.kind]

    @property
    def when(self) -> str:
        return span_words(self.first, self.last)


@dataclass(frozen=True, slots=True)
class Makeup:
    """A day worked in place of another; `decision` is its own ground, if it has one."""

    on: str
    instead_of: str
    decision: str


@dataclass(frozen=True, slots=True)
class YearPage:
    """One year in figures and words: `usual - off + made_up` is `working`."""

    number: int
    announced: bool
    decision: str
    usual: int
    off: int
    made_up: int
    working: int
    spans: tuple[Span, ...]
    makeups: tuple[Makeup, ...]
    own_hours: tuple[tuple[str, str], ...]
    picture: SafeString


def weekday(on: date) -> str:
    """`Thứ Bảy 22/08/2026`."""
    return f"{WEEKDAYS[on.weekday()]} {format_date(on)}"


def span_words(first: date, last: date) -> str:
    """One day with its weekday, or both ends and how many days."""
    if first == last:
        return weekday(first)
    return f"{weekday(first)} đến {weekday(last)} ({(last - first).days + 1} ngày)"


def spans(days: Iterable[DayOff]) -> list[Span]:
    """Days off in order, neighbours of one name and kind joined."""
    found: list[Span] = []
    for day in sorted(days, key=lambda day: day.on):
        last = found[-1] if found else None
        if last and (last.last + ONE_DAY, last.name, last.kind) == (day.on, day.name, day.kind):
            found[-1] = Span(last.first, day.on, day.name, day.kind)
        else:
            found.append(Span(day.on, day.on, day.name, day.kind))
    return found


def sessions_words(sessions: Sessions) -> str:
    """`07:00–11:30, 13:30–17:00`; no session is a closed day."""
    return ", ".join(f"{_clock(start)}–{_clock(end)}" for start, end in sessions) or "nghỉ cả ngày"


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


def week_words(week: tuple[Sessions, ...]) -> list[tuple[str, str]]:
    """Days and hours, neighbours with equal hours joined; days without work are left out."""
    found = []
    for sessions, group in groupby(range(7), key=lambda number: week[number]):
        days = list(group)
        if sessions:
            name = WEEKDAYS[days[0]]
            name += f" đến {WEEKDAYS[days[-1]]}" if len(days) > 1 else ""
            found.append((name, sessions_words(sessions)))
    return found


def hours_words(hours: Iterable[Hours]) -> list[tuple[date, list[tuple[str, str]]]]:
    """The weekly hours, newest first, with the day from which they hold."""
    return [(item.from_on, week_words(item.week)) for item in reversed(tuple(hours))]


def year_of(plan: Plan, number: int) -> Year | None:
    return next((year for year in plan.years if year.year == number), None)


def all_days(number: int) -> Iterator[date]:
    first = date(number, 1, 1)
    return (first + timedelta(n) for n in range((date(number + 1, 1, 1) - first).days))


def working_days(calendar: WorkingCalendar, number: int) -> int:
    return calendar.working_days_between(date(number, 1, 1) - ONE_DAY, date(number, 12, 31))


def page_of(calendar: WorkingCalendar, year: Year, today: date) -> YearPage:
    """Everything a page says of the year."""
    days = list(all_days(year.year))
    usual = {on for on in days if _usually(calendar.plan, on)}
    counted = {on for on in days if calendar.is_counting_day(on)}
    return YearPage(
        number=year.year,
        announced=year.announced,
        decision=year.decision or UNKNOWN_DECISION,
        usual=len(usual),
        off=len(usual - counted),
        made_up=len(counted - usual),
        working=len(counted),
        spans=tuple(spans(year.days_off)),
        makeups=tuple(_makeup(day) for day in sorted(year.makeup_days, key=lambda day: day.on)),
        own_hours=tuple(
            (weekday(on), sessions_words(found)) for on, found in sorted(year.sessions)
        ),
        picture=picture(calendar, year, today),
    )


def picture(calendar: WorkingCalendar, year: Year, today: date) -> SafeString:
    """The year's twelve months as the calendar counts them."""
    own_hours = {on for on, _ in year.sessions}
    return year_calendar(
        (_year_day(calendar, on, own_hours) for on in all_days(year.year)), today=today
    )


def _year_day(calendar: WorkingCalendar, on: date, own_hours: set[date]) -> YearDay:
    off, makeup = calendar.days_off.get(on.toordinal()), calendar.makeups.get(on.toordinal())
    if not calendar.is_counting_day(on):
        if off or _usually(calendar.plan, on):
            return YearDay(on, DayKind.HOLIDAY, off.name if off else "")
        return YearDay(on, DayKind.WEEKEND)
    if makeup:
        instead = f"Làm bù cho {weekday(makeup.instead_of)}" if makeup.instead_of else "Làm bù"
        return YearDay(on, DayKind.MAKEUP, instead)
    if on in own_hours:
        return YearDay(on, DayKind.OWN_HOURS, sessions_words(calendar.sessions_on(on)))
    return YearDay(on)


def _usually(plan: Plan, on: date) -> bool:
    """Whether the weekly hours alone have work on that day."""
    hours = next((item for item in reversed(plan.hours) if item.from_on <= on), plan.hours[0])
    return bool(hours.week[on.weekday()])


def _makeup(day: MakeupDay) -> Makeup:
    return Makeup(
        weekday(day.on),
        weekday(day.instead_of) if day.instead_of else "",
        day.decision,
    )
