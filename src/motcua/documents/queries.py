"""Reading files. Asks nobody who they are: the door asks the owner of the attachment first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from motcua.base.verdict import RefusedError
from motcua.documents import policies, vault
from motcua.documents.kinds import HANDLING, FileKind
from motcua.documents.models import StoredFile
from motcua.documents.states import UNFINISHED, ScanStatus


class FileMissingError(RefusedError):
    """No such file, or its bytes are gone from the store."""

    code = "file_missing"


@dataclass(frozen=True, slots=True)
class FileView:
    """A kept file as pages show it."""

    sha256: str
    size: int
    kind: FileKind
    scan_status: ScanStatus
    stored_at: datetime

    @property
    def media_type(self) -> str:
        return HANDLING[self.kind].media_type

    @property
    def kind_label(self) -> str:
        return HANDLING[self.kind].label

    @property
    def shows_inline(self) -> bool:
        return HANDLING[self.kind].inline


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file that may be shown: where its bytes lie and what they are."""

    view: FileView
    path: Path


def files(hashes: Iterable[str]) -> dict[str, FileView]:
    """The files with these hashes, by hash, in one query; unknown hashes are left out."""
    found = StoredFile.objects.filter(sha256__in=set(hashes))
    return {row.sha256: _view(row) for row in found}


def open_file(sha256: str) -> OpenedFile:
    """A file ready to be shown; raises `FileMissingError` or `NotPermittedError` with a sentence."""
    view = files([sha256]).get(sha256)
    if view is None:
        raise FileMissingError("Không có tệp này. Mở lại danh sách giấy tờ của hồ sơ.")
    policies.can_open(view.scan_status).require()
    path = vault.path_of(sha256)
    if not path.is_file():
        raise FileMissingError(
            "Tệp có trong sổ nhưng không thấy trong kho. Báo quản trị kỹ thuật khôi phục bản lưu."
        )
    return OpenedFile(view, path)


def awaiting_scan(limit: int) -> list[str]:
    """Hashes of files without a verdict: those never asked about first, then by age."""
    waiting = StoredFile.objects.filter(scan_status__in=UNFINISHED).order_by(
        "scan_status", "stored_at"
    )
    return list(waiting.values_list("sha256", flat=True)[:limit])


def _view(row: StoredFile) -> FileView:
    return FileView(
        row.sha256, row.size, FileKind(row.kind), ScanStatus(row.scan_status), row.stored_at
    )
