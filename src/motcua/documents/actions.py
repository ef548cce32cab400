"""Keeping a file, writing down what the scanner said, clearing away what nobody kept."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Protocol

from django.db import connection, transaction

from motcua.base.actor import Actor
from motcua.documents import markup, ports, rules, vault
from motcua.documents.kinds import MOST_BYTES, FileKind
from motcua.documents.models import SignatureCheck, StoredFile
from motcua.documents.ports import Finding, Scanner, ScannerUnavailableError
from motcua.documents.states import UNFINISHED, ScanStatus, SignatureOutcome


class Readable(Protocol):
    """An open file or an upload."""

    def read(self, size: int, /) -> bytes: ...


@transaction.atomic
def store(
    content: bytes | Readable, *, actor: Actor, at: datetime, expected: str = ""
) -> StoredFile:
    """Keep a file and return its row; the same bytes give the same row.

    `expected` is a hash announced by the sender, in hexadecimal, compared if given. Raises
    `rules.FileRefusedError` with a sentence for the person who sent it. `actor` is not kept here:
    who gave the file is a fact of the thing it is attached to.
    """
    del actor
    data = content if isinstance(content, bytes) else content.read(MOST_BYTES + 1)
    kind = rules.examine(data)
    sha256 = hashlib.sha256(data).hexdigest()
    if expected and expected.lower() != sha256:
        raise rules.FileRefusedError("Tệp bị hỏng dọc đường. Chọn và gửi lại tệp.")
    _lock(sha256, shared=True)
    vault.put(sha256, data)
    status = ScanStatus.PENDING if ports.is_configured() else ScanStatus.UNAVAILABLE
    kept, is_new = StoredFile.objects.get_or_create(
        sha256=sha256,
        defaults={"size": len(data), "kind": kind, "stored_at": at, "scan_status": status},
    )
    if kept.erased_at is not None:
        # Somebody else brings the same bytes: they are kept from now on, looked at anew.
        kept.erased_at, kept.gone_at, kept.stored_at = None, None, at
        kept.scan_status, kept.scanned_at = status, None
        kept.save()
        is_new = True
    if is_new and kind is FileKind.PDF:
        _write_check(sha256, data, at)
    return kept


def require_kept(sha256: str) -> None:
    """Hold the file until the transaction ends, so that it is attached before anybody erases it.

    Raises `FileRefusedError` for one that was erased a moment ago.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT erased_at IS NULL FROM documents_storedfile WHERE sha256 = %s FOR SHARE",
            [sha256],
        )
        row = cursor.fetchone()
    if row is None or not row[0]:
        raise rules.FileRefusedError("Tệp này vừa bị xóa theo thời hạn lưu giữ. Tải lên lại.")


def hold(hashes: Iterable[str]) -> None:
    """Lock these files, in one order, for whoever decides which of them nobody needs any more."""
    wanted = sorted(set(hashes))
    list(StoredFile.objects.select_for_update().filter(sha256__in=wanted).order_by("sha256"))


def erase(hashes: Iterable[str], *, at: datetime) -> int:
    """Give files up by law, in the caller's transaction; `remove_erased` takes the bytes afterwards.

    Their rows stay with hash and size, what was found in them goes. How many were given up.
    """
    wanted = sorted(set(hashes))
    SignatureCheck.objects.filter(file_id__in=wanted).delete()
    rows = StoredFile.objects.filter(sha256__in=wanted, erased_at=None)
    # Whatever the scanner said, nobody will ask it again.
    return rows.update(erased_at=at, finding="", scan_status=ScanStatus.CLEAN.value, scanned_at=at)


def remove_erased(*, at: datetime) -> int:
    """Remove the bytes of files that were given up; killed half-way, the next call goes on."""
    waiting = StoredFile.objects.filter(erased_at__isnull=False, gone_at=None)
    return sum(_remove_bytes(sha256, at) for sha256 in list(waiting.values_list("pk", flat=True)))


