"""How much time is left, has passed, or was missed: measured in working time, never by a counter."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from motcua.base.dates import in_vietnam
from motcua.clock.calendars import DAY, WorkingCalendar, tick_of
from motcua.clock.course import Stop, read_pauses
from motcua.clock.explanation import ExplanationStep
from motcua.clock.limits import LimitUnit, Pause, format_minutes
from motcua.clock.rulesets import RULES_DEFAULT, RuleSet
from motcua.clock.wording import Wording, clock, on


class Timeliness(StrEnum):
    """How a finished dossier met its date. An open one past its date is *overdue*, not late."""

    EARLY = "early"
    ON_TIME = "on_time"
    LATE = "late"

    @property
    def label(self) -> str:
        return {"early": "Trước hạn", "on_time": "Đúng hạn", "late": "Trễ hạn"}[self.value]


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Working minutes that ran, and the steps that add up to them."""

    minutes: int
    explanation: tuple[ExplanationStep, ...]


def remaining_minutes(due_at: datetime, at: datetime, calendar: WorkingCalendar) -> int:
    """Working minutes from `at` to the due moment; negative when it has passed."""
    return calendar.minutes_between(at, due_at)


def elapsed(
    started_at: datetime,
    until: datetime,
    *,
    pauses: Sequence[Pause] = (),
    calendar: WorkingCalendar,
) -> Elapsed:
    """Working time from `started_at` to `until`, without the time in which the clock stood still.

    Every pause counts here, whatever its ground; one that is still open lasts until `until`.
    Raises `InvalidHistoryError` for pauses that contradict each other.
    """
    start, end = tick_of(started_at), max(tick_of(until), tick_of(started_at))
    words = Wording(start // DAY)
    steps: list[ExplanationStep] = []
    total, place = 0, start
    for stop in _stops(start, pauses):
        if stop.began >= end:
            break
        total += _run(calendar, words, steps, place, stop.began)
        place = min(end if stop.ended is None else stop.ended, end)
        steps.append(_stood(words, stop, place))
    total += _run(calendar, words, steps, place, end)
    day = on(end // DAY)
    title = f"Đã chạy {format_minutes(total)} làm việc"
    steps.append(
        ExplanationStep("sum", title, f"Đến {words.moment(end)}.", "", total, "minute", day, day)
    )
    return Elapsed(total, tuple(steps))


def timeliness(finished_at: datetime, due_at: datetime, unit: LimitUnit) -> Timeliness:
    """Days are compared as dates, hours to the minute; `finished_at` is the recorded result (C11).

    A result on the due date is on time whatever the hour, as QĐ 766 compares dates.
    """
    if unit is LimitUnit.WORKING_HOUR:
        finished, due = tick_of(finished_at), tick_of(due_at)
    else:
        finished, due = tick_of(finished_at) // DAY, tick_of(due_at) // DAY
    if finished == due:
        return Timeliness.ON_TIME
    return Timeliness.EARLY if finished < due else Timeliness.LATE


def is_near_due(
    due_at: datetime,
    at: datetime,
    calendar: WorkingCalendar,
    *,
    started_at: datetime | None = None,
    pauses: Sequence[Pause] = (),
    rules: RuleSet = RULES_DEFAULT,
) -> bool:
    """Not yet past, and due today, within one working day, or in the last fifth of its time.

    Without `started_at` the share is not looked at.
    """
    left = remaining_minutes(due_at, at, calendar)
    if tick_of(at) > tick_of(due_at):
        return False
    if left <= rules.near_minutes or in_vietnam(at).date() == in_vietnam(due_at).date():
        return True
    if started_at is None:
        return False
    total = elapsed(started_at, due_at, pauses=pauses, calendar=calendar).minutes
    return left <= total * rules.near_share


def ended_at(
    *,
    finished_at: datetime | None = None,
    returned_at: datetime | None = None,
    stopped_at: datetime | None = None,
) -> datetime | None:
    """When processing ended (C11): result signed and recorded, else returned, else stopped.

    Waiting for the citizen to collect the result does not count. None while still open.
    """
    return finished_at or returned_at or stopped_at


def _stops(start: int, pauses: Sequence[Pause]) -> list[Stop]:
    events = read_pauses(start, pauses, lambda _ground: False)
    return [event for event in events if isinstance(event, Stop)]


def _run(
    calendar: WorkingCalendar, words: Wording, steps: list[ExplanationStep], start: int, end: int
) -> int:
    if end <= start:
        return 0
    minutes = calendar.worked_until(end) - calendar.worked_until(start)
    first, last = start // DAY, end // DAY
    title = f"{words.moment(start)} đến {words.moment(end)}"
    if first == last:
        title = f"{clock(start)} đến {clock(end)}, {words.weekday(first)}"
    reason = "Chỉ tính giờ làm việc."
    steps.append(
        ExplanationStep("count", title, reason, "", minutes, "minute", on(first), on(last))
    )
    return minutes


def _stood(words: Wording, stop: Stop, end: int) -> ExplanationStep:
    title = " và ".join(ground.label for ground in stop.grounds)
    reason = f"Dừng từ {words.moment(stop.began)} đến {words.moment(end)}."
    first, last = on(stop.began // DAY), on(end // DAY)
    return ExplanationStep("pause", title, reason, "", 0, "minute", first, last)
