"""Dossiers of a list as the lines of an inbox, and the groups they stand in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from motcua.agencies import queries as agencies
from motcua.base.dates import VIETNAM, in_vietnam
from motcua.base.priority import Priority
from motcua.clock.calendars import WorkingCalendar, moment_of, tick_of
from motcua.clock.deadlines import due
from motcua.clock.limits import Extension, Ground, Pause
from motcua.clock.queries import PROVINCE
from motcua.clock.timeliness import remaining_minutes
from motcua.desk.frame import calendar_named, dossier_url
from motcua.dossiers import timing
from motcua.dossiers.queries.lists import Row
from motcua.dossiers.queries.numbers import Bands
from motcua.pages.chips import NATIONAL_STATUS
from motcua.pages.rows import Band, InboxGroup, InboxRow
from motcua.pages.words import MINUTES_A_DAY
from motcua.procedures import queries as procedures
from motcua.procedures.pinned import PinnedVersion

SOON_DAYS = 4
_MOST_STEP = 32


@dataclass(frozen=True, slots=True)
class Edges:
    """The moments that part the groups of an inbox."""

    at: datetime
    today_ends: datetime
    soon: datetime

    @classmethod
    def of(cls, at: datetime, calendar: WorkingCalendar) -> Edges:
        midnight = datetime.combine(in_vietnam(at).date(), time(), VIETNAM) + timedelta(days=1)
        soon = moment_of(calendar.after_minutes(tick_of(at), SOON_DAYS * MINUTES_A_DAY))
        return cls(at, midnight, max(soon, midnight))

    def band(self, due_at: datetime | None) -> Band:
        if due_at is None:
            return Band.PAUSED
        if due_at < self.at:
            return Band.OVERDUE
        if due_at < self.today_ends:
            return Band.TODAY
        return Band.SOON if due_at <= self.soon else Band.LATER


def inbox_lines(
    rows: Iterable[Row],
    at: datetime,
    marks: Mapping[int, str] | None = None,
    away: Mapping[int, str] | None = None,
) -> list[InboxRow]:
    """Each dossier with what is left of its time.

    `marks` are words for drafts under way, by id; `away` the names of those for whom the reader
    stands in, by account.
    """
    listed = list(rows)
    units = agencies.units({row.holder_unit_id for row in listed if row.holder_unit_id})
    versions = procedures.versions(row.procedure_version_id for row in listed)
    return [
        replace(
            _line(row, at, units, versions[row.procedure_version_id], marks or {}),
            behalf=(away or {}).get(row.holder_id or 0, ""),
        )
        for row in listed
    ]


def _line(
    row: Row,
    at: datetime,
    units: Mapping[int, agencies.UnitView],
    version: PinnedVersion,
    marks: Mapping[int, str],
) -> InboxRow:
    version = version.of_case(row.case_code) if row.case_code else version
    unit = units.get(row.holder_unit_id or 0)
    calendar = calendar_named(unit.calendar_key if unit else PROVINCE)
    kind, _, narrow = NATIONAL_STATUS[row.status.national_code]
    if row.awaits_agency:
        kind, narrow = "warn", "Chờ nơi giải quyết nhận"
    if row.id in marks:
        kind, narrow = "gate", marks[row.id]
    return InboxRow(
        code=row.code,
        url=dossier_url(row.code),
        owner=row.owner_name or "Chưa ghi tên",
        procedure=version.name,
        step=short_step(step_name(version, row.step_key)),
        status_kind=kind,
        status_label=narrow,
        remaining=_remaining(row, version, at, calendar),
        total=version.limit.budget_minutes,
        due_at=row.due_at,
        priority=Priority(row.priority).label if row.priority else "",
        is_away=row.cross_boundary,
        awaits_agency=row.awaits_agency,
    )


def step_name(version: PinnedVersion, key: str) -> str:
    """The step's name; empty before the first one."""
    return next((step.name for step in version.process.steps if step.key == key), "")


def short_step(name: str) -> str:
    """What a narrow column shows of a step that names several tasks: the first of them."""
    first = re.split(r"[,;:(]", name, maxsplit=1)[0].strip()
    return first if len(first) < len(name) and len(name) > _MOST_STEP else name


def _remaining(row: Row, version: PinnedVersion, at: datetime, calendar: WorkingCalendar) -> int:
    if row.due_at is not None:
        left = remaining_minutes(row.due_at, at, calendar)
        return min(left, -1) if row.due_at < at else left
    if row.clock_started_at is None or not row.pauses:
        return 0
    return _left_if_resumed(row, row.clock_started_at, version, at, calendar)


def _left_if_resumed(
    row: Row, started: datetime, version: PinnedVersion, at: datetime, calendar: WorkingCalendar
) -> int:
    """What would be left if the clock went on now: what a stopped chip shows."""
    pauses = tuple(
        Pause(
            datetime.fromisoformat(began),
            datetime.fromisoformat(ended) if ended else at,
            Ground(ground),
        )
        for began, ended, ground in row.pauses
    )
    extensions = (
        (
            Extension(
                datetime.fromisoformat(row.extension["decided_at"]),
                datetime.fromisoformat(row.extension["due_at"]),
            ),
        )
        if row.extension
        else ()
    )
    found = due(
        version.limit,
        started,
        pauses=pauses,
        extensions=extensions,
        calendar=calendar,
        rules=timing.rules_for(row.accepted_at or started),
    )
    return max(remaining_minutes(found.at, at, calendar), 0) if found.at else 0


def grouped(
    rows: Iterable[InboxRow],
    edges: Edges,
    numbers: Bands,
    more_urls: Mapping[Band, str],
    first: Iterable[InboxRow] = (),
) -> list[InboxGroup]:
    """Who is served first, then groups in order of urgency: this page's lines, the shelf's numbers."""
    lines: dict[Band, list[InboxRow]] = {band: [] for band in Band}
    lines[Band.PRIORITY] = list(first)
    for row in rows:
        lines[edges.band(row.due_at)].append(row)
    return [
        InboxGroup(band, count, lines[band], _more(band, count, lines[band], more_urls))
        for band in Band
        if (count := int(getattr(numbers, band.value)))
    ]


def _more(band: Band, count: int, shown: list[InboxRow], more_urls: Mapping[Band, str]) -> str:
    """Where the rest of a group is: of those served first as soon as one line is missing."""
    is_whole = len(shown) == count if band is Band.PRIORITY else bool(shown)
    return "" if is_whole else more_urls.get(band, "")
