"""What the Centre watches for: dates that will be missed, requests that nobody answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection

MOST = 500
_NO_LETTER = (
    "NOT EXISTS (SELECT FROM dossiers_draftact a WHERE a.dossier_id = d.id AND a.kind = 'apology'"
    " AND a.status <> 'cancelled')"
)


def near_without_letter(at: datetime, until: datetime, *, limit: int = MOST) -> tuple[str, ...]:
    """Codes of dossiers at work that fall due before `until`, with no letter written yet."""
    return _codes(
        "SELECT d.code FROM dossiers_dossier d WHERE d.status = 'processing'"
        " AND d.due_at > %s AND d.due_at <= %s AND d.extension IS NULL AND d.result IS NULL"
        f" AND {_NO_LETTER} ORDER BY d.due_at, d.id LIMIT %s",
        [at, until, limit],
    )


@dataclass(frozen=True, slots=True)
class Unanswered:
    """A request whose deadline has passed: the dossier, and what the request said."""

    code: str
    act_id: int
    answer_due_at: datetime
    ground: str


def unanswered(at: datetime, *, limit: int = MOST) -> tuple[Unanswered, ...]:
    """Requests left unanswered beyond their deadline, with no stop drafted yet."""
    sql = (
        "SELECT d.code, a.id, a.answer_due_at, COALESCE(a.content->>'ground', '')"
        " FROM dossiers_draftact a JOIN dossiers_dossier d ON d.id = a.dossier_id"
        " WHERE a.status = 'issued' AND a.answered_at IS NULL AND a.answer_due_at < %s"
        " AND d.status = 'supplement_requested' AND NOT EXISTS (SELECT FROM dossiers_draftact s"
        " WHERE s.dossier_id = d.id AND s.kind = 'stop'"
        " AND s.status IN ('draft', 'sent_back', 'head_approved', 'cleared'))"
        " ORDER BY a.answer_due_at, a.id LIMIT %s"
    )
    with connection.cursor() as db:
        db.execute(sql, [at, limit])
        return tuple(Unanswered(*row) for row in db.fetchall())


def unpaid(on: date, *, limit: int = MOST) -> tuple[str, ...]:
    """Codes of dossiers that wait for a payment whose last day has passed, with no stop drafted."""
    return _codes(
        "SELECT d.code FROM dossiers_dossier d WHERE d.status = 'obligation_requested'"
        " AND EXISTS (SELECT FROM jsonb_array_elements(d.obligations) o"
        " WHERE o->>'paid' IS NULL AND COALESCE(o->>'replaced_by', '') = ''"
        " AND o->>'due_on' <> '' AND o->>'due_on' < %s)"
        " AND NOT EXISTS (SELECT FROM dossiers_draftact s WHERE s.dossier_id = d.id"
        " AND s.kind = 'stop' AND s.status <> 'cancelled') ORDER BY d.id LIMIT %s",
        [on.isoformat(), limit],
    )


def _codes(sql: str, params: list[str | int | datetime]) -> tuple[str, ...]:
    with connection.cursor() as db:
        db.execute(sql, params)
        return tuple(row[0] for row in db.fetchall())
