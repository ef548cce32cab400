"""The gate: an act arrives, is taken up, and is cleared, amended or returned.

Here and nowhere else a `Clearance` is made. Arrival and decision are one transaction with the act's
own step in `dossiers`, so that an act can neither wait at no desk nor leave without a decision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import transaction

from motcua.accounts import policies as officers
from motcua.agencies import queries as agencies
from motcua.base.dates import in_vietnam
from motcua.base.text import nfc
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError
from motcua.control import facts, matters, policies, rules
from motcua.control.checklist.judging import is_unlawful
from motcua.control.checklist.shape import Check
from motcua.control.models import GateRule, Review
from motcua.control.states import Mark, Outcome, ReturnReason
from motcua.dossiers import act_content, records, timing
from motcua.dossiers.actions import acts, intake
from motcua.dossiers.clearance import Basis, Clearance
from motcua.dossiers.folding import DossierState
from motcua.dossiers.models import DraftAct
from motcua.dossiers.records import Recorded, Request
from motcua.dossiers.states import ActKind, ActStatus
from motcua.dossiers.versions import version_of
from motcua.journal import actions as journal
from motcua.journal.writing import NewFact
from motcua.rulebook import queries as rulebook

BUDGET = "control.desk_hours"


def approve(act_id: int, *, version: int, request: Request) -> DraftAct:
    """The head's approval: the act arrives at the desk, or gets its waiver where no look is asked for."""
    with transaction.atomic():
        act = acts.approve_act(act_id, version=version, request=request)
        state = records.load_by_id(act.dossier_id)
        basis = waiver(act, state, request.at)
        if basis is None:
            _arrive(act, state, request)
            return act
        clearance = Clearance(act.pk, act.digest, None, request.at, basis=basis)
        return acts.clear_act(act.pk, clearance=clearance, version=act.version, request=request)


def send_at_once(act_id: int, *, version: int, request: Request) -> DraftAct:
    """Reception's request to complete: no head is asked; the rules may still demand a look.

    Raises `InvalidError` where they do: then the act takes the common way.
    """
    with transaction.atomic():
        act = DraftAct.objects.select_for_update().filter(pk=act_id).first()
        if act is None:
            raise InvalidError("Không thấy bản soạn này.", code="not_found")
        state = records.load_by_id(act.dossier_id)
        basis = waiver(act, state, request.at)
        if act.kind != ActKind.COMPLETION_REQUEST.value or basis is None:
            raise InvalidError("Văn bản này phải qua lãnh đạo và Trung tâm. Bấm “Trình duyệt”.")
        clearance = Clearance(act.pk, act.digest, None, request.at, basis=basis)
        return acts.waive_act(act.pk, clearance=clearance, version=version, request=request)


def ask_to_complete(code: str, *, note: str, request: Request) -> Recorded:
    """A machine at reception tells what to complete, in words only and where no look is asked for."""
    _, state = records.load(code, request.actor)
    kind = ActKind.COMPLETION_REQUEST
    agency_id = agencies.unit(state.receiving_unit_id).agency_id
    if _rule(kind, agency_id, state, request.at).share:
        raise NotPermittedError(
            "Yêu cầu hoàn thiện ở đây phải qua Trung tâm kiểm soát. Cán bộ soạn trên bàn làm việc."
        )
    return intake.ask_to_complete(code, note=note, request=request)


def waiver(act: DraftAct, state: DossierState, at: datetime) -> Basis | None:
    """Why this act needs no look; None when it does."""
    rule = _rule(ActKind(act.kind), act.agency_id, state, at)
    if rules.is_drawn(act.pk, rule.share, settings.SECRET_KEY):
        return None
    return Basis.NOT_SAMPLED if rule.share else Basis.NOT_REQUIRED


def _rule(kind: ActKind, agency_id: int, state: DossierState, at: datetime) -> rules.RuleView:
    """The rule that speaks for such an act on that day."""
    agency = agencies.agency(agency_id).key
    origin = rules.Origin(kind, agency, state.sector_code, state.procedure_code)
    held = GateRule.objects.valid_on(in_vietnam(at).date()).filter(kind=kind.value)
    places = ("id", "kind", "share", "agency_key", "sector_code", "procedure_code")
    return rules.rule_for([rules.RuleView(*row) for row in held.values_list(*places)], origin)


