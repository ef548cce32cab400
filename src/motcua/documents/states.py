"""What the virus scanner has said about a file, and what its signatures are worth."""

from __future__ import annotations

from enum import StrEnum

from motcua.base.labels import Labelled


class ScanStatus(StrEnum):
    """`unavailable`: there was no scanner to ask; the file is shown with a warning."""

    PENDING = "pending"
    CLEAN = "clean"
    INFECTED = "infected"
    UNAVAILABLE = "unavailable"

    @property
    def label(self) -> str:
        return _LABELS[self]


_LABELS = {
    ScanStatus.PENDING: "Đang quét mã độc",
    ScanStatus.CLEAN: "Đã quét, an toàn",
    ScanStatus.INFECTED: "Có mã độc, đã khóa",
    ScanStatus.UNAVAILABLE: "Chưa quét mã độc",
}
# Files that are still to be asked about, also those that once found no scanner.
UNFINISHED = (ScanStatus.PENDING, ScanStatus.UNAVAILABLE)


class SignatureOutcome(Labelled):
    """All signatures of a file in one word, the worst of them first; `tone` colours it."""

    BROKEN = "broken", "Chữ ký hỏng"
    CHANGED = "changed", "Bị sửa sau khi ký"
    EXPIRED = "expired", "Chứng thư hết hạn hoặc bị thu hồi"
    UNKNOWN = "unknown", "Chưa rõ nơi cấp chứng thư"
    VALID = "valid", "Chữ ký hợp lệ"
    NONE = "none", "Không có chữ ký số"

    @property
    def tone(self) -> str:
        if self is SignatureOutcome.VALID:
            return "ok"
        return "flat" if self is SignatureOutcome.NONE else _TONES.get(self, "bad")


_TONES = {SignatureOutcome.UNKNOWN: "warn", SignatureOutcome.EXPIRED: "warn"}
