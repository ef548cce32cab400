"""A sheet as a Word file, for whoever must edit it: the same words in the same order as the PDF.

It is a copy to work on: it has no number of its own, no code and no signature, and says so.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from docx import Document
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import _Cell

from motcua.documents import pdf
from motcua.documents.forms import (
    Apology,
    Notice,
    Refusal,
    Result,
    Sheet,
    StopNotice,
    Supplement,
)

_FONT: Final = "Times New Roman"
_SIZES: Final = {"a4": (210, 297, 13.0), "a5": (148, 210, 9.5)}
_COPY: Final = "Bản Word để biên tập, không thay bản PDF đã ký."
CENTRE, RIGHT = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT


class NoWordCopyError(LookupError):
    """The form is a list or a receipt, which nobody edits."""


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; `label` stands before it, `bold` is what of it stands out."""

    words: str
    label: str = ""
    bold: bool = False
    align: WD_ALIGN_PARAGRAPH | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A ruled table with its head."""

    head: Sequence[str]
    rows: Sequence[Sequence[str]]


Part = Text | Grid


def render(sheet: Sheet, *, on: date) -> bytes:
    """The .docx of a letter; raises `NoWordCopyError` for other sheets."""
    writer = _WRITERS.get(type(sheet))
    if writer is None:
        raise NoWordCopyError(sheet.form)
    form = pdf.edition(sheet.form, on)
    document = _page(form)
    _head(document, sheet)
    _title(document, form["title"] or list(getattr(sheet, "title", ())), sheet.code)
    for part in writer(sheet, form):
        _put(document, part)
    _sign(document, sheet)
    foot = document.sections[0].footer.paragraphs[0]
    marks = [_COPY, ", ".join(filter(None, (form["number"], form["circular"])))]
    foot.text = " ".join(filter(None, marks))
    foot.runs[0].font.size = Pt(8)
    out = io.BytesIO()
    document.core_properties.title = " ".join(form["title"]).capitalize()
    document.core_properties.author = sheet.head.unit
    document.save(out)
    return out.getvalue()


def _page(form: dict[str, Any]) -> Docx:
    document = Document()
    width, height, size = _SIZES[form["paper"]]
    section = document.sections[0]
    section.orientation = WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    wide = form["paper"] == "a4"
    section.left_margin, section.right_margin = Mm(24 if wide else 12), Mm(16 if wide else 12)
    section.top_margin, section.bottom_margin = Mm(16 if wide else 10), Mm(20 if wide else 15)
    style = document.styles["Normal"]
    style.font.name, style.font.size = _FONT, Pt(size)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), _FONT)
    style.paragraph_format.space_after = Pt(size * 0.4)
    return document


def _head(document: Docx, sheet: Sheet) -> None:
    left, right = _columns(document, (1.0, 1.28))
    if sheet.head.parent:
        _line(left, sheet.head.parent.upper())
    _line(left, sheet.head.unit.upper(), bold=True)
    if sheet.head.number:
        _line(left, f"Số: {sheet.head.number}")
    _line(right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold=True)
    _line(right, "Độc lập - Tự do - Hạnh phúc", bold=True, underline=True)
    _line(right, sheet.head.place_date, italic=True)


def _title(document: Docx, lines: Iterable[str], code: str) -> None:
    spaced = document.add_paragraph()
    spaced.alignment = CENTRE
    spaced.paragraph_format.space_before = Pt(12)
    for number, line in enumerate(lines):
        if number:
            spaced.add_run().add_break()
        spaced.add_run(line).bold = True
    if code:
        below = document.add_paragraph(f"Mã hồ sơ: {code}")
        below.alignment = CENTRE


def _put(document: Docx, part: Part) -> None:
    if isinstance(part, Grid):
        _grid(document, part)
        return
    if not part.words:
        return
    paragraph = document.add_paragraph(f"{part.label}: " if part.label else "")
    paragraph.add_run(part.words).bold = part.bold
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY if part.align is None else part.align


def _grid(document: Docx, grid: Grid) -> None:
    table = document.add_table(rows=1, cols=len(grid.head))
    table.style = "Table Grid"
    for cell, words in zip(table.rows[0].cells, grid.head, strict=True):
        cell.paragraphs[0].add_run(words).bold = True
    for row in grid.rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    document.add_paragraph()


def _sign(document: Docx, sheet: Any) -> None:
    left, right = _columns(document, (1.0, 1.0))
    recipients = getattr(sheet, "recipients", ())
    if isinstance(sheet, Refusal) and not sheet.after_examination:
        _line(left, "NGƯỜI NỘP HỒ SƠ", bold=True)
        _line(left, "\n\n")
        _line(left, sheet.signed_by, bold=True)
    elif recipients:
        _line(left, "Nơi nhận:", bold=True, italic=True, align=WD_ALIGN_PARAGRAPH.LEFT)
        for one in recipients:
            _line(left, f"- {one};", align=WD_ALIGN_PARAGRAPH.LEFT, size=10)
    _line(right, sheet.signer_role.upper(), bold=True)
    _line(right, "\n\n")
    _line(right, sheet.signer, bold=True)


def _columns(document: Docx, shares: Sequence[float]) -> list[_Cell]:
    table = document.add_table(rows=1, cols=len(shares))
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    section = document.sections[0]
    parts = (section.page_width, section.left_margin, section.right_margin)
    whole, left, right = (int(part or 0) for part in parts)
    room = whole - left - right
    for cell, share in zip(table.rows[0].cells, shares, strict=True):
        cell.width = int(room * share / sum(shares))
        cell.paragraphs[0].paragraph_format.space_after = Pt(0)
    return list(table.rows[0].cells)


def _line(
    cell: _Cell,
    words: str,
    *,
    bold: bool = False,
    italic: bool = False,
    underline: bool = False,
    align: WD_ALIGN_PARAGRAPH = CENTRE,
    size: float | None = None,
) -> None:
    """One line of a cell; the empty paragraph that every cell begins with is used first."""
    first = cell.paragraphs[0]
    paragraph = first if not first.text and len(cell.paragraphs) == 1 else cell.add_paragraph()
    run = paragraph.add_run(words)
    run.bold, run.italic, run.underline = bold, italic, underline
    if size is not None:
        run.font.size = Pt(size)
    paragraph.alignment = align
    paragraph.paragraph_format.space_after = Pt(0)


def _what(sheet: Supplement | Refusal) -> str:
    return f"{sheet.procedure} (mã {sheet.procedure_code})"


def _supplement(sheet: Supplement, _form: dict[str, Any]) -> list[Part]:
    return [
        Text(sheet.applicant, "Hồ sơ của", bold=True),
        Text(_what(sheet), "Nội dung yêu cầu giải quyết"),
        Text(sheet.address, "Địa chỉ"),
        Text(sheet.phone, "Số điện thoại"),
        Text(sheet.email, "Email"),
        Text("Yêu cầu hoàn thiện hồ sơ gồm những nội dung sau:"),
        Grid(
            ("TT", "Thành phần hồ sơ", "Bản chính", "Bản chứng thực", "Bản photo"),
            [
                (
                    str(place), f"{item.name} ({item.note})" if item.note else item.name,
                    item.originals, item.certified, item.copies,
                )
                for place, item in enumerate(sheet.items, 1)
            ],
        ),
        Text(sheet.reason, "Lý do"),
        Text(sheet.ground, "Căn cứ"),
        Text(sheet.round, "Lần yêu cầu"),
        Text(sheet.deadline, "Hạn bổ sung", bold=True),
        Text(
            "Trong quá trình hoàn thiện hồ sơ nếu có vướng mắc, Ông/Bà liên hệ: "
            f"{sheet.contact} để được hướng dẫn."
        ),
    ]  # fmt: skip


def _refusal(sheet: Refusal, _form: dict[str, Any]) -> list[Part]:
    how = (
        "Qua thẩm định, {} thông báo không đủ điều kiện giải quyết hồ sơ này với lý do cụ thể như sau:"
        if sheet.after_examination
        else "Qua xem xét, {} thông báo không tiếp nhận, giải quyết hồ sơ này với lý do cụ thể như sau:"
    )
    return [
        Text(sheet.applicant, f"{sheet.unit} tiếp nhận hồ sơ của", bold=True),
        Text(sheet.address, "Địa chỉ"),
        Text(sheet.phone, "Số điện thoại"),
        Text(sheet.email, "Email"),
        Text(_what(sheet), "Nội dung yêu cầu giải quyết"),
        Text(how.format(sheet.unit)),
        Text(sheet.reason),
        Text(sheet.condition, "Điều kiện chưa đáp ứng"),
        Text(sheet.ground, "Căn cứ"),
        Text(sheet.go_to, "Nơi có thẩm quyền giải quyết"),
        Text("; ".join(sheet.returned), "Giấy tờ bản chính trả lại"),
        Text("Xin thông báo cho Ông/Bà được biết để thực hiện."),
    ]


def _apology(sheet: Apology, form: dict[str, Any]) -> list[Part]:
    asks = form["asks_extension"]
    to = f"{sheet.applicant}; {sheet.one_stop}" if asks and sheet.one_stop else sheet.applicant
    more = f" thêm {sheet.extra}" if sheet.extra else ""
    promise = (
        f"{sheet.agency} xin lỗi Ông/Bà và đề nghị gia hạn thời gian giải quyết hồ sơ{more}. "
        f"Thời gian trả kết quả mới: {sheet.new_due}."
        if asks
        else "Sự chậm trễ này đã gây phiền hà, tốn kém chi phí, công sức của Ông/Bà. "
        f"{sheet.agency} xin lỗi Ông/Bà và sẽ trả kết quả giải quyết hồ sơ vào: {sheet.new_due}."
    )
    named = (
        f"{sheet.procedure} (mã {sheet.procedure_code})"
        if sheet.procedure_code
        else sheet.procedure
    )
    return [
        Text(f"Kính gửi: {to}", align=CENTRE),
        Text(
            f"Ngày {sheet.received_on}, {sheet.agency} tiếp nhận giải quyết hồ sơ đề nghị {named} "
            f"của Ông/Bà {sheet.applicant}, mã số: {sheet.code}. "
            f"Thời gian hẹn trả kết quả giải quyết hồ sơ: {sheet.original_due}."
        ),
        Text(
            f"Tuy nhiên đến nay, {sheet.agency} chưa trả kết quả giải quyết hồ sơ đúng thời hạn "
            f"quy định. Lý do: {sheet.reason}"
        ),
        Text(promise),
        Text("Mong nhận được sự thông cảm của Ông/Bà."),
    ]


def _stop(sheet: StopNotice, _form: dict[str, Any]) -> list[Part]:
    return [
        Text(f"Kính gửi: {sheet.applicant}", align=CENTRE),
        Text(
            f"{sheet.agency} đã tiếp nhận hồ sơ {sheet.code} của Ông/Bà về việc {sheet.procedure} "
            f"(mã {sheet.procedure_code}) ngày {sheet.received_on}. "
            f"{sheet.agency} thông báo dừng giải quyết hồ sơ này từ ngày {sheet.stopped_on}."
        ),
        Text(sheet.reason, "Lý do"),
        Text(sheet.ground, "Căn cứ"),
        Text(sheet.papers, "Giấy tờ đã nộp"),
        Text(sheet.fees, "Phí, lệ phí"),
        Text(
            "Ông/Bà có thể nộp hồ sơ mới khi đã đủ giấy tờ, điều kiện. "
            f"Cần hỏi thêm, liên hệ: {sheet.contact}."
        ),
    ]


def _notice(sheet: Notice, _form: dict[str, Any]) -> list[Part]:
    asked = f"Cần hỏi thêm, Ông/Bà liên hệ: {sheet.contact}." if sheet.contact else ""
    return [
        Text(f"Kính gửi: {sheet.applicant}", align=CENTRE),
        *(Text(words) for words in sheet.paragraphs),
        Text(sheet.reason, "Lý do"),
        Text(sheet.ground, "Căn cứ"),
        Text(asked),
    ]


def _result(sheet: Result, _form: dict[str, Any]) -> list[Part]:
    return [
        Text(f"Căn cứ {sheet.ground};" if sheet.ground else ""),
        Text(
            sheet.applicant,
            f"Xét hồ sơ {sheet.code} về việc {sheet.procedure} (mã {sheet.procedure_code}) của",
            bold=True,
        ),
        Text(sheet.id_number, sheet.id_label),
        Text(sheet.address, "Địa chỉ"),
        *(Text(words) for words in sheet.paragraphs),
    ]


_WRITERS: Final[dict[type[Sheet], Any]] = {
    Supplement: _supplement,
    Refusal: _refusal,
    Apology: _apology,
    StopNotice: _stop,
    Notice: _notice,
    Result: _result,
}
