"""A dossier's statutory forms, filled in: receipt, routing slip, hand-over list.

Which circular's edition is printed follows from the day of the paper; here its fields are put
into words. The QR code holds the public look-up address and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from urllib.parse import urlencode

from django.conf import settings

from motcua.agencies import queries as agencies
from motcua.agencies.views import UnitView
from motcua.base.dates import format_date, in_vietnam
from motcua.base.money import format_money
from motcua.clock.timeliness import timeliness
from motcua.documents.forms import (
    HandoverList,
    HandoverRow,
    Letterhead,
    Receipt,
    ReceiptLeg,
    ReceivedPaper,
    RoutingSlip,
    SlipRow,
)
from motcua.dossiers.given import LineOutcome, ListStatus
from motcua.dossiers.papers import PaperSource
from motcua.dossiers.people import Person, PersonKind
from motcua.dossiers.queries import legs
from motcua.dossiers.queries.detail import Case, Handover, handovers
from motcua.dossiers.queries.given import Sheet, SheetLine
from motcua.dossiers.states import ReturnChannel
from motcua.procedures import graph
from motcua.procedures import queries as procedures
from motcua.rulebook import queries as rulebook


def lookup_url(code: str) -> str:
    """Where a citizen looks the dossier up; no personal data is in it."""
    return f"{settings.PUBLIC_URL}/tra-cuu/?{urlencode({'ma': code})}"


def receipt(case: Case) -> Receipt:
    """Giấy tiếp nhận hồ sơ và hẹn trả kết quả (Mẫu 01), with the digest of the fact behind it."""
    state, version = case.state, case.version
    unit = agencies.unit_on(state.receiving_unit_id, receipt_day(case))
    at = state.accepted_at or state.submitted_at
    owner = case.people.owner if case.people else Person("")
    applicant = case.people.applicant if case.people else owner
    on = receipt_day(case)
    number = numbered(state.book_number, "receipt", on) if state.book_number else ""
    return Receipt(
        head=_head(unit, number, at),
        code=state.code,
        lookup_url=lookup_url(state.code),
        hotline=rulebook.text("contact.hotline", on),
        note=rulebook.block("receipt.note", on),
        digest=case.receipt_digest,
        unit=unit.name,
        applicant=owner.name,
        submitter="" if applicant == owner else applicant.name,
        id_label=id_label(owner),
        id_number=owner.id_number,
        address=owner.address,
        phone=owner.phone or applicant.phone,
        email=owner.email or applicant.email,
        procedure=version.name,
        procedure_code=version.code,
        request=_request_words(case),
        papers=tuple(line for paper in state.papers for line in _paper_lines(paper)),
        sets=str(state.sets),
        limit=version.limit.label,
        received_at=_hour_and_day(at),
        due_at=_hour_and_day(state.due_at) or _due_later(case),
        legs=_legs(case),
        return_at=_return_words(case, unit),
        fees=_fee_words(case),
        book_no=str(state.book_year or ""),
        book_seq=str(state.book_number or ""),
        signed_by=applicant.name,
        officer=case.names.get(str(state.received_by_id), ""),
    )


def numbered(number: int | str, form: str, on: date) -> str:
    """`15/TNHS`: a paper's number with the symbol that the form had on that day."""
    symbol = rulebook.text(f"symbol.{form}", on)
    return f"{number}/{symbol}" if symbol else str(number)


def receipt_day(case: Case) -> date:
    """The day whose edition of the receipt is printed."""
    at = case.state.accepted_at or case.state.submitted_at or case.facts[0].at
    return in_vietnam(at).date()


def routing_slip(case: Case) -> RoutingSlip:
    """Phiếu kiểm soát quá trình giải quyết hồ sơ (Mẫu 05 before 15/9/2025, Mẫu 06 since)."""
    state, on = case.state, receipt_day(case)
    competent = agencies.agency_on(state.competent_agency_id, on)
    partners = agencies.agencies(frozenset(state.agency_ids) - {competent.id})
    unit = agencies.unit_on(state.receiving_unit_id, on)
    rows = handovers(case)
    return RoutingSlip(
        head=_head(unit, "", state.accepted_at),
        code=state.code,
        lookup_url=lookup_url(state.code),
        digest=case.receipt_digest,
        agency=competent.name,
        partners="; ".join(sorted(view.name for view in partners.values())),
        procedure=case.version.name,
        procedure_code=case.version.code,
        due_at=_hour_and_day(state.due_at),
        rows=tuple(_slip_row(case, row, last=row is rows[-1]) for row in rows),
    )


