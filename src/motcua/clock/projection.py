"""What a change of the calendar moves: the list that is shown before anybody confirms it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from motcua.clock.calendars import DAY, WorkingCalendar, tick_of
from motcua.clock.deadlines import Due, due
from motcua.clock.limits import Extension, Pause, TimeLimit
from motcua.clock.rulesets import RULES_DEFAULT, RuleSet


@dataclass(frozen=True, slots=True)
class DeadlineInput:
    """All that `due` needs to know about one open thing; `ref` is the caller's name for it."""

    ref: object
    limit: TimeLimit
    started_at: datetime
    pauses: Sequence[Pause] = ()
    extensions: Sequence[Extension] = ()
    rules: RuleSet = RULES_DEFAULT
    difficult_area: bool = False


@dataclass(frozen=True, slots=True)
class MovedDeadline:
    """A due moment that is another under the new calendar.

    `days` counts from the old to the new date in days of the year, below 0 when it comes earlier,
    and is 0 where only the hour moves or the promise stays and only ceases to be provisional.
    """

    ref: object
    old_at: datetime
    new_at: datetime
    days: int
    was_provisional: bool
    is_provisional: bool


def moved(
    inputs: Iterable[DeadlineInput], old: WorkingCalendar, new: WorkingCalendar
) -> Iterator[MovedDeadline]:
    """Those of the inputs whose date, hour or provisional mark differs; standing clocks never do."""
    for item in inputs:
        before, after = _due(item, old), _due(item, new)
        if before.at is None or after.at is None:
            continue
        if before.at == after.at and before.provisional == after.provisional:
            continue
        days = tick_of(after.at) // DAY - tick_of(before.at) // DAY
        yield MovedDeadline(
            item.ref, before.at, after.at, days, before.provisional, after.provisional
        )


def _due(item: DeadlineInput, calendar: WorkingCalendar) -> Due:
    return due(
        item.limit,
        item.started_at,
        pauses=item.pauses,
        extensions=item.extensions,
        calendar=calendar,
        rules=item.rules,
        difficult_area=item.difficult_area,
    )
