"""What a file is, read from its bytes, and why some are turned away. Pure.

Each refusal is a sentence that says what to do with the file. A name is cleaned, never believed.
"""

from __future__ import annotations

import unicodedata

from motcua.base.text import nfc
from motcua.base.verdict import InvalidError
from motcua.documents import archives, images, markup
from motcua.documents.kinds import HANDLING, MEGABYTE, MOST_BYTES, FileKind

_LONGEST_NAME = 120
_FORBIDDEN = frozenset('<>:"/\\|?*')
_HEAD = 1024
_WEB_MARKS = (b"<html", b"<!doctype html", b"<script", b"<svg", b"<iframe", b"<?php")
_LEGACY_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEIF_BRANDS = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif", b"ftyphevc")


class FileRefusedError(InvalidError):
    """The file cannot be taken in; the sentence says what to do instead."""

    code = "file_refused"


def examine(content: bytes) -> FileKind:
    """The kind of a file; raises `FileRefusedError` for what cannot be kept or shown safely."""
    refuse_size(len(content), MOST_BYTES)
    kind = _sniff(content)
    refuse_size(len(content), HANDLING[kind].most_bytes)
    _CHECKS[kind](content)
    if kind not in _ARCHIVES and archives.ends_as_archive(content):
        raise FileRefusedError(
            "Tệp này ghép hai loại tệp làm một. Mở tệp, lưu lại thành PDF hoặc ảnh mới rồi gửi."
        )
    return kind


def refuse_size(size: int, most: int) -> None:
    """Raise unless there is something and not too much of it."""
    if size == 0:
        raise FileRefusedError("Tệp này rỗng. Mở thử tệp trên máy, rồi chọn lại.")
    if size > most:
        raise FileRefusedError(
            f"Tệp nặng {-(-size // MEGABYTE)} MB, quá mức {most // MEGABYTE} MB. "
            "Chụp lại ở cỡ nhỏ hơn hoặc tách làm hai tệp."
        )


def clean_name(name: str, kind: FileKind) -> str:
    """A file name safe to show and to download: no path, no invisible character, right suffix."""
    last = name.replace("\\", "/").rpartition("/")[2]
    visible = "".join(
        " " if char in _FORBIDDEN else char
        for char in last
        if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"}
    )
    stem, dot, suffix = nfc(visible).rpartition(".")
    known = {handling.suffix for handling in HANDLING.values()} | {".jpeg", ".tiff"}
    if not dot or f".{suffix.lower()}" not in known:
        stem = nfc(visible)
    wanted = HANDLING[kind].suffix
    return (stem.strip(". ")[: _LONGEST_NAME - len(wanted)].rstrip(". ") or "tep") + wanted


def _sniff(content: bytes) -> FileKind:
    for mark, kind in _SIGNATURES:
        if content.startswith(mark):
            return kind
    if content.startswith(archives.SIGNATURE):
        kind_inside = archives.office_kind(content)
        if kind_inside is not None:
            return kind_inside
    text = content[:_HEAD].lstrip(b"\xef\xbb\xbf \t\r\n")
    if text.startswith(b"<?xml") and not _is_web(content):
        return FileKind.XML
    raise FileRefusedError(_unknown(content))


def _is_web(content: bytes) -> bool:
    head = content[:_HEAD].lower()
    return any(mark in head for mark in _WEB_MARKS)


def _unknown(content: bytes) -> str:
    if _is_web(content):
        return (
            "Tệp này là trang web hoặc hình vẽ có mã lệnh nên không nhận. "
            "Mở tệp, in ra PDF rồi gửi bản PDF."
        )
    if content.startswith(_LEGACY_OFFICE):
        return "Tệp Word, Excel kiểu cũ. Mở tệp, lưu lại thành PDF hoặc .docx, .xlsx rồi gửi."
    if content[4:12] in _HEIF_BRANDS:
        return (
            "Ảnh này ở dạng HEIC, máy ở quầy chưa mở được. "
            "Lưu lại thành ảnh JPG, hoặc chụp màn hình ảnh đó rồi gửi."
        )
    if content.startswith(archives.SIGNATURE):
        return "Tệp nén chưa nhận được. Giải nén rồi gửi từng tệp PDF hoặc ảnh."
    return "Chưa nhận được loại tệp này. Lưu lại thành PDF, hoặc ảnh JPG, PNG rồi gửi."


def _check_pdf(content: bytes) -> None:
    if _is_web(content):
        raise FileRefusedError(_unknown(content))
    if b"%%EOF" not in content[-2048:]:
        raise FileRefusedError("Tệp PDF bị đứt giữa chừng. Lưu hoặc quét lại, rồi gửi bản mới.")
    if markup.is_locked_pdf(content):
        raise FileRefusedError(
            "Tệp PDF đang khóa bằng mật khẩu nên cán bộ không mở được. "
            "Mở tệp, in ra PDF mới không đặt mật khẩu rồi gửi."
        )


def _check_image(content: bytes) -> None:
    if _is_web(content):
        raise FileRefusedError(_unknown(content))
    size = images.pixel_size(content)
    if size is None:
        raise FileRefusedError("Ảnh bị hỏng hoặc tải chưa hết. Chụp hoặc quét lại rồi gửi.")
    width, height = size
    if width * height > images.MOST_PIXELS:
        raise FileRefusedError(
            f"Ảnh quá lớn ({width} x {height} điểm). Quét lại ở mức 300 điểm mỗi inch rồi gửi."
        )


def _check_office(content: bytes) -> None:
    fault = archives.fault(content)
    if fault:
        raise FileRefusedError(fault)


def _check_xml(content: bytes) -> None:
    fault = markup.xml_fault(content)
    if fault:
        raise FileRefusedError(fault)


_SIGNATURES = (
    (b"%PDF-", FileKind.PDF),
    (b"\x89PNG\r\n\x1a\n", FileKind.PNG),
    (b"\xff\xd8\xff", FileKind.JPEG),
    (b"II*\x00", FileKind.TIFF),
    (b"MM\x00*", FileKind.TIFF),
)
_ARCHIVES = frozenset({FileKind.DOCX, FileKind.XLSX})
_CHECKS = {
    FileKind.PDF: _check_pdf,
    FileKind.PNG: _check_image,
    FileKind.JPEG: _check_image,
    FileKind.TIFF: _check_image,
    FileKind.DOCX: _check_office,
    FileKind.XLSX: _check_office,
    FileKind.XML: _check_xml,
}
