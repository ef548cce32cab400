"""What the journal is told of decisions that move institutions."""

from __future__ import annotations

from typing import Final, TypedDict

from motcua.journal.verbs import Verb, register

REORGANISATION: Final = "reorganisation"


class Drafted(TypedDict, total=False):
    number: str
    decided_on: str
    title: str
    effective_at: str
    keep_reason: str
    continuing: list[int]


class LineTold(TypedDict, total=False):
    line: int
    predecessor: int
    unit: int
    area: int
    sector: str
    procedure: str
    heir: int
    heir_unit: int


class Filled(TypedDict):
    added: int


class Settled(TypedDict, total=False):
    version: int
    reason: str


class Applied(TypedDict, total=False):
    agencies: int
    units: int
    successions: int
    version: int


DRAFTED: Final = "reorganisation.drafted"
CHANGED: Final = "reorganisation.changed"
LINE_ADDED: Final = "reorganisation.line_added"
LINE_REMOVED: Final = "reorganisation.line_removed"
FILLED: Final = "reorganisation.filled"
PREPARED: Final = "reorganisation.prepared"
REOPENED: Final = "reorganisation.reopened"
APPROVED: Final = "reorganisation.approved"
CANCELLED: Final = "reorganisation.cancelled"
APPLIED: Final = "reorganisation.applied"

# Whoever wrote any of these had a hand in the map, and does not approve it.
WRITING: Final = frozenset({DRAFTED, CHANGED, LINE_ADDED, LINE_REMOVED, FILLED, PREPARED})

register(
    Verb(DRAFTED, REORGANISATION, "Soạn quyết định sắp xếp {number}.", Drafted),
    Verb(CHANGED, REORGANISATION, "Sửa quyết định sắp xếp {number}.", Drafted),
    Verb(LINE_ADDED, REORGANISATION, "Thêm một dòng vào bản đồ chuyển tiếp.", LineTold),
    Verb(LINE_REMOVED, REORGANISATION, "Bỏ một dòng khỏi bản đồ chuyển tiếp.", LineTold),
    Verb(FILLED, REORGANISATION, "Thêm {added} dòng lấy từ sổ kế thừa.", Filled),
    Verb(PREPARED, REORGANISATION, "Trình duyệt bản đồ chuyển tiếp.", Settled),
    Verb(REOPENED, REORGANISATION, "Trả lại để sửa: {reason}", Settled),
    Verb(APPROVED, REORGANISATION, "Duyệt bản đồ chuyển tiếp.", Settled),
    Verb(CANCELLED, REORGANISATION, "Hủy quyết định sắp xếp: {reason}", Settled),
    Verb(
        APPLIED,
        REORGANISATION,
        "Áp dụng: {agencies} cơ quan và {units} đơn vị kết thúc.",
        Applied,
    ),
)
