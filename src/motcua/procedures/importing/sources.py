"""Read a catalogue from disk: what can be read as records, and what cannot, each with its place.

A folder holds `catalog.jsonl` (one line of the list each) and `details/*.json` (full records, as
the portal's answer `{"data": {…}}` or bare). A single file is either kind. Records come one by
one: a broken line or file is reported and costs no other.
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from motcua.procedures.importing.shapes import Raw, is_full
from motcua.procedures.spelling import digest

LIST = "catalog.jsonl"
DETAILS = "details"
_MOST_NESTED = 60


class NoCatalogueError(Exception):
    """There is nothing to import at that path; `str(error)` says what was looked for."""


@dataclass(frozen=True, slots=True)
class Source:
    """One record as it was written: where it stands, what it says, its digest."""

    place: str
    raw: Raw
    digest: str

    @property
    def full(self) -> bool:
        return is_full(self.raw)


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line or file that is no record, and why."""

    place: str
    why: str


def read(path: Path) -> Iterator[Source | Unreadable]:
    """Everything at the path, the list first. NoCatalogueError when there is nothing of the kind."""
    if path.is_file():
        yield from _file(path, path.name)
        return
    listed, details = path / LIST, path / DETAILS
    if not listed.is_file() and not details.is_dir():
        raise NoCatalogueError(
            f"Không thấy {LIST} hay thư mục {DETAILS} trong “{path}”: kiểm tra lại đường dẫn."
        )
    if listed.is_file():
        yield from _file(listed, LIST)
    for file in sorted(details.glob("*.json")):
        yield from _file(file, f"{DETAILS}/{file.name}")


def _file(path: Path, place: str) -> Iterator[Source | Unreadable]:
    try:
        content = path.read_bytes().removeprefix(b"\xef\xbb\xbf")
    except OSError as error:
        yield Unreadable(place, f"không mở được tệp ({error.strerror})")
        return
    if path.suffix != ".jsonl":
        yield _whole(content, place)
        return
    for line_number, line in enumerate(content.split(b"\n"), start=1):
        if line.strip():
            yield _record(line, f"{place}, dòng {line_number}")


def _whole(content: bytes, place: str) -> Source | Unreadable:
    return _record(content, place) if content.strip() else Unreadable(place, "tệp trống")


def _record(content: bytes, place: str) -> Source | Unreadable:
    try:
        value = json.loads(content.decode(), parse_constant=_refuse_constant)
    except UnicodeDecodeError:
        return Unreadable(place, "không phải chữ UTF-8")
    except RecursionError:
        return Unreadable(place, "lồng nhau quá sâu")
    except ValueError as error:
        return Unreadable(place, f"không phải JSON ({error})")
    if isinstance(value, dict) and isinstance(value.get("data"), dict):
        value = value["data"]
    if not isinstance(value, dict):
        return Unreadable(place, "không phải một bản ghi (đối tượng JSON)")
    if not {"code", "name"} & value.keys():
        return Unreadable(place, "không có mã lẫn tên thủ tục")
    if refused := _unstorable(value):
        return Unreadable(place, refused)
    return Source(place, value, digest(value))


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(f"{word} không phải số")


def _unstorable(value: object, depth: int = 0) -> str:
    """Why the database could not hold the value, or the empty string."""
    if depth > _MOST_NESTED:
        return "lồng nhau quá sâu"
    if isinstance(value, str):
        broken = "\x00" in value or any("\ud800" <= char <= "\udfff" for char in value)
        return "có ký tự hỏng (NUL hoặc nửa ký tự)" if broken else ""
    if isinstance(value, float) and not math.isfinite(value):
        return "có số quá lớn"
    parts: list[object] = []
    if isinstance(value, dict):
        parts = [*value.keys(), *value.values()]
    elif isinstance(value, list):
        parts = value
    return next((why for part in parts if (why := _unstorable(part, depth + 1))), "")
