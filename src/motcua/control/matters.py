"""An act gathered with all that it is held against: what the checklist needs, read once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from motcua.base.dates import in_vietnam
from motcua.base.verdict import RefusedError
from motcua.clock.limits import Extension
from motcua.control.checklist.judging import judge
from motcua.control.checklist.shape import Check, Matter
from motcua.dossiers import obligations, timing
from motcua.dossiers.folding import DossierState
from motcua.dossiers.models import DraftAct
from motcua.dossiers.states import ActKind, ActStatus, Status
from motcua.dossiers.versions import version_of


def matter_of(
    kind: ActKind,
    content: Mapping[str, Any],
    state: DossierState,
    *,
    at: datetime,
    request_expired: bool = False,
) -> Matter:
    """The matter of one act; `at` is the moment it is judged at.

    A request is in time if it was so when it was drafted: pass that moment for what is on its way.
    """
    return Matter(
        kind=kind,
        content=content,
        version=version_of(state),
        at=at,
        received=state.papers,
        supplements=state.supplements,
        is_accepted=state.accepted_at is not None,
        due_at=state.due_at,
        is_extended=bool(state.extension),
        has_result=bool(state.result),
        wants_back=state.status is Status.WITHDRAWAL_REQUESTED,
        ask_until=timing.last_moment_to_ask(state),
        apologise_until=timing.last_moment_to_apologise(state),
        request_expired=request_expired,
        payment_expired=_payment_expired(state, at),
        days_to_answer=_days_to_answer(content, state, at),
        extension_problem=_extension_problem(kind, content, state, at),
    )


def request_expired(dossier_id: int, at: datetime) -> bool:
    """Whether the last request for papers was left unanswered beyond its deadline."""
    return DraftAct.objects.filter(
        dossier_id=dossier_id,
        status=ActStatus.ISSUED.value,
        answered_at=None,
        answer_due_at__lt=at,
    ).exists()


def _payment_expired(state: DossierState, at: datetime) -> bool:
    on = in_vietnam(at).date().isoformat()
    return any(one["due_on"] and one["due_on"] < on for one in obligations.unpaid(state))


def _days_to_answer(content: Mapping[str, Any], state: DossierState, at: datetime) -> int | None:
    if not content.get("deadline"):
        return None
    calendar = timing.calendar_of(state.receiving_unit_id)
    last = date.fromisoformat(content["deadline"])
    return calendar.working_days_between(in_vietnam(at).date(), last)


def _extension_problem(
    kind: ActKind, content: Mapping[str, Any], state: DossierState, at: datetime
) -> str:
    if kind is not ActKind.APOLOGY or not content.get("new_due"):
        return ""
    extension = Extension(at, datetime.fromisoformat(content["new_due"]), "hẹn lại")
    try:
        timing.check_extension(extension, state, version_of(state))
    except RefusedError as problem:
        return str(problem)
    return ""


def checks_of(act: DraftAct, state: DossierState) -> tuple[Check, ...]:
    """The checklist of an act on its way: time counts as it stood when it was drafted."""
    kind = ActKind(act.kind)
    expired = kind is ActKind.STOP and request_expired(act.dossier_id, act.drafted_at)
    return judge(matter_of(kind, act.content, state, at=act.drafted_at, request_expired=expired))
