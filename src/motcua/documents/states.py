"""What the virus scanner has said about a file."""

from __future__ import annotations

from enum import StrEnum


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
