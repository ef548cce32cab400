"""What every door shares when a dossier comes in: its version, its first fields, its date.

Pure of permission: the actions ask the policies before.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction

from motcua.agencies import queries as agencies
from motcua.agencies.views import AgencyView
from motcua.base.dates import in_vietnam
from motcua.base.priority import Priority
from motcua.base.verdict import InvalidError
from motcua.dossiers import placing, records, timing, trips
from motcua.dossiers.fees import fees_chosen, fees_due
from motcua.dossiers.folding import DossierState
from motcua.dossiers.papers import clean_papers, missing_papers
from motcua.dossiers.people import People
from motcua.dossiers.records import Recorded, Request, Step
from motcua.dossiers.states import Channel, Money, ReturnChannel, Status, TripCause
from motcua.procedures import queries as procedures
from motcua.procedures.pinned import PinnedVersion


@dataclass(frozen=True, slots=True)
class Intake:
    """What somebody hands in.

    `papers` are `{"key", "name", "originals", "copies", "source"}` with source one of paper,
    digitised, database; `area_id` says whose People's Committee is meant where that is not the
    receiving unit's own; `case_code` is the case of the procedure it falls into, where that has a
    limit of its own; `fees` are the lines the officer ticked, by published name (None: those
    that are owed in every case); `priority` is a `Priority`, empty for everybody else;
    `remedies_id` is the dossier whose wrong or lost result this one makes good.
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
    priority: str = ""
    remedies_id: int | None = None


def clean_priority(text: str) -> str:
    """The ground as it is kept; raises `InvalidError` for one that the law does not know."""
    if text and text not in set(Priority):
        raise InvalidError(
            "Chọn một diện ưu tiên trong danh sách.", fields={"priority": "Chọn lại."}
        )
    return text


def current_version(
    procedure_code: str, unit_id: int, at: datetime, case_code: str = ""
) -> PinnedVersion:
    """The version in force on the day of receipt; the dossier stays pinned to it."""
    on = in_vietnam(at).date()
    agency_id = agencies.unit(unit_id).agency_id
    version = procedures.current_version(procedure_code, on, agency_id=agency_id)
    if version is None or not version.accepts_dossiers:
        raise InvalidError(
            "Thủ tục này hiện không tiếp nhận hồ sơ. Chọn thủ tục đang áp dụng.",
            fields={"procedure_code": "Chọn thủ tục đang áp dụng."},
        )
    if not case_code:
        return version
    try:
        return version.of_case(case_code)
    except KeyError:
        raise InvalidError(
            "Thủ tục không có trường hợp này. Chọn lại trường hợp.",
            fields={"case_code": "Chọn lại trường hợp."},
        ) from None


