"""The letter of a draft act, filled in: which form, in whose name, with which words.

Which circular's edition is printed follows from the day; where no circular of that day has a form
for the act (a stop before 15/9/2025, an answer to a withdrawal) a plain notice is written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, Final

from motcua.agencies import queries as agencies
from motcua.agencies.states import UnitKind
from motcua.agencies.views import AgencyView, UnitView
from motcua.base.dates import format_date, in_vietnam
from motcua.documents import pdf
from motcua.documents.forms import (
    Apology,
    Letterhead,
    Notice,
    Refusal,
    Result,
    Sheet,
    StopNotice,
    Supplement,
    SupplementItem,
)
from motcua.dossiers import forms
from motcua.dossiers.folding import DossierState
from motcua.dossiers.letter_heads import Hand, Number, Signature
from motcua.dossiers.people import Person, people_from_json
from motcua.dossiers.states import AT_INTAKE, ActKind, Money
from motcua.procedures.pinned import PinnedVersion
from motcua.rulebook import queries as rulebook

_FORMS: Final = {
    ActKind.COMPLETION_REQUEST: "supplement",
    ActKind.SUPPLEMENT_REQUEST: "supplement",
    ActKind.INTAKE_REFUSAL: "refusal",
    ActKind.REFUSAL: "refusal",
    ActKind.RETURN: "refusal",
    ActKind.APOLOGY: "apology",
    ActKind.STOP: "stop_notice",
    ActKind.WITHDRAWAL_CONSENT: "notice",
    ActKind.WITHDRAWAL_REJECTION: "notice",
}


@dataclass(frozen=True, slots=True)
class _Words:
    """What the letters of one dossier share."""

    state: DossierState
    version: PinnedVersion
    content: Mapping[str, Any]
    at: datetime
    owner: Person
    agency: AgencyView
    unit: UnitView
    signature: Signature

    @property
    def contact(self) -> str:
        hotline = rulebook.text("contact.hotline", in_vietnam(self.at).date())
        return f"{self.unit.name}, điện thoại {hotline}"

    @property
    def recipients(self) -> tuple[str, ...]:
        return ("Như trên", self.unit.name, f"Lưu: hồ sơ {self.state.code}")


def form_of(kind: ActKind, on: date) -> str:
    """The form that the act is written on that day."""
    form = _FORMS[kind]
    try:
        pdf.edition(form, on)
    except pdf.FormNotInForceError:
        return "notice"
    return form


def _words(
    state: DossierState,
    version: PinnedVersion,
    content: Mapping[str, Any],
    at: datetime,
    signature: Signature,
) -> _Words:
    owner = people_from_json(state.people).owner if state.people else Person("")
    agency = agencies.agency(state.competent_agency_id)
    unit = agencies.unit(state.receiving_unit_id)
    return _Words(state, version, content, at, owner, agency, unit, signature)


def letter_of(
    kind: ActKind,
    content: Mapping[str, Any],
    state: DossierState,
    version: PinnedVersion,
    *,
    at: datetime,
    signature: Signature,
    number: Number | None = None,
) -> Sheet:
    """The letter of an act as it reads at that moment; without a number it is for looking at."""
    words = _words(state, version, content, at, signature)
    return _WRITERS[form_of(kind, in_vietnam(at).date())](kind, words, number or Number())


def result_of(
    content: Mapping[str, Any],
    state: DossierState,
    version: PinnedVersion,
    *,
    at: datetime,
    hand: Hand,
    number: Number | None = None,
) -> Result:
    """The simple result: `title`, `text` in paragraphs, `ground`."""
    words = _words(state, version, content, at, hand.signature)
    frame = _frame(None, words, number or Number())
    if hand.room is not None:
        above = words.agency.name if hand.room.kind == UnitKind.ROOM else ""
        frame["head"] = replace(frame["head"], parent=above, unit=hand.room.name)
    return Result(
        **frame,
        title=tuple(content["title"].upper().split("\n")),
        agency=hand.room.name if hand.room else words.agency.name,
        applicant=words.owner.name,
        id_label=forms.id_label(words.owner),
        id_number=words.owner.id_number,
        address=words.owner.address,
        procedure=version.name,
        procedure_code=version.code,
        ground=content.get("ground", ""),
        paragraphs=_paragraphs(content["text"]),
        signer=hand.signature.name,
        signer_role=hand.signature.role or "Thủ trưởng cơ quan",
        recipients=words.recipients,
    )


def _frame(kind: ActKind | None, words: _Words, number: Number) -> dict[str, Any]:
    """The head of the letter: the one-stop unit's at intake, the agency's own after it."""
    if kind in AT_INTAKE:
        head = forms.head_of(words.unit, number.text, words.at)
    else:
        place = forms.head_of(words.unit, "", words.at).place_date
        parent = words.agency.parent_id if words.agency.level == "province" else None
        above = agencies.agency(parent).name if parent else ""
        head = Letterhead(above, words.agency.name, number.text, place)
    return {
        "head": head,
        "code": words.state.code,
        "lookup_url": forms.lookup_url(words.state.code),
        "verify_url": number.verify_url,
        "verify_code": number.verify_code,
        "hotline": rulebook.text("contact.hotline", in_vietnam(words.at).date()),
    }


def _supplement(kind: ActKind, words: _Words, number: Number) -> Supplement:
    content = words.content
    at_intake = kind in AT_INTAKE
    round_ = "" if at_intake else str(words.state.supplements + 1)
    grounds = [content.get(name, "") for name in ("ground", "second_ground", "late_ground")]
    return Supplement(
        **_frame(kind, words, number),
        address=words.owner.address,
        phone=words.owner.phone,
        email=words.owner.email,
        applicant=words.owner.name,
        procedure=words.version.name,
        procedure_code=words.version.code,
        items=tuple(_item(item) for item in content.get("items", ())),
        reason=content.get("reason", ""),
        ground="; ".join(filter(None, grounds)),
        deadline=_day(content.get("deadline", "")),
        contact=f"{words.contact},",
        round=round_,
        signer=words.signature.name,
        signer_role="Người hướng dẫn" if at_intake else words.signature.role or "Người hướng dẫn",
    )


def _item(item: Mapping[str, Any]) -> SupplementItem:
    notes = (item.get("note", ""), item.get("ground", ""))
    return SupplementItem(
        item["name"],
        originals=_count(item.get("originals")),
        copies=_count(item.get("copies")),
        note="; ".join(filter(None, notes)),
    )


def _count(number: int | None) -> str:
    return f"{number:02}" if number else ""


def _refusal(kind: ActKind, words: _Words, number: Number) -> Refusal:
    content = words.content
    at_intake = kind is ActKind.INTAKE_REFUSAL
    applicant = people_from_json(words.state.people).applicant if words.state.people else None
    kept = tuple(str(paper["name"]) for paper in words.state.papers if paper.get("originals"))
    return Refusal(
        **_frame(kind, words, number),
        address=words.owner.address,
        phone=words.owner.phone,
        email=words.owner.email,
        unit=words.unit.name if at_intake else words.agency.name,
        applicant=words.owner.name,
        procedure=words.version.name,
        procedure_code=words.version.code,
        reason=content.get("reason", ""),
        ground=content.get("ground", ""),
        condition=content.get("condition", ""),
        go_to=content.get("go_to", ""),
        returned=() if kind is ActKind.REFUSAL else kept,
        after_examination=not at_intake,
        recipients=words.recipients,
        signed_by=applicant.name if applicant else "",
        signer=words.signature.name,
        signer_role="Người tiếp nhận hồ sơ"
        if at_intake
        else words.signature.role or "Thủ trưởng cơ quan",
    )


def _apology(kind: ActKind, words: _Words, number: Number) -> Apology:
    state, content = words.state, words.content
    new_due = datetime.fromisoformat(content["new_due"])
    first = state.due_at or state.due_original
    return Apology(
        **_frame(kind, words, number),
        agency=words.agency.name,
        applicant=words.owner.name,
        procedure=words.version.name,
        procedure_code=words.version.code,
        received_on=_on(state.accepted_at),
        original_due=forms.hour_and_day(first),
        reason=_ended(content.get("reason", "")),
        new_due=forms.hour_and_day(new_due),
        extra=_extra(first, new_due),
        one_stop=words.unit.name,
        recipients=words.recipients,
        signer=words.signature.name,
        signer_role=words.signature.role or "Thủ trưởng cơ quan",
    )


def _extra(first: datetime | None, new_due: datetime) -> str:
    """How many days later, on the calendar, as the new form asks."""
    if first is None:
        return ""
    days = (in_vietnam(new_due).date() - in_vietnam(first).date()).days
    return f"{days} ngày" if days > 0 else ""


def _stop(kind: ActKind, words: _Words, number: Number) -> StopNotice:
    state, content = words.state, words.content
    originals = sum(int(paper.get("originals") or 0) for paper in state.papers)
    return StopNotice(
        **_frame(kind, words, number),
        agency=words.agency.name,
        applicant=words.owner.name,
        procedure=words.version.name,
        procedure_code=words.version.code,
        received_on=_on(state.accepted_at or state.submitted_at),
        stopped_on=_on(words.at),
        reason=content.get("reason", ""),
        ground=content.get("ground", ""),
        papers=f"{originals} bản chính, nhận lại tại {words.unit.name}" if originals else "",
        fees=_fees(state),
        contact=words.contact,
        recipients=words.recipients,
        signer=words.signature.name,
        signer_role=words.signature.role or "Thủ trưởng cơ quan",
    )


def _fees(state: DossierState) -> str:
    return {Money.PAID.value: "đã thu, giải quyết theo quy định về hoàn trả"}.get(
        state.money, "chưa thu" if state.fee_total else ""
    )


def _notice(kind: ActKind, words: _Words, number: Number) -> Notice:
    title, sentences = _NOTICES[kind]
    state = words.state
    said = {
        "agency": words.agency.name,
        "code": state.code,
        "procedure": words.version.name,
        "received": _on(state.accepted_at or state.submitted_at),
        "unit": words.unit.name,
        "on": _on(words.at),
    }
    return Notice(
        **_frame(kind, words, number),
        title=title,
        applicant=words.owner.name,
        paragraphs=tuple(sentence.format_map(said) for sentence in sentences),
        reason=words.content.get("reason", ""),
        ground=words.content.get("ground", ""),
        contact=words.contact,
        recipients=words.recipients,
        signer=words.signature.name,
        signer_role=words.signature.role or "Thủ trưởng cơ quan",
    )


_BACK = "Giấy tờ bản chính đã nộp được trả lại tại {unit}."
_NOTICES: Final = {
    ActKind.STOP: (
        ("THÔNG BÁO", "VỀ VIỆC DỪNG GIẢI QUYẾT HỒ SƠ"),
        (
            "{agency} đã tiếp nhận hồ sơ {code} của Ông/Bà về việc {procedure} ngày {received}. {agency} thông báo dừng giải quyết hồ sơ này từ ngày {on}.",
            _BACK,
        ),
    ),
    ActKind.WITHDRAWAL_CONSENT: (
        ("THÔNG BÁO", "VỀ VIỆC RÚT HỒ SƠ"),
        (
            "{agency} đồng ý cho Ông/Bà rút hồ sơ {code} về việc {procedure}, tiếp nhận ngày {received}. Hồ sơ dừng giải quyết từ ngày {on}.",
            _BACK,
        ),
    ),
    ActKind.WITHDRAWAL_REJECTION: (
        ("THÔNG BÁO", "VỀ VIỆC ĐỀ NGHỊ RÚT HỒ SƠ"),
        (
            "{agency} đã nhận đề nghị rút hồ sơ {code} về việc {procedure}, tiếp nhận ngày {received}. {agency} không đồng ý cho rút và tiếp tục giải quyết hồ sơ này.",
        ),
    ),
}
_WRITERS: Final = {
    "supplement": _supplement,
    "refusal": _refusal,
    "apology": _apology,
    "stop_notice": _stop,
    "notice": _notice,
}


def _paragraphs(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _on(at: datetime | None) -> str:
    return format_date(in_vietnam(at)) if at else ""


def _day(text: str) -> str:
    return format_date(date.fromisoformat(text)) if text else ""


def _ended(text: str) -> str:
    return text if text.endswith((".", "!", "?")) else f"{text}."
