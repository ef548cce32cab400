"""Draft acts: written, approved by the head, cleared by the Centre, issued.

Issuing is the only way in which a supplement request, a refusal, an apology, a stop or an answer
to a withdrawal reaches the citizen, and it demands a `Clearance` for exactly this text.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction

from motcua.base.actor import Actor
from motcua.base.dates import in_vietnam
from motcua.base.text import nfc
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError
from motcua.clock.limits import Ground
from motcua.dossiers import facts, policies, records, timing, visibility
from motcua.dossiers.clearance import Clearance
from motcua.dossiers.folding import DossierState, close_pause, open_pause
from motcua.dossiers.models import DraftAct
from motcua.dossiers.records import Recorded, Request, Step
from motcua.dossiers.states import ActKind, ActStatus, Delivery
from motcua.dossiers.transitions import BY_EVENT, TRANSITIONS
from motcua.dossiers.versions import version_of
from motcua.journal import actions as journal
from motcua.journal.writing import NewFact

EVENT_OF: Final = {row.act: row.event for row in TRANSITIONS if row.act is not None}
_OPEN = {ActStatus.DRAFT.value, ActStatus.SENT_BACK.value}
REQUIRED: Final[dict[ActKind, tuple[str, ...]]] = {
    ActKind.INTAKE_REFUSAL: ("reason", "ground"),
    ActKind.SUPPLEMENT_REQUEST: ("reason", "ground", "papers", "deadline"),
    ActKind.REFUSAL: ("reason", "ground", "number"),
    ActKind.APOLOGY: ("reason", "new_due"),
    ActKind.STOP: ("reason", "ground"),
    ActKind.WITHDRAWAL_CONSENT: ("reason",),
    ActKind.WITHDRAWAL_REJECTION: ("reason",),
}
_FIELD_NAMES: Final = {
    "reason": "lý do",
    "ground": "căn cứ pháp lý",
    "papers": "giấy tờ cần bổ sung",
    "deadline": "hạn bổ sung",
    "number": "số văn bản",
    "new_due": "ngày hẹn mới",
}


class UnableToIssueError(NotPermittedError):
    """An act was to be issued without the Centre's clearance of exactly its text."""

    code = "not_cleared"


def draft_act(
    code: str, *, kind: ActKind, content: Mapping[str, Any], request: Request
) -> DraftAct:
    """Write down what is meant to be sent; the dossier's status does not change."""
    dossier_id, state = records.load(code, request.actor)
    drafter = _may_draft(kind, state, request.actor)
    cleaned = _content(kind, content)
    if DraftAct.objects.filter(dossier_id=dossier_id, kind=kind, status__in=_WAITING).exists():
        raise ConflictError(f"Đã có một bản soạn “{kind.label}” cho hồ sơ này. Mở bản đó để sửa.")
    with transaction.atomic():
        act = DraftAct.objects.create(
            dossier_id=dossier_id, kind=kind.value, status=ActStatus.DRAFT.value,
            content=cleaned, digest=content_digest(kind, cleaned),
            agency_id=state.competent_agency_id,
            drafted_by_id=drafter, drafted_at=request.at,
        )  # fmt: skip
        _tell(facts.ACT_DRAFTED, act, request)
    return act


_WAITING = {ActStatus.DRAFT.value, ActStatus.HEAD_APPROVED.value, ActStatus.SENT_BACK.value}


def edit_act(
    act_id: int, *, content: Mapping[str, Any], version: int, request: Request
) -> DraftAct:
    """Change a draft that nobody has approved yet."""
    return _change(act_id, request, version, _edited(content), facts.ACT_DRAFTED)


def approve_act(act_id: int, *, version: int, request: Request) -> DraftAct:
    """The head agrees; the act waits for the Centre. Nobody approves what they drafted."""
    return _change(act_id, request, version, _approved, facts.ACT_APPROVED)


def send_back_act(act_id: int, *, reason: str, version: int, request: Request) -> DraftAct:
    """The head, or the Centre through its own room, returns the draft with the reason."""
    return _change(act_id, request, version, _sent_back(reason), facts.ACT_SENT_BACK, reason)


def cancel_act(act_id: int, *, version: int, request: Request) -> DraftAct:
    """The drafter or the head gives the draft up."""
    return _change(act_id, request, version, _cancelled, facts.ACT_CANCELLED)


