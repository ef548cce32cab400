"""Letters that ask another unit, with a deadline that never pauses the clock (T15, C10).

An item of the dossier's consultations is `{"id", "unit", "from_unit", "by", "number", "step",
"name", "asked_at", "due_at", "remind_at", "answered_at", "answer_number", "reminded_at",
"missed_at"}`. What is asked and what is answered stays beside the log. Consultations that the
process names beside a step open with it; `step` and `name` say which.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from motcua.base.dates import format_due, in_vietnam
from motcua.base.text import nfc
from motcua.base.verdict import InvalidError
from motcua.clock.calendars import WorkingCalendar, moment_of, tick_of
from motcua.clock.limits import MINUTES_PER_DAY, LimitUnit
from motcua.dossiers import beside, placing, policies, records, timing
from motcua.dossiers.folding import DossierState
from motcua.dossiers.records import Recorded, Request, Step
from motcua.dossiers.transitions import allowed_from
from motcua.procedures import process as processes
from motcua.procedures.pinned import PinnedVersion

_MOST_NUMBER = 60
MOST_CONSULTATIONS = 60
MOST_DAYS = Decimal(60)


@records.once
def consult(
    code: str,
    *,
    unit_id: int,
    question: str,
    amount: Decimal,
    request: Request,
    unit: LimitUnit = LimitUnit.WORKING_DAY,
    number: str = "",
) -> Recorded:
    """T15: ask another unit, to be answered within so many working days or hours of its calendar.

    Consulting runs inside the dossier's limit: a deadline after the appointment is refused while
    there is still time (Decree 61/2018 art. 19(5)).
    """
    dossier_id, state = records.load(code, request.actor)
    policies.can("consult", request.actor, state).require()
    if unit_id == state.holder_unit_id:
        raise InvalidError(
            "Đơn vị này đang giữ hồ sơ. Chọn đơn vị khác để lấy ý kiến.",
            fields={"unit_id": "Chọn đơn vị khác."},
        )
    if not question.strip():
        raise InvalidError("Ghi nội dung cần ý kiến.", fields={"question": "Ghi nội dung."})
    due_at = _due(amount, unit, unit_id, request.at)
    if state.due_at is not None and request.at < state.due_at < due_at:
        raise InvalidError(
            f"Hạn trả lời {format_due(due_at)} sau ngày hẹn trả kết quả {format_due(state.due_at)}. "
            "Chọn hạn ngắn hơn: thời gian lấy ý kiến nằm trong thời hạn giải quyết.",
            fields={"amount": "Chọn hạn ngắn hơn."},
        )
    step = _asked(state, unit_id, due_at, request, number=nfc(number)[:_MOST_NUMBER])
    told = Step(step.event, step.changes, step.context, {"note": question.strip()})
    return records.save(dossier_id, state, request, told)


def opening(state: DossierState, version: PinnedVersion, request: Request) -> tuple[Step, ...]:
    """The consultations that the process opens beside the step, each once in a dossier's life.

    Where the same unit does the step and would be asked, or none is found, there is nobody to ask.
    """
    if not allowed_from("consult", state.status) or not state.step_key:
        return ()
    steps: list[Step] = []
    for key in version.process.step(state.step_key).parallel:
        told = _opened(state, version.process.step(key), request)
        if told is not None:
            steps.append(told)
            state = records.after(state, told)
    return tuple(steps)


@records.once
def answer_consultation(
    code: str, *, consultation: str, answer: str, request: Request, number: str = ""
) -> Recorded:
    """The unit that was asked answers; late is better than never."""
    dossier_id, state = records.load(code, request.actor)
    policies.in_time("answer_consultation", state).require()
    item = _waiting(state, consultation)
    policies.can_answer("answer_consultation", request.actor, state, unit_id=item["unit"]).require()
    if not answer.strip():
        raise InvalidError("Ghi ý kiến trả lời.", fields={"answer": "Ghi ý kiến trả lời."})
    done = {
        **item, "answered_at": in_vietnam(request.at).isoformat(),
        "answer_number": nfc(number)[:_MOST_NUMBER],
    }  # fmt: skip
    changes = beside.with_consultations(state, _with(state, item, done))
    step = Step("answer_consultation", changes, _context(item), {"note": answer.strip()})
    return records.save(dossier_id, state, request, step)


@records.once
def remind_consultation(code: str, *, consultation: str, request: Request) -> Recorded:
    """Remind the unit that was asked; by itself once, shortly before the deadline."""
    dossier_id, state = records.load(code, request.actor)
    policies.can("remind_consultation", request.actor, state).require()
    item = _waiting(state, consultation)
    if item.get("reminded_at") and request.actor.account_id is None:
        raise InvalidError("Đã nhắc rồi.")
    reminded = {**item, "reminded_at": in_vietnam(request.at).isoformat()}
    return _noted(dossier_id, state, "remind_consultation", item, reminded, request)


@records.once
def miss_consultation(code: str, *, consultation: str, request: Request) -> Recorded:
    """The deadline has passed without an answer: told once, to the heads of both units."""
    dossier_id, state = records.load(code, request.actor)
    policies.can("miss_consultation", request.actor, state).require()
    item = _waiting(state, consultation)
    if item.get("missed_at") or datetime.fromisoformat(item["due_at"]) >= request.at:
        raise InvalidError("Phiếu này chưa quá hạn trả lời, hoặc đã báo lãnh đạo rồi.")
    missed = {**item, "missed_at": in_vietnam(request.at).isoformat()}
    return _noted(dossier_id, state, "miss_consultation", item, missed, request)


def _noted(
    dossier_id: int,
    state: DossierState,
    event: str,
    old: beside.Entry,
    new: beside.Entry,
    request: Request,
) -> Recorded:
    changes = beside.with_consultations(state, _with(state, old, new))
    return records.save(dossier_id, state, request, Step(event, changes, _context(old)))


def _opened(state: DossierState, step: processes.Step, request: Request) -> Step | None:
    if any(item.get("step") == step.key for item in state.consultations):
        return None
    try:
        unit_id = placing.step_unit(step, state, in_vietnam(request.at).date())
    except InvalidError:
        return None
    if unit_id == state.holder_unit_id:
        return None
    hours = step.hours or Decimal(MINUTES_PER_DAY // 60)
    due_at = _due(hours, LimitUnit.WORKING_HOUR, unit_id, request.at)
    return _asked(state, unit_id, due_at, request, step=step.key, name=step.name)


def _asked(
    state: DossierState, unit_id: int, due_at: datetime, request: Request, **more: str
) -> Step:
    if len(state.consultations) >= MOST_CONSULTATIONS:
        raise InvalidError(f"Một hồ sơ lấy ý kiến nhiều nhất {MOST_CONSULTATIONS} lần.")
    calendar = timing.calendar_of(unit_id)
    item: dict[str, Any] = {
        "id": str(len(state.consultations) + 1),
        "unit": unit_id,
        "from_unit": state.holder_unit_id,
        "by": request.actor.account_id,
        "number": more.get("number", ""),
        "step": more.get("step", ""),
        "name": more.get("name", ""),
        "asked_at": in_vietnam(request.at).isoformat(),
        "due_at": in_vietnam(due_at).isoformat(),
        "remind_at": in_vietnam(_remind_at(request.at, due_at, calendar)).isoformat(),
        "answered_at": None,
        "answer_number": "",
        "reminded_at": None,
        "missed_at": None,
    }
    changes = beside.with_consultations(state, (*state.consultations, item))
    return Step("consult", changes | placing.joined(state, unit_id), _context(item))


def _due(amount: Decimal, unit: LimitUnit, unit_id: int, at: datetime) -> datetime:
    most = MOST_DAYS * 8 if unit is LimitUnit.WORKING_HOUR else MOST_DAYS
    if unit is LimitUnit.CALENDAR_DAY or not 0 < amount <= most:
        raise InvalidError(
            f"Hạn trả lời từ 1 giờ đến {MOST_DAYS} ngày làm việc.",
            fields={"amount": "Xem lại hạn trả lời."},
        )
    return timing.due_after(at, amount, unit, timing.calendar_of(unit_id))


def _remind_at(asked_at: datetime, due_at: datetime, calendar: WorkingCalendar) -> datetime:
    """One working day before the deadline; of a shorter time, when half of it is over."""
    whole = calendar.minutes_between(asked_at, due_at)
    minutes = min(MINUTES_PER_DAY, whole // 2)
    found = moment_of(calendar.before_minutes(tick_of(due_at), minutes)) if minutes else due_at
    return min(max(found, asked_at), due_at - timedelta(minutes=1))


def _context(item: beside.Entry) -> dict[str, Any]:
    context: dict[str, Any] = {"unit": item["unit"], "consultation": item["id"]}
    if item.get("from_unit"):
        context["from_unit"] = item["from_unit"]
    return context


def _waiting(state: DossierState, consultation: str) -> beside.Entry:
    for item in state.consultations:
        if item["id"] == consultation and not item["answered_at"]:
            found: beside.Entry = item
            return found
    raise InvalidError("Phiếu lấy ý kiến này không còn chờ trả lời.")


def _with(state: DossierState, old: beside.Entry, new: beside.Entry) -> tuple[beside.Entry, ...]:
    return tuple(new if item is old else item for item in state.consultations)
