"""A year as twelve month grids: what is not an ordinary day carries a mark and a word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from html import escape
from itertools import groupby

from django.utils.safestring import SafeString

from motcua.pages.day_calendar import WEEKDAY_HEADS


class DayKind(StrEnum):
    """What a day of the year is; the value is its style class."""

    WORKED = ""
    HOLIDAY = "hol"
    MAKEUP = "mk"
    OWN_HOURS = "odd"
    WEEKEND = "off"


_WORDS = {DayKind.HOLIDAY: "nghỉ", DayKind.MAKEUP: "bù", DayKind.OWN_HOURS: "giờ"}
_KEY = {
    DayKind.HOLIDAY: "Nghỉ lễ, nghỉ bù",
    DayKind.MAKEUP: "Làm bù, có tính",
    DayKind.OWN_HOURS: "Làm theo giờ riêng của ngày",
    DayKind.WEEKEND: "Cuối tuần",
}
_COUNTED = frozenset({DayKind.WORKED, DayKind.MAKEUP, DayKind.OWN_HOURS})


@dataclass(frozen=True, slots=True)
class YearDay:
    """One day; `name` is what people call it, shown at the pointer; pages list the names as well."""

    on: date
    kind: DayKind = DayKind.WORKED
    name: str = ""


def year_calendar(days: Iterable[YearDay], *, today: date | None = None) -> SafeString:
    """Twelve tables of weeks, Monday first, each with its number of working days, and the legend.

    The numbers of the months re-add to that of the year.
    """
    listed = sorted(days, key=lambda day: day.on)
    months = "".join(
        _month(list(found), today) for _, found in groupby(listed, key=lambda day: day.on.month)
    )
    used = {day.kind for day in listed}
    items = "".join(
        f'<li><i class="{kind.value}"></i>{words}</li>'
        for kind, words in _KEY.items()
        if kind in used
    )
    if any(day.on == today for day in listed):
        items += '<li><i class="now"></i>Hôm nay</li>'
    return SafeString(f'<div class="months">{months}</div><ul class="key">{items}</ul>')


def _month(days: list[YearDay], today: date | None) -> str:
    worked = sum(day.kind in _COUNTED for day in days)
    before, after = days[0].on.weekday(), 6 - days[-1].on.weekday()
    cells = ["<td></td>"] * before + [_cell(day, today) for day in days] + ["<td></td>"] * after
    weeks = "".join(
        f"<tr>{''.join(cells[start : start + 7])}</tr>" for start in range(0, len(cells), 7)
    )
    return (
        f'<table class="cal year"><caption><b>Tháng {days[0].on.month}</b> {worked} ngày làm việc'
        f"</caption><thead><tr>{WEEKDAY_HEADS}</tr></thead><tbody>{weeks}</tbody></table>"
    )


def _cell(day: YearDay, today: date | None) -> str:
    classes = f"{day.kind.value} now".strip() if day.on == today else day.kind.value
    styled = f' class="{classes}"' if classes else ""
    word = _WORDS.get(day.kind, "")
    if not word:
        return f"<td{styled}>{day.on.day}</td>"
    named = f' title="{escape(day.name)}"' if day.name else ""
    return (
        f'<td{styled}{named}><time datetime="{day.on.isoformat()}">{day.on.day}</time>'
        f"<span>{word}</span></td>"
    )
