"""The file store: bytes under settings.DOCUMENT_ROOT/ab/cd/<sha256>, written whole or not at all."""

from __future__ import annotations

import contextlib
import os
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings

_HASH = re.compile(r"[0-9a-f]{64}")


def path_of(sha256: str) -> Path:
    """Where a file lies; raises ValueError for anything but a hash."""
    if not _HASH.fullmatch(sha256):
        raise ValueError("not a SHA-256 in hexadecimal")
    return Path(settings.DOCUMENT_ROOT) / sha256[:2] / sha256[2:4] / sha256


def put(sha256: str, content: bytes) -> None:
    """Keep the bytes; after this returns they survive a power cut. Again costs nothing."""
    target = path_of(sha256)
    if target.is_file() and target.stat().st_size == len(content):
        return
    _make_folder(target.parent)
    handle, scratch = tempfile.mkstemp(dir=target.parent, prefix=".new-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        Path(scratch).replace(target)
        _sync_folder(target.parent)
    finally:
        with contextlib.suppress(FileNotFoundError):
            Path(scratch).unlink()


def _make_folder(folder: Path) -> None:
    """Make a folder and those above it, each entered durably in the one that holds it."""
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    folder.mkdir(exist_ok=True, mode=0o750)
    _sync_folder(folder.parent)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def hashes(*, older_than: float) -> Iterator[str]:
    """All files in the store whose time stamp lies before `older_than` (seconds since 1970)."""
    for path in Path(settings.DOCUMENT_ROOT).glob("??/??/*"):
        if _HASH.fullmatch(path.name) and path.stat().st_mtime < older_than:
            yield path.name
