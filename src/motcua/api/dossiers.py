"""Dossiers over the wire: take in, look up, take a step, list what is open."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema

from motcua.accounts.states import Scope
from motcua.agencies import queries as agencies
from motcua.api.describing import IDEMPOTENCY_KEY, WITH_BODY, WITH_QUESTION, refusals
from motcua.api.schemas import (
    DossierIn,
    DossierOut,
    InboxOut,
    InboxRow,
    PersonIn,
    RecordedOut,
    StepIn,
)
from motcua.api.steps import take_step
from motcua.api.tokens import caller
from motcua.base import time
from motcua.base.actor import Actor
from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError
from motcua.dossiers import records, timing
from motcua.dossiers.actions import intake
from motcua.dossiers.folding import DossierState
from motcua.dossiers.people import People, Person, parse_person
from motcua.dossiers.queries import lists
from motcua.dossiers.records import Recorded, Request
from motcua.dossiers.states import Channel
from motcua.dossiers.versions import version_of

router = Router(tags=["Hồ sơ"])
Code = Annotated[str, Path(max_length=40, pattern=r"^[A-Z0-9.\-]+$", description="Mã hồ sơ")]
_KEY = re.compile(r"^[\x21-\x7e]{1,120}$")


@router.post(
    "/dossiers",
    response={201: RecordedOut, **refusals(*WITH_BODY, 409)},
    operation_id="receive_dossier",
    openapi_extra=IDEMPOTENCY_KEY,
)
def receive_dossier(request: HttpRequest, body: DossierIn) -> HttpResponse:
    """Tiếp nhận một hồ sơ tại đơn vị của khóa truy cập. `Idempotency-Key` chống lặp."""
    actor = caller(request, Scope.DOSSIERS_WRITE)
    unit_id = next(iter(actor.unit_ids))
    asked = _request(request, actor, None)
    data = intake.Intake(
        procedure_code=body.procedure_code,
        people=_people(body),
        papers=tuple(paper.model_dump() for paper in body.papers),
        content=body.content,
        sets=body.sets,
        return_channel=body.return_channel,
        return_address=body.return_address,
        case_code=body.case_code,
        exempt_fees=body.exempt_fees,
        priority=body.priority,
        area_id=_area_id(body.area_code, asked.at),
    )
    if Channel(body.channel) is Channel.ONLINE:
        recorded = intake.submit_online(data, unit_id=unit_id, request=asked)
    else:
        recorded = intake.receive(
            data, unit_id=unit_id, request=asked, channel=Channel(body.channel)
        )
    return _spelt(_recorded(recorded), 201)


@router.get(
    "/dossiers/{code}",
    response={200: DossierOut, **refusals(*WITH_QUESTION, 404)},
    operation_id="read_dossier",
)
def read_dossier(request: HttpRequest, code: Code) -> HttpResponse:
    """Hồ sơ mà cơ quan của khóa truy cập tham gia giải quyết."""
    actor = caller(request, Scope.DOSSIERS_READ)
    return _spelt(dossier_out(records.load(code, actor)[1]))


@router.post(
    "/dossiers/{code}/steps",
    response={200: RecordedOut, **refusals(*WITH_BODY, 404, 409)},
    operation_id="take_dossier_step",
    openapi_extra=IDEMPOTENCY_KEY,
)
def take_dossier_step(request: HttpRequest, code: Code, body: StepIn) -> HttpResponse:
    """Ghi một bước xử lý: chuyển bước, nhận bàn giao, trả kết quả…"""
    caller(request, Scope.DOSSIERS_READ)
    actor = caller(request, Scope.DOSSIERS_WRITE)
    return _spelt(_recorded(take_step(code, body, _request(request, actor, body.version))))


@router.get(
    "/inbox",
    response={200: InboxOut, **refusals(*WITH_QUESTION)},
    operation_id="list_inbox",
)
def list_inbox(
    request: HttpRequest,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
    cursor: Annotated[str, Query(max_length=80, pattern=r"^[0-9T:+.~\-]*$")] = "",
) -> InboxOut:
    """Hồ sơ đang mở tại đơn vị, ít thời gian còn lại nhất trước."""
    actor = caller(request, Scope.DOSSIERS_READ)
    at = time.now()
    page = lists.inbox(actor, lists.View.UNIT, at=at, cursor=cursor or None, limit=limit)
    calendar = timing.calendar_of(next(iter(actor.unit_ids)))
    items = [
        InboxRow(
            code=row.code,
            status=row.status.value,
            step=row.step_key,
            due_at=_here(row.due_at),
            remaining_minutes=calendar.minutes_between(at, row.due_at) if row.due_at else None,
            version=row.version,
        )
        for row in page.rows
    ]
    return InboxOut(items=items, next_cursor=page.next_cursor)


def dossier_out(state: DossierState) -> DossierOut:
    """The state in the words of version 1; names of people are not in it."""
    version = version_of(state)
    step = next((step for step in version.process.steps if step.key == state.step_key), None)
    holder = agencies.unit(state.holder_unit_id).full_name if state.holder_unit_id else ""
    return DossierOut.model_construct(
        code=state.code,
        version=state.version,
        status=state.status.value,
        status_label=state.status.label,
        national_status=state.status.national_code,
        money=state.money,
        delivery=state.delivery,
        procedure_code=state.procedure_code,
        procedure_name=version.name,
        channel=state.channel,
        receiving_unit=agencies.unit(state.receiving_unit_id).full_name,
        step=state.step_key,
        step_name=step.name if step else "",
        holder_unit=holder,
        awaiting_hand_over=state.offer is not None,
        submitted_at=_here(state.submitted_at),
        accepted_at=_here(state.accepted_at),
        due_original=_here(state.due_original),
        due_at=_here(state.due_at),
        due_provisional=state.due_provisional,
        finished_at=_here(state.finished_at),
        returned_at=_here(state.returned_at),
        fee_total=state.fee_total,
        priority=state.priority,
        cross_boundary=state.cross_boundary,
        competent_agency=agencies.agency(state.competent_agency_id).name,
    )


def _area_id(code: str, at: datetime) -> int | None:
    """The commune of that code on that day; none means the token's own place."""
    if not code:
        return None
    area = agencies.area_by_code(code, in_vietnam(at).date())
    if area is None:
        raise InvalidError(
            "Không có xã, phường mang mã này. Xem lại danh mục đơn vị hành chính.",
            fields={"area_code": "Không có mã này."},
        )
    return area.id


