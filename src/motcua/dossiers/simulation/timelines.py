"""When things happen: working time as running minutes, and the text of a moment without a formatter."""

from __future__ import annotations

import random
from bisect import bisect_left
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from motcua.clock.calendars import DAY, WorkingCalendar, moment_of, tick_of
from motcua.clock.deadlines import Due, due
from motcua.clock.limits import MINUTES_PER_DAY, Ground, LimitUnit, Pause, TimeLimit
from motcua.clock.rulesets import rules_on
from motcua.dossiers.simulation.plan import Offer
from motcua.dossiers.timing import near_from

_WITHIN_DAY = 0.62
_ON_TIME = 0.14
# Most that are late are late by days, a few by weeks.
_LATEST = 30 * MINUTES_PER_DAY
_UTC_OFFSET = 7 * 60


class Moments:
    """Ticks and running working minutes of one calendar, and their texts."""

    def __init__(self, calendar: WorkingCalendar, first: date, last: date) -> None:
        self.calendar = calendar
        self._from = first.toordinal() - 40
        self._days = list(range(self._from, last.toordinal() + 800))
        self._opens = [calendar.worked_until(day * DAY) for day in self._days]
        self._sessions = [calendar.sessions_on(date.fromordinal(day)) for day in self._days]
        self._dates = [date.fromordinal(day).isoformat() for day in self._days]
        clock = [f"T{minute // 60:02}:{minute % 60:02}:" for minute in range(DAY)]
        self._local = clock
        self._utc = clock[-_UTC_OFFSET:] + clock[:-_UTC_OFFSET]

    def worked(self, tick: int) -> int:
        return self.calendar.worked_until(tick)

    def tick(self, worked: int) -> int:
        """The moment at which so many minutes have been worked; a session's end stays there."""
        place = bisect_left(self._opens, worked) - 1
        rest = worked - self._opens[place]
        minute = 0
        for start, end in self._sessions[place]:
            minute = start + rest
            if minute <= end:
                break
            rest -= end - start
        return (self._from + place) * DAY + minute

    def opening(self, day: int) -> int:
        """Minutes worked before that day."""
        return self._opens[day - self._from]

    def local(self, tick: int, second: str) -> str:
        """`2026-09-03T09:40:17+07:00`; the second is two digits."""
        day, minute = divmod(tick, DAY)
        return f"{self._dates[day - self._from]}{self._local[minute]}{second}+07:00"

    def utc(self, tick: int, second: str) -> str:
        """`2026-09-03T02:40:17.000000Z`, as the journal writes instants."""
        day, minute = divmod(tick, DAY)
        if minute < _UTC_OFFSET:
            day -= 1
        return f"{self._dates[day - self._from]}{self._utc[minute]}{second}.000000Z"

    def date(self, tick: int) -> str:
        return self._dates[tick // DAY - self._from]


class Appointment(NamedTuple):
    """A due moment as a tick, in running minutes, and as the row spells it."""

    tick: int
    worked: int
    text: str
    provisional: str
    near: str


class Appointments:
    """Due dates by the clock's own rules; in a limit of days all of one day fall together."""

    def __init__(self, moments: Moments) -> None:
        self._moments = moments
        self._known: dict[tuple[int, int, bool], Appointment] = {}

    def of(self, offer: Offer, started: int) -> Appointment:
        """The first appointment of a dossier accepted at that tick."""
        limit = offer.version.limit
        if limit.unit is LimitUnit.WORKING_HOUR:
            return self._spelt(self._due(offer, started), limit)
        late = limit.cutoff_15h and started % DAY > rules_on(_day(started)).cutoff_minute
        key = id(offer), started // DAY, late
        found = self._known.get(key)
        if found is None:
            found = self._known[key] = self._spelt(self._due(offer, started), limit)
        return found

    def after_pause(self, offer: Offer, started: int, began: int, ended: int) -> Appointment:
        """The appointment after one wait for a financial obligation."""
        pause = Pause(moment_of(began), moment_of(ended), Ground.FINANCIAL_OBLIGATION)
        return self._spelt(self._due(offer, started, (pause,)), offer.version.limit)

    def _due(self, offer: Offer, started: int, pauses: tuple[Pause, ...] = ()) -> Due:
        return due(
            offer.version.limit,
            moment_of(started),
            pauses=pauses,
            calendar=self._moments.calendar,
            rules=rules_on(_day(started)),
            difficult_area=offer.difficult,
        )

    def _spelt(self, found: Due, limit: TimeLimit) -> Appointment:
        if found.at is None:
            raise ValueError("a clock that goes has an appointment")
        tick = tick_of(found.at)
        worked = self._moments.worked(tick)
        text = self._moments.local(tick, "00")
        near = self._moments.local(
            tick_of(near_from(found.at, limit, self._moments.calendar)), "00"
        )
        return Appointment(tick, worked, text, "true" if found.provisional else "false", near)


@lru_cache(maxsize=4096)
def _ordinal(day: int) -> date:
    return date.fromordinal(day)


def _day(tick: int) -> date:
    return _ordinal(tick // DAY)


def working_days(calendar: WorkingCalendar, first: date, last: date) -> list[date]:
    """The days between two on which counters are open."""
    span = range((last - first).days + 1)
    return [day for n in span if calendar.is_counting_day(day := first + timedelta(days=n))]


def finish(
    rng: random.Random, offer: Offer, began: int, appointment: Appointment, moments: Moments
) -> int:
    """When the work is done, in running minutes, by how such dossiers are early, on time or late."""
    dice = rng.random()
    due_day = moments.opening(appointment.tick // DAY)
    if dice < offer.late:
        return appointment.worked + 60 + int(rng.random() ** 3 * _LATEST)
    if offer.version.limit.unit is LimitUnit.WORKING_HOUR:
        return began + int((appointment.worked - began) * (0.2 + 0.75 * rng.random()))
    if dice < offer.late + _ON_TIME or due_day <= began:
        start = max(due_day, began)
        return start + int((appointment.worked - start) * rng.random())
    left = due_day - began
    if left <= MINUTES_PER_DAY and rng.random() < _WITHIN_DAY:
        return began + min(left, 30 + int(rng.random() * 200))
    return began + int(left * (0.25 + 0.75 * rng.random()))
