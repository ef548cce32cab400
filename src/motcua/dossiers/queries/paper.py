"""Paper in sight: originals that are still owed, and results that went wrong."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.agencies import queries as agencies
from motcua.base.actor import Actor
from motcua.dossiers import visibility
from motcua.dossiers.paper import Slip, slips
from motcua.dossiers.queries.lists import AT_COUNTER
from motcua.dossiers.states import TERMINAL, IncidentKind, Status

SHOWN = 200
_ENDED = [status.value for status in sorted({*TERMINAL, Status.COMPLETED})]


@dataclass(frozen=True, slots=True)
class Owed:
    """A dossier with originals that nobody has given back; `is_ended` when it should have been.

    `slips` are those of what is still kept: the place of an original, and when it came.
    """

    code: str
    owner: str
    status: Status
    names: tuple[str, ...]
    is_ended: bool
    slips: tuple[tuple[int, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Incident:
    """A result that is wrong or lost, as heads read it."""

    code: str
    owner: str
    kind: str
    agency: str
    opened_at: datetime
    apologised_on: str
    remedy: str
    remedy_status: Status | None
    closed_at: datetime | None

    @property
    def may_close(self) -> bool:
        return bool(self.apologised_on) and self.remedy_status is Status.RETURNED


def originals_owed(actor: Actor) -> tuple[Owed, ...]:
    """At the actor's counters, those of dossiers that have ended first."""
    units = sorted(actor.unit_ids)
    rows = _rows(
        "SELECT d.code, d.owner_name, d.status, d.originals, d.status = ANY(%s) AS ended"
        f" FROM dossiers_dossier d WHERE d.originals <> '[]' AND {AT_COUNTER}"
        " AND jsonb_path_exists(d.originals, '$[*] ? (@.given_at == null)')",
        "ended DESC, d.id",
        [_ENDED, units, units],
        actor,
    )
    return tuple(_owed(row) for row in rows)


def _owed(row: tuple[Any, ...]) -> Owed:
    originals = _json(row[3])
    kept = [item for item in originals if item["given_at"] is None]
    moments = {datetime.fromisoformat(item["taken_at"]) for item in kept}
    return Owed(
        code=row[0],
        owner=row[1],
        status=Status(row[2]),
        names=tuple(f"{item['name']}, {item['count']} bản" for item in kept),
        is_ended=row[4],
        slips=tuple(one for one in slips(originals, Slip.TAKEN) if one[1] in moments),
    )


def incidents(actor: Actor, *, closed: bool = False) -> tuple[Incident, ...]:
    """Open ones of the actor's agencies, oldest first; `closed` ones instead, latest first."""
    rows = _rows(
        "SELECT d.code, d.owner_name, d.incident, r.status FROM dossiers_dossier d"
        " LEFT JOIN dossiers_dossier r ON r.code = d.incident ->> 'dossier'"
        " WHERE d.incident IS NOT NULL AND"
        f" (d.incident ->> 'closed_at') IS {'NOT ' if closed else ''}NULL",
        f"d.incident ->> 'opened_at' {'DESC' if closed else ''}, d.id",
        [],
        actor,
    )
    bodies = agencies.agencies(frozenset(_json(row[2])["agency"] for row in rows))
    return tuple(_incident(row, bodies[_json(row[2])["agency"]].name) for row in rows)


def _incident(row: tuple[Any, ...], agency: str) -> Incident:
    said = _json(row[2])
    return Incident(
        code=row[0],
        owner=row[1],
        kind=IncidentKind(said["kind"]).label,
        agency=agency,
        opened_at=datetime.fromisoformat(said["opened_at"]),
        apologised_on=said["apologised_on"] or "",
        remedy=said["dossier"] or "",
        remedy_status=Status(row[3]) if row[3] else None,
        closed_at=datetime.fromisoformat(said["closed_at"]) if said["closed_at"] else None,
    )


def _rows(sql: str, order: str, params: list[Any], actor: Actor) -> list[tuple[Any, ...]]:
    seen = visibility.scope(actor)
    with connection.cursor() as db:
        db.execute(
            f"{sql} AND {seen.sql} ORDER BY {order} LIMIT %s", [*params, *seen.params, SHOWN]
        )
        found: list[tuple[Any, ...]] = db.fetchall()
        return found


def _json(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value


def remedied_by(dossier_id: int | None) -> str:
    """The code of the dossier whose result this one makes good."""
    if dossier_id is None:
        return ""
    with connection.cursor() as db:
        db.execute("SELECT code FROM dossiers_dossier WHERE id = %s", [dossier_id])
        row = db.fetchone()
    return row[0] if row else ""
