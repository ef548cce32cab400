"""Apologies: what was promised and whether it was kept, and who was owed a letter and got none."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.agencies import queries as agencies
from motcua.base.actor import Actor
from motcua.clock import queries as calendars
from motcua.clock.calendars import WorkingCalendar
from motcua.control import policies
from motcua.dossiers import timing
from motcua.dossiers.states import ActReason, ActStatus
from motcua.procedures import queries as procedures

PAGE = 50
# A public page looks for a changed calendar at most this often.
_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Promise:
    """One issued letter, without a word about the person. `kept` is None while the day is not over.

    `first_due` is the appointment that is judged for ever; `is_late_notice` a letter that came
    later than one working day before it.
    """

    act_id: int
    code: str
    agency_id: int
    agency: str
    procedure: str
    reason: str
    issued_at: datetime
    first_due: datetime
    promised: datetime
    finished_at: datetime | None
    kept: bool | None
    is_late_notice: bool


_LETTERS = """
SELECT a.id, d.code, a.agency_id, d.procedure_version_id, a.reason_code, a.issued_at,
       d.due_original, a.promised_at, d.finished_at, d.accepted_at, d.receiving_unit_id
  FROM dossiers_draftact a JOIN dossiers_dossier d ON d.id = a.dossier_id
 WHERE a.kind = 'apology' AND a.status = 'issued'
"""


def register(
    *, at: datetime, agency_id: int = 0, before: int = 0, limit: int = PAGE
) -> tuple[Promise, ...]:
    """The public register, latest first; `before` is the last act of the page before."""
    clauses = " AND a.agency_id = %(agency)s" if agency_id else ""
    if before:
        clauses += (
            " AND (a.issued_at, a.id) < (SELECT b.issued_at, b.id FROM dossiers_draftact b"
            " WHERE b.id = %(before)s)"
        )
    sql = f"{_LETTERS}{clauses} ORDER BY a.issued_at DESC, a.id DESC LIMIT %(limit)s"
    with connection.cursor() as db:
        db.execute(sql, {"agency": agency_id, "before": before, "limit": limit})
        rows = db.fetchall()
    names = agencies.agencies(frozenset(row[2] for row in rows))
    versions = procedures.versions(row[3] for row in rows)
    days = _calendars(frozenset(row[-1] for row in rows))
    return tuple(
        _promise(row, names[row[2]].name, versions[row[3]].name, at, days[row[-1]]) for row in rows
    )


def _calendars(unit_ids: frozenset[int]) -> dict[int, WorkingCalendar]:
    """The calendar of each unit; a calendar is looked for once, however many units keep it."""
    units = agencies.units(unit_ids)
    keys = {view.calendar_key for view in units.values()}
    known = {key: calendars.calendar_for(key, max_age=_SECONDS) for key in keys}
    return {number: known[view.calendar_key] for number, view in units.items()}


def _promise(
    row: tuple[Any, ...], agency: str, procedure: str, at: datetime, calendar: WorkingCalendar
) -> Promise:
    act_id, code, agency_id, _, reason, issued_at, first, promised, finished, accepted, _ = row
    return Promise(
        act_id, code, agency_id, agency, procedure,
        ActReason(reason).label if reason else "", issued_at, first, promised, finished,
        kept(promised, finished, at),
        timing.is_late_notice(issued_at, first, accepted_at=accepted, calendar=calendar),
    )  # fmt: skip


def kept(promised: datetime, finished: datetime | None, at: datetime) -> bool | None:
    """Whether the promise was kept: judged by the day that was named; None while it is open."""
    if finished is not None:
        return finished <= promised
    return False if at > promised else None


@dataclass(frozen=True, slots=True)
class Owed:
    """A dossier past its date whose person has had no letter; `draft_status` of one on its way."""

    code: str
    owner_name: str
    agency_id: int
    procedure_version_id: int
    holder_unit_id: int | None
    holder_id: int | None
    due_at: datetime
    draft_status: ActStatus | None


_OWED = """
SELECT d.code, d.owner_name, d.competent_agency_id, d.procedure_version_id, d.holder_unit_id,
       d.holder_id, d.due_at,
       (SELECT a.status FROM dossiers_draftact a WHERE a.dossier_id = d.id AND a.kind = 'apology'
          AND a.status <> 'cancelled' ORDER BY a.id DESC LIMIT 1)
  FROM dossiers_dossier d
 WHERE d.status IN ('accepted', 'processing') AND d.due_at < %(at)s
   AND NOT EXISTS (SELECT FROM dossiers_draftact a WHERE a.dossier_id = d.id
                   AND a.kind = 'apology' AND a.status = 'issued')
"""


def without_letter(
    actor: Actor, *, at: datetime, agency_id: int = 0, limit: int = PAGE
) -> tuple[Owed, ...]:
    """Dossiers that went overdue without a letter, the oldest first: for the director, by name."""
    policies.can_oversee(actor).require()
    narrowed = " AND d.competent_agency_id = %(agency)s" if agency_id else ""
    sql = f"{_OWED}{narrowed} ORDER BY d.due_at, d.id LIMIT %(limit)s"
    with connection.cursor() as db:
        db.execute(sql, {"at": at, "agency": agency_id, "limit": limit})
        return tuple(_owed(row) for row in db.fetchall())


def _owed(row: tuple[Any, ...]) -> Owed:
    code, name, agency_id, version_id, unit_id, officer_id, due_at, status = row
    draft = ActStatus(status) if status else None
    return Owed(code, name, agency_id, version_id, unit_id, officer_id, due_at, draft)


@dataclass(frozen=True, slots=True)
class Kept:
    """How many promises there were whose day has come, and how many of them were kept."""

    kept: int
    due: int


def kept_count(*, at: datetime) -> Kept:
    """Over all letters ever sent."""
    with connection.cursor() as db:
        db.execute(
            "SELECT count(*) FILTER (WHERE d.finished_at <= a.promised_at), count(*)"
            " FROM dossiers_draftact a JOIN dossiers_dossier d ON d.id = a.dossier_id"
            " WHERE a.kind = 'apology' AND a.status = 'issued'"
            " AND (d.finished_at IS NOT NULL OR a.promised_at < %s)",
            [at],
        )
        kept_so_far, due = db.fetchone()
    return Kept(kept_so_far, due)
