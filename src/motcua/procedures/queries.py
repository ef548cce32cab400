"""What other rooms and the doors may ask about procedures.

`version` answers from memory after the first time: a published version never changes, so it is
kept for as long as the process lives.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from motcua.agencies import queries as agencies
from motcua.agencies.rules import Competence as AgencyCompetence
from motcua.base.memory import remembered
from motcua.procedures.content import Content, Record, parse_content
from motcua.procedures.models import (
    InternalProcess,
    Procedure,
    ProcedureVersion,
    PublicationDuty,
)
from motcua.procedures.pinned import PinnedVersion, time_limit
from motcua.procedures.process import Process, parse_process
from motcua.procedures.rules import missing_parts
from motcua.procedures.search import Found, search
from motcua.procedures.states import ProcessState, VersionState

__all__ = [
    "DraftView",
    "Found",
    "PinnedVersion",
    "UnknownVersionError",
    "awaiting_publication",
    "competent_agency",
    "current_version",
    "draft",
    "draft_count",
    "drafts",
    "history",
    "instant_versions",
    "open_duties",
    "process",
    "search",
    "sectors",
    "version",
    "versions",
    "versions_on",
]

_kept: dict[int, PinnedVersion] = {}
_kept_processes: dict[int, Process] = {}
# What is in force changes by date; a publication made elsewhere is seen after at most this long.
_CURRENT_SECONDS = 5.0


class UnknownVersionError(LookupError):
    """No version with that number was ever published."""


def version(version_id: int) -> PinnedVersion:
    """The published version of that number; UnknownVersionError for drafts and strangers."""
    kept = _kept.get(version_id)
    if kept is None:
        kept = versions({version_id}).get(version_id)
    if kept is None:
        raise UnknownVersionError(f"Không có phiên bản thủ tục số {version_id} đã công bố.")
    return kept


def versions(version_ids: Iterable[int]) -> dict[int, PinnedVersion]:
    """Many published versions in at most one statement; unknown numbers are left out."""
    wanted = set(version_ids)
    missing = wanted - _kept.keys()
    if missing:
        rows = (
            ProcedureVersion.objects.select_related("process", "announcement")
            .exclude(state=VersionState.DRAFT)
            .filter(id__in=missing)
        )
        _kept.update((row.id, _pinned(row)) for row in rows)
    return {number: _kept[number] for number in wanted if number in _kept}


def process(process_id: int) -> Process:
    """The approved internal process of that number; UnknownVersionError for drafts and strangers."""
    kept = _kept_processes.get(process_id)
    if kept is None:
        row = (
            InternalProcess.objects.exclude(state=ProcessState.DRAFT).filter(pk=process_id).first()
        )
        if row is None:
            raise UnknownVersionError(f"Không có quy trình nội bộ số {process_id} đã phê duyệt.")
        kept = _kept_processes[process_id] = _steps(row)
    return kept


def _pinned(row: ProcedureVersion) -> PinnedVersion:
    content = parse_content(row.content)
    if row.announcement is None or row.effective_from is None or content.limit is None:
        raise UnknownVersionError(f"Phiên bản thủ tục số {row.id} chưa đủ phần bắt buộc.")
    return PinnedVersion(
        id=row.id,
        procedure_id=row.procedure_id,
        process_id=row.process_id,
        number=row.number,
        announcement=row.announcement.number,
        effective_from=row.effective_from,
        content=content,
        process=_steps(row.process),
        limit=time_limit(content, content.limit),
    )


@remembered(_CURRENT_SECONDS)
def current_version(code: str, on: date, *, agency_id: int | None = None) -> PinnedVersion | None:
    """The version of that code in force on the day, or None.

    A procedure decided at several levels has one version for each: `agency_id` chooses the one
    that this agency decides, by its key, then by its level; without it the lowest level speaks.
    """
    rows = list(
        in_force(on).filter(code=code).values_list("id", "competence_level", "competence_agency")
    )
    if not rows:
        return None
    if len(rows) > 1:
        rows.sort(key=lambda row: _distance(row[1], row[2], agency_id))
    return version(rows[0][0])


@remembered(_CURRENT_SECONDS)
def instant_versions(on: date, agency_id: int) -> tuple[PinnedVersion, ...]:
    """What the agency itself decides on the spot on that day, by code."""
    codes = in_force(on).filter(content__flags__instant=True).values_list("code", flat=True)
    level = agencies.agency(agency_id).level
    found = (current_version(code, on, agency_id=agency_id) for code in sorted(set(codes)))
    return tuple(
        version
        for version in found
        if version and version.level == level and version.accepts_dossiers
    )


_FROM_BELOW = ("commune", "district", "province")


def _distance(level: str, key: str, agency_id: int | None) -> tuple[bool, bool, int]:
    """Smaller is nearer to the agency; only the order of levels where none is named."""
    rank = _FROM_BELOW.index(level)
    if agency_id is None:
        return (False, False, rank)
    agency = agencies.agency(agency_id)
    return (bool(key) and key != agency.key, level != agency.level, rank)


def versions_on(on: date) -> tuple[Found, ...]:
    """All versions in force on that day, by Vietnamese alphabet."""
    return search(on=on, limit=100_000)


def sectors(on: date) -> tuple[tuple[str, str, int], ...]:
    """Sectors with procedures in force: code, name, number of procedures; by name."""
    counted: dict[str, tuple[str, set[int]]] = {}
    rows = in_force(on).values_list("sector_code", "sector_name", "procedure_id")
    for code, name, procedure_id in rows:
        counted.setdefault(code, (name, set()))[1].add(procedure_id)
    listed = ((code, name, len(members)) for code, (name, members) in counted.items())
    return tuple(sorted(listed, key=lambda row: (row[1], row[0])))


def every_sector() -> tuple[tuple[str, str], ...]:
    """Code and name of every sector that a procedure ever had, also of those no longer in force."""
    rows = ProcedureVersion.objects.values_list("sector_code", "sector_name").distinct()
    return tuple(sorted(rows))


@dataclass(frozen=True, slots=True)
class DraftView:
    """A version as its editors see it, with what still keeps it from being published."""

    id: int
    number: int
    revision: int
    state: str
    drafted_by: str
    effective_from: date | None
    effective_to: date | None
    record: Record
    missing: tuple[str, ...]
    process_id: int | None = None
    process_state: str = ""


def draft(version_id: int) -> DraftView:
    """Any version, draft or published, for the editing screen; UnknownVersionError if none."""
    row = (
        ProcedureVersion.objects.select_related("process", "announcement")
        .filter(id=version_id)
        .first()
    )
    if row is None:
        raise UnknownVersionError(f"Không có phiên bản thủ tục số {version_id}.")
    return _draft_view(row)


def drafts(*, limit: int = 50, offset: int = 0) -> tuple[DraftView, ...]:
    """Versions waiting for publication, the latest first."""
    rows = (
        ProcedureVersion.objects.select_related("process", "announcement")
        .filter(state=VersionState.DRAFT)
        .order_by("-drafted_at", "-id")
    )
    return tuple(_draft_view(row) for row in rows[offset : offset + limit])


def draft_count() -> int:
    """How many versions have not been published yet."""
    return ProcedureVersion.objects.filter(state=VersionState.DRAFT).count()


def awaiting_publication(most: int = 100) -> int:
    """How many of the latest `most` drafts lack nothing but the second person who publishes them."""
    contents = (
        ProcedureVersion.objects.filter(state=VersionState.DRAFT, process__isnull=False)
        .order_by("-drafted_at", "-id")
        .values_list("content", flat=True)[:most]
    )
    return sum(1 for content in contents if not missing_parts(parse_content(content)))


def history(code: str) -> tuple[DraftView, ...]:
    """Every version of the code, the latest first."""
    rows = (
        ProcedureVersion.objects.select_related("process", "announcement")
        .filter(procedure__in=Procedure.objects.filter(code=code))
        .order_by("-number")
    )
    return tuple(_draft_view(row) for row in rows)


def open_duties(on: date, most: int | None = None) -> tuple[PublicationDuty, ...]:
    """Duties of announcements that are not done, those due by `on` and later ones, soonest first."""
    rows = PublicationDuty.objects.select_related("announcement").filter(
        done_at=None, announcement__signed_on__lte=on
    )
    return tuple(rows[:most])


def competent_agency(
    pinned: PinnedVersion, area_id: int | None, on: date
) -> agencies.AgencyView | None:
    """Who decides on a matter of that area on that day; None where the level did not exist."""
    competence = AgencyCompetence(pinned.competence.level, pinned.competence.agency)
    return agencies.competent_agency(competence, area_id, on)


def in_force(on: date) -> QuerySet[ProcedureVersion]:
    """The published versions of that day, for this room's own readers."""
    return ProcedureVersion.objects.filter(
        Q(effective_to=None) | Q(effective_to__gt=on),
        state=VersionState.PUBLISHED,
        effective_from__lte=on,
    )


def _steps(process: InternalProcess | None) -> Process:
    return parse_process(process.content) if process else Process(())


def _draft_view(row: ProcedureVersion) -> DraftView:
    content: Content = parse_content(row.content)
    return DraftView(
        id=row.id,
        number=row.number,
        revision=row.revision,
        state=row.state,
        drafted_by=row.drafted_by,
        effective_from=row.effective_from,
        effective_to=row.effective_to,
        record=Record(
            content=content,
            process=_steps(row.process) if row.process else None,
            effective_from=row.effective_from,
            effective_to=row.effective_to,
            announcement=row.announcement.key if row.announcement else "",
        ),
        missing=missing_parts(content),
        process_id=row.process_id,
        process_state=row.process.state if row.process else "",
    )
