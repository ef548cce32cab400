"""Draft acts on their way: written, approved by the head, looked at by the Centre, ready to be issued.

Nothing here reaches the citizen: that is `issuing`, which demands a `Clearance` for exactly this
text. The clock keeps running until then.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db import transaction

from motcua.accounts import policies as officers
from motcua.agencies import queries as agencies
from motcua.base.actor import Actor, ActorKind
from motcua.base.text import nfc
from motcua.base.verdict import YES, ConflictError, InvalidError, NotPermittedError, Verdict, no
from motcua.dossiers import (
    act_content,
    facts,
    policies,
    records,
    substitution,
    timing,
    visibility,
)
from motcua.dossiers.clearance import Clearance
from motcua.dossiers.folding import DossierState
from motcua.dossiers.models import DraftAct
from motcua.dossiers.records import Recorded, Request, Step
from motcua.dossiers.states import ACT_OPEN, AT_INTAKE, ActKind, ActStatus
from motcua.dossiers.transitions import BY_EVENT, TRANSITIONS
from motcua.dossiers.versions import version_of
from motcua.journal import actions as journal
from motcua.journal.writing import NewFact

EVENT_OF: Final = {row.act: row.event for row in TRANSITIONS if row.act is not None}
EDITABLE = {ActStatus.DRAFT.value, ActStatus.SENT_BACK.value}
_UNDER_WAY = {status.value for status in ACT_OPEN}


class NotClearedError(NotPermittedError):
    """An act was to go on without the Centre's clearance of exactly its text."""

    code = "not_cleared"


def draft_act(
    code: str, *, kind: ActKind, content: Mapping[str, Any], request: Request
) -> DraftAct:
    """Write down what is meant to be sent; the dossier's status does not change.

    The system may draft what is due by itself (an apology, a stop); people do so in the unit that
    holds or received the dossier. Raises `InvalidError` with the fields that are missing.
    """
    dossier_id, state = records.load(code, request.actor)
    drafter = may_draft(kind, state, request.actor)
    cleaned = act_content.clean(kind, content, version_of(state))
    _require_fresh(kind, cleaned, state, request)
    with transaction.atomic():
        # The dossier's row stands for "one open draft of a kind": two drafters wait for each other.
        records.lock(dossier_id)
        if DraftAct.objects.filter(
            dossier_id=dossier_id, kind=kind.value, status__in=_UNDER_WAY
        ).exists():
            raise ConflictError(
                f"Đã có một bản soạn “{kind.label}” cho hồ sơ này. Mở bản đó để sửa."
            )
        act = DraftAct.objects.create(
            dossier_id=dossier_id, kind=kind.value, status=ActStatus.DRAFT.value,
            content=cleaned, digest=content_digest(kind, cleaned),
            reason_code=act_content.reason_code_of(kind, cleaned),
            agency_id=_answering_agency(kind, state),
            drafted_by_id=drafter, drafted_at=request.at,
        )  # fmt: skip
        tell(facts.ACT_DRAFTED, act, request)
    return act


def edit_act(
    act_id: int, *, content: Mapping[str, Any], version: int, request: Request
) -> DraftAct:
    """Change a draft that nobody has approved yet. What the system drafted, anybody there may edit."""
    return alter(act_id, request, version, _edited(content), facts.ACT_DRAFTED)


def approve_act(act_id: int, *, version: int, request: Request) -> DraftAct:
    """The head agrees; the act waits for the Centre. Nobody approves what they drafted."""
    return alter(act_id, request, version, _approved, facts.ACT_APPROVED)


def send_back_act(act_id: int, *, reason: str, version: int, request: Request) -> DraftAct:
    """The head, or the Centre through its own room, returns the draft with the reason."""
    return alter(act_id, request, version, _sent_back(reason), facts.ACT_SENT_BACK, reason)


