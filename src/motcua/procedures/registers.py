"""Readers of the register of decisions: what each publishes and replaces, who must still do what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q

from motcua.clock.calendars import WorkingCalendar
from motcua.procedures.models import Announcement, PublicationDuty
from motcua.procedures.states import AnnouncementKind, DutyKind

# Decree 63/2010: entered nationally within five working days of the signature (art. 24), signed at
# least five days before it takes effect (art. 15).
NATIONAL_ENTRY_DAYS = 5
SIGNED_BEFORE_EFFECT = timedelta(days=5)
SOON = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class DutyView:
    """What an agency must do because of a decision; `late` says how far past its day it is."""

    id: int
    announcement_id: int
    announcement: str
    agency_key: str
    kind: DutyKind
    due_on: date
    done_at: datetime | None
    proof: str

    def alarm(self, on: date) -> str:
        """`r` once the day has passed, `y` when it is near, empty otherwise."""
        if self.done_at is not None:
            return ""
        if self.due_on < on:
            return "r"
        return "y" if self.due_on - on <= SOON else ""


@dataclass(frozen=True, slots=True)
class AnnouncementLine:
    """One line of the register."""

    id: int
    number: str
    signed_on: date
    kind: AnnouncementKind
    issuer: str
    effective_on: date
    summary: str
    versions: int
    open_duties: int


@dataclass(frozen=True, slots=True)
class Published:
    """A version or a process that a decision publishes."""

    id: int
    code: str
    name: str
    number: int


@dataclass(frozen=True, slots=True)
class AnnouncementView:
    """One decision with all that hangs on it."""

    id: int
    key: str
    number: str
    signed_on: date
    kind: AnnouncementKind
    issuer: str
    effective_on: date
    summary: str
    legal_bases: tuple[str, ...]
    replaces: tuple[tuple[int, str], ...]
    replaced_by: tuple[tuple[int, str], ...]
    versions: tuple[Published, ...]
    processes: tuple[Published, ...]
    duties: tuple[DutyView, ...]

    @property
    def is_signed_late(self) -> bool:
        """Signed later than the law wants before it takes effect."""
        return self.effective_on - self.signed_on < SIGNED_BEFORE_EFFECT


def announcements(
    text: str = "", *, limit: int = 50, offset: int = 0
) -> tuple[AnnouncementLine, ...]:
    """The register, the latest signature first; by number or words of the summary."""
    rows = Announcement.objects.annotate(
        versions_count=Count("versions", distinct=True),
        open_count=Count("duties", filter=Q(duties__done_at=None), distinct=True),
    )
    if text.strip():
        rows = rows.filter(Q(number__icontains=text.strip()) | Q(summary__icontains=text.strip()))
    return tuple(
        AnnouncementLine(
            row.id,
            row.number,
            row.signed_on,
            AnnouncementKind(row.kind),
            row.issuer,
            row.effective_on,
            row.summary,
            row.versions_count,
            row.open_count,
        )
        for row in rows[offset : offset + limit]
    )


def announcement(announcement_id: int) -> AnnouncementView | None:
    """One decision; None when there is none."""
    row = (
        Announcement.objects.prefetch_related(
            "replaces", "replaced_by", "versions", "processes__procedure", "duties"
        )
        .filter(id=announcement_id)
        .first()
    )
    if row is None:
        return None
    return AnnouncementView(
        id=row.id,
        key=row.key,
        number=row.number,
        signed_on=row.signed_on,
        kind=AnnouncementKind(row.kind),
        issuer=row.issuer,
        effective_on=row.effective_on,
        summary=row.summary,
        legal_bases=tuple(row.legal_bases),
        replaces=tuple((other.id, str(other)) for other in row.replaces.all()),
        replaced_by=tuple((other.id, str(other)) for other in row.replaced_by.all()),
        versions=tuple(
            Published(one.id, one.code, one.name, one.number) for one in row.versions.all()
        ),
        processes=tuple(
            Published(one.id, one.procedure.code, one.procedure.code, one.number)
            for one in row.processes.all()
        ),
        duties=tuple(_duty(duty, row) for duty in row.duties.all()),
    )


def duties(*, done: bool = False, limit: int = 50, offset: int = 0) -> tuple[DutyView, ...]:
    """Duties of all decisions: those open, the soonest first, or those done, the latest first."""
    rows = PublicationDuty.objects.select_related("announcement").filter(done_at__isnull=not done)
    rows = rows.order_by("-done_at" if done else "due_on", "id")
    return tuple(_duty(row, row.announcement) for row in rows[offset : offset + limit])


def choices() -> list[tuple[int, str]]:
    """Decisions by number and signature, the latest first, to choose one from."""
    return [(row.id, str(row)) for row in Announcement.objects.only("number", "signed_on")]


def keys() -> list[tuple[str, str]]:
    """The same by their keys, to name those that a new one replaces."""
    return [(row.key, str(row)) for row in Announcement.objects.only("key", "number", "signed_on")]


def due_by_law(
    kind: DutyKind, signed_on: date, effective_on: date, calendar: WorkingCalendar
) -> date:
    """The last day of a duty: national entry counts from the signature, all else from the effect."""
    if kind is DutyKind.NATIONAL_ENTRY:
        return calendar.add_working_days(signed_on, NATIONAL_ENTRY_DAYS)
    return max(signed_on, effective_on)


def _duty(row: PublicationDuty, announcement: Announcement) -> DutyView:
    return DutyView(
        row.id,
        announcement.id,
        announcement.number,
        row.agency_key,
        DutyKind(row.kind),
        row.due_on,
        row.done_at,
        row.proof,
    )
