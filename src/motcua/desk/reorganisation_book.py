"""A rehearsal or an act as a workbook: the sums, every dossier, what has no heir, and the map."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from io import BytesIO

import xlsxwriter

from motcua.agencies.reorganising.views import LineView, ReorganisationView
from motcua.base.dates import format_due
from motcua.dossiers.reorganising import wording
from motcua.dossiers.reorganising.figures import Figures
from motcua.dossiers.reorganising.queries import Line

_DOSSIER = (
    "Mã hồ sơ", "Mã thủ tục", "Trạng thái", "Hẹn trả", "Đơn vị đang giữ", "Đơn vị giữ tiếp",
    "Nơi trả kết quả", "Cơ quan mở được trước", "Cơ quan mở được sau", "Vì sao chưa có nơi nhận",
)  # fmt: skip
_MAP = (
    "Cơ quan chuyển giao", "Đơn vị", "Địa bàn", "Lĩnh vực", "Thủ tục", "Cơ quan tiếp nhận",
    "Đơn vị tiếp nhận",
)  # fmt: skip
_WIDE = 34


def workbook(
    view: ReorganisationView,
    figures: Figures,
    *,
    moves: Sequence[Line],
    stuck: Sequence[Line],
    chart: Sequence[LineView],
) -> bytes:
    """The file's bytes; a sheet without rows is left out."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False}) as book:
        bold = book.add_format({"bold": True})
        _sums(book.add_worksheet("Tổng hợp"), view, figures, bold)
        for name, rows in (("Hồ sơ chuyển", moves), ("Chưa có nơi nhận", stuck)):
            if rows:
                _sheet(book.add_worksheet(name), _DOSSIER, map(_cells, rows), bold)
        _sheet(book.add_worksheet("Bản đồ"), _MAP, map(_map_cells, chart), bold)
    return out.getvalue()


def _sums(
    sheet: xlsxwriter.workbook.Worksheet,
    view: ReorganisationView,
    figures: Figures,
    bold: xlsxwriter.format.Format,
) -> None:
    sheet.set_column(0, 1, _WIDE + 16)
    said = [f"{view.name}: {view.title}", *wording.lines(figures)]
    for place, text in enumerate(said):
        sheet.write_string(place, 0, text, bold if place == 0 else None)
    place = len(said) + 1
    for table in wording.tables(figures, view.day):
        sheet.write_string(place, 0, table.title, bold)
        sheet.write_row(place + 1, 0, table.columns, bold)
        for offset, row in enumerate(table.rows, start=place + 2):
            sheet.write_row(offset, 0, row.cells)
        place += len(table.rows) + 3


def _sheet(
    sheet: xlsxwriter.workbook.Worksheet,
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    bold: xlsxwriter.format.Format,
) -> None:
    sheet.set_column(0, len(columns) - 1, _WIDE)
    sheet.freeze_panes(1, 1)
    sheet.write_row(0, 0, columns, bold)
    last = 0
    for last, row in enumerate(rows, start=1):
        sheet.write_row(last, 0, row)
    sheet.autofilter(0, 0, last, len(columns) - 1)


def _cells(line: Line) -> tuple[str, ...]:
    due = format_due(line.due_at) if line.due_at else "Đồng hồ đang dừng"
    return (
        line.code, line.procedure_code, line.status, due, line.out_of, line.to, line.counter,
        line.seen_before, line.seen_after, line.why,
    )  # fmt: skip


def _map_cells(line: LineView) -> tuple[str, ...]:
    return (
        line.predecessor, line.unit, line.area, line.sector_code, line.procedure_code, line.heir,
        line.heir_unit,
    )  # fmt: skip
