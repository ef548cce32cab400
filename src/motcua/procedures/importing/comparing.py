"""Hold what comes in against what is there, field by field, in words an officer reads."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from motcua.base.money import format_money
from motcua.base.text import fold
from motcua.procedures.content import Content

Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Side:
    """One field on both sides; `differs` where the incoming one says something else."""

    label: str
    existing: Texts
    incoming: Texts

    @property
    def differs(self) -> bool:
        return bool(self.incoming) and _plain(self.existing) != _plain(self.incoming)

    @property
    def contradicts(self) -> bool:
        """Whether both say something, and not the same."""
        return bool(self.existing) and self.differs


_FIELDS: tuple[tuple[str, Callable[[Content], Texts]], ...] = (
    ("Tên", lambda content: (content.name,)),
    ("Lĩnh vực", lambda content: (content.sector.name,)),
    ("Loại", lambda content: (content.kind.label,)),
    ("Cơ quan thực hiện", lambda content: content.executing),
    ("Thời hạn", lambda content: (content.limit.text,) if content.limit else ()),
    ("Phí, lệ phí", lambda content: tuple(_fees(content))),
    ("Thành phần hồ sơ", lambda content: tuple(paper.name for paper in content.papers)),
    ("Trường hợp", lambda content: tuple(case.name for case in content.cases)),
    ("Kết quả", lambda content: tuple(result.name for result in content.results)),
    ("Căn cứ pháp lý", lambda content: content.legal_bases),
    ("Trình tự thực hiện", lambda content: content.steps),
    ("Yêu cầu, điều kiện", lambda content: (content.conditions,) if content.conditions else ()),
)
# A line of the national list states only these as facts about the procedure itself.
OF_A_ROW = frozenset({"Tên", "Lĩnh vực", "Loại"})


def sides(existing: Content | None, incoming: Content) -> tuple[Side, ...]:
    """Every field that either side fills, in the order of the record."""
    pairs = (
        Side(label, read(existing) if existing else (), read(incoming)) for label, read in _FIELDS
    )
    return tuple(side for side in pairs if side.existing or side.incoming)


def contradictions(existing: Content, incoming: Content, *, row: bool) -> Texts:
    """Labels of the fields on which the two disagree; of a list's line only what it states."""
    return tuple(
        side.label
        for side in sides(existing, incoming)
        if side.contradicts and (not row or side.label in OF_A_ROW)
    )


def _plain(values: Texts) -> list[str]:
    """Words alone, without order, case, marks of punctuation or a code in brackets."""
    stripped = (re.sub(r"\(\s*\d\.\d{6}\s*\)", " ", fold(value)) for value in values)
    return sorted(" ".join(re.findall(r"\w+", value)) for value in stripped)


def _fees(content: Content) -> list[str]:
    return [
        f"{fee.name}: {fee.note or 'không ghi mức' if fee.amount is None else format_money(fee.amount)}"
        for fee in content.fees
    ]
