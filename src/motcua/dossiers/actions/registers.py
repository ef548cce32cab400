"""The register: exported to files, and closed on 31 December."""

from __future__ import annotations

import hashlib
from datetime import date, datetime, time, timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from procrastinate.contrib.django import app

from motcua.accounts import certificates
from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.agencies.reorganising import queries as reorganisations
from motcua.base.actor import Actor
from motcua.base.dates import VIETNAM, in_vietnam
from motcua.base.verdict import YES, ConflictError, InvalidError, Verdict, no
from motcua.documents.signing.ports import KeyUnavailableError, Wish
from motcua.dossiers import exporting, facts
from motcua.dossiers.books import ExportKind, ExportStatus, RegisterClosing, RegisterExport
from motcua.dossiers.exporting import Wanted
from motcua.dossiers.queries import register
from motcua.dossiers.queries.register import Narrowing
from motcua.journal.actions import record
from motcua.journal.writing import NewFact

# Longer books are made in the background.
AT_ONCE = 1000
KEPT = timedelta(days=7)
CLOSING_HOUR = time(17)
KEEPERS = frozenset(
    {
        Role.INTAKE_OFFICER.value, Role.RETURN_OFFICER.value, Role.CLERK.value,
        Role.HEAD_OF_ROOM.value, Role.HEAD_OF_AGENCY.value,
    }
)  # fmt: skip
CLOSERS = frozenset({Role.HEAD_OF_ROOM.value, Role.HEAD_OF_AGENCY.value})


def can_read(actor: Actor, unit_id: int) -> Verdict:
    """Keep and export the book: those who work in its agency, or in the only one that took its place.

    Where several share an ended agency's work, the book shows more than any one of them was given.
    """
    keepers = {g.agency_id for g in actor.grants if g.role in KEEPERS}
    if keepers and _keeper_of(unit_id) in keepers:
        return YES
    return no("Sổ theo dõi hồ sơ của đơn vị nào do cán bộ của cơ quan ấy xem và xuất.")


def _keeper_of(unit_id: int) -> int:
    """The agency of the unit; of one that has ended, its only heir."""
    unit = agencies.unit(unit_id)
    if unit.effective_to is None:
        return unit.agency_id
    return reorganisations.sole_heir(unit.agency_id) or unit.agency_id


def can_close(actor: Actor, unit_id: int) -> Verdict:
    """Close the book: a head of its agency, or of the only one that took its place."""
    closers = {g.agency_id for g in actor.grants if g.role in CLOSERS}
    if closers and _keeper_of(unit_id) in closers:
        return YES
    return no("Khóa sổ theo dõi hồ sơ là việc của lãnh đạo cơ quan.")


def ask_export(
    unit_id: int, year: int, *, kind: str, narrowing: Narrowing, actor: Actor, at: datetime
) -> RegisterExport:
    """Make the file now, or in the background where the book is thick; a fact says who took it."""
    can_read(actor, unit_id).require()
    if kind not in {one.value for one in ExportKind}:
        raise InvalidError("Chọn xuất bảng tính hay bản in.")
    total = register.count(unit_id, year, narrowing)
    with transaction.atomic():
        asked = RegisterExport.objects.create(
            unit_id=unit_id, year=year, kind=kind, filters=narrowing.as_json(), total=total,
            asked_at=at, asked_by_id=int(actor.ref),
        )  # fmt: skip
        told = facts.RegisterExported(year=year, format=kind, lines=total)
        record([NewFact(facts.REGISTER_EXPORTED, facts.REGISTER, unit_id, told, actor, at)])
        if total > AT_ONCE:
            app.configure_task("dossiers.register_export").defer(export_id=asked.pk)
    if total <= AT_ONCE:
        make_export(asked.pk, at=at)
        asked.refresh_from_db()
    return asked


