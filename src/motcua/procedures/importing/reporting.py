"""What an import did, for people and for machines."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from motcua.procedures.importing.reasons import REASONS
from motcua.procedures.importing.sources import Unreadable

_SHOWN = 20


@dataclass(slots=True)
class Report:
    """Counts of one import; every record read is taken, filled, quarantined or unchanged.

    `filled`: a draft that stood without its contents was completed from its full record.
    `repeated`: exactly these files were imported before, so nothing was done.
    """

    rows: int = 0
    full: int = 0
    taken: int = 0
    filled: int = 0
    quarantined: int = 0
    unchanged: int = 0
    repeated: bool = False
    reasons: Counter[str] = field(default_factory=Counter)
    unreadable: list[Unreadable] = field(default_factory=list)

    @property
    def read(self) -> int:
        return self.rows + self.full

    @property
    def exit_code(self) -> int:
        """0 when everything could be read, 1 when something was no record."""
        return 1 if self.unreadable else 0

    def to_json(self) -> dict[str, Any]:
        return {
            "read": self.read,
            "rows": self.rows,
            "full": self.full,
            "taken": self.taken,
            "filled": self.filled,
            "quarantined": self.quarantined,
            "quarantined_by_reason": dict(self.reasons.most_common()),
            "unchanged": self.unchanged,
            "repeated": self.repeated,
            "unreadable": [{"place": item.place, "why": item.why} for item in self.unreadable],
        }

    def text(self) -> str:
        lines = [
            f"Đã đọc {_n(self.read)} bản ghi: {_n(self.rows)} dòng, {_n(self.full)} bản đầy đủ.",
            f"  nhận mới       {_n(self.taken):>7}",
            f"  bổ sung nháp   {_n(self.filled):>7}",
            f"  chờ quyết định {_n(self.quarantined):>7}",
            f"  không đổi      {_n(self.unchanged):>7}",
            f"  không đọc được {_n(len(self.unreadable)):>7}",
        ]
        if self.repeated:
            lines.append("Các tệp này đã nhập trước đây, không có gì thay đổi.")
        if self.reasons:
            lines.append("Lý do chờ quyết định (một bản ghi có thể có nhiều lý do):")
            lines += [
                f"  {_n(count):>7}  {REASONS.get(code, code)}"
                for code, count in self.reasons.most_common()
            ]
        lines += [f"Không đọc được: {item.place}: {item.why}." for item in self._shown()]
        if len(self.unreadable) > _SHOWN:
            lines.append(f"… và {_n(len(self.unreadable) - _SHOWN)} chỗ nữa (xem --json).")
        return "\n".join(lines)

    def _shown(self) -> list[Unreadable]:
        return self.unreadable[:_SHOWN]


def _n(count: int) -> str:
    return f"{count:,}".replace(",", ".")
