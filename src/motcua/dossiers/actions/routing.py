"""From hand to hand: hand-over as offer and acceptance, assignment, forwarding, sending back.

A move inside one unit is one act; a move between units needs two people, the one who gives and
the one who takes, because the routing slip has a line for each.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from motcua.accounts import queries as accounts
from motcua.agencies import queries as agencies
from motcua.base.actor import Actor
from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError
from motcua.dossiers import paper, placing, policies, records, timing
from motcua.dossiers.actions import continuing, legs
from motcua.dossiers.actions.entering import entering
from motcua.dossiers.folding import DossierState
from motcua.dossiers.records import Recorded, Request, Step
from motcua.dossiers.states import Status
from motcua.dossiers.versions import version_of
from motcua.procedures import process as processes
from motcua.procedures.pinned import PinnedVersion


@records.once
def forward(
    code: str,
    *,
    request: Request,
    choice: str | None = None,
    to_officer: int | None = None,
    note: str = "",
) -> Recorded:
    """T6/T7: on to the next step of the internal process.

    Within the unit the step changes at once; to another unit it becomes an offer. Raises
    `InvalidError` when the process ends here, when a choice is needed or when a hand-over is
    under way already. Consultations that have not been answered hold nothing up (C10).
    """
    dossier_id, state = records.load(code, request.actor)
    version = version_of(state)
    current = placing.current_step(version, state)
    event = "offer" if state.status is Status.ACCEPTED else "forward"
    policies.can(event, request.actor, state, current.role).require()
    _refuse_while_offered(state)
    _refuse_unsigned(current, state)
    legs.require_done(state, version)
    step = placing.following(version, state.step_key, choice)
    unit_id = placing.step_unit(step, state, in_vietnam(request.at).date())
    if to_officer is not None:
        _require_works_in(to_officer, unit_id, request)
    context = _context(state, step, choice, unit_id)
    private = {"note": note} if note else {}
    if unit_id == state.holder_unit_id and state.status is Status.PROCESSING:
        changes = _step_changes(state, step, unit_id, to_officer, request)
        told = Step("forward", changes, context, private)
        return records.save(dossier_id, state, request, *entering(state, told, version, request))
    offer = {
        "unit": unit_id,
        "step": step.key,
        "by": request.actor.account_id,
        "at": in_vietnam(request.at).isoformat(),
        "officer": to_officer,
    }
    changes = {"offer": offer, "offer_unit_id": unit_id} | placing.joined(state, unit_id)
    return records.save(dossier_id, state, request, Step("offer", changes, context, private))


@records.once
def take_over(code: str, *, request: Request) -> Recorded:
    """T6: somebody of the unit accepts the offer; from now the unit holds the dossier.

    Where the clock was waiting for the competent agency (C2), it starts here.
    """
    dossier_id, state = records.load(code, request.actor)
    policies.can("take_over", request.actor, state).require()
    if not state.offer:
        raise InvalidError("Hồ sơ này không chờ ai nhận. Mở lại hộp việc để xem.")
    version = version_of(state)
    step = version.process.step(state.offer["step"])
    unit_id = state.offer["unit"]
    taker = _taker(state, step, unit_id, request.actor)
    changes = _step_changes(state, step, unit_id, taker, request)
    changes |= {"offer": None, "offer_unit_id": None}
    changes |= _clock_start(state, version, unit_id, request)
    changes |= paper.taken_over(state, unit_id, request.at, request.actor.account_id)
    context = {
        "unit": unit_id, "from_unit": state.holder_unit_id,
        "step": step.key, "step_name": step.name, "from_step": state.step_key,
    }  # fmt: skip
    told = Step("take_over", changes, context)
    return records.save(dossier_id, state, request, *entering(state, told, version, request))


@records.once
def decline_offer(code: str, *, reason: str, request: Request) -> Recorded:
    """The unit does not take what was offered; the dossier stays with the giver."""
    dossier_id, state = records.load(code, request.actor)
    policies.can("decline_offer", request.actor, state).require()
    if not state.offer:
        raise InvalidError("Hồ sơ này không chờ ai nhận. Mở lại hộp việc để xem.")
    _require_reason(reason)
    context = {"unit": state.offer["unit"], "step": state.offer["step"]}
    changes = {"offer": None, "offer_unit_id": None}
    step = Step("decline_offer", changes, context, {"reason": reason})
    return records.save(dossier_id, state, request, step)


@records.once
def assign(code: str, *, officer: int, request: Request, note: str = "") -> Recorded:
    """T7: the head gives the dossier to an officer of the unit that holds it.

    What the former one was drafting about it goes along.
    """
    dossier_id, state = records.load(code, request.actor)
    policies.can("assign", request.actor, state).require()
    unit_id = state.holder_unit_id
    _require_works_in(officer, unit_id, request)
    context = {"officer": officer, "unit": unit_id, "step": state.step_key}
    step = Step("assign", {"holder_id": officer}, context, {"note": note} if note else {})
    with transaction.atomic():
        drafts = continuing.hold(state.holder_id, [dossier_id]) if state.holder_id else {}
        recorded = records.save(dossier_id, state, request, step)
        if not recorded.replayed:
            continuing.hand_on(drafts, {dossier_id: officer}, request)
    return recorded


@records.once
def send_back(code: str, *, to_step: str, reason: str, request: Request) -> Recorded:
    """T7: back to an earlier step of the process, with the reason; the clock goes on."""
    dossier_id, state = records.load(code, request.actor)
    version = version_of(state)
    current = placing.current_step(version, state)
    policies.can("send_back", request.actor, state, current.role).require()
    _refuse_while_offered(state)
    _require_reason(reason)
    if to_step not in current.send_back_to:
        names = "; ".join(version.process.step(key).name for key in current.send_back_to)
        raise InvalidError(
            f"Bước này chỉ trả lại được về: {names}."
            if names
            else "Quy trình không cho trả lại từ bước này.",
            fields={"to_step": "Chọn bước để trả lại."},
        )
    step = version.process.step(to_step)
    unit_id = placing.step_unit(step, state, in_vietnam(request.at).date())
    changes = _step_changes(state, step, unit_id, None, request)
    context = _context(state, step, None, unit_id)
    told = Step("send_back", changes, context, {"reason": reason})
    return records.save(dossier_id, state, request, *entering(state, told, version, request))


def _context(
    state: DossierState, step: processes.Step, choice: str | None, unit_id: int
) -> dict[str, Any]:
    context: dict[str, Any] = {
        "unit": unit_id, "step": step.key, "step_name": step.name, "from_step": state.step_key
    }  # fmt: skip
    if state.holder_unit_id is not None:
        context["from_unit"] = state.holder_unit_id
    if choice is not None:
        context["choice"] = choice
    return context


def _step_changes(
    state: DossierState,
    step: processes.Step,
    unit_id: int,
    officer: int | None,
    request: Request,
) -> dict[str, Any]:
    calendar = timing.calendar_of(unit_id)
    return {
        "holder_unit_id": unit_id,
        "holder_id": officer,
        "step_key": step.key,
        "step_started_at": request.at,
        "step_due_at": timing.step_due(request.at, step.hours, calendar),
    } | placing.joined(state, unit_id)


def _taker(state: DossierState, step: processes.Step, unit_id: int, actor: Actor) -> int | None:
    """Who is in charge after the hand-over: the named officer, or the taker if it is their role."""
    named = state.offer.get("officer") if isinstance(state.offer, Mapping) else None
    if named is not None:
        return int(named)
    return actor.account_id if actor.holds(step.role, unit_id) else None


def _clock_start(
    state: DossierState, version: PinnedVersion, unit_id: int, request: Request
) -> dict[str, Any]:
    if state.clock_started_at is not None:
        return {}
    if agencies.unit(unit_id).agency_id != state.competent_agency_id:
        return {}
    started = records.after(state, Step("take_over", {"clock_started_at": request.at}))
    return {"clock_started_at": request.at} | timing.due_changes(started, version)


def _refuse_while_offered(state: DossierState) -> None:
    if state.offer:
        name = agencies.unit(state.offer["unit"]).full_name
        raise InvalidError(
            f"Hồ sơ đã giao cho {name} và đang chờ nhận. Lấy lại trước khi làm tiếp."
        )


def _refuse_unsigned(step: processes.Step, state: DossierState) -> None:
    if step.kind == "sign" and not state.result:
        raise InvalidError(
            "Bước này kết thúc bằng ký kết quả. Dùng “Ký kết quả” thay cho chuyển bước."
        )


def _require_reason(text: str) -> None:
    if not text.strip():
        raise InvalidError("Ghi lý do.", fields={"reason": "Ghi lý do."})


def _require_works_in(officer: int, unit_id: int | None, request: Request) -> None:
    """Nobody of elsewhere is put in charge: the dossier would lie in no inbox."""
    on = in_vietnam(request.at).date()
    found = accounts.officers_of(unit_id, None, on) if unit_id is not None else []
    if all(view.id != officer for view in found):
        raise InvalidError(
            "Người được chọn không có chức danh ở đơn vị xử lý bước này.",
            fields={"officer": "Chọn người của đơn vị này."},
        )
