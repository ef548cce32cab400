"""The calendar of numbered days: a person can put a finger on each and count along."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from html import escape
from typing import Protocol

from django.utils.safestring import SafeString

HEAD_WEEKS, TAIL_WEEKS, MOST_WEEKS = 2, 3, 6
_SATURDAY = 5
WEEKDAY_HEADS = "".join(
    f'<th scope="col"><abbr title="{name}">{short}</abbr></th>'
    for short, name in (
        ("T2", "Thứ Hai"),
        ("T3", "Thứ Ba"),
        ("T4", "Thứ Tư"),
        ("T5", "Thứ Năm"),
        ("T6", "Thứ Sáu"),
        ("T7", "Thứ Bảy"),
        ("CN", "Chủ nhật"),
    )
)


class Mark(StrEnum):
    """What a day is to the deadline; the value is its style class."""

    START = "st"
    COUNTED = "cnt"
    TO_COUNT = "todo"
    MAKEUP = "mk"
    PAUSED = "psd"
    HOLIDAY = "hol"
    WEEKEND = "off"
    DUE = "due"
    OUTSIDE = "out"


_WORDS = {
    Mark.START: "nhận",
    Mark.MAKEUP: "bù",
    Mark.PAUSED: "chờ",
    Mark.HOLIDAY: "nghỉ",
}
_KEY = {
    "cnt": "Có tính",
    "todo": "Sẽ tính",
    "mk": "Làm bù, có tính",
    "psd": "Đồng hồ dừng",
    "hol": "Nghỉ lễ",
    "off": "Cuối tuần",
    "now": "Hôm nay",
    "due": "Hẹn trả",
}


class Marked(Protocol):
    """What the calendar draws, ours or the clock's: `mark` is a value of `Mark`."""

    @property
    def on(self) -> date: ...
    @property
    def mark(self) -> str: ...
    @property
    def number(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Day:
    """One day of the calendar; `number` is which counted day it is, `word` replaces the usual one."""

    on: date
    mark: Mark
    number: int | None = None
    word: str = ""


def day_calendar(
    days: Iterable[Marked], *, today: date | None, caption: str = "", tight: bool = False
) -> SafeString:
    """A table of weeks, Monday first, with its legend.

    Days after `today` are drawn as still to be counted. More than six weeks are folded to the
    first two and the last three, and the fold says how many counted days it hides.
    """
    known = {day.on: _own(day) for day in days}
    if not known:
        return SafeString("")
    weeks = _weeks(known)
    first, last = min(known), max(known)
    title = caption or f"Lịch đếm ngày từ {first:%d/%m/%Y} đến {last:%d/%m/%Y}"
    rows = "".join(_shown(weeks, today))
    used = {kind for day in known.values() for kind in _classes(day, today).split()}
    return SafeString(
        f'<table class="cal{" tight" if tight else ""}">'
        f'<caption class="visually-hidden">{escape(title)}</caption>'
        f"<thead><tr>{WEEKDAY_HEADS}</tr></thead><tbody>{rows}</tbody></table>{_legend(used)}"
    )


def _own(day: Marked) -> Day:
    return day if isinstance(day, Day) else Day(day.on, Mark(day.mark), day.number)


def _weeks(known: dict[date, Day]) -> list[list[Day]]:
    first, last = min(known), max(known)
    monday = first - timedelta(days=first.weekday())
    count = ((last - monday).days // 7) + 1
    span = (monday + timedelta(days=offset) for offset in range(count * 7))
    cells = [known.get(day) or _outside(day) for day in span]
    return [cells[start : start + 7] for start in range(0, len(cells), 7)]


def _outside(day: date) -> Day:
    return Day(day, Mark.WEEKEND if day.weekday() >= _SATURDAY else Mark.OUTSIDE)


def _shown(weeks: Sequence[Sequence[Day]], today: date | None) -> list[str]:
    if len(weeks) <= MOST_WEEKS:
        return [_row(week, today, head=index == 0) for index, week in enumerate(weeks)]
    hidden = weeks[HEAD_WEEKS:-TAIL_WEEKS]
    top = [_row(week, today, head=index == 0) for index, week in enumerate(weeks[:HEAD_WEEKS])]
    tail = [_row(week, today, head=index == 0) for index, week in enumerate(weeks[-TAIL_WEEKS:])]
    return [*top, _fold(hidden), *tail]


def _fold(weeks: Sequence[Sequence[Day]]) -> str:
    numbers = [day.number for week in weeks for day in week if day.number is not None]
    counted = (
        f", ngày tính thứ {min(numbers)} đến {max(numbers)}" if numbers else ", không ngày nào tính"
    )
    words = (
        f"Gấp lại {len(weeks)} tuần, {weeks[0][0].on:%d/%m} đến {weeks[-1][-1].on:%d/%m}{counted}"
    )
    return f'<tr class="fold"><td colspan="7">{words}</td></tr>'


def _row(week: Sequence[Day], today: date | None, *, head: bool) -> str:
    cells = (_cell(day, today, named=head and index == 0) for index, day in enumerate(week))
    return f"<tr>{''.join(cells)}</tr>"


def _classes(day: Day, today: date | None) -> str:
    mark = day.mark.value
    if day.mark is Mark.MAKEUP:
        mark = "cnt mk"
    if day.number is not None and day.mark is not Mark.DUE and today and day.on > today:
        mark = mark.replace("cnt", "todo")
    return f"{mark} now" if day.on == today else mark


def _cell(day: Day, today: date | None, *, named: bool) -> str:
    label = f"{day.on.day}/{day.on.month}" if named or day.on.day == 1 else str(day.on.day)
    number = (
        f'<b><span class="visually-hidden">ngày tính thứ </span>{day.number}</b>'
        if day.number is not None
        else ""
    )
    word = day.word or _WORDS.get(day.mark, "")
    note = f"<span>{escape(word)}</span>" if word else ""
    return (
        f'<td class="{_classes(day, today)}">'
        f'<time datetime="{day.on.isoformat()}">{label}</time>{number}{note}</td>'
    )


def _legend(used: set[str]) -> str:
    items = (
        f'<li><i class="{kind}"></i>{word}</li>' for kind, word in _KEY.items() if kind in used
    )
    return f'<ul class="key">{"".join(items)}</ul>'
