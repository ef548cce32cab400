"""The only readers used from outside: calendars compiled from the stored revisions."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from motcua.base.verdict import InvalidError
from motcua.clock.calendar_format import Plan, read_plan
from motcua.clock.calendars import WorkingCalendar
from motcua.clock.models import CalendarProposal, CalendarRevision
from motcua.clock.states import ProposalState, Subject

PROVINCE = "province"


class Part(NamedTuple):
    """The content in force of one part of one calendar."""

    key: str
    subject: str
    year: int | None
    content: dict[str, Any]


@dataclass(frozen=True, slots=True)
class RevisionView:
    """A line in a calendar's history; the first ones came with the software."""

    number: int
    key: str
    subject: Subject
    year: int | None
    decision: str
    reason: str
    at: datetime
    actor_name: str


@dataclass(frozen=True, slots=True)
class ProposalView:
    """A proposed change and its state."""

    id: int
    key: str
    subject: Subject
    year: int | None
    content: dict[str, Any]
    decision: str
    reason: str
    state: ProposalState
    proposed_at: datetime
    proposed_by: str
    proposed_by_name: str
    base_revision: int

    @property
    def touches(self) -> frozenset[str]:
        """The calendars whose change makes what was shown beside the proposal untrue."""
        if self.subject is not Subject.FOLLOWING:
            return frozenset({self.key, PROVINCE})
        return frozenset({self.content["calendar"], self.content["calendar_before"], PROVINCE})


class UnknownProposalError(InvalidError):
    """No proposal has that number."""

    code = "unknown_proposal"


class _Held(NamedTuple):
    """What this process has compiled, of which revision, and when it last looked."""

    revision: int
    looked_at: float
    calendars: dict[tuple[str, str, date | None], WorkingCalendar]


_held = _Held(-1, 0.0, {})


