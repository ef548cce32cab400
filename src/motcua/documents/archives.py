"""Office files are archives: which kind, and what must not be inside. Pure."""

from __future__ import annotations

import io
import zipfile

from motcua.documents.kinds import MEGABYTE, FileKind

SIGNATURE = b"PK\x03\x04"
_END = b"PK\x05\x06"
_END_BYTES = 22
_LONGEST_COMMENT = 65535
MOST_ENTRIES = 5000
MOST_UNPACKED = 300 * MEGABYTE
_MAIN_PARTS = {"word/document.xml": FileKind.DOCX, "xl/workbook.xml": FileKind.XLSX}


def office_kind(content: bytes) -> FileKind | None:
    """Word or Excel by the main part inside; None for any other archive."""
    try:
        names = set(_entries(content))
    except zipfile.BadZipFile:
        return None
    if "[Content_Types].xml" not in names:
        return None
    return next((kind for part, kind in _MAIN_PARTS.items() if part in names), None)


def fault(content: bytes) -> str:
    """Why an office file is turned away, as a sentence; empty if it may stay."""
    entries = _entries(content)
    if len(entries) > MOST_ENTRIES or sum(entries.values()) > MOST_UNPACKED:
        return "Tệp mở ra quá lớn. In ra PDF rồi gửi bản PDF."
    if any("vbaproject" in name.lower() or "activex" in name.lower() for name in entries):
        return "Tệp có macro nên không nhận. Mở tệp, in ra PDF rồi gửi bản PDF."
    return ""


def ends_as_archive(content: bytes) -> bool:
    """Whether a program would open the file as an archive, whatever it begins with."""
    tail = content[-(_END_BYTES + _LONGEST_COMMENT) :]
    start = tail.rfind(_END)
    if start < 0 or len(tail) - start < _END_BYTES:
        return False
    comment = int.from_bytes(tail[start + 20 : start + 22], "little")
    return start + _END_BYTES + comment == len(tail)


def _entries(content: bytes) -> dict[str, int]:
    """Names with their unpacked sizes, as the directory of the archive declares them."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return {entry.filename: entry.file_size for entry in archive.infolist()}