def cancel_act(act_id: int, *, version: int, request: Request, reason: str = "") -> DraftAct:
    """The drafter or the head gives the draft up."""
    return alter(act_id, request, version, _cancelled, facts.ACT_CANCELLED, reason)


def clear_act(
    act_id: int,
    *,
    clearance: Clearance,
    version: int,
    request: Request,
    amended: Mapping[str, Any] | None = None,
) -> DraftAct:
    """Take the Centre's consent in; with `amended` the text becomes what the Centre made of it.

    The clearance is bound to the digest of the text that goes on. Raises `NotClearedError` when
    it speaks of another act or text, or comes from somebody who drafted or approved it.
    """
    return alter(act_id, request, version, _cleared(clearance, amended), facts.ACT_CLEARED)


def waive_act(act_id: int, *, clearance: Clearance, version: int, request: Request) -> DraftAct:
    """Reception's own request to complete, where no look is asked for: ready without a head."""
    return alter(act_id, request, version, _waived(clearance), facts.ACT_CLEARED)


def locked(act_id: int) -> DraftAct | None:
    """The act with its dossier, held until the transaction ends, for a step of both.

    The dossier first: a case that ends holds its own row and then gives up its acts.
    """
    about = DraftAct.objects.filter(pk=act_id).values_list("dossier_id", flat=True).first()
    if about is None:
        return None
    records.lock(about)
    return DraftAct.objects.select_for_update().filter(pk=act_id).first()


def cancel_open(dossier_id: int, request: Request) -> None:
    """Give up every draft of a dossier that is finished; must run inside a transaction."""
    rows = DraftAct.objects.select_for_update().filter(dossier_id=dossier_id, status__in=_UNDER_WAY)
    for act in rows.order_by("id"):
        act.status = ActStatus.CANCELLED.value
        act.version += 1
        act.save()
        tell(facts.ACT_CANCELLED, act, request, "Hồ sơ đã kết thúc.")


def finish(dossier_id: int, state: DossierState, request: Request, *steps: Step) -> Recorded:
    """Take the steps that end the case; what is still being drafted about it ends with it."""
    with transaction.atomic():
        recorded = records.save(dossier_id, state, request, *steps)
        if not recorded.replayed:
            cancel_open(dossier_id, request)
    return recorded


