"""The written form of a working calendar: what `--calendar FILE` and the data file hold.

    {"key": "province", "name": "…",
     "hours": [{"from": "2018-01-01", "week": {"mon": [["07:00", "11:30"], ["13:30", "17:00"]], …}}],
     "years": [{"year": 2026, "announced": true, "decision": "…",
                "days_off": [{"from": "2026-02-16", "to": "2026-02-20", "name": "Tết Nguyên đán"},
                             {"on": "2026-08-31", "name": "…", "kind": "swap"}],
                "makeup_days": [{"on": "2026-08-22", "for": "2026-08-31"}],
                "sessions": {"2026-02-13": [["07:00", "11:30"]]}}],
     "announced_until": "2026-12-31"}

A weekday that is missing from `week` is a day off. `kind` of a day off is `holiday` (the default),
`substitute` (in place of a holiday on a weekend) or `swap` (worked on another day instead).
A make-up day has the hours of the day it stands `for`, or its own `sessions`. `sessions` beside
the years sets the hours of single dates; an empty list closes the day. `announced_until`
may be left out: it is then the end of the last announced year before the first gap.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, time, timedelta
from itertools import pairwise
from typing import Any

from motcua.base.dates import format_date
from motcua.base.verdict import InvalidError

# (first minute, last minute) of a stretch of work, in minutes after midnight.
Sessions = tuple[tuple[int, int], ...]
WEEKDAY_KEYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KINDS = ("holiday", "substitute", "swap")
EARLIEST, LATEST = 1990, 2100


class InvalidCalendarError(InvalidError):
    """A calendar, or a year of it, cannot be read or contradicts itself."""

    code = "invalid_calendar"


@dataclass(frozen=True, slots=True)
class DayOff:
    """A day without work, with the name that people know it by."""

    on: date
    name: str
    kind: str = "holiday"


@dataclass(frozen=True, slots=True)
class MakeupDay:
    """A weekend day that is worked in place of another, by that decision."""

    on: date
    instead_of: date | None = None
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Year:
    """One year as announced: its days off, make-up days and odd hours, with the decision."""

    year: int
    announced: bool = True
    decision: str = ""
    days_off: tuple[DayOff, ...] = ()
    makeup_days: tuple[MakeupDay, ...] = ()
    sessions: tuple[tuple[date, Sessions], ...] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """The hours of the seven weekdays, from a day on until the next `Hours` begins."""

    from_on: date
    week: tuple[Sessions, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """A whole calendar as data: `WorkingCalendar` is its compiled form."""

    key: str
    name: str
    hours: tuple[Hours, ...]
    years: tuple[Year, ...]
    announced_until: date | None = None


def read_plan(raw: object) -> Plan:
    """Raises `InvalidCalendarError`, with the place of the fault in its sentence."""
    calendar = _mapping(raw, "lịch")
    hours = tuple(_read_hours(item) for item in _items(calendar, "hours"))
    years = tuple(read_year(item) for item in _items(calendar, "years"))
    if not hours:
        raise InvalidCalendarError("Lịch cần ít nhất một khung giờ ở hours.")
    if len({year.year for year in years}) < len(years):
        raise InvalidCalendarError("Mỗi năm chỉ được có một mục ở years.")
    until = calendar.get("announced_until")
    return Plan(
        key=str(calendar.get("key", "province")),
        name=str(calendar.get("name", "")),
        hours=tuple(sorted(hours, key=lambda item: item.from_on)),
        years=tuple(sorted(years, key=lambda item: item.year)),
        announced_until=None if until is None else read_date(until),
    )


def read_year(raw: object) -> Year:
    """One item of `years`; every date must lie in the year."""
    item = _mapping(raw, "năm")
    number = item.get("year")
    if isinstance(number, bool) or not isinstance(number, int):
        raise InvalidCalendarError("Mỗi năm cần year là một số nguyên, ví dụ 2026.")
    if not EARLIEST <= number <= LATEST:
        raise InvalidCalendarError(f"Năm {number} ngoài khoảng {EARLIEST} đến {LATEST}.")
    year = Year(
        year=number,
        announced=bool(item.get("announced", True)),
        decision=str(item.get("decision", "")),
        days_off=tuple(day for off in _items(item, "days_off") for day in _read_days_off(off)),
        makeup_days=tuple(_read_makeup(makeup) for makeup in _items(item, "makeup_days")),
        sessions=tuple(
            (read_date(on), read_sessions(sessions))
            for on, sessions in _mapping(item.get("sessions", {}), "sessions").items()
        ),
    )
    _check_year(year)
    return year


def write_plan(plan: Plan) -> dict[str, Any]:
    """The form that `read_plan` reads back to an equal plan."""
    return {
        "key": plan.key,
        "name": plan.name,
        "hours": [
            {"from": hours.from_on.isoformat(), "week": write_week(hours.week)}
            for hours in plan.hours
        ],
        "years": [write_year(year) for year in plan.years],
        "announced_until": plan.announced_until.isoformat() if plan.announced_until else None,
    }


def write_year(year: Year) -> dict[str, Any]:
    return {
        "year": year.year,
        "announced": year.announced,
        "decision": year.decision,
        "days_off": [
            {"on": day.on.isoformat(), "name": day.name, "kind": day.kind} for day in year.days_off
        ],
        "makeup_days": [
            {
                "on": day.on.isoformat(),
                "for": day.instead_of.isoformat() if day.instead_of else None,
                "decision": day.decision,
            }
            for day in year.makeup_days
        ],
        "sessions": {on.isoformat(): write_sessions(sessions) for on, sessions in year.sessions},
    }


def write_week(week: tuple[Sessions, ...]) -> dict[str, list[list[str]]]:
    return {key: write_sessions(day) for key, day in zip(WEEKDAY_KEYS, week, strict=True) if day}


def write_sessions(sessions: Sessions) -> list[list[str]]:
    return [[_clock(start), _clock(end)] for start, end in sessions]


def read_week(raw: object) -> tuple[Sessions, ...]:
    week = _mapping(raw, "week")
    strange = sorted(set(week) - set(WEEKDAY_KEYS))
    if strange:
        raise InvalidCalendarError(f"Thứ trong tuần viết là mon … sun, không phải {strange[0]!r}.")
    days = tuple(read_sessions(week.get(key, [])) for key in WEEKDAY_KEYS)
    if not any(days):
        raise InvalidCalendarError("Tuần làm việc cần ít nhất một ngày có giờ làm việc.")
    return days


def read_sessions(raw: object) -> Sessions:
    """`[["07:00", "11:30"], …]`: in order, not overlapping, none empty."""
    if not isinstance(raw, list | tuple):
        raise InvalidCalendarError("Giờ làm việc viết là danh sách các cặp giờ.")
    sessions = tuple(_read_session(pair) for pair in raw)
    for before, after in pairwise(sessions):
        if after[0] <= before[1]:
            raise InvalidCalendarError("Các buổi trong ngày phải theo thứ tự và cách nhau.")
    return sessions


def read_date(raw: object) -> date:
    try:
        day = date.fromisoformat(str(raw))
    except ValueError:
        raise InvalidCalendarError(f"Ngày {str(raw)[:20]!r} cần viết dạng 2026-09-02.") from None
    if not EARLIEST <= day.year <= LATEST:
        raise InvalidCalendarError(f"Ngày {format_date(day)} ngoài khoảng {EARLIEST} đến {LATEST}.")
    return day


def _read_hours(raw: object) -> Hours:
    item = _mapping(raw, "hours")
    return Hours(read_date(item.get("from", "2000-01-01")), read_week(item.get("week")))


def _read_days_off(raw: object) -> list[DayOff]:
    item = _mapping(raw, "days_off")
    first = read_date(item.get("on", item.get("from")))
    last = read_date(item.get("to", first))
    name, kind = str(item.get("name", "")).strip(), str(item.get("kind", "holiday"))
    if not name or kind not in KINDS:
        raise InvalidCalendarError(
            f"Ngày nghỉ {format_date(first)} cần tên, và kind là một trong: {', '.join(KINDS)}."
        )
    if last < first:
        raise InvalidCalendarError(f"Kỳ nghỉ {name} kết thúc trước khi bắt đầu.")
    return [DayOff(first + timedelta(n), name, kind) for n in range((last - first).days + 1)]


def _read_makeup(raw: object) -> MakeupDay:
    item = _mapping(raw, "makeup_days")
    instead_of = item.get("for")
    return MakeupDay(
        on=read_date(item.get("on")),
        instead_of=None if instead_of is None else read_date(instead_of),
        decision=str(item.get("decision", "")),
    )


def _read_session(raw: object) -> tuple[int, int]:
    if not isinstance(raw, list | tuple) or len(raw) != 2:  # noqa: PLR2004 - a pair
        raise InvalidCalendarError("Mỗi buổi làm việc là một cặp giờ, ví dụ 07:00 và 11:30.")
    start, end = _read_clock(raw[0]), _read_clock(raw[1])
    if end <= start:
        raise InvalidCalendarError(
            f"Buổi làm việc {raw[0]} đến {raw[1]} kết thúc trước khi bắt đầu."
        )
    return start, end


def _read_clock(raw: object) -> int:
    try:
        moment = time.fromisoformat(str(raw))
    except ValueError:
        raise InvalidCalendarError(f"Giờ {str(raw)[:20]!r} cần viết dạng 07:00.") from None
    return moment.hour * 60 + moment.minute


def _check_year(year: Year) -> None:
    dates = [day.on for day in year.days_off] + [day.on for day in year.makeup_days]
    dates += [on for on, _ in year.sessions]
    for day in dates:
        if day.year != year.year:
            raise InvalidCalendarError(f"Ngày {format_date(day)} không thuộc năm {year.year}.")
    _check_once([day.on for day in year.days_off], "ngày nghỉ")
    _check_once([day.on for day in year.makeup_days], "ngày làm bù")
    off = {day.on for day in year.days_off}
    for makeup in year.makeup_days:
        if makeup.on in off:
            raise InvalidCalendarError(
                f"Ngày {format_date(makeup.on)} vừa là ngày nghỉ vừa là ngày làm bù."
            )


def _check_once(days: list[date], what: str) -> None:
    for before, after in pairwise(sorted(days)):
        if before == after:
            raise InvalidCalendarError(
                f"Năm {after.year} có {what} {format_date(after)} ghi hai lần."
            )


def _mapping(raw: object, place: str) -> Mapping[str, Any]:
    if not isinstance(raw, Mapping):
        raise InvalidCalendarError(f"Phần {place} phải là một đối tượng JSON.")
    return raw


def _items(raw: Mapping[str, Any], name: str) -> list[Any]:
    items = raw.get(name, [])
    if not isinstance(items, list | tuple):
        raise InvalidCalendarError(f"Phần {name} phải là một danh sách.")
    return list(items)


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"
