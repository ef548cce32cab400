"""Reading files. Asks nobody who they are: the door asks the owner of the attachment first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db.models import PROTECT, Exists, ForeignObjectRel, OuterRef, Q

from motcua.base.verdict import RefusedError
from motcua.documents import policies, vault
from motcua.documents.kinds import HANDLING, FileKind
from motcua.documents.models import SignatureCheck, StoredFile
from motcua.documents.states import UNFINISHED, ScanStatus, SignatureOutcome


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
    is_erased: bool

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
    if view.is_erased:
        raise FileMissingError("Tệp này đã xóa theo thời hạn lưu giữ dữ liệu cá nhân.")
    policies.can_open(view.scan_status).require()
    path = vault.path_of(sha256)
    if not path.is_file():
        raise FileMissingError(
            "Tệp có trong sổ nhưng không thấy trong kho. Báo quản trị kỹ thuật khôi phục bản lưu."
        )
    return OpenedFile(view, path)


@dataclass(frozen=True, slots=True)
class SignatureView:
    """One signature as pages show it; `signed_at` is claimed unless `is_stamped`."""

    outcome: SignatureOutcome
    signer: str
    organisation: str
    issuer: str
    serial: str
    signed_at: datetime | None
    is_stamped: bool
    covers_all: bool


@dataclass(frozen=True, slots=True)
class CheckView:
    """What the last look at a file's signatures found."""

    outcome: SignatureOutcome
    signatures: tuple[SignatureView, ...]
    checked_at: datetime


def checks(hashes: Iterable[str]) -> dict[str, CheckView]:
    """What is known of the signatures of these files, by hash, in one query."""
    found = SignatureCheck.objects.filter(file_id__in=set(hashes))
    return {row.file_id: _check(row) for row in found}


def outdated_checks(roots: str, limit: int, after: str = "") -> list[str]:
    """Hashes of PDFs never looked at, or looked at with another list of authorities, by hash."""
    stale = SignatureCheck.objects.filter(file_id=OuterRef("pk")).filter(
        Q(roots=roots) | Q(outcome=SignatureOutcome.NONE)
    )
    rows = StoredFile.objects.filter(kind=FileKind.PDF, sha256__gt=after, erased_at=None).exclude(
        Exists(stale)
    )
    return list(rows.order_by("sha256").values_list("sha256", flat=True)[:limit])


def _check(row: SignatureCheck) -> CheckView:
    return CheckView(
        SignatureOutcome(row.outcome),
        tuple(_signature(found) for found in row.signatures),
        row.checked_at,
    )


def _signature(found: dict[str, Any]) -> SignatureView:
    moment = found["signed_at"]
    return SignatureView(**{
        **found,
        "outcome": SignatureOutcome(found["outcome"]),
        "signed_at": datetime.fromisoformat(moment) if moment else None,
    })  # fmt: skip


def awaiting_scan(limit: int) -> list[str]:
    """Hashes of files without a verdict: those never asked about first, then by age."""
    waiting = StoredFile.objects.filter(scan_status__in=UNFINISHED).order_by(
        "scan_status", "stored_at"
    )
    return list(waiting.values_list("sha256", flat=True)[:limit])


def _view(row: StoredFile) -> FileView:
    return FileView(
        row.sha256,
        row.size,
        FileKind(row.kind),
        ScanStatus(row.scan_status),
        row.stored_at,
        row.erased_at is not None,
    )


def held_by() -> tuple[tuple[str, str], ...]:
    """Table and column of every key that protects a stored file: what none of them names may go."""
    relations = StoredFile._meta.get_fields(include_hidden=True)  # noqa: SLF001 - public by its docs
    return tuple(
        (relation.related_model._meta.db_table, str(relation.field.column))  # noqa: SLF001
        for relation in relations
        if isinstance(relation, ForeignObjectRel) and relation.on_delete is PROTECT
    )