def make_export(export_id: int, *, at: datetime) -> None:
    """Write the file, telling how far it is; asked for twice it is written once.

    Whoever has a registered certificate gets each volume of the printed book signed with it.
    """
    taken = RegisterExport.objects.filter(pk=export_id, status=ExportStatus.WAITING)
    if not taken.update(status=ExportStatus.WORKING):
        return
    asked = RegisterExport.objects.select_related("asked_by").get(pk=export_id)
    folder = Path(settings.EXPORT_ROOT)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = folder / f"so-{asked.unit_id}-{asked.year}-{asked.pk}.{asked.kind}"
    try:
        path = _write(asked, path, at)
    except (OSError, KeyUnavailableError):
        RegisterExport.objects.filter(pk=export_id).update(status=ExportStatus.FAILED, ended_at=at)
        raise
    RegisterExport.objects.filter(pk=export_id).update(
        status=ExportStatus.DONE, name=path.name, sha256=_sha256(path), done=asked.total,
        ended_at=at,
    )  # fmt: skip


def _write(asked: RegisterExport, path: Path, at: datetime) -> Path:
    closing = register.closing(asked.unit_id, asked.year)
    closed_on = in_vietnam(closing.closed_at).date() if closing else None
    wanted = Wanted(
        asked.unit_id, asked.year, Narrowing(**asked.filters), _edition_day(asked.year, at),
        closed_on, "",
    )  # fmt: skip

    def step(done: int) -> None:
        RegisterExport.objects.filter(pk=asked.pk).update(done=done)

    if asked.kind == ExportKind.XLSX:
        exporting.write_xlsx(path, wanted, step)
        return path
    certificate = certificates.current(asked.asked_by_id, at)
    if certificate is None:
        return exporting.write_pdf(path, wanted, step, lambda drawn: drawn)
    wish = Wish(at, reason=f"Sổ theo dõi hồ sơ năm {asked.year}")
    with certificates.signer(certificate, at=at) as signer:
        written = exporting.write_pdf(path, wanted, step, lambda drawn: signer.sign(drawn, wish))
    RegisterExport.objects.filter(pk=asked.pk).update(signed=True)
    return written


def _edition_day(year: int, at: datetime) -> date:
    """The form in force at the end of the book's year, today's while the year runs."""
    return min(date(year, 12, 31), in_vietnam(at).date())


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def drop_old(*, at: datetime) -> int:
    """Erase exported files after a week: they hold names; how many were dropped."""
    old = list(RegisterExport.objects.filter(ended_at__lt=at - KEPT))
    for asked in old:
        if asked.name:
            (Path(settings.EXPORT_ROOT) / asked.name).unlink(missing_ok=True)
        asked.delete()
    return len(old)


def close_register(unit_id: int, year: int, *, actor: Actor, at: datetime) -> RegisterClosing:
    """31 December: what stands in the book now is its end, missing numbers included.

    Raises `InvalidError` before 17:00 of that day and `ConflictError` when nothing was added
    since the last closing.
    """
    can_close(actor, unit_id).require()
    ends = datetime.combine(date(year, 12, 31), CLOSING_HOUR, VIETNAM)
    if at < ends:
        raise InvalidError(f"Sổ năm {year} khóa từ 17 giờ ngày 31/12/{year}.")
    now, earlier = register.book(unit_id, year), register.closing(unit_id, year)
    if earlier is not None and earlier.last_number == now.last_number:
        raise ConflictError(f"Sổ năm {year} đã khóa ở số {earlier.last_number}.")
    try:
        with transaction.atomic():
            made = RegisterClosing.objects.create(
                unit_id=unit_id, year=year, sequence=(earlier.sequence if earlier else 0) + 1,
                last_number=now.last_number, lines=now.lines, holes=list(now.holes), closed_at=at,
                closed_by_id=int(actor.ref),
            )  # fmt: skip
            told = facts.RegisterClosed(year=year, last_number=now.last_number, lines=now.lines)
            record([NewFact(facts.REGISTER_CLOSED, facts.REGISTER, unit_id, told, actor, at)])
    except IntegrityError:
        raise ConflictError(f"Người khác vừa khóa sổ năm {year}. Mở lại trang để xem.") from None
    return made