def _arrive(act: DraftAct, state: DossierState, request: Request) -> None:
    hours = Decimal(rulebook.number(BUDGET, in_vietnam(request.at).date()))
    due_at = timing.step_due(request.at, hours, timing.calendar_of(state.receiving_unit_id))
    Review.objects.create(
        act=act,
        round=Review.objects.filter(act=act).count() + 1,
        agency_id=act.agency_id,
        kind=act.kind,
        arrived_at=request.at,
        due_at=due_at or request.at,
    )


def take(review_id: int, *, request: Request) -> Review:
    """A controller takes an act up, so that two do not do the same work; another may take it over."""
    with transaction.atomic():
        review, act = _open_review(review_id)
        policies.can_decide(request.actor, act).require()
        review.taken_by_id, review.taken_at = request.actor.account_id, request.at
        review.save(update_fields=["taken_by", "taken_at"])
    return review


def clear(review_id: int, *, version: int, request: Request, note: str = "") -> Review:
    """The act may go out as it is; against the checklist only with a reason, which is kept."""
    with transaction.atomic():
        review, act = _open_review(review_id)
        policies.can_decide(request.actor, act).require()
        officers.require_fresh(request.actor, request.at)
        state = records.load_by_id(act.dossier_id)
        checks = matters.checks_of(act, state)
        if is_unlawful(checks) and not note.strip():
            raise InvalidError(
                "Máy thấy điều trái quy định. Sửa hoặc trả lại; nếu vẫn cho phép, ghi rõ căn cứ.",
                fields={"note": "Ghi căn cứ để vẫn cho phép phát hành."},
            )
        clearance = Clearance(
            act.pk, act.digest, request.actor.account_id, request.at, note=nfc(note)
        )
        acts.clear_act(act.pk, clearance=clearance, version=version, request=request)
        return _decide(review, act, Outcome.CLEARED, checks, state, request, note=note)


def amend(
    review_id: int, *, content: Mapping[str, Any], version: int, request: Request, note: str = ""
) -> Review:
    """The Centre mends the text itself and lets it go out so; what was written stays beside it."""
    with transaction.atomic():
        review, act = _open_review(review_id)
        policies.can_decide(request.actor, act).require()
        officers.require_fresh(request.actor, request.at)
        state = records.load_by_id(act.dossier_id)
        kind = ActKind(act.kind)
        amended = act_content.clean(kind, content, version_of(state))
        changes = act_content.differences(act.content, amended)
        if not changes:
            raise InvalidError("Chưa sửa gì. Bấm “Cho phép phát hành” nếu văn bản đã đúng.")
        checks = matters.checks_of(act, state)
        clearance = Clearance(
            act.pk, acts.content_digest(kind, amended), request.actor.account_id, request.at,
            note=nfc(note), basis=Basis.AMENDED,
        )  # fmt: skip
        acts.clear_act(
            act.pk, clearance=clearance, version=version, amended=amended, request=request
        )
        review.changes, review.content = changes, amended
        return _decide(review, act, Outcome.AMENDED, checks, state, request, note=note)


def send_back(
    review_id: int, *, reasons: Sequence[str], note: str, version: int, request: Request
) -> Review:
    """Returned with reasons that can be counted and words that can be followed."""
    codes = _reasons(reasons, note)
    with transaction.atomic():
        review, act = _open_review(review_id)
        policies.can_decide(request.actor, act).require()
        officers.require_fresh(request.actor, request.at)
        state = records.load_by_id(act.dossier_id)
        checks = matters.checks_of(act, state)
        told = "; ".join(ReturnReason(code).label for code in codes)
        text = f"{told}. {nfc(note)}".strip() if note.strip() else f"{told}."
        acts.send_back_act(act.pk, reason=text, version=version, request=request)
        review.reasons = codes
        return _decide(review, act, Outcome.RETURNED, checks, state, request, note=note)


