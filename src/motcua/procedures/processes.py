"""Readers of internal processes: every version of a procedure's, drafts too, and who uses which."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from motcua.procedures.models import InternalProcess, ProcedureVersion
from motcua.procedures.process import Process, parse_process
from motcua.procedures.queries import UnknownVersionError
from motcua.procedures.states import ProcessState, VersionState


@dataclass(frozen=True, slots=True)
class ProcessView:
    """One version of an internal process; `scopes` are those of the versions that use it."""

    id: int
    procedure_id: int
    code: str
    name: str
    number: int
    state: ProcessState
    announcement: str
    drafted_by: str
    drafted_at: datetime
    published_at: datetime | None
    process: Process
    scopes: frozenset[str]

    @property
    def is_approved(self) -> bool:
        return self.state is ProcessState.PUBLISHED


def view(process_id: int) -> ProcessView:
    """Any process, draft or approved; UnknownVersionError when there is none."""
    row = _rows().filter(id=process_id).first()
    if row is None:
        raise UnknownVersionError(f"Không có quy trình nội bộ số {process_id}.")
    return _view(row)


def approved(process_id: int) -> ProcessView:
    """An approved process; UnknownVersionError for drafts and strangers."""
    found = view(process_id)
    if not found.is_approved:
        raise UnknownVersionError(f"Quy trình nội bộ số {process_id} chưa được phê duyệt.")
    return found


def views(process_ids: Iterable[int]) -> dict[int, ProcessView]:
    """Many processes in two statements; unknown numbers are left out."""
    return {row.id: _view(row) for row in _rows().filter(id__in=set(process_ids))}


def of_procedure(code: str) -> tuple[ProcessView, ...]:
    """Every process of the procedure, the latest first."""
    return tuple(_view(row) for row in _rows().filter(procedure__code=code).order_by("-number"))


def versions_of_processes(process_ids: Sequence[int]) -> list[int]:
    """Versions of all procedures that own one of the processes."""
    owners = InternalProcess.objects.filter(id__in=process_ids).values("procedure_id")
    rows = ProcedureVersion.objects.filter(procedure_id__in=owners)
    return list(rows.exclude(state=VersionState.DRAFT).values_list("id", flat=True))


def sibling_versions(process_id: int) -> dict[int, int | None]:
    """Versions of the process's procedure that may have dossiers, each with its own process."""
    owner = InternalProcess.objects.filter(id=process_id).values("procedure_id")
    rows = ProcedureVersion.objects.filter(procedure_id__in=owner)
    return dict(rows.exclude(state=VersionState.DRAFT).values_list("id", "process_id"))


def in_force_of(code: str, on: date) -> frozenset[int]:
    """Processes that dossiers accepted on that day follow."""
    rows = ProcedureVersion.objects.filter(
        procedure__code=code, state=VersionState.PUBLISHED, process__isnull=False
    )
    return frozenset(row.process_id for row in rows if row.process_id and row.in_force(on))


def _rows() -> QuerySet[InternalProcess]:
    return InternalProcess.objects.select_related("procedure", "announcement").prefetch_related(
        "versions"
    )


def _view(row: InternalProcess) -> ProcessView:
    versions = list(row.versions.all())
    latest = max(versions, key=lambda version: version.number, default=None)
    return ProcessView(
        id=row.id,
        procedure_id=row.procedure_id,
        code=row.procedure.code,
        name=latest.name if latest else row.procedure.code,
        number=row.number,
        state=ProcessState(row.state),
        announcement=row.announcement.number if row.announcement else "",
        drafted_by=row.drafted_by,
        drafted_at=row.drafted_at,
        published_at=row.published_at,
        process=parse_process(row.content),
        scopes=frozenset(version.scope for version in versions),
    )
