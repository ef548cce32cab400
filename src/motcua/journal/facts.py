"""What the journal tells about itself."""

from __future__ import annotations

from typing import Final, TypedDict

from motcua.journal.verbs import ANY_KIND, Verb, register


class PrivateErased(TypedDict):
    facts: list[int]
    reason: str


class HistoryLoaded(TypedDict):
    reason: str


class OrderRebased(TypedDict):
    base: int


PRIVATE_ERASED: Final = "journal.private_erased"
HISTORY_LOADED: Final = "journal.history_loaded"
ORDER_REBASED: Final = "journal.order_rebased"

register(
    Verb(PRIVATE_ERASED, ANY_KIND, "Đã xóa dữ liệu cá nhân. Lý do: {reason}", PrivateErased),
    Verb(HISTORY_LOADED, "journal", "Đã nạp dữ liệu lịch sử: {reason}", HistoryLoaded),
    Verb(ORDER_REBASED, "journal", "Đã nối tiếp thứ tự nhật ký sau khi phục hồi.", OrderRebased),
)