def _here(at: datetime | None) -> datetime | None:
    """The same instant as clocks in Vietnam show it, wherever the value came from."""
    return in_vietnam(at) if at else None


def _spelt(answer: Schema, status: int = 200) -> HttpResponse:
    """The answer in the shape that the address declares, spelt at once.

    What we have made ourselves is not validated again, which costs more than making it.
    """
    return HttpResponse(
        answer.model_dump_json(by_alias=True), status=status, content_type="application/json"
    )


def _recorded(recorded: Recorded) -> RecordedOut:
    return RecordedOut.model_construct(
        dossier=dossier_out(recorded.state),
        fact_digest=recorded.fact_digest,
        replayed=recorded.replayed,
    )


def _request(request: HttpRequest, actor: Actor, version: int | None) -> Request:
    """The moment, the version looked at and the idempotency key, bound to path and body."""
    at: datetime = time.now()
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return Request(actor, at, version)
    if not _KEY.match(key):
        raise InvalidError(
            "Idempotency-Key gồm 1 đến 120 ký tự ASCII in được.",
            fields={"Idempotency-Key": "Chưa đúng dạng."},
        )
    digest = records.request_digest(request.path, hashlib.sha256(request.body).hexdigest())
    return Request(actor, at, version, key, digest)


def _people(body: DossierIn) -> People:
    applicant = _person(body.applicant, "applicant.")
    owner = _person(body.owner, "owner.") if body.owner else applicant
    representative = (
        _person(body.representative, "representative.") if body.representative else None
    )
    return People(applicant, owner, representative)


def _person(person: PersonIn, prefix: str) -> Person:
    return parse_person(person.model_dump(), prefix=prefix, needs_contact=prefix == "applicant.")