def handover_list(sheet: Sheet, lines: Iterable[SheetLine]) -> HandoverList:
    """Danh sách bàn giao, between two units or to the post: what both sides sign.

    A settled list says so on each line; the code leads to its page.
    """
    listed = list(lines)
    versions = procedures.versions(line.version_id for line in listed)
    row = sheet.list
    return HandoverList(
        head=_head(sheet.giver, f"{row}/DSBG", row.offered_at),
        lookup_url=f"{settings.PUBLIC_URL}/quay/ban-giao/{row.pk}/",
        giver_unit=sheet.giver.full_name,
        taker_unit=sheet.taker,
        given_at=_hour_and_day(row.offered_at),
        taken_at=_hour_and_day(row.settled_at),
        giver=sheet.given_by,
        taker=sheet.settled_by if row.status != ListStatus.WITHDRAWN else "",
        postal=row.is_postal,
        rows=tuple(
            HandoverRow(
                code=line.code,
                applicant=line.owner,
                procedure=versions[line.version_id].name,
                sets=str(line.sets),
                due_at=format_date(line.due_at) if line.due_at else "",
                note=_line_note(line),
                tracking=line.tracking,
                address=line.address if row.is_postal else "",
            )
            for line in listed
        ),
    )


def _line_note(line: SheetLine) -> str:
    if line.outcome == LineOutcome.OFFERED:
        return ""
    return f"{line.label}. {line.reason}".strip().rstrip(".") if line.reason else line.label


def _head(unit: UnitView, number: str, at: datetime | None) -> Letterhead:
    place = agencies.area(unit.area_id).full_name
    place = place[:1].upper() + place[1:]
    local = in_vietnam(at) if at else None
    day = f", ngày {local:%d} tháng {local:%m} năm {local.year}" if local else ""
    return Letterhead(unit.agency_name, unit.name, number, f"{place}{day}")


def head_of(unit: UnitView, number: str, at: datetime | None) -> Letterhead:
    """The head of a paper that a unit sends."""
    return _head(unit, number, at)


def hour_and_day(at: datetime | None) -> str:
    """`14 giờ 10 phút, ngày 20/08/2026`."""
    return _hour_and_day(at)


def _hour_and_day(at: datetime | None) -> str:
    """`14 giờ 10 phút, ngày 20/08/2026`, as the form words it."""
    if at is None:
        return ""
    local = in_vietnam(at)
    return f"{local.hour:02} giờ {local.minute:02} phút, ngày {format_date(local)}"


def _due_later(case: Case) -> str:
    """Of what was received for another place: the limit and from when it runs (C2)."""
    if not case.state.cross_boundary:
        return "tính từ khi cơ quan giải quyết nhận hồ sơ"
    agency = agencies.agency(case.state.competent_agency_id).name.replace("Ủy ban nhân dân", "UBND")
    return f"{case.version.limit.label}, tính từ khi {agency} nhận được hồ sơ"


def id_label(person: Person) -> str:
    return "Số định danh cá nhân" if person.kind == PersonKind.INDIVIDUAL else "Mã số thuế"


def _paper_lines(paper: dict[str, object]) -> list[ReceivedPaper]:
    source = PaperSource(str(paper.get("source") or PaperSource.PAPER))
    note = "" if source is PaperSource.PAPER else source.label.lower()
    kinds = (("bản chính", paper.get("originals")), ("bản sao", paper.get("copies")))
    lines = [ReceivedPaper(str(paper["name"]), form, str(n), note) for form, n in kinds if n]
    return lines or [ReceivedPaper(str(paper["name"]), "bản điện tử", "1", note)]


def _legs(case: Case) -> tuple[ReceiptLeg, ...]:
    """Who else takes part, and by when at the latest, as it was planned on acceptance."""
    dates = legs.planned(case.state, case.version)
    return tuple(
        ReceiptLeg(
            legs.doer_of(leg, case.state),
            leg.name,
            f"{graph.hours_text(leg.minutes)} giờ làm việc",
            _hour_and_day(dates[leg.key]) or "tính từ khi cơ quan giải quyết nhận hồ sơ",
        )
        for leg in case.version.process.legs
    )


def _request_words(case: Case) -> str:
    """The case that the dossier falls into, and what the applicant wrote."""
    chosen = (one.name for one in case.version.cases if one.code == case.state.case_code)
    return ". ".join(filter(None, (next(chosen, ""), case.state.content)))


def _return_words(case: Case, unit: UnitView) -> str:
    channel = ReturnChannel(case.state.return_channel)
    if channel is ReturnChannel.COUNTER:
        return unit.name
    address = f": {case.state.return_address}" if case.state.return_address else ""
    return f"{channel.label}{address}"


def _fee_words(case: Case) -> str:
    state = case.state
    if not state.fee_total:
        return "không thu"
    parts = "; ".join(f"{fee['name']} {format_money(fee['amount'])}" for fee in state.fees)
    paid = "đã nộp" if state.money == "paid" else "chưa nộp"
    return f"{parts}. Tổng cộng {format_money(state.fee_total)} ({paid})"


def _slip_row(case: Case, row: Handover, *, last: bool) -> SlipRow:
    outcome = ""
    if last and case.state.finished_at and case.due and case.due.at:
        outcome = timeliness(case.state.finished_at, case.due.at, case.version.limit.unit).label
    return SlipRow(
        unit=row.to_unit,
        given_at=_hour_and_day(row.given_at),
        giver=row.given_by,
        taken_at=_hour_and_day(row.taken_at),
        taker=row.taken_by,
        outcome=outcome,
        note=row.step,
    )