@transaction.atomic
def _remove_bytes(sha256: str, at: datetime) -> bool:
    _lock(sha256)
    rows = StoredFile.objects.filter(sha256=sha256, erased_at__isnull=False, gone_at=None)
    if not rows.exists():
        return False
    Path(vault.path_of(sha256)).unlink(missing_ok=True)
    return bool(rows.update(gone_at=at))


def check_signatures(sha256: str, *, at: datetime) -> SignatureOutcome:
    """Look at the signatures of a kept PDF again; what was found before is replaced.

    Raises FileNotFoundError where the bytes are gone, `FileRefusedError` for other kinds.
    """
    if StoredFile.objects.get(sha256=sha256).kind != FileKind.PDF:
        raise rules.FileRefusedError("Chỉ kiểm được chữ ký số trong tệp PDF.")
    return _write_check(sha256, vault.path_of(sha256).read_bytes(), at)


def _write_check(sha256: str, content: bytes, at: datetime) -> SignatureOutcome:
    """Write down what the signatures are worth; most files claim none and cost no second look."""
    outcome, signatures, roots = SignatureOutcome.NONE, [], ""
    if markup.claims_a_signature(content):
        from motcua.documents.signing import checking, trust

        believed = trust.current()
        checked = checking.check(content, believed, at=at)
        outcome, roots = checked.outcome, believed.digest
        signatures = [found.to_json() for found in checked.signatures]
    SignatureCheck.objects.update_or_create(
        file_id=sha256,
        defaults={"outcome": outcome, "signatures": signatures, "checked_at": at, "roots": roots},
    )
    return outcome


@transaction.atomic
def scan(sha256: str, *, scanner: Scanner, at: datetime) -> ScanStatus:
    """Ask the scanner about one file and write down its answer; a verdict is never overwritten."""
    kept = StoredFile.objects.select_for_update().get(sha256=sha256)
    if kept.scan_status not in UNFINISHED:
        return ScanStatus(kept.scan_status)
    try:
        finding = scanner.scan(vault.path_of(sha256))
    except ScannerUnavailableError:
        return _write(kept, ScanStatus.UNAVAILABLE, Finding(), None)
    status = ScanStatus.INFECTED if finding.infected else ScanStatus.CLEAN
    return _write(kept, status, finding, at)


def _write(
    kept: StoredFile, status: ScanStatus, finding: Finding, at: datetime | None
) -> ScanStatus:
    kept.scan_status, kept.finding, kept.scanned_at = status, finding.name[:200], at
    kept.save(update_fields=["scan_status", "finding", "scanned_at"])
    return status


def forget(hashes: Iterable[str], *, at: datetime) -> int:
    """Drop the rows of files that nothing is attached to any more; `sweep` removes their bytes.

    A file that was stored again in the last minutes stays: somebody is about to attach it.
    """
    recent = at - timedelta(hours=1)
    dropped = 0
    for sha256 in hashes:
        with transaction.atomic():
            _lock(sha256)
            _, counted = StoredFile.objects.filter(sha256=sha256, stored_at__lt=recent).delete()
            dropped += counted.get("documents.StoredFile", 0)
    return dropped


def sweep(*, older_than: datetime) -> int:
    """Remove files without a row, left behind by actions that did not go through; count them."""
    found = list(vault.hashes(older_than=older_than.timestamp()))
    return sum(_remove_orphan(sha256) for sha256 in found)


@transaction.atomic
def _remove_orphan(sha256: str) -> bool:
    _lock(sha256)
    if StoredFile.objects.filter(sha256=sha256).exists():
        return False
    Path(vault.path_of(sha256)).unlink(missing_ok=True)
    return True


def _lock(sha256: str, *, shared: bool = False) -> None:
    """Until the transaction ends: keepers side by side, the sweep alone."""
    name = "pg_advisory_xact_lock_shared" if shared else "pg_advisory_xact_lock"
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {name}(hashtextextended(%s, 0))", [sha256])
