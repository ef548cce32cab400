"""What units wait for from each other: open consultations and legs, whose turn it is, until when."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.base.actor import Actor
from motcua.dossiers.queries.lists import OPEN_HERE, Params, named
from motcua.dossiers.visibility import scope

MOST = 200
# The index of who is waited for holds only dossiers that wait for somebody.
SOMEBODY = "NOT (d.waiting_unit_ids = '{}')"
WAITED_FOR = f"d.waiting_unit_ids && %(units)s::bigint[] AND {SOMEBODY}"
_ITEMS = (
    "SELECT d.code, d.owner_name, d.procedure_version_id, d.holder_unit_id, i.item"
    " FROM dossiers_dossier d CROSS JOIN LATERAL jsonb_array_elements(d.legs || d.consultations)"
    " AS i(item) WHERE {where} AND {seen}"
    " AND coalesce(i.item->>'answered_at', i.item->>'finished_at', i.item->>'returned_at') IS NULL"
    "{of_items} ORDER BY i.item->>'due_at', d.id LIMIT %(limit)s"
)


@dataclass(frozen=True, slots=True)
class Waited:
    """One thing that a unit is expected to do for a dossier that another holds.

    `leg` is the key of a leg, empty for a consultation; `consultation` its id.
    """

    code: str
    owner_name: str
    procedure_version_id: int
    holder_unit_id: int | None
    unit_id: int
    leg: str
    consultation: str
    name: str
    number: str
    asked_at: datetime
    due_at: datetime | None
    taken_at: datetime | None
    officer_id: int | None
    reminded_at: datetime | None
    missed_at: datetime | None


def waited_for(actor: Actor, *, limit: int = MOST) -> tuple[Waited, ...]:
    """What others wait for from the actor's units, the nearest deadline first."""
    return _items(actor, WAITED_FOR, " AND (i.item->>'unit')::bigint = ANY(%(units)s)", limit)


def waiting_for(actor: Actor, *, limit: int = MOST) -> tuple[Waited, ...]:
    """What the actor's units wait for from others, the nearest deadline first."""
    where = f"d.holder_unit_id = ANY(%(units)s) AND {OPEN_HERE} AND {SOMEBODY}"
    return _items(actor, where, "", limit)


def _items(actor: Actor, where: str, of_items: str, limit: int) -> tuple[Waited, ...]:
    if not actor.unit_ids:
        return ()
    seen, params = named(scope(actor))
    more: Params = {"units": sorted(actor.unit_ids), "limit": limit}
    sql = _ITEMS.replace("{where}", where).replace("{seen}", seen).replace("{of_items}", of_items)
    with connection.cursor() as db:
        db.execute(sql, params | more)
        return tuple(_waited(row) for row in db.fetchall())


def _waited(row: Sequence[Any]) -> Waited:
    code, owner, version, holder, raw = row
    item: dict[str, Any] = _read(raw)
    return Waited(
        code, owner, version, holder,
        unit_id=item["unit"],
        leg=item.get("key", ""),
        consultation=item.get("id", ""),
        name=item.get("name", ""),
        number=item.get("number", ""),
        asked_at=datetime.fromisoformat(item.get("opened_at") or item["asked_at"]),
        due_at=_moment(item, "due_at"),
        taken_at=_moment(item, "taken_at"),
        officer_id=item.get("officer"),
        reminded_at=_moment(item, "reminded_at"),
        missed_at=_moment(item, "missed_at"),
    )  # fmt: skip


def _moment(item: dict[str, Any], name: str) -> datetime | None:
    text = item.get(name)
    return datetime.fromisoformat(text) if text else None


def _read(raw: Any) -> dict[str, Any]:
    """Raw cursors hand JSON over as text."""
    found: dict[str, Any] = json.loads(raw) if isinstance(raw, str) else raw
    return found


@dataclass(frozen=True, slots=True)
class Watched:
    """A consultation that is to be reminded of, or that was missed."""

    code: str
    consultation: str
    is_missed: bool


def to_watch(at: datetime, *, limit: int = 1000) -> tuple[Watched, ...]:
    """The consultations of which somebody must be told now, each once; read from the index alone."""
    sql = (
        "SELECT d.code, c.item->>'id', (c.item->>'due_at')::timestamptz < %(at)s"
        " FROM dossiers_dossier d CROSS JOIN LATERAL jsonb_array_elements(d.consultations)"
        f" AS c(item) WHERE {SOMEBODY} AND d.waiting_unit_ids @> '{{}}'::bigint[]"
        " AND c.item->>'answered_at' IS NULL AND c.item->>'missed_at' IS NULL"
        " AND ((c.item->>'due_at')::timestamptz < %(at)s OR (c.item->>'reminded_at' IS NULL"
        " AND (c.item->>'remind_at')::timestamptz <= %(at)s))"
        " ORDER BY d.id LIMIT %(limit)s"
    )
    with connection.cursor() as db:
        db.execute(sql, {"at": at, "limit": limit})
        return tuple(Watched(*row) for row in db.fetchall())
