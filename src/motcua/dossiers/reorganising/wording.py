"""The figures of a rehearsal or an act as sentences and tables: for pages, the console and files."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from motcua.agencies import queries as agencies
from motcua.agencies.states import UnitKind
from motcua.dossiers.reorganising.figures import (
    COMPARED,
    Figures,
    lack_label,
    number,
    summary,
)
from motcua.dossiers.states import Status
from motcua.procedures import queries as procedures

Cell = str | int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table; `pair` names the agencies from and to where its dossiers can be listed."""

    cells: tuple[Cell, ...]
    pair: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table with its title; the first `words` columns are words, the others numbers."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    words: int

    @property
    def labelled(self) -> list[tuple[tuple[int, int] | None, list[tuple[str, Cell, bool]]]]:
        """Each row's pair, and its cells with their column and whether they are words."""
        places = [(column, place < self.words) for place, column in enumerate(self.columns)]
        return [
            (
                row.pair,
                [
                    (column, cell, is_word)
                    for (column, is_word), cell in zip(places, row.cells, strict=True)
                ],
            )
            for row in self.rows
        ]


def lines(figures: Figures) -> list[str]:
    """The whole in a few sentences, the sum first."""
    said = [summary(figures)]
    names = _agency_names({row[0] for row in figures.lacks})
    said += [
        f"Chưa có nơi nhận: {names[agency]}, {number(n)} hồ sơ. {lack_label(lack)}."
        for agency, lack, n in figures.lacks
    ]
    said += [f"{number(value)} {words}." for words, value in beside(figures) if value]
    return said + figures.notes


def beside(figures: Figures) -> list[tuple[str, int]]:
    """What moves or ends with the dossiers, each with its number."""
    further = (
        ("finished", "hồ sơ đã xong, nơi kế thừa được mở sau khi áp dụng"),
        ("keep_officer", "hồ sơ giữ nguyên người thụ lý"),
        ("officers", "cán bộ có chức danh kết thúc"),
        ("tokens_revoked", "khóa kết nối bị thu hồi"),
        ("tokens_moved", "khóa kết nối đi theo đơn vị mới"),
    )
    return [
        (words, int(getattr(figures, name)))
        for name, words in (*COMPARED, *further)
        if name not in {"moved", "stuck"}
    ] + figures.others


def tables(figures: Figures, on: date) -> list[Table]:
    """Every table that has a row; procedures by their name on that day."""
    made = [
        _pairs(figures),
        _units(figures),
        _stuck(figures),
        _access(figures),
        _procedures(figures, on),
        _counted("Theo loại đơn vị đang giữ", "Loại đơn vị", figures.kinds, _kind),
        _counted("Theo trạng thái", "Trạng thái", figures.statuses, _status),
        _books(figures),
    ]
    return [table for table in made if table.rows]


def _pairs(figures: Figures) -> Table:
    names = _agency_names({one for pair in figures.pairs for one in pair[:2]})
    rows = tuple(
        Row((names[old], names[new] if new != old else "Không đổi", n), (old, new))
        for old, new, n in figures.pairs
    )
    columns = ("Cơ quan đang giải quyết", "Cơ quan giải quyết tiếp", "Hồ sơ")
    return Table("Theo cơ quan giải quyết", columns, rows, 2)


def _units(figures: Figures) -> Table:
    units = agencies.units(frozenset(one for pair in figures.units for one in pair[:2]))
    rows = tuple(
        Row((units[old].full_name, units[new].full_name, n)) for old, new, n in figures.units
    )
    return Table("Theo đơn vị giữ hồ sơ", ("Đơn vị đang giữ", "Đơn vị giữ tiếp", "Hồ sơ"), rows, 2)


def _stuck(figures: Figures) -> Table:
    names = _agency_names({row[0] for row in figures.lacks})
    rows = tuple(Row((names[one], lack_label(lack), n)) for one, lack, n in figures.lacks)
    return Table("Chưa có nơi nhận", ("Cơ quan đang giải quyết", "Vì sao", "Hồ sơ"), rows, 2)


def _access(figures: Figures) -> Table:
    gains, loses = dict(figures.gains), dict(figures.loses)
    names = _agency_names({*gains, *loses})
    everyone = sorted(names, key=lambda one: (-gains.get(one, 0), -loses.get(one, 0), one))
    rows = tuple(Row((names[one], gains.get(one, 0), loses.get(one, 0))) for one in everyone)
    columns = ("Cơ quan", "Được mở thêm", "Không mở nữa")
    return Table("Quyền mở hồ sơ", columns, rows, 1)


def _procedures(figures: Figures, on: date) -> Table:
    rows = tuple(
        Row((code, _procedure(code, on), moved, stuck)) for code, moved, stuck in figures.procedures
    )
    columns = ("Mã thủ tục", "Tên thủ tục", "Chuyển", "Chưa có nơi nhận")
    return Table("Theo thủ tục", columns, rows, 2)


def _procedure(code: str, on: date) -> str:
    version = procedures.current_version(code, on)
    return version.name if version else ""


def _counted(
    title: str, column: str, rows: Sequence[tuple[str, int]], label: Callable[[str], str]
) -> Table:
    made = tuple(Row((label(value), n)) for value, n in rows)
    return Table(title, (column, "Hồ sơ"), made, 1)


def _kind(value: str) -> str:
    return UnitKind(value).label


def _status(value: str) -> str:
    return Status(value).label


def _books(figures: Figures) -> Table:
    units = agencies.units(frozenset(row[0] for row in figures.books))
    rows = tuple(Row((units[one].full_name, str(year), last)) for one, year, last in figures.books)
    columns = ("Đơn vị", "Năm", "Số cuối cùng")
    return Table("Sổ theo dõi hồ sơ khóa lại", columns, rows, 2)


def _agency_names(ids: set[int]) -> dict[int, str]:
    return {pk: view.name for pk, view in agencies.agencies(frozenset(ids)).items()}
