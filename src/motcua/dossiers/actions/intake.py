"""Dossiers come in: online, at the counter, by post; are completed, accepted and numbered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from django.db import transaction

from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError
from motcua.dossiers import numbering, policies, receiving, records, trips
from motcua.dossiers.actions import answers
from motcua.dossiers.actions.entering import entering, following
from motcua.dossiers.fees import accepts_online
from motcua.dossiers.folding import DossierState
from motcua.dossiers.papers import clean_papers
from motcua.dossiers.receiving import Intake
from motcua.dossiers.records import Recorded, Request, Step
from motcua.dossiers.states import Channel, Status
from motcua.dossiers.versions import version_of
from motcua.procedures.pinned import PinnedVersion

__all__ = [
    "Intake",
    "accept",
    "ask_to_complete",
    "complete_intake",
    "guide_at_counter",
    "receive",
    "submit_online",
]


@records.once
def submit_online(intake: Intake, *, unit_id: int, request: Request) -> Recorded:
    """T1: an applicant submits; the dossier waits for acceptance (8 working hours)."""
    version = _current(intake, unit_id, request)
    if not accepts_online(version):
        raise InvalidError(
            "Thủ tục này chưa nhận hồ sơ trực tuyến. Nộp tại quầy hoặc qua bưu chính."
        )
    changes = receiving.first_changes(intake, version, unit_id, request.at, Channel.ONLINE)
    changes["submitted_at"] = request.at
    return _create("submit_online", changes, request, unit_id, in_book=False)


@records.once
def receive(
    intake: Intake, *, unit_id: int, request: Request, channel: Channel = Channel.COUNTER
) -> Recorded:
    """T2: an officer (or the unit's own system) takes a complete dossier in and gives the date.

    One that another place decides on is offered to its agency at once; the date follows when
    that agency takes it over (C2).
    """
    policies.can_receive(request.actor, unit_id).require()
    version = _current(intake, unit_id, request)
    changes = receiving.first_changes(intake, version, unit_id, request.at, channel)
    changes["submitted_at"] = request.at
    changes |= receiving.acceptance(changes, version, unit_id, request)
    further = receiving.sent_to_competent(changes, version, unit_id, request)
    taken = DossierState("", Status.ACCEPTED, receiving_unit_id=unit_id, **changes)
    begun = following(records.after(taken, *further), version, request)
    return _create("receive", changes, request, unit_id, *further, *begun, in_book=True)


@records.once
def guide_at_counter(intake: Intake, *, unit_id: int, request: Request, note: str) -> Recorded:
    """T4 at the counter: everything that is missing, said once and written down; no due date."""
    policies.can_receive(request.actor, unit_id).require()
    _require_note(note)
    version = _current(intake, unit_id, request)
    lenient = replace(intake, allow_missing=True)
    changes = receiving.first_changes(lenient, version, unit_id, request.at, Channel.COUNTER)
    return _create(
        "guide_at_counter", changes, request, unit_id, in_book=False, private={"note": note}
    )


@records.once
def accept(code: str, *, request: Request, priority: str = "") -> Recorded:
    """T3: accept what was submitted online; code and date stand from this moment (C1).

    `priority` where the evidence for it was among the papers.
    """
    dossier_id, state = records.load(code, request.actor)
    policies.can("accept", request.actor, state).require()
    version = version_of(state)
    wanted = receiving.clean_priority(priority)
    changes = receiving.acceptance(_as_changes(state), version, state.receiving_unit_id, request)
    with transaction.atomic():
        year = in_vietnam(request.at).year
        number = numbering.next_number(state.receiving_unit_id, "book", year)
        changes |= {"book_year": in_vietnam(request.at).year, "book_number": number}
        if wanted:
            changes["priority"] = wanted
        step = Step("accept", changes, {"unit": state.receiving_unit_id})
        steps = entering(state, step, version, request)
        recorded = records.save(dossier_id, state, request, *steps)
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
    cause: str = "",
    request: Request,
) -> Recorded:
    """The person has completed what was asked before acceptance; the dossier waits again.

    `cause` says why they had to come once more (a `TripCause`); empty where nobody came.
    """
    dossier_id, state = records.load(code, request.actor)
    policies.can("complete_intake", request.actor, state).require()
    if state.accepted_at is not None:
        raise InvalidError("Hồ sơ đã tiếp nhận rồi: dùng “Nhận đủ giấy tờ bổ sung”.")
    changes: dict[str, Any] = {"submitted_at": state.submitted_at or request.at}
    changes |= trips.came_once_more(state.trips, request.at, cause)
    if papers is not None:
        changes["papers"] = clean_papers(papers)
    told = Step("complete_intake", changes, {"trip": cause} if cause else {})
    with transaction.atomic():
        recorded = records.save(dossier_id, state, request, told)
        if not recorded.replayed:
            answers.mark_answered(dossier_id, request.at)
    return recorded


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


def _current(intake: Intake, unit_id: int, request: Request) -> PinnedVersion:
    return receiving.current_version(intake.procedure_code, unit_id, request.at, intake.case_code)


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
    *further: Step,
    in_book: bool,
    private: Mapping[str, Any] | None = None,
) -> Recorded:
    told = Step(event, changes, {"unit": unit_id}, private or {})
    return receiving.written(
        request,
        lambda: receiving.create(told, request, *further, unit_id=unit_id, in_book=in_book),
    )