def cancel(act_id: int, *, version: int, request: Request, reason: str = "") -> DraftAct:
    """The drafter or the head gives the act up; a look that was under way ends with it."""
    with transaction.atomic():
        act = acts.cancel_act(act_id, version=version, request=request, reason=reason)
        _settle(act, request)
    return act


def take_back(act_id: int, *, reason: str, version: int, request: Request) -> DraftAct:
    """The head returns the draft to its writer, also from the Centre's desk."""
    with transaction.atomic():
        if (drafted := DraftAct.objects.filter(pk=act_id).first()) is not None:
            # The Centre returns by `send_back`, with reasons that are counted.
            acts.is_head(drafted, request.actor).require()
        act = acts.send_back_act(act_id, reason=reason, version=version, request=request)
        _settle(act, request)
    return act


def settle_orphans(request: Request) -> int:
    """Close looks at acts that ended with their dossier; gives how many."""
    stale = Review.objects.filter(outcome="").exclude(act__status=ActStatus.HEAD_APPROVED.value)
    found = list(stale.select_related("act"))
    for review in found:
        with transaction.atomic():
            _settle(review.act, request)
    return len(found)


def _settle(act: DraftAct, request: Request) -> None:
    review = Review.objects.select_for_update().filter(act=act, outcome="").first()
    if review is not None:
        state = records.load_by_id(act.dossier_id)
        _decide(review, act, Outcome.WITHDRAWN, (), state, request)


def _open_review(review_id: int) -> tuple[Review, DraftAct]:
    """The look and its act, locked in the order in which the agency's own steps lock them."""
    about = Review.objects.filter(pk=review_id).values("act_id")
    act = DraftAct.objects.select_for_update().filter(pk__in=about).first()
    review = Review.objects.select_for_update().filter(pk=review_id).first()
    if act is None or review is None:
        raise InvalidError("Không thấy lượt kiểm soát này.", code="not_found")
    if review.outcome:
        raise ConflictError(
            f"Văn bản này vừa có quyết định: {Outcome(review.outcome).label.lower()}."
            " Mở văn bản tiếp theo."
        )
    if act.status != ActStatus.HEAD_APPROVED.value:
        raise ConflictError("Cơ quan vừa rút văn bản này về. Mở văn bản tiếp theo.")
    return review, act


def _reasons(reasons: Sequence[str], note: str) -> list[str]:
    codes = list(dict.fromkeys(reasons))
    if not codes or not set(codes) <= {reason.value for reason in ReturnReason}:
        raise InvalidError(
            "Chọn ít nhất một lý do trả lại.", fields={"reasons": "Chọn lý do trả lại."}
        )
    if codes == [ReturnReason.OTHER.value] and not note.strip():
        raise InvalidError("Ghi rõ lý do trả lại.", fields={"note": "Ghi rõ lý do."})
    return codes


def _decide(
    review: Review,
    act: DraftAct,
    outcome: Outcome,
    checks: Sequence[Check],
    state: DossierState,
    request: Request,
    *,
    note: str = "",
) -> Review:
    calendar = timing.calendar_of(state.receiving_unit_id)
    review.outcome, review.note = outcome.value, nfc(note)
    review.decided_by_id, review.decided_at = request.actor.account_id, request.at
    review.minutes = max(calendar.minutes_between(review.arrived_at, request.at), 0)
    review.checks = [check.to_json() for check in checks]
    review.content = act.content if review.content is None else review.content
    review.save()
    data = facts.Decided(
        review=review.pk, act=act.pk, act_kind=act.kind, outcome=outcome.value,
        reasons=review.reasons, minutes=review.minutes,
        wrong=[check.key for check in checks if check.mark is Mark.WRONG],
    )  # fmt: skip
    beside = {"note": note} if note else None
    journal.record(
        [
            NewFact(
                facts.DECIDED,
                facts.DOSSIER,
                act.dossier_id,
                dict(data),
                request.actor,
                request.at,
                beside,
            )
        ]
    )
    return review
