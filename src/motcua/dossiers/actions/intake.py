"""Dossiers come in: online, at the counter, by post; are completed, accepted and numbered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from motcua.agencies import queries as agencies
from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError
from motcua.dossiers import policies, records, timing
from motcua.dossiers.fees import accepts_online, fees_chosen, fees_due
from motcua.dossiers.folding import DossierState
from motcua.dossiers.papers import clean_papers, missing_papers
from motcua.dossiers.people import People
from motcua.dossiers.records import Recorded, Request, Step
from motcua.dossiers.states import Channel, Money, ReturnChannel, Status
from motcua.dossiers.versions import version_of
from motcua.procedures import queries as procedures
from motcua.procedures.pinned import PinnedVersion


@dataclass(frozen=True, slots=True)
class Intake:
    """What somebody hands in.

    `papers` are `{"key", "name", "originals", "copies", "source"}` with source one of paper,
    digitised, database; `area_id` says whose People's Committee is meant where that is not the
    receiving unit's own; `case_code` is the case of the procedure it falls into, where that has a
    limit of its own; `fees` are the lines the officer ticked, by published name (None: those
    that are owed in every case).
    """

    procedure_code: str
    people: People
    papers: tuple[Mapping[str, Any], ...] = ()
    content: str = ""
    sets: int = 1
    return_channel: str = ReturnChannel.COUNTER.value
    return_address: str = ""
    area_id: int | None = None
    case_code: str = ""
    exempt_fees: bool = False
    fees: Mapping[str, int] | None = None
    allow_missing: bool = False


@records.once
def submit_online(intake: Intake, *, unit_id: int, request: Request) -> Recorded:
    """T1: an applicant submits; the dossier waits for acceptance (8 working hours)."""
    version = _current(intake, unit_id, request)
    if not accepts_online(version):
        raise InvalidError(
            "Thủ tục này chưa nhận hồ sơ trực tuyến. Nộp tại quầy hoặc qua bưu chính."
        )
    changes = _first_changes(intake, version, unit_id, request.at, Channel.ONLINE)
    changes["submitted_at"] = request.at
    return _create("submit_online", changes, request, unit_id, in_book=False)


@records.once
def receive(
    intake: Intake, *, unit_id: int, request: Request, channel: Channel = Channel.COUNTER
) -> Recorded:
    """T2: an officer (or the unit's own system) takes a complete dossier in and gives the date."""
    policies.can_receive(request.actor, unit_id).require()
    version = _current(intake, unit_id, request)
    changes = _first_changes(intake, version, unit_id, request.at, channel)
    changes["submitted_at"] = request.at
    changes |= _acceptance(changes, version, unit_id, request)
    return _create("receive", changes, request, unit_id, in_book=True)


@records.once
def guide_at_counter(intake: Intake, *, unit_id: int, request: Request, note: str) -> Recorded:
    """T4 at the counter: everything that is missing, said once and written down; no due date."""
    policies.can_receive(request.actor, unit_id).require()
    _require_note(note)
    version = _current(intake, unit_id, request)
    lenient = replace(intake, allow_missing=True)
    changes = _first_changes(lenient, version, unit_id, request.at, Channel.COUNTER)
    return _create(
        "guide_at_counter", changes, request, unit_id, in_book=False, private={"note": note}
    )


@records.once
def accept(code: str, *, request: Request) -> Recorded:
    """T3: accept what was submitted online; code and date stand from this moment (C1)."""
    dossier_id, state = records.load(code, request.actor)
    policies.can("accept", request.actor, state).require()
    version = version_of(state)
    changes = _acceptance(_as_changes(state), version, state.receiving_unit_id, request)
    with transaction.atomic():
        number = records.next_book_number(state.receiving_unit_id, in_vietnam(request.at).date())
        changes |= {"book_year": in_vietnam(request.at).year, "book_number": number}
        step = Step("accept", changes, {"unit": state.receiving_unit_id})
        recorded = records.save(dossier_id, state, request, step)
        if recorded.replayed:
            transaction.set_rollback(True)
    return recorded


@records.once
def ask_to_complete(code: str, *, note: str, request: Request) -> Recorded:
    """T4 online: what has to be completed before acceptance, listed once."""
    _require_note(note)
    return _simple(code, "ask_to_complete", request, private={"note": note})


@records.once
def complete_intake(
    code: str,
    *,
    papers: Iterable[Mapping[str, Any]] | None = None,
    request: Request,
) -> Recorded:
    """The person has completed what was asked before acceptance; the dossier waits again."""
    dossier_id, state = records.load(code, request.actor)
    policies.can("complete_intake", request.actor, state).require()
    if state.accepted_at is not None:
        raise InvalidError("Hồ sơ đã tiếp nhận rồi: dùng “Nhận đủ giấy tờ bổ sung”.")
    changes: dict[str, Any] = {"submitted_at": state.submitted_at or request.at}
    if papers is not None:
        changes["papers"] = clean_papers(papers)
    return records.save(dossier_id, state, request, Step("complete_intake", changes))


def _simple(
    code: str, event: str, request: Request, private: Mapping[str, Any] | None = None
) -> Recorded:
    dossier_id, state = records.load(code, request.actor)
    policies.can(event, request.actor, state).require()
    return records.save(dossier_id, state, request, Step(event, private=private or {}))


def _require_note(note: str) -> None:
    if not note.strip():
        raise InvalidError(
            "Ghi rõ cần hoàn thiện những gì, nói hết trong một lần.",
            fields={"note": "Ghi rõ cần hoàn thiện những gì."},
        )


def _first_changes(
    intake: Intake, version: PinnedVersion, unit_id: int, at: datetime, channel: Channel
) -> dict[str, Any]:
    """The fields of a dossier that has just come in, whatever the door."""
    on = in_vietnam(at).date()
    papers = clean_papers(intake.papers)
    missing = [] if intake.allow_missing else missing_papers(version, papers)
    if missing:
        raise InvalidError(
            "Còn thiếu giấy tờ bắt buộc: " + "; ".join(paper.name for paper in missing) + ".",
            fields={f"paper_{paper.key}": "Giấy này bắt buộc." for paper in missing},
        )
    unit = agencies.unit(unit_id)
    area_id = intake.area_id or unit.area_id
    agency = procedures.competent_agency(version, area_id, on)
    if agency is None:
        raise InvalidError(
            "Chưa rõ cơ quan giải quyết ở địa bàn này. Chọn xã, phường của chủ hồ sơ."
        )
    fees = _fees(intake, version, channel)
    total = sum(fee["amount"] for fee in fees)
    return {
        "procedure_code": version.code,
        "procedure_version_id": version.id,
        "sector_code": version.sector.code,
        "case_code": intake.case_code,
        "channel": channel.value,
        "competent_agency_id": agency.id,
        "agency_ids": tuple(sorted({agency.id, unit.agency_id})),
        "holder_unit_id": unit_id,
        "papers": papers,
        "sets": intake.sets,
        "fees": fees,
        "fee_total": total,
        "money": (Money.DUE if total else Money.NONE).value,
        "people": intake.people.to_json(),
        "content": intake.content,
        "return_channel": ReturnChannel(intake.return_channel).value,
        "return_address": intake.return_address,
        "difficult_area": version.limit.land and agencies.area(area_id).is_difficult,
    }


def _fees(intake: Intake, version: PinnedVersion, channel: Channel) -> tuple[dict[str, Any], ...]:
    if intake.exempt_fees:
        return ()
    if intake.fees is None:
        return fees_due(version, channel.value)
    return fees_chosen(version, channel.value, intake.fees)


def _current(intake: Intake, unit_id: int, request: Request) -> PinnedVersion:
    """The version in force on the day of receipt; the dossier stays pinned to it."""
    on = in_vietnam(request.at).date()
    agency_id = agencies.unit(unit_id).agency_id
    version = procedures.current_version(intake.procedure_code, on, agency_id=agency_id)
    if version is None or not version.accepts_dossiers:
        raise InvalidError(
            "Thủ tục này hiện không tiếp nhận hồ sơ. Chọn thủ tục đang áp dụng.",
            fields={"procedure_code": "Chọn thủ tục đang áp dụng."},
        )
    if not intake.case_code:
        return version
    try:
        return version.of_case(intake.case_code)
    except KeyError:
        raise InvalidError(
            "Thủ tục không có trường hợp này. Chọn lại trường hợp.",
            fields={"case_code": "Chọn lại trường hợp."},
        ) from None


def _acceptance(
    so_far: Mapping[str, Any], version: PinnedVersion, unit_id: int, request: Request
) -> dict[str, Any]:
    """The fields that acceptance adds: who, when, first step, and the date with its start rule."""
    at = request.at
    first = version.process.steps[0]
    calendar = timing.calendar_of(unit_id)
    changes: dict[str, Any] = {
        "accepted_at": at,
        "received_by_id": request.actor.account_id,
        "holder_id": request.actor.account_id,
        "step_key": first.key,
        "step_started_at": at,
        "step_due_at": timing.step_due(at, first.hours, calendar),
    }
    if not _waits_for_agency(so_far["competent_agency_id"], unit_id, at):
        changes["clock_started_at"] = at
        known = {name: so_far.get(name, default) for name, default in _CLOCK_DEFAULTS.items()}
        state = DossierState(
            code="", status=Status.ACCEPTED, accepted_at=at, clock_started_at=at,
            receiving_unit_id=unit_id, **known,
        )  # fmt: skip
        changes |= timing.due_changes(state, version, calendar)
    return changes


_CLOCK_DEFAULTS: dict[str, Any] = {"pauses": (), "extension": None, "difficult_area": False}


def _waits_for_agency(agency_id: int, unit_id: int, at: datetime) -> bool:
    """C2: received where the deciding agency is not served, the clock starts when it receives."""
    if agency_id == agencies.unit(unit_id).agency_id:
        return False
    if not timing.rules_for(at).cross_boundary_from_competent_receipt:
        return False
    served = agencies.received_agencies(unit_id, in_vietnam(at).date())
    return all(agency.id != agency_id for agency in served)


def _as_changes(state: DossierState) -> dict[str, Any]:
    return {
        "competent_agency_id": state.competent_agency_id,
        "pauses": state.pauses,
        "extension": state.extension,
        "difficult_area": state.difficult_area,
    }


def _create(
    event: str,
    changes: Mapping[str, Any],
    request: Request,
    unit_id: int,
    *,
    in_book: bool,
    private: Mapping[str, Any] | None = None,
) -> Recorded:
    unit_code = agencies.unit(unit_id).unit_code
    if not unit_code:
        raise InvalidError("Đơn vị này chưa có mã định danh nên chưa cấp được mã hồ sơ.")
    told = Step(event, changes, {"unit": unit_id}, private or {})
    try:
        with transaction.atomic():
            return records.create(
                told, request, unit_code=unit_code, receiving_unit_id=unit_id, in_book=in_book
            )
    except IntegrityError:
        # The same key arrived twice at once and the other one was quicker.
        earlier = records.earlier_answer(request)
        if earlier is None:
            raise
        return earlier