def content_digest(kind: ActKind, content: Mapping[str, Any]) -> str:
    """sha256 of the exact text that a clearance speaks of."""
    text = json.dumps([kind.value, content], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _answering_agency(kind: ActKind, state: DossierState) -> int:
    """Before acceptance the receiving unit's agency answers, later the one that decides."""
    if kind in AT_INTAKE:
        return agencies.unit(state.receiving_unit_id).agency_id
    return state.competent_agency_id


def may_draft(kind: ActKind, state: DossierState, actor: Actor) -> int | None:
    """The account of the drafter, who must belong to the unit that holds or received the dossier."""
    row = BY_EVENT[EVENT_OF[kind]]
    if state.status not in row.origins:
        raise InvalidError(
            f"Hồ sơ đang “{state.status.label.lower()}” nên chưa soạn được “{kind.label}”."
        )
    if actor.kind is ActorKind.SYSTEM:
        return None
    can_draft(state, actor).require()
    return actor.account_id


def can_draft(state: DossierState, actor: Actor) -> Verdict:
    """Whoever belongs to the unit that holds or received the dossier."""
    units = {state.holder_unit_id, state.counter_id}
    if actor.account_id is None or not any(unit in actor.unit_ids for unit in units):
        return no("Chỉ đơn vị đang giữ hồ sơ mới soạn được văn bản này.")
    return YES


def can_edit(act: DraftAct, state: DossierState, actor: Actor) -> Verdict:
    """Whoever drafted it; what the system drafted, anybody of the unit that may draft."""
    if act.drafted_by_id not in {None, actor.account_id}:
        return no(
            "Chỉ người soạn mới sửa được bản này. Người đang giữ hồ sơ bấm “Nhận soạn tiếp” trước."
        )
    return can_draft(state, actor)


def may_edit(act: DraftAct, state: DossierState, actor: Actor) -> int | None:
    """The account of the editor of a draft that nobody has approved."""
    if act.status not in EDITABLE:
        raise InvalidError("Bản này đã trình duyệt nên không sửa được nữa.")
    editor = may_draft(ActKind(act.kind), state, actor)
    can_edit(act, state, actor).require()
    return editor


def _require_fresh(
    kind: ActKind, content: Mapping[str, Any], state: DossierState, request: Request
) -> None:
    """Once only, and in time: what a later or further request of its kind must say besides."""
    if kind is ActKind.APOLOGY and state.extension:
        raise InvalidError("Hồ sơ đã hẹn lại một lần rồi, không hẹn lại lần nữa được.")
    if kind is not ActKind.SUPPLEMENT_REQUEST:
        return
    if state.supplements and not content.get("second_ground"):
        raise InvalidError(
            "Hồ sơ đã yêu cầu bổ sung một lần. Yêu cầu thêm lần nữa phải nêu căn cứ của lần thứ hai.",
            fields={"second_ground": "Nêu căn cứ cho lần yêu cầu này."},
        )
    last = timing.last_moment_to_ask(state)
    if last is not None and request.at > last and not content.get("late_ground"):
        raise InvalidError(
            "Đã quá thời hạn yêu cầu bổ sung kể từ ngày tiếp nhận. Chỉ gửi được khi pháp luật chuyên"
            " ngành cho phép: nêu căn cứ đó.",
            fields={"late_ground": "Nêu quy định chuyên ngành cho phép yêu cầu sau thời hạn."},
        )


Change = Callable[[DraftAct, Request], None]


def alter(
    act_id: int, request: Request, version: int, change: Change, verb: str, reason: str = ""
) -> DraftAct:
    """Change a draft in sight that is still what the person was looking at, and tell it."""
    with transaction.atomic():
        act = DraftAct.objects.select_for_update().filter(pk=act_id).first()
        if act is None or not visibility.sees(request.actor, records.load_by_id(act.dossier_id)):
            raise InvalidError("Không thấy bản soạn này.", code="not_found")
        if act.version != version:
            raise ConflictError("Bản soạn vừa được người khác sửa. Mở lại để xem bản mới.")
        change(act, request)
        act.version += 1
        act.save()
        tell(verb, act, request, reason)
    return act


def _edited(content: Mapping[str, Any]) -> Change:
    def change(act: DraftAct, request: Request) -> None:
        state = records.load_by_id(act.dossier_id)
        kind = ActKind(act.kind)
        editor = may_edit(act, state, request.actor)
        cleaned = act_content.clean(kind, content, version_of(state))
        _require_fresh(kind, cleaned, state, request)
        # Whoever takes over the system's draft answers for it from now on.
        act.drafted_by_id = editor
        _put(act, cleaned)
        act.status = ActStatus.DRAFT.value

    return change


def _put(act: DraftAct, content: Mapping[str, Any]) -> None:
    kind = ActKind(act.kind)
    act.content = dict(content)
    act.digest = content_digest(kind, content)
    act.reason_code = act_content.reason_code_of(kind, content)


def _approved(act: DraftAct, request: Request) -> None:
    if act.status not in EDITABLE:
        raise InvalidError("Bản này không còn chờ duyệt.")
    is_head(act, request.actor).require()
    # A stand-in's hand is no second pair of eyes over what the absent one drafted.
    hands = {request.actor.account_id, *substitution.approves_for(request.actor, act.agency_id)}
    if act.drafters & hands:
        raise NotPermittedError("Người soạn không tự duyệt bản của mình, kể cả qua người thay.")
    officers.require_fresh(request.actor, request.at)
    act.status = ActStatus.HEAD_APPROVED.value
    act.approved_by_id, act.approved_at = request.actor.account_id, request.at


def _sent_back(reason: str) -> Change:
    def change(act: DraftAct, request: Request) -> None:
        if act.status not in _UNDER_WAY - {ActStatus.SENT_BACK.value}:
            raise InvalidError("Bản này không còn chờ duyệt.")
        if not reason.strip():
            raise InvalidError("Ghi lý do trả lại.", fields={"reason": "Ghi lý do trả lại."})
        if not act.approved_by_id or not policies.CONTROL & request.actor.roles:
            is_head(act, request.actor).require()
        act.status, act.returned_reason = ActStatus.SENT_BACK.value, nfc(reason)
        act.approved_by_id, act.approved_at, act.clearance = None, None, None

    return change


def _cancelled(act: DraftAct, request: Request) -> None:
    if act.status not in _UNDER_WAY:
        raise InvalidError("Bản này đã kết thúc nên không hủy được.")
    if act.drafted_by_id != request.actor.account_id:
        is_head(act, request.actor).require()
    act.status = ActStatus.CANCELLED.value


def _waived(clearance: Clearance) -> Change:
    def change(act: DraftAct, request: Request) -> None:
        if act.kind != ActKind.COMPLETION_REQUEST.value or clearance.cleared_by is not None:
            raise NotClearedError("Văn bản này phải được lãnh đạo duyệt và Trung tâm kiểm soát.")
        if act.status not in EDITABLE or act.drafted_by_id != request.actor.account_id:
            raise NotPermittedError("Chỉ người soạn mới gửi được bản đang soạn này.")
        if (clearance.act_id, clearance.act_digest) != (act.pk, act.digest):
            raise NotClearedError("Bản soạn vừa đổi. Mở lại để xem bản mới.")
        act.status, act.clearance = ActStatus.CLEARED.value, clearance.to_json()

    return change


def _cleared(clearance: Clearance, amended: Mapping[str, Any] | None) -> Change:
    def change(act: DraftAct, request: Request) -> None:
        del request
        if act.status != ActStatus.HEAD_APPROVED.value:
            raise NotClearedError("Bản này chưa được lãnh đạo duyệt, hoặc đã có quyết định.")
        if clearance.cleared_by in act.drafters | {act.approved_by_id} - {None}:
            raise NotClearedError(
                "Người duyệt của Trung tâm phải khác người soạn và người ký duyệt."
            )
        if amended is not None:
            act.original = act.original or act.content
            _put(act, amended)
        if (clearance.act_id, clearance.act_digest) != (act.pk, act.digest):
            raise NotClearedError("Trung tâm duyệt một bản khác với bản này. Trình duyệt lại.")
        act.status, act.clearance = ActStatus.CLEARED.value, clearance.to_json()

    return change


def is_head(act: DraftAct, actor: Actor) -> Verdict:
    """A head of the answering agency, or the director of the Centre for what its counters send."""
    heads = policies.HEADS | {policies.DIRECTOR}
    if any(grant.role in heads and grant.agency_id == act.agency_id for grant in actor.grants):
        return YES
    return no("Việc này là của lãnh đạo cơ quan chịu trách nhiệm văn bản.")


def tell(verb: str, act: DraftAct, request: Request, reason: str = "") -> None:
    """The fact of what happened to an act; its text stays out of the journal until it is issued."""
    data: dict[str, Any] = {
        "act": act.pk, "act_kind": act.kind, "act_digest": act.digest, "version": act.version
    }  # fmt: skip
    if act.clearance:
        data["clearance"] = {key: value for key, value in act.clearance.items() if key != "note"}
    if act.number:
        data["number"] = act.number
    if verb == facts.ACT_HANDED_ON and act.drafted_by_id is not None:
        data["officer"] = act.drafted_by_id
    if (absent := substitution.head_on_behalf(request.actor, act.agency_id)) is not None:
        data["behalf"] = absent
    private = {"reason": reason} if reason else None
    fact = NewFact(verb, records.SUBJECT, act.dossier_id, data, request.actor, request.at, private)
    journal.record([fact])
