"""Issuing: the one moment at which an act begins to exist for the citizen, and what it then does.

A supplement request stops the clock, an apology moves the appointment, a refusal, a return, a stop
end the case: all of it here and at no other moment, in one transaction with the letter.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction

from motcua.accounts import policies as officers
from motcua.base.actor import Actor
from motcua.base.dates import in_vietnam
from motcua.base.text import nfc
from motcua.base.verdict import InvalidError, Verdict
from motcua.clock.limits import Extension, Ground
from motcua.dossiers import facts, policies, records, timing, visibility
from motcua.dossiers.actions import letters
from motcua.dossiers.actions.acts import (
    EVENT_OF,
    NotClearedError,
    cancel_open,
    content_digest,
    locked,
    tell,
)
from motcua.dossiers.clearance import Clearance
from motcua.dossiers.folding import DossierState, close_pause, open_pause
from motcua.dossiers.issued import IssuedDocument
from motcua.dossiers.models import DraftAct
from motcua.dossiers.records import Recorded, Request, Step
from motcua.dossiers.states import ActKind, ActStatus, Delivery
from motcua.dossiers.versions import version_of


def issue_act(act_id: int, *, version: int, request: Request) -> Recorded:
    """Sign and issue a cleared act, with its effect on the dossier and its clock.

    Raises `NotClearedError` without a clearance of exactly this text, `NotPermittedError` for
    somebody who may not sign it, `InvalidError` when what it says no longer fits the dossier.
    """
    with transaction.atomic():
        act = locked(act_id)
        if act is None:
            raise InvalidError("Không thấy bản soạn này.", code="not_found")
        state = records.load_by_id(act.dossier_id)
        if not visibility.sees(request.actor, state):
            raise InvalidError("Không thấy bản soạn này.", code="not_found")
        if act.version != version and act.status != ActStatus.ISSUED.value:
            raise records.StaleError("Bản soạn vừa được người khác sửa. Mở lại để xem bản mới.")
        kind = ActKind(act.kind)
        _require_cleared(act, kind)
        may_issue(kind, request.actor, state).require()
        officers.require_fresh(request.actor, request.at)
        letter = letters.issue_letter(act, state, request=request)
        act.number, act.letter_id = letter.number_text, letter.file_id
        recorded = _take_effect(act, kind, state, request)
        _close(act, kind, recorded.state, request)
        if recorded.state.finished_at is not None:
            cancel_open(act.dossier_id, request)
    return recorded


def revoke_request(act_id: int, *, reason: str, version: int, request: Request) -> Recorded:
    """Take back a supplement request that nobody has answered: as if it had never been made.

    The pause goes, so that the person loses no day by it; the letter stays readable and is shown
    as revoked. Raises `InvalidError` for an act that cannot be taken back.
    """
    if not nfc(reason).strip():
        raise InvalidError("Ghi lý do thu hồi.", fields={"reason": "Ghi lý do thu hồi."})
    with transaction.atomic():
        act = locked(act_id)
        if act is None:
            raise InvalidError("Không thấy văn bản này.", code="not_found")
        state = records.load_by_id(act.dossier_id)
        policies.can("revoke_request", request.actor, state).require()
        officers.require_fresh(request.actor, request.at)
        if act.version != version:
            raise records.StaleError("Văn bản vừa được cập nhật. Tải lại trang để xem.")
        if act.kind != ActKind.SUPPLEMENT_REQUEST or act.issued_at is None or act.answered_at:
            raise InvalidError("Chỉ thu hồi được yêu cầu bổ sung chưa được trả lời.")
        recorded = _undo_pause(act, state, reason, request)
        act.answered_at = request.at
        act.version += 1
        act.save()
        for letter in IssuedDocument.objects.filter(act=act, ended_at=None):
            letters.end(letter, reason=nfc(reason), request=request)
    return recorded


def _undo_pause(act: DraftAct, state: DossierState, reason: str, request: Request) -> Recorded:
    changes: dict[str, Any] = {
        "pauses": tuple(pause for pause in state.pauses if pause[1] is not None),
        "supplements": max(state.supplements - 1, 0),
    }
    going = records.after(state, Step("revoke_request", changes))
    changes |= timing.due_changes(going, version_of(state))
    context = {"act": act.pk, "act_kind": act.kind}
    step = Step("revoke_request", changes, context, {"reason": nfc(reason)})
    return records.save(act.dossier_id, state, replace(request, expected_version=None), step)


def may_issue(kind: ActKind, actor: Actor, state: DossierState) -> Verdict:
    """Whether the actor may sign an act of that kind for this dossier."""
    return policies.can(EVENT_OF[kind], actor, state)


def _require_cleared(act: DraftAct, kind: ActKind) -> None:
    if act.status == ActStatus.ISSUED.value:
        raise NotClearedError("Văn bản này đã phát hành rồi.")
    if act.status != ActStatus.CLEARED.value or not act.clearance:
        raise NotClearedError("Bản này chưa được lãnh đạo duyệt, hoặc Trung tâm chưa cho gửi.")
    clearance = Clearance.from_json(act.clearance)
    if (clearance.act_id, clearance.act_digest) != (act.pk, content_digest(kind, act.content)):
        raise NotClearedError("Trung tâm duyệt một bản khác với bản này. Trình duyệt lại.")
    if clearance.cleared_by in act.drafters | {act.approved_by_id} - {None}:
        raise NotClearedError("Người duyệt của Trung tâm phải khác người soạn và người ký duyệt.")


def _take_effect(act: DraftAct, kind: ActKind, state: DossierState, request: Request) -> Recorded:
    event = EVENT_OF[kind]
    changes = _EFFECTS[kind](state, act.content, request.at)
    if kind is ActKind.REFUSAL:
        changes["result"] = _refusal_result(act, request)
    context = {"act": act.pk, "act_kind": act.kind} | _told(kind, state)
    going = records.after(state, Step(event, changes))
    if kind in _MOVES_DUE:
        changes |= timing.due_changes(going, version_of(state))
    step = Step(event, changes, context, {"content": act.content})
    # The act's own row is the key: whoever sends the form twice finds it issued.
    return records.save(act.dossier_id, state, replace(request, expected_version=None), step)


def _close(act: DraftAct, kind: ActKind, state: DossierState, request: Request) -> None:
    act.status, act.issued_at = ActStatus.ISSUED.value, request.at
    act.signed_by_id = request.actor.account_id
    if deadline := act.content.get("deadline"):
        act.answer_due_at = timing.closing_of(date.fromisoformat(deadline), state)
    if kind is ActKind.APOLOGY:
        act.promised_at = datetime.fromisoformat(act.content["new_due"])
    act.version += 1
    act.save()
    tell(facts.ACT_ISSUED, act, request)


def _refusal_result(act: DraftAct, request: Request) -> dict[str, Any]:
    return {
        "decision": "refused",
        "number": act.number,
        "signed_on": in_vietnam(request.at).date().isoformat(),
        "signed_by": request.actor.account_id,
        "name": ActKind.REFUSAL.label,
    }


Effect = Callable[[DossierState, Mapping[str, Any], datetime], dict[str, Any]]
_MOVES_DUE = {ActKind.SUPPLEMENT_REQUEST, ActKind.APOLOGY, ActKind.WITHDRAWAL_REJECTION}
_NOT_OFFERED: Final = {"offer": None, "offer_unit_id": None, "waiting_unit_ids": ()}


def _over(state: DossierState, content: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    del content
    return close_pause(state, at) | {"finished_at": at, "holder_id": None} | _NOT_OFFERED


def _nothing(state: DossierState, content: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    del state, content, at
    return {}


def _paused(state: DossierState, content: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    del content
    paused = open_pause(state, at, Ground.SUPPLEMENT.value)
    return paused | {"supplements": state.supplements + 1}


def _refused(state: DossierState, content: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    del content
    return {
        "finished_at": at, "delivery": Delivery.WAITING.value,
        "holder_unit_id": state.counter_id, "holder_id": None, "step_due_at": None,
    } | _NOT_OFFERED  # fmt: skip


def _extended(state: DossierState, content: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    """Once, to a later working day (Decree 61/2018 art. 19(9); C12).

    A letter that comes too late is still owed to the person: it goes out and is counted as late.
    """
    extension = Extension(at, datetime.fromisoformat(content["new_due"]), content["reason_code"])
    timing.check_extension(extension, state, version_of(state))
    return {
        "extension": {
            "decided_at": in_vietnam(at).isoformat(),
            "due_at": content["new_due"],
            "reason": content["reason_code"],
        }
    }


def _resumed(state: DossierState, content: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    del content
    return close_pause(state, at)


_EFFECTS: Final[dict[ActKind, Effect]] = {
    ActKind.COMPLETION_REQUEST: _nothing,
    ActKind.INTAKE_REFUSAL: _over,
    ActKind.SUPPLEMENT_REQUEST: _paused,
    ActKind.RETURN: _over,
    ActKind.REFUSAL: _refused,
    ActKind.APOLOGY: _extended,
    ActKind.STOP: _over,
    ActKind.WITHDRAWAL_CONSENT: _over,
    ActKind.WITHDRAWAL_REJECTION: _resumed,
}


def _told(kind: ActKind, state: DossierState) -> dict[str, Any]:
    if kind is ActKind.REFUSAL:
        return {"unit": state.counter_id, "decision": "refused"}
    if kind is ActKind.APOLOGY and state.due_at is not None:
        return {"old_due": in_vietnam(state.due_at).isoformat()}
    return {}
