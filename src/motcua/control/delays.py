"""Whether a dossier will miss its date, why, and when it can be done: read from its own facts.

Pure over the facts of one dossier. The remaining work is the longest way through the internal
process from where it stands; the reason is the step that overran its budget most, or the office
that was asked and did not answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.base.dates import format_due, in_vietnam
from motcua.clock.calendars import WorkingCalendar, moment_of, tick_of
from motcua.clock.limits import MINUTES_PER_DAY
from motcua.dossiers.folding import DossierState
from motcua.dossiers.states import ActReason
from motcua.procedures.process import Process
from motcua.procedures.states import StepKind


@dataclass(frozen=True, slots=True)
class Span:
    """How long a dossier stood at one step, in working minutes, against its budget."""

    step: str
    name: str
    unit_id: int | None
    minutes: int
    budget: int

    @property
    def over(self) -> int:
        return self.minutes - self.budget


@dataclass(frozen=True, slots=True)
class Told:
    """One fact as far as it is needed here."""

    at: datetime
    data: Mapping[str, Any]


def minutes_left(process: Process, step_key: str, spent: int) -> int:
    """Working minutes that the longest way from this step still takes; a step overdue counts as over."""
    known: dict[str, int] = {}

    def longest(key: str) -> int:
        if key not in known:
            step = process.step(key)
            own = 0 if step.kind is StepKind.RETURN else step.minutes
            known[key] = 0  # a way that came back here would add nothing
            known[key] = own + max((longest(way.to) for way in step.next), default=0)
        return known[key]

    return max(longest(step_key) - min(spent, process.step(step_key).minutes), 0)


def spans(
    facts: Iterable[Told], process: Process, until: datetime, calendar: WorkingCalendar
) -> tuple[Span, ...]:
    """The time at each step that was entered, in order; the last one runs until the given moment."""
    entered = [
        (fact.at, fact.data["set"])
        for fact in facts
        if fact.data.get("set", {}).get("step_started_at") and fact.data["set"].get("step_key")
    ]
    ends = [at for at, _ in entered[1:]] + [until]
    return tuple(
        _span(changes, process, calendar.minutes_between(at, end))
        for (at, changes), end in zip(entered, ends, strict=True)
    )


def _span(changes: Mapping[str, Any], process: Process, minutes: int) -> Span:
    key = changes["step_key"]
    step = next((step for step in process.steps if step.key == key), None)
    name, budget = (step.name, step.minutes) if step else (key, 0)
    return Span(key, name, changes.get("holder_unit_id"), minutes, budget)


@dataclass(frozen=True, slots=True)
class Why:
    """The true reason of a delay, as it will stand in the letter."""

    code: ActReason
    sentence: str


def reason(
    found: Iterable[Span], state: DossierState, at: datetime, names: Mapping[int, str]
) -> Why:
    """What the facts say about the delay; `names` are those of units."""
    for item in state.consultations:
        due = datetime.fromisoformat(item["due_at"])
        if item["answered_at"] is None and due < at:
            who = names.get(item["unit"], "Cơ quan được hỏi ý kiến")
            return Why(
                ActReason.ANSWER_LATE,
                f"{who} chưa trả lời lấy ý kiến, dù đã quá hạn trả lời {format_due(due)}.",
            )
    worst = max(found, key=lambda span: span.over, default=None)
    if worst is None or worst.over <= 0:
        return Why(
            ActReason.COMPLEX,
            "Các bước còn lại theo quy trình cần nhiều thời gian hơn phần còn lại của thời hạn.",
        )
    unit = names.get(worst.unit_id or 0)
    where = f" tại {unit}" if unit else ""
    return Why(
        ActReason.STEP_LATE,
        f"Bước “{worst.name}”{where} đã mất {_hours(worst.minutes)} giờ làm việc,"
        f" quy trình là {_hours(worst.budget)} giờ.",
    )


def _hours(minutes: int) -> str:
    hours = minutes / 60
    return f"{hours:.1f}".removesuffix(".0").replace(".", ",")


def new_date(at: datetime, left: int, due_at: datetime, calendar: WorkingCalendar) -> datetime:
    """The end of the working day on which the remaining work can be done, with a day in hand.

    Always a working day after the present appointment.
    """
    done = moment_of(calendar.after_minutes(tick_of(at), left + MINUTES_PER_DAY))
    first = calendar.add_working_days(in_vietnam(due_at).date(), 1)
    day = max(in_vietnam(done).date(), first)
    closing = calendar.closing_at(day)
    return closing or done
