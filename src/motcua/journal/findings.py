"""What verification can find, gathered by day and said in Vietnamese."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from motcua.base.dates import format_date

NAMED_AT_MOST = 10


class Kind(StrEnum):
    """What is wrong; the values are stable and appear in `--json`."""

    ALTERED = "altered"
    DELETED = "deleted"
    INSERTED = "inserted"
    CHANGED = "changed"
    OUT_OF_TIME = "out_of_time"
    UNCOVERED = "uncovered"
    SEAL_ALTERED = "seal_altered"
    SEAL_MISSING = "seal_missing"
    CHAIN_BROKEN = "chain_broken"
    SEALS_CUT = "seals_cut"
    SEAL_UNLIKE_PUBLISHED = "seal_unlike_published"
    PRIVATE_ALTERED = "private_altered"
    PRIVATE_LOST = "private_lost"
    PRIVATE_ORPHANED = "private_orphaned"


SENTENCES = {
    Kind.ALTERED: "{count} sự kiện đã bị sửa nội dung (số {numbers})",
    Kind.DELETED: "thiếu {count} sự kiện so với niêm phong: đã bị xóa hoặc dời sang ngày khác",
    Kind.INSERTED: "thừa {count} sự kiện so với niêm phong: đã bị chèn thêm hoặc dời từ ngày khác",
    Kind.CHANGED: "đủ số sự kiện nhưng không khớp niêm phong: nội dung, thứ tự hoặc thời điểm ghi"
    " đã bị đổi",
    Kind.OUT_OF_TIME: "{count} sự kiện mang thời điểm ghi không thể có (số {numbers}): đã bị ghi"
    " lùi hoặc ghi tới",
    Kind.UNCOVERED: "{count} sự kiện không nằm trong niêm phong nào (số {numbers})",
    Kind.SEAL_ALTERED: "niêm phong số {numbers} đã bị sửa",
    Kind.SEAL_MISSING: "dãy niêm phong bị đứt ở số {numbers}: có niêm phong đã bị xóa",
    Kind.CHAIN_BROKEN: "niêm phong số {numbers} không nối với niêm phong liền trước",
    Kind.SEALS_CUT: "các niêm phong từ ngày này về sau đã bị xóa",
    Kind.SEAL_UNLIKE_PUBLISHED: "niêm phong số {numbers} khác với mã đã công bố",
    Kind.PRIVATE_ALTERED: "dữ liệu cá nhân kèm {count} sự kiện đã bị sửa (số {numbers})",
    Kind.PRIVATE_LOST: "dữ liệu cá nhân kèm {count} sự kiện đã bị xóa mà không ghi nhận việc xóa"
    " (số {numbers})",
    Kind.PRIVATE_ORPHANED: "{count} sự kiện đã bị xóa, còn sót dữ liệu cá nhân (số {numbers})",
}


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong on one recorded day; `numbers` are facts or seals, the first few."""

    day: date | None
    kind: Kind
    sentence: str
    count: int
    numbers: tuple[int, ...]


@dataclass(slots=True)
class _Gathered:
    count: int = 0
    numbers: list[int] = field(default_factory=list)


class Notes:
    """Gathers by day and kind, so that a million wrong rows still make a short report."""

    def __init__(self) -> None:
        self._gathered: dict[tuple[date | None, Kind], _Gathered] = {}

    def add(self, kind: Kind, day: date | None, number: int | None = None, count: int = 1) -> None:
        entry = self._gathered.setdefault((day, kind), _Gathered())
        entry.count += count
        if number is not None and len(entry.numbers) < NAMED_AT_MOST:
            entry.numbers.append(number)

    def findings(self) -> tuple[Finding, ...]:
        """In order of days; what has no day comes first."""
        keys = sorted(self._gathered, key=lambda key: (key[0] or date.min, key[1]))
        return tuple(_finding(*key, self._gathered[key]) for key in keys)


def _finding(day: date | None, kind: Kind, entry: _Gathered) -> Finding:
    named = ", ".join(map(str, entry.numbers)) + ("…" if entry.count > len(entry.numbers) else "")
    said = SENTENCES[kind].format(count=entry.count, numbers=named)
    start = "Không rõ ngày" if day is None else f"Ngày {format_date(day)}"
    return Finding(day, kind, f"{start}: {said}.", entry.count, tuple(entry.numbers))
