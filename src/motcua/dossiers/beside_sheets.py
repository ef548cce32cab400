"""Printed papers of what goes on beside: the letter that asks, minutes, slips for originals."""

from __future__ import annotations

from datetime import datetime

from motcua.agencies import queries as agencies
from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError
from motcua.documents.beside_forms import (
    ConsultationLetter,
    OriginalsSlip,
    VerificationMinutes,
)
from motcua.documents.forms import ReceivedPaper
from motcua.dossiers import forms, paper, timing
from motcua.dossiers.models import Verification
from motcua.dossiers.paper import Slip
from motcua.dossiers.queries.detail import Case
from motcua.journal.queries import FactView


def consultation_letter(case: Case, consultation: str) -> tuple[ConsultationLetter, datetime]:
    """The letter with its answer, where there is one, and the moment whose edition is printed."""
    item = next((one for one in case.state.consultations if one["id"] == consultation), None)
    if item is None:
        raise InvalidError("Hồ sơ không có phiếu lấy ý kiến này.", code="not_found")
    asked = _fact(case, "dossier.consult", consultation)
    answered = _fact(case, "dossier.answer_consultation", consultation)
    at = datetime.fromisoformat(item["asked_at"])
    unit = agencies.unit(item.get("from_unit") or case.state.receiving_unit_id)
    letter = ConsultationLetter(
        head=forms.head_of(unit, item.get("number", ""), at),
        code=case.state.code,
        digest=asked.digest if asked else "",
        to=agencies.unit(item["unit"]).full_name,
        from_unit=unit.full_name,
        applicant=case.people.owner.name if case.people else "",
        procedure=case.version.name,
        procedure_code=case.version.code,
        question=_note(asked) or item.get("name", ""),
        answer_by=forms.hour_and_day(timing.moment(item["due_at"])),
        signer=case.names.get(str(item.get("by")), ""),
        enclosed=f"{len(case.attachments)} tệp trong hồ sơ điện tử" if case.attachments else "",
        answer=_note(answered),
        answered_at=forms.hour_and_day(timing.moment(item["answered_at"])),
        answer_number=item.get("answer_number", ""),
    )
    return letter, at


def verification_minutes(case: Case, row: Verification) -> VerificationMinutes:
    """The minutes as they were written down; what was erased is left out."""
    unit = agencies.unit(row.unit_id or case.state.receiving_unit_id)
    return VerificationMinutes(
        head=forms.head_of(unit, "", in_vietnam(row.recorded_at)),
        code=case.state.code,
        digest=next((f.digest for f in case.facts if f.data.get("verification") == row.pk), ""),
        held_at=forms.hour_and_day(row.held_at),
        place=row.place,
        participants=tuple(filter(None, row.participants.splitlines())),
        content=tuple(filter(None, row.content.splitlines())),
        applicant=case.people.owner.name if case.people else "",
        procedure=case.version.name,
        procedure_code=case.version.code,
        recorder=case.names.get(str(row.recorded_by_id), ""),
        unit=unit.full_name,
    )


_SLIPS = {
    Slip.TAKEN: (
        "keep_originals", "GIẤY NHẬN BẢN CHÍNH", "Nhận lúc", "NGƯỜI GIAO", "NGƯỜI NHẬN",
        "Đã nhận các bản chính sau để đối chiếu; sẽ trả lại người nộp.",
    ),
    Slip.GIVEN: (
        "give_back_originals", "GIẤY TRẢ BẢN CHÍNH", "Trả lúc", "NGƯỜI NHẬN LẠI", "NGƯỜI TRẢ",
        "Đã trả lại các bản chính sau; người nhận lại đã kiểm đủ.",
    ),
}  # fmt: skip


def originals_slip(case: Case, kind: Slip, place: int) -> tuple[OriginalsSlip, datetime]:
    """The slip on which one original stands, and its moment; `place` counts from 0.

    Whoever took the originals back signs under the name that was written down; where that was
    erased the line stays empty.
    """
    event, title, label, citizen_role, officer_role, sentence = _SLIPS[kind]
    items = paper.on_slip(case.state, kind, place)
    at = datetime.fromisoformat(items[0][kind.value])
    fact = next(
        (one for one in case.facts if one.verb == f"dossier.{event}" and one.at == at), None
    )
    unit = agencies.unit_on(case.state.receiving_unit_id, in_vietnam(at).date())
    receiver = ((fact.private if fact else None) or {}).get("receiver", {}).get("name", "")
    applicant = case.people.applicant.name if case.people else ""
    slip = OriginalsSlip(
        head=forms.head_of(unit, "", at),
        title=(title,),
        code=case.state.code,
        lookup_url=forms.lookup_url(case.state.code),
        digest=fact.digest if fact else "",
        applicant=case.people.owner.name if case.people else "",
        procedure=case.version.name,
        procedure_code=case.version.code,
        unit=unit.full_name,
        moment_label=label,
        at=forms.hour_and_day(at),
        sentence=sentence,
        papers=tuple(
            ReceivedPaper(item["name"], "bản chính", str(item["count"])) for item in items
        ),
        citizen_role=citizen_role,
        citizen=receiver if kind is Slip.GIVEN else applicant,
        officer_role=officer_role,
        officer=case.names.get(fact.actor_ref, "") if fact else "",
    )
    return slip, at


def _fact(case: Case, verb: str, consultation: str) -> FactView | None:
    return next(
        (
            fact
            for fact in case.facts
            if fact.verb == verb and fact.data.get("consultation") == consultation
        ),
        None,
    )


def _note(fact: FactView | None) -> str:
    return str((fact.private or {}).get("note", "")) if fact else ""