def first_changes(
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
    agency = competent_agency(version, area_id, on)
    fees = _fees(intake, version, channel)
    came = trips.came((), at, TripCause.FIRST) if channel is Channel.COUNTER else ()
    return {
        "procedure_code": version.code,
        "procedure_version_id": version.id,
        "sector_code": version.sector.code,
        "case_code": intake.case_code,
        "channel": channel.value,
        "competent_agency_id": agency.id,
        "cross_boundary": _checked_crossing(version, agency, unit_id, on),
        "agency_ids": tuple(sorted({agency.id, unit.agency_id})),
        "holder_unit_id": unit_id,
        "papers": papers,
        "sets": intake.sets,
        **fee_changes(fees),
        "people": intake.people.to_json(),
        "content": intake.content,
        "return_channel": ReturnChannel(intake.return_channel).value,
        "return_address": intake.return_address,
        "difficult_area": version.limit.land and agencies.area(area_id).is_difficult,
        "priority": clean_priority(intake.priority),
        "remedies_id": intake.remedies_id,
        "trips": came,
    }


def fee_changes(fees: tuple[dict[str, Any], ...]) -> dict[str, Any]:
    """The fields that say what is owed."""
    total = sum(fee["amount"] for fee in fees)
    money = (Money.DUE if total else Money.NONE).value
    return {"fees": fees, "fee_total": total, "money": money}


def competent_agency(version: PinnedVersion, area_id: int, on: date) -> AgencyView:
    """Who decides on a matter of that commune; raises `InvalidError` where nobody does."""
    agency = procedures.competent_agency(version, area_id, on)
    if agency is None:
        raise InvalidError(
            "Chưa rõ cơ quan giải quyết ở địa bàn này. Chọn xã, phường của chủ hồ sơ.",
            fields={"area": "Chọn xã, phường của chủ hồ sơ."},
        )
    return agency


def crosses_boundary(agency_id: int, unit_id: int, on: date) -> bool:
    """Whether the unit receives for an agency that it does not serve (phi địa giới)."""
    if agency_id == agencies.unit(unit_id).agency_id:
        return False
    return all(agency.id != agency_id for agency in agencies.received_agencies(unit_id, on))


def _checked_crossing(version: PinnedVersion, agency: AgencyView, unit_id: int, on: date) -> bool:
    crosses = crosses_boundary(agency.id, unit_id, on)
    if crosses and not version.flags.cross_boundary:
        sentence = (
            f"Thủ tục này chưa được công bố tiếp nhận ngoài địa giới: chỉ {agency.name} nhận. "
            "Hướng dẫn người nộp đến đó hoặc nộp qua mạng."
        )
        raise InvalidError(sentence, fields={"area": sentence})
    return crosses


def _fees(intake: Intake, version: PinnedVersion, channel: Channel) -> tuple[dict[str, Any], ...]:
    if intake.exempt_fees:
        return ()
    if intake.fees is None:
        return fees_due(version, channel.value)
    return fees_chosen(version, channel.value, intake.fees)


def acceptance(
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
    if not waits_for_agency(so_far["competent_agency_id"], unit_id, at):
        changes["clock_started_at"] = at
        known = {name: so_far.get(name, default) for name, default in _CLOCK_DEFAULTS.items()}
        state = DossierState(
            code="", status=Status.ACCEPTED, accepted_at=at, clock_started_at=at,
            receiving_unit_id=unit_id, **known,
        )  # fmt: skip
        changes |= timing.due_changes(state, version, calendar)
    return changes


_CLOCK_DEFAULTS: dict[str, Any] = {"pauses": (), "extension": None, "difficult_area": False}


def waits_for_agency(agency_id: int, unit_id: int, at: datetime) -> bool:
    """C2: received outside the competent agency's place, the clock starts when it receives."""
    rules = timing.rules_for(at)
    if not rules.cross_boundary_from_competent_receipt:
        return False
    return crosses_boundary(agency_id, unit_id, in_vietnam(at).date())


def sent_to_competent(
    changes: Mapping[str, Any], version: PinnedVersion, unit_id: int, request: Request
) -> tuple[Step, ...]:
    """What is received for another place goes on in the same moment, as an offer to its agency.

    Nothing where the process leaves a choice: then the officer says which way.
    """
    first = version.process.steps[0]
    if not changes["cross_boundary"] or len(first.next) != 1:
        return ()
    step = version.process.step(first.next[0].to)
    agency_id = changes["competent_agency_id"]
    on = in_vietnam(request.at).date()
    to = placing.unit_of_step(step, receiving_unit_id=unit_id, agency_id=agency_id, on=on)
    if to == unit_id:
        return ()
    offer = {
        "unit": to, "step": step.key, "by": request.actor.account_id,
        "at": in_vietnam(request.at).isoformat(), "officer": None,
    }  # fmt: skip
    context = {
        "unit": to, "from_unit": unit_id, "step": step.key, "step_name": step.name,
        "from_step": first.key,
    }  # fmt: skip
    joined = tuple(sorted({*changes["agency_ids"], agencies.unit(to).agency_id}))
    return (Step("offer", {"offer": offer, "offer_unit_id": to, "agency_ids": joined}, context),)


def create(told: Step, request: Request, *further: Step, unit_id: int, in_book: bool) -> Recorded:
    """Number and write a new dossier; must run inside `written`."""
    unit_code = agencies.unit(unit_id).unit_code
    if not unit_code:
        raise InvalidError("Đơn vị này chưa có mã định danh nên chưa cấp được mã hồ sơ.")
    return records.create(
        told, request, *further, unit_code=unit_code, receiving_unit_id=unit_id, in_book=in_book
    )


def written(request: Request, write: Callable[[], Recorded]) -> Recorded:
    """All of it in one transaction; a key that came twice at once gets the first one's answer."""
    try:
        with transaction.atomic():
            return write()
    except IntegrityError:
        # The same key arrived twice at once and the other one was quicker.
        earlier = records.earlier_answer(request)
        if earlier is None:
            raise
        return earlier
