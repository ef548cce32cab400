"""The kinds of file that are taken in, and how each is shown again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

MEGABYTE = 1024 * 1024


class FileKind(StrEnum):
    """What the bytes are; the name that a person gave has no say in it."""

    PDF = "pdf"
    PNG = "png"
    JPEG = "jpeg"
    TIFF = "tiff"
    DOCX = "docx"
    XLSX = "xlsx"
    XML = "xml"


@dataclass(frozen=True, slots=True)
class Handling:
    """`most_bytes` is the limit of one file; only inline kinds are ever shown in the browser."""

    media_type: str
    suffix: str
    label: str
    inline: bool = False
    most_bytes: int = 20 * MEGABYTE


_OFFICE = "application/vnd.openxmlformats-officedocument."
HANDLING: dict[FileKind, Handling] = {
    FileKind.PDF: Handling("application/pdf", ".pdf", "PDF", inline=True),
    FileKind.PNG: Handling("image/png", ".png", "Ảnh PNG", inline=True),
    FileKind.JPEG: Handling("image/jpeg", ".jpg", "Ảnh JPG", inline=True),
    FileKind.TIFF: Handling("image/tiff", ".tif", "Ảnh quét TIFF"),
    FileKind.DOCX: Handling(f"{_OFFICE}wordprocessingml.document", ".docx", "Văn bản Word"),
    FileKind.XLSX: Handling(f"{_OFFICE}spreadsheetml.sheet", ".xlsx", "Bảng tính Excel"),
    FileKind.XML: Handling("application/xml", ".xml", "Tệp dữ liệu XML"),
}
MOST_BYTES = max(handling.most_bytes for handling in HANDLING.values())
# For the `accept` of a file field; the phone then offers its camera and converts its photographs.
ACCEPT = ",".join(dict.fromkeys(handling.suffix for handling in HANDLING.values()))
