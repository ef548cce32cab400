"""Width and height of an image from its header, so that no viewer is handed a bomb. Pure."""

from __future__ import annotations

import struct
from collections.abc import Iterator

MOST_PIXELS = 160_000_000  # an A0 sheet at 300 dots an inch
_PNG_END = b"IEND\xaeB`\x82"
_NO_LENGTH = frozenset({0x01, *range(0xD0, 0xD8)})
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_SCAN, _FILL = 0xDA, 0xFF
_TIFF_WIDTH, _TIFF_HEIGHT = 256, 257
_TIFF_FIELD, _TIFF_SHORT = 12, 3


def pixel_size(content: bytes) -> tuple[int, int] | None:
    """Pixels across and down; None if the image is damaged or cut short."""
    try:
        size = _read(content)
    except (struct.error, IndexError):
        return None
    return size if size and min(size) > 0 else None


def _read(content: bytes) -> tuple[int, int] | None:
    if content.startswith(b"\x89PNG"):
        return _png(content)
    if content.startswith(b"\xff\xd8"):
        return _jpeg(content)
    return _tiff(content)


def _png(content: bytes) -> tuple[int, int] | None:
    if content[12:16] != b"IHDR" or not content.rstrip(b"\x00\r\n").endswith(_PNG_END):
        return None
    width, height = struct.unpack(">II", content[16:24])
    return width, height


def _jpeg(content: bytes) -> tuple[int, int] | None:
    if b"\xff\xd9" not in content[-(1 << 24) :]:
        return None
    for marker, start in _jpeg_segments(content):
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", content[start + 3 : start + 7])
            return width, height
    return None


def _jpeg_segments(content: bytes) -> Iterator[tuple[int, int]]:
    """Markers before the picture's data, each with the place where its segment begins."""
    place = 2
    while content[place] == _FILL:
        marker = content[place + 1]
        if marker == _FILL:
            place += 1
            continue
        if marker == _SCAN:
            return
        yield marker, place + 2
        place += 2
        if marker not in _NO_LENGTH:
            place += struct.unpack(">H", content[place : place + 2])[0]


def _tiff(content: bytes) -> tuple[int, int] | None:
    order = "<" if content.startswith(b"II") else ">"
    (place,) = struct.unpack(f"{order}I", content[4:8])
    (count,) = struct.unpack(f"{order}H", content[place : place + 2])
    fields: dict[int, int] = {}
    for index in range(count):
        start = place + 2 + index * _TIFF_FIELD
        name, kind = struct.unpack(f"{order}HH", content[start : start + 4])
        form = f"{order}H" if kind == _TIFF_SHORT else f"{order}I"
        (fields[name],) = struct.unpack_from(form, content, start + 8)
    if _TIFF_WIDTH not in fields or _TIFF_HEIGHT not in fields:
        return None
    return fields[_TIFF_WIDTH], fields[_TIFF_HEIGHT]
