"""What can become of a proposed calendar."""

from __future__ import annotations

from enum import StrEnum


class Subject(StrEnum):
    """The part of a calendar that a revision or proposal is about.

    A proposal may also be that somebody follows other calendars: that makes no revision.
    """

    YEAR = "year"
    HOURS = "hours"
    FOLLOWING = "following"

    @property
    def label(self) -> str:
        return _SUBJECTS[self]


class ProposalState(StrEnum):
    """Proposed, and then confirmed, withdrawn or refused, for ever."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        return _LABELS[self]


_SUBJECTS = {
    Subject.YEAR: "Ngày nghỉ trong năm",
    Subject.HOURS: "Giờ làm việc hằng tuần",
    Subject.FOLLOWING: "Lịch mà đơn vị theo",
}
_LABELS = {
    ProposalState.PROPOSED: "Chờ xác nhận",
    ProposalState.CONFIRMED: "Đã áp dụng",
    ProposalState.WITHDRAWN: "Đã rút",
    ProposalState.REFUSED: "Không đồng ý",
}
