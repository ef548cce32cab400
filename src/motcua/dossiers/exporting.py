"""The register as files: XLSX line by line with constant memory, PDF in volumes of the book."""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, fields
from datetime import date
from pathlib import Path

import xlsxwriter

from motcua.agencies import queries as agencies
from motcua.base.dates import format_date
from motcua.documents import pdf
from motcua.documents.forms import Letterhead, Register, RegisterRow
from motcua.dossiers.queries import register
from motcua.dossiers.queries.register import Narrowing

# A volume of the printed book: typst holds one in memory at a time.
VOLUME = 1000
HEADINGS = (
    "STT", "Mã hồ sơ", "Tên thủ tục hành chính", "Số lượng hồ sơ (bộ)", "Tên cá nhân, tổ chức",
    "Địa chỉ, số điện thoại", "Cơ quan chủ trì giải quyết", "Ngày nhận hồ sơ",
    "Ngày hẹn trả kết quả", "Ngày chuyển hồ sơ đến cơ quan giải quyết",
    "Ngày nhận kết quả từ cơ quan giải quyết", "Ngày trả kết quả", "Phương thức nhận kết quả",
    "Ký nhận", "Ghi chú",
)  # fmt: skip
_WIDTHS = (7, 24, 44, 10, 26, 36, 34, 12, 12, 14, 14, 12, 14, 24, 24)
Step = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Whose book, which year, which lines; `on` is the day whose edition of the form is printed."""

    unit_id: int
    year: int
    narrowing: Narrowing
    on: date
    closed_on: date | None = None
    signer: str = ""


def write_xlsx(path: Path, wanted: Wanted, step: Step) -> int:
    """Write every line as it is read; how many there were. Text is text: no cell is a formula."""
    sheet_of = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    written = 0
    with xlsxwriter.Workbook(path, sheet_of) as workbook:
        sheet = workbook.add_worksheet(f"Sổ {wanted.year}")
        head = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "border": 1})
        cell = workbook.add_format({"text_wrap": True, "valign": "top", "border": 1})
        for column, width in enumerate(_WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 2)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.repeat_rows(0)
        sheet.write_row(0, 0, HEADINGS, head)
        for batch in register.stream(wanted.unit_id, wanted.year, wanted.narrowing):
            for entry in batch:
                written += 1
                _write_line(sheet, written, entry.row, cell)
            step(written)
    return written


def _write_line(
    sheet: xlsxwriter.worksheet.Worksheet,
    line: int,
    row: RegisterRow,
    cell: xlsxwriter.format.Format,
) -> None:
    for column, field in enumerate(fields(row)):
        value = getattr(row, field.name)
        if field.name in {"number", "sets"}:
            sheet.write_number(line, column, int(value), cell)
        else:
            sheet.write_string(line, column, value, cell)


def volumes(wanted: Wanted) -> Iterator[tuple[bytes, int]]:
    """The printed book, volume after volume, each with how many lines it holds."""
    kept: list[RegisterRow] = []
    empty = True
    for batch in register.stream(wanted.unit_id, wanted.year, wanted.narrowing):
        empty = False
        kept += [entry.row for entry in batch]
        while len(kept) >= VOLUME:
            yield _volume(wanted, kept[:VOLUME]), VOLUME
            kept = kept[VOLUME:]
    if kept or empty:
        yield _volume(wanted, kept), len(kept)


def write_pdf(path: Path, wanted: Wanted, step: Step, sign: Callable[[bytes], bytes]) -> Path:
    """One PDF, or a ZIP of volumes where the book is thick; where it was written."""
    first: bytes | None = None
    number = written = 0
    zipped = path.with_suffix(".zip")
    for drawn, lines in volumes(wanted):
        signed = sign(drawn)
        number, written = number + 1, written + lines
        if number == 1:
            first = signed
        else:
            _add(zipped, first, number, signed)
            first = None
        step(written)
    if first is not None:
        path.write_bytes(first)
        return path
    return zipped


def _add(zipped: Path, first: bytes | None, number: int, content: bytes) -> None:
    with zipfile.ZipFile(zipped, "w" if number == 2 else "a", zipfile.ZIP_STORED) as book:  # noqa: PLR2004 - the second opens the file
        if first is not None:
            book.writestr("quyen-01.pdf", first)
        book.writestr(f"quyen-{number:02}.pdf", content)


def _volume(wanted: Wanted, rows: list[RegisterRow]) -> bytes:
    unit = agencies.unit(wanted.unit_id)
    place = agencies.area(unit.area_id).full_name
    day = f"{place[:1].upper()}{place[1:]}, ngày {wanted.on:%d} tháng {wanted.on:%m} năm {wanted.on:%Y}"
    sheet = Register(
        head=Letterhead(unit.agency_name, unit.name, "", day),
        unit=unit.name,
        year=str(wanted.year),
        rows=tuple(rows),
        opened_on=f"01/01/{wanted.year}",
        closed_on=format_date(wanted.closed_on) if wanted.closed_on else "",
        signer=wanted.signer,
    )
    return pdf.render(sheet, on=wanted.on)
