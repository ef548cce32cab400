"""How the clock speaks: days, spans and amounts in the words of docs and mock-ups."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from motcua.base.dates import WEEKDAYS
from motcua.clock.calendars import DAY

_LOWER = tuple(name[0].lower() + name[1:] for name in WEEKDAYS)


@lru_cache(maxsize=8192)
def _label(day: int) -> tuple[str, str, int, date]:
    on = date.fromordinal(day)
    return f"{on.day:02}/{on.month:02}", _LOWER[on.weekday()], on.year, on


class Wording:
    """Days of `year` are written `21/08`, all others with their year."""

    __slots__ = ("year",)

    def __init__(self, day: int) -> None:
        self.year = _label(day)[2]

    def day(self, day: int) -> str:
        """`21/08`."""
        text, _, year, _ = _label(day)
        return text if year == self.year else f"{text}/{year}"

    def weekday(self, day: int) -> str:
        """`thứ Sáu 21/08`."""
        text, name, year, _ = _label(day)
        return f"{name} {text}" if year == self.year else f"{name} {text}/{year}"

    def moment(self, tick: int) -> str:
        """`16:20 ngày 24/08`."""
        return f"{clock(tick)} ngày {self.day(tick // DAY)}"

    def span(self, first: int, last: int) -> str:
        """`Thứ Sáu 28/08`, or `29/08 đến 02/09`."""
        if first == last:
            return capital(self.weekday(first))
        return f"{self.day(first)} đến {self.day(last)}"

    def days(self, days: Sequence[int], most: int) -> str:
        """`21/08, 22/08 và 24/08`; more than `most` of them as a span."""
        if len(days) == 1 or len(days) > most:
            return self.span(days[0], days[-1])
        return f"{', '.join(map(self.day, days[:-1]))} và {self.day(days[-1])}"

    def inside(self, days: Sequence[int], most: int) -> str:
        """The same inside brackets, where one day is `31/08`."""
        return self.day(days[0]) if len(days) == 1 else self.days(days, most)


def on(day: int) -> date:
    """The date of an ordinal."""
    return _label(day)[3]


def clock(tick: int) -> str:
    """`16:20`."""
    hour, minute = divmod(tick % DAY, 60)
    return f"{hour:02}:{minute:02}"


def capital(text: str) -> str:
    return text[0].upper() + text[1:]