def issue_act(act_id: int, *, clearance: Clearance, request: Request) -> Recorded:
    """Issue a cleared act: the one moment at which it begins to exist for the citizen.

    Raises `UnableToIssueError` when the clearance is for another act or another text, when the
    one who cleared it drafted it (four eyes), or when the act waits for somebody else.
    """
    with transaction.atomic():
        act = DraftAct.objects.select_for_update().get(pk=act_id)
        kind = ActKind(act.kind)
        _require_cleared(act, clearance)
        state = records.load_by_id(act.dossier_id)
        event = EVENT_OF[kind]
        policies.can(event, request.actor, state).require()
        changes = _EFFECTS[kind](state, act.content, request.at)
        context = {"act": act.pk, "act_kind": act.kind} | _told(kind, state)
        going = records.after(state, Step(event, changes))
        if kind in _MOVES_DUE:
            version = version_of(state)
            changes |= timing.due_changes(going, version)
        step = Step(event, changes, context, {"content": act.content})
        recorded = records.save(act.dossier_id, state, request, step)
        act.status, act.issued_at = ActStatus.ISSUED.value, request.at
        act.clearance = clearance.to_json()
        act.version += 1
        act.save()
        _tell(facts.ACT_ISSUED, act, request)
    return recorded


def content_digest(kind: ActKind, content: Mapping[str, Any]) -> str:
    """sha256 of the exact text that a clearance speaks of."""
    text = json.dumps([kind.value, content], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _may_draft(kind: ActKind, state: DossierState, actor: Actor) -> int:
    """The account of the drafter, who must belong to the unit that holds or received the dossier."""
    row = BY_EVENT[EVENT_OF[kind]]
    if state.status not in row.origins:
        raise InvalidError(
            f"Hồ sơ đang “{state.status.label.lower()}” nên chưa soạn được “{kind.label}”."
        )
    units = {state.holder_unit_id, state.counter_id}
    if actor.account_id is None or not any(unit in actor.unit_ids for unit in units):
        raise NotPermittedError("Chỉ đơn vị đang giữ hồ sơ mới soạn được văn bản này.")
    if kind is ActKind.APOLOGY and state.extension:
        raise InvalidError("Hồ sơ đã hẹn lại một lần rồi, không hẹn lại lần nữa được.")
    return actor.account_id


def _content(kind: ActKind, content: Mapping[str, Any]) -> dict[str, Any]:
    cleaned = {
        key: nfc(value) if isinstance(value, str) else value for key, value in content.items()
    }
    missing = [key for key in REQUIRED[kind] if not cleaned.get(key)]
    if missing:
        names = ", ".join(_FIELD_NAMES[key] for key in missing)
        raise InvalidError(
            f"Còn thiếu: {names}.", fields={key: f"Ghi {_FIELD_NAMES[key]}." for key in missing}
        )
    return cleaned


Change = Callable[[DraftAct, Request], None]


def _change(
    act_id: int, request: Request, version: int, change: Change, verb: str, reason: str = ""
) -> DraftAct:
    with transaction.atomic():
        act = DraftAct.objects.select_for_update().filter(pk=act_id).first()
        if act is None or not visibility.sees(request.actor, records.load_by_id(act.dossier_id)):
            raise InvalidError("Không thấy bản soạn này.", code="not_found")
        if act.version != version:
            raise ConflictError("Bản soạn vừa được người khác sửa. Mở lại để xem bản mới.")
        change(act, request)
        act.version += 1
        act.save()
        _tell(verb, act, request, reason)
    return act


def _edited(content: Mapping[str, Any]) -> Change:
    def change(act: DraftAct, request: Request) -> None:
        if act.status not in _OPEN:
            raise InvalidError("Bản này đã trình duyệt nên không sửa được nữa.")
        if act.drafted_by_id != request.actor.account_id:
            raise NotPermittedError("Chỉ người soạn mới sửa được bản này.")
        act.content = _content(ActKind(act.kind), content)
        act.digest = content_digest(ActKind(act.kind), act.content)
        act.status = ActStatus.DRAFT.value

    return change


def _approved(act: DraftAct, request: Request) -> None:
    if act.status not in _OPEN:
        raise InvalidError("Bản này không còn chờ duyệt.")
    _require_head(act, request.actor)
    if act.drafted_by_id == request.actor.account_id:
        raise NotPermittedError("Người soạn không tự duyệt bản của mình.")
    act.status = ActStatus.HEAD_APPROVED.value
    act.approved_by_id, act.approved_at = request.actor.account_id, request.at


def _sent_back(reason: str) -> Change:
    def change(act: DraftAct, request: Request) -> None:
        if act.status not in {ActStatus.DRAFT.value, ActStatus.HEAD_APPROVED.value}:
            raise InvalidError("Bản này không còn chờ duyệt.")
        if not reason.strip():
            raise InvalidError("Ghi lý do trả lại.", fields={"reason": "Ghi lý do trả lại."})
        _require_head(act, request.actor)
        act.status, act.returned_reason = ActStatus.SENT_BACK.value, nfc(reason)
        act.approved_by_id, act.approved_at = None, None

    return change


def _cancelled(act: DraftAct, request: Request) -> None:
    if act.status not in _WAITING:
        raise InvalidError("Bản này đã kết thúc nên không hủy được.")
    if act.drafted_by_id != request.actor.account_id:
        _require_head(act, request.actor)
    act.status = ActStatus.CANCELLED.value


def _require_head(act: DraftAct, actor: Actor) -> None:
    heads = policies.HEADS | policies.CONTROL
    if not any(
        grant.role in heads and (grant.agency_id == act.agency_id or grant.role in policies.CONTROL)
        for grant in actor.grants
    ):
        raise NotPermittedError("Việc này là của lãnh đạo cơ quan giải quyết.")


def _require_cleared(act: DraftAct, clearance: Clearance) -> None:
    if act.status != ActStatus.HEAD_APPROVED.value:
        raise UnableToIssueError("Bản này chưa được lãnh đạo duyệt, hoặc đã phát hành.")
    if (clearance.act_id, clearance.act_digest) != (act.pk, act.digest):
        raise UnableToIssueError("Trung tâm duyệt một bản khác với bản này. Trình duyệt lại.")
    if clearance.cleared_by in {act.drafted_by_id, act.approved_by_id}:
        raise UnableToIssueError("Người duyệt của Trung tâm phải khác người soạn và người ký.")


def _tell(verb: str, act: DraftAct, request: Request, reason: str = "") -> None:
    data: dict[str, Any] = {
        "act": act.pk, "act_kind": act.kind, "act_digest": act.digest, "version": act.version
    }  # fmt: skip
    if act.clearance:
        data["clearance"] = act.clearance
    private = {"reason": reason} if reason else None
    fact = NewFact(verb, records.SUBJECT, act.dossier_id, data, request.actor, request.at, private)
    journal.record([fact])


Effect = Callable[[DossierState, Mapping[str, Any], datetime], dict[str, Any]]
_MOVES_DUE = {ActKind.SUPPLEMENT_REQUEST, ActKind.APOLOGY, ActKind.WITHDRAWAL_REJECTION}


def _over(state: DossierState, content: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    del content
    return close_pause(state, at) | {
        "finished_at": at, "holder_id": None, "offer": None, "offer_unit_id": None
    }  # fmt: skip


def _paused(state: DossierState, content: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    del content
    return open_pause(state, at, Ground.SUPPLEMENT.value) | {"supplements": state.supplements + 1}


def _refused(state: DossierState, content: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    result = {
        "decision": "refused",
        "number": content["number"],
        "signed_on": in_vietnam(at).date().isoformat(),
        "signed_by": None,
        "name": ActKind.REFUSAL.label,
    }
    return {
        "result": result, "finished_at": at, "delivery": Delivery.WAITING.value,
        "holder_unit_id": state.counter_id, "holder_id": None,
        "offer": None, "offer_unit_id": None, "step_due_at": None,
    }  # fmt: skip


def _extended(state: DossierState, content: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    del state
    return {
        "extension": {
            "decided_at": in_vietnam(at).isoformat(),
            "due_at": content["new_due"],
            "reason": "apology",
        }
    }


def _resumed(state: DossierState, content: Mapping[str, Any], at: datetime) -> dict[str, Any]:
    del content
    return close_pause(state, at)


_EFFECTS: Final[dict[ActKind, Effect]] = {
    ActKind.INTAKE_REFUSAL: _over,
    ActKind.SUPPLEMENT_REQUEST: _paused,
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