def revision() -> int:
    """The number of the newest revision of any calendar; 0 before the first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(number) FROM clock_calendarrevision")
        row = cursor.fetchone()
    return (row and row[0]) or 0


def calendar_for(
    key: str = PROVINCE, on: date | None = None, *, max_age: float = 0.0
) -> WorkingCalendar:
    """The counting calendar of that key, as known today or at the end of the day `on`.

    Compiled once in a process; each call asks for the newest revision number, unless the last
    look is younger than `max_age` seconds. A key without parts of its own is the province's.
    """
    return _calendar(key, "hours", on, max_age)


def reception_calendar_for(
    key: str = PROVINCE, on: date | None = None, *, max_age: float = 0.0
) -> WorkingCalendar:
    """When the counters of that key are open; it says nothing about what counts."""
    return _calendar(key, "reception", on, max_age)


def keys() -> list[str]:
    """The calendars that have parts of their own, the province first."""
    found = CalendarRevision.objects.values_list("key", flat=True).distinct()
    return sorted(set(found), key=lambda key: (key != PROVINCE, key))


def history(key: str = PROVINCE) -> list[RevisionView]:
    """Every revision of the calendar, newest first."""
    return [
        RevisionView(
            row.number,
            row.key,
            Subject(row.subject),
            row.year,
            row.decision,
            row.reason,
            row.at,
            row.actor_name,
        )
        for row in CalendarRevision.objects.filter(key=key).order_by("-number")
    ]


def contents_of(key: str, subject: Subject, year: int | None = None) -> dict[int, dict[str, Any]]:
    """Every content that one part of the calendar itself ever had, by revision, oldest first."""
    found = CalendarRevision.objects.filter(key=key, subject=subject, year=year)
    return dict(found.order_by("number").values_list("number", "content"))


def parts_of(key: str, on: date | None = None) -> list[Part]:
    """The parts in force for the key, those it has from the province among them."""
    own: dict[tuple[str, int | None], Part] = {}
    for part in _parts((PROVINCE, key), on):
        if part.key == key or (part.subject, part.year) not in own:
            own[part.subject, part.year] = part
    return list(own.values())


def open_proposals() -> list[ProposalView]:
    """The proposals that wait for a decision, oldest first."""
    rows = CalendarProposal.objects.filter(state=ProposalState.PROPOSED).order_by("id")
    return [_proposal_view(row) for row in rows]


def proposal(proposal_id: int) -> ProposalView:
    """Raises `UnknownProposalError`."""
    row = CalendarProposal.objects.filter(id=proposal_id).first()
    if row is None:
        raise UnknownProposalError("Không có đề nghị đổi lịch này. Mở lại danh sách đề nghị.")
    return _proposal_view(row)


def is_stale(view: ProposalView) -> bool:
    """Whether a calendar that it touches has changed since it was written."""
    return CalendarRevision.objects.filter(
        key__in=view.touches, number__gt=view.base_revision
    ).exists()


def calendars_under(proposal_id: int) -> dict[str, tuple[WorkingCalendar, WorkingCalendar]]:
    """For each calendar that the proposal would change: as it is, and as it would be.

    A change of the province's reaches every key that has no such part of its own. Hand both to
    `projection.moved`. Keys that are not named here are the province's.
    """
    view = proposal(proposal_id)
    if view.subject is Subject.FOLLOWING:
        raise UnknownProposalError("Đề nghị này đổi lịch của một đơn vị, không đổi lịch.")
    touched = {}
    for key in {*keys(), view.key} if view.key == PROVINCE else {view.key}:
        parts = parts_of(key)
        inherits = not any(
            part.key == key != view.key and (part.subject, part.year) == (view.subject, view.year)
            for part in parts
        )
        if inherits:
            touched[key] = (compiled(key, parts), compiled(key, with_change(parts, view)))
    return touched


def with_change(parts: Iterable[Part], view: ProposalView) -> list[Part]:
    """The parts with the proposed content in its place."""
    kept = [part for part in parts if (part.subject, part.year) != (view.subject, view.year)]
    return [*kept, Part(view.key, view.subject, view.year, view.content)]


def compiled(
    key: str, parts: Iterable[Part], *, purpose: str = "hours", revision: int = 0
) -> WorkingCalendar:
    """The calendar made of those parts; raises `InvalidCalendarError` if they do not fit."""
    return WorkingCalendar(_plan(key, parts, purpose), revision)


def forget() -> None:
    """Drop what was compiled in this process."""
    global _held  # noqa: PLW0603 - the one cache of the process
    _held = _Held(-1, 0.0, {})


def _calendar(key: str, purpose: str, on: date | None, max_age: float) -> WorkingCalendar:
    held = _fresh(max_age)
    calendar = held.calendars.get((key, purpose, on))
    if calendar is None:
        calendar = compiled(key, parts_of(key, on), purpose=purpose, revision=held.revision)
        held.calendars[key, purpose, on] = calendar
    return calendar


def _fresh(max_age: float) -> _Held:
    global _held  # noqa: PLW0603 - the one cache of the process
    held, now = _held, time.monotonic()
    if held.revision >= 0 and now - held.looked_at < max_age:
        return held
    newest = revision()
    calendars = held.calendars if newest == held.revision else {}
    _held = held = _Held(newest, now, calendars)
    return held


def _parts(wanted: tuple[str, ...], on: date | None) -> list[Part]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT ON (key, subject, year) key, subject, year, content::text"
            " FROM clock_calendarrevision WHERE key = ANY(%s)"
            " AND (%s::date IS NULL OR (at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date <= %s::date)"
            " ORDER BY key, subject, year, number DESC",
            [list(wanted), on, on],
        )
        rows = cursor.fetchall()
    return [Part(key, subject, year, json.loads(content)) for key, subject, year, content in rows]


def _plan(key: str, parts: Iterable[Part], purpose: str) -> Plan:
    hours: dict[str, Any] = {}
    years = []
    for part in parts:
        if part.subject == Subject.HOURS:
            hours = part.content
        else:
            years.append(part.content)
    weekly = hours.get(purpose) or hours.get("hours", [])
    return read_plan({"key": key, "name": hours.get("name", ""), "hours": weekly, "years": years})


def _proposal_view(row: CalendarProposal) -> ProposalView:
    return ProposalView(
        row.id,
        row.key,
        Subject(row.subject),
        row.year,
        row.content,
        row.decision,
        row.reason,
        ProposalState(row.state),
        row.proposed_at,
        row.proposed_by,
        row.proposed_by_name,
        row.base_revision,
    )
