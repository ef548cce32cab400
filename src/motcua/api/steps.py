"""Which action a step of version 1 stands for: a table, one call each."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from motcua.api.schemas import StepIn
from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError
from motcua.control.actions import gate
from motcua.dossiers.actions import (
    consultations,
    intake,
    legs,
    pauses,
    posting,
    results,
    routing,
)
from motcua.dossiers.obligations import Notice
from motcua.dossiers.records import Recorded, Request

Take = Callable[[str, StepIn, Request], Recorded]


def _papers(body: StepIn) -> list[dict[str, object]]:
    return [paper.model_dump() for paper in body.papers]


def _assign(code: str, body: StepIn, request: Request) -> Recorded:
    if body.officer is None:
        raise InvalidError("Ghi người được phân công.", fields={"officer": "Bắt buộc."})
    return routing.assign(code, officer=body.officer, request=request, note=body.reason)


def _return(code: str, body: StepIn, request: Request) -> Recorded:
    receiver = body.receiver.model_dump(include={"name", "id_number"}) if body.receiver else {}
    return results.return_result(
        code,
        identity_check=body.identity_check,
        receiver=receiver,
        request=request,
        method=body.method,
    )


def _forward(code: str, body: StepIn, request: Request) -> Recorded:
    return routing.forward(
        code, request=request, choice=body.choice, to_officer=body.officer, note=body.reason
    )


def _notices(body: StepIn, request: Request) -> list[Notice]:
    """The notice that the body names by number and amount; without both there is none."""
    if not body.number or not body.amount:
        return []
    day = body.on or in_vietnam(request.at).date()
    return [Notice(body.number, day, body.amount, due_on=body.due_on)]


def _finish_leg(code: str, body: StepIn, request: Request) -> Recorded:
    notices = _notices(body, request)
    return legs.finish_leg(
        code, leg=body.leg, number="" if notices else body.number, note=body.reason,
        notices=notices, request=request,
    )  # fmt: skip


STEPS: Final[dict[str, Take]] = {
    "accept": lambda code, _, request: intake.accept(code, request=request),
    "ask_to_complete": lambda code, body, request: gate.ask_to_complete(
        code, note=body.reason, request=request
    ),
    "complete_intake": lambda code, body, request: intake.complete_intake(
        code, papers=_papers(body) or None, cause=body.trip, request=request
    ),
    "forward": _forward,
    "take_over": lambda code, _, request: routing.take_over(code, request=request),
    "decline_offer": lambda code, body, request: routing.decline_offer(
        code, reason=body.reason, request=request
    ),
    "send_back": lambda code, body, request: routing.send_back(
        code, to_step=body.to_step, reason=body.reason, request=request
    ),
    "assign": _assign,
    "record_result": lambda code, body, request: results.record_result(
        code, request=request, number=body.number
    ),
    "notify_result": lambda code, _, request: results.notify_result(code, request=request),
    "post_result": lambda code, body, request: posting.post_result(
        code, tracking=body.tracking, request=request
    ),
    "return_result": _return,
    "take_fee": lambda code, body, request: results.take_fee(
        code, amount=body.amount, receipt=body.receipt, request=request
    ),
    "supplement": lambda code, body, request: pauses.supplement(
        code, papers=_papers(body), cause=body.trip, request=request
    ),
    "request_obligation": lambda code, body, request: pauses.request_obligation(
        code, note=body.reason, notices=_notices(body, request), request=request
    ),
    "settle_obligation": lambda code, body, request: pauses.settle_obligation(
        code,
        receipt=body.receipt,
        notice=body.number,
        amount=body.amount or None,
        paid_on=body.on,
        request=request,
    ),
    "take_leg": lambda code, body, request: legs.take_leg(code, leg=body.leg, request=request),
    "finish_leg": _finish_leg,
    "send_back_leg": lambda code, body, request: legs.send_back_leg(
        code, leg=body.leg, reason=body.reason, request=request
    ),
    "answer_consultation": lambda code, body, request: consultations.answer_consultation(
        code,
        consultation=body.consultation,
        answer=body.reason,
        number=body.number,
        request=request,
    ),
    "request_withdrawal": lambda code, body, request: pauses.request_withdrawal(
        code, reason=body.reason, request=request
    ),
}


def take_step(code: str, body: StepIn, request: Request) -> Recorded:
    """Take the step that the body names."""
    return STEPS[body.action](code, body, request)
