"""What can become of a proposed calendar."""

from __future__ import annotations

from enum import StrEnum


class Subject(StrEnum):
    """The part of a calendar that a revision or proposal is about."""

    YEAR = "year"
    HOURS = "hours"

    @property
    def label(self) -> str:
        return "Ngày nghỉ trong năm" if self is Subject.YEAR else "Giờ làm việc hằng tuần"


class ProposalState(StrEnum):
    """Proposed, and then either confirmed or withdrawn, for ever."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    ProposalState.PROPOSED: "Chờ xác nhận",
    ProposalState.CONFIRMED: "Đã áp dụng",
    ProposalState.WITHDRAWN: "Đã rút",
}
