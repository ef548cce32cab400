"""The file itself: one JSON object, keys sorted, sealed by the SHA-256 of its canonical form.

{"format": "motcua.configuration", "version": 1, "areas": […], "agencies": […], "units": […],
 "receptions": […], "successions": […], "calendars": […], "rules": […], "procedures": […],
 "digest": "…"}
"""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from motcua.base.verdict import InvalidError

FORMAT: Final = "motcua.configuration"
VERSION: Final = 1
SECTIONS: Final = (
    "areas", "agencies", "units", "receptions", "successions", "calendars", "rules", "procedures",
)  # fmt: skip
MOST_BYTES: Final = 64 * 1024 * 1024
Raw = dict[str, Any]


class UnreadableFileError(InvalidError):
    """The file is no configuration of ours, of another version, or changed since it was taken out."""

    code = "unreadable_configuration"


def write(sections: dict[str, list[Raw]]) -> bytes:
    """The same sections give the same bytes, on every machine."""
    content = {"format": FORMAT, "version": VERSION, **sections}
    sealed = content | {"digest": _digest(content)}
    text = json.dumps(sealed, ensure_ascii=False, sort_keys=True, indent=1)
    return f"{text}\n".encode()


def read(raw: bytes) -> dict[str, list[Raw]]:
    """The sections of a file; each item has a `ref` of its own.

    A file without digest was written by hand and is taken; one whose digest does not fit is not.
    """
    if len(raw) > MOST_BYTES:
        raise UnreadableFileError("Tệp lớn hơn 64 MB nên không phải tệp cấu hình.")
    try:
        content = json.loads(raw)
        text = json.dumps(content, ensure_ascii=False)
        text.encode()  # half a character is none
    except (ValueError, RecursionError) as fault:
        raise UnreadableFileError("Tệp không phải JSON. Chọn tệp do trang này xuất ra.") from fault
    if "\\u0000" in text:
        raise UnreadableFileError("Tệp có ký tự rỗng, không phần nào của hệ thống giữ được.")
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise UnreadableFileError("Đây không phải tệp cấu hình. Chọn tệp do trang này xuất ra.")
    if content.get("version") != VERSION:
        raise UnreadableFileError(
            f"Tệp thuộc phiên bản {content.get('version')!r}; phần mềm này đọc phiên bản {VERSION}."
        )
    claimed = content.pop("digest", None)
    if claimed is not None and claimed != _digest(content):
        raise UnreadableFileError(
            "Tệp đã bị sửa sau khi xuất. Xuất lại, hoặc xóa dòng digest nếu chính anh/chị sửa."
        )
    return {name: _items(content, name) for name in SECTIONS}


def _items(content: Raw, name: str) -> list[Raw]:
    items = content.get(name, [])
    if not isinstance(items, list) or not all(
        isinstance(item, dict) and isinstance(item.get("ref"), str) for item in items
    ):
        raise UnreadableFileError(f"Phần {name} của tệp không đúng dạng.")
    if len({item["ref"] for item in items}) < len(items):
        raise UnreadableFileError(f"Phần {name} của tệp có mục ghi hai lần.")
    return items


def _digest(content: Raw) -> str:
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
