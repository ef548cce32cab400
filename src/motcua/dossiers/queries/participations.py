"""Linked procedures in figures: one dossier for who received it, a participation for the others.

A dossier is counted once, at its receiving unit, by whatever counts dossiers. What other units did
of it is told here, one row for each leg that was given to them, with its own deadline. Read from
the dossiers' state alone.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.base.actor import Actor
from motcua.clock.limits import LimitUnit
from motcua.clock.timeliness import Timeliness, timeliness
from motcua.dossiers.queries.lists import Params, named
from motcua.dossiers.visibility import scope

_SQL = (
    "SELECT d.code, d.receiving_unit_id, d.procedure_code, d.finished_at, l.item"
    " FROM dossiers_dossier d CROSS JOIN LATERAL jsonb_array_elements(d.legs)"
    " WITH ORDINALITY AS l(item, place)"
    " WHERE NOT (d.legs = '[]') AND {seen}"
    " AND (l.item->>'opened_at')::timestamptz < %(until)s"
    " AND coalesce((l.item->>'finished_at')::timestamptz, (l.item->>'returned_at')::timestamptz,"
    " d.finished_at, 'infinity') >= %(since)s{of_units} ORDER BY l.item->>'opened_at', d.id, l.place"
)


@dataclass(frozen=True, slots=True)
class Participation:
    """What one unit did of another's dossier.

    `ended_at` is when it was finished, sent back, or overtaken by the dossier's own end; None
    while it runs. Only what was `finished` is early, on time or late.
    """

    code: str
    receiving_unit_id: int
    procedure_code: str
    unit_id: int
    leg: str
    name: str
    opened_at: datetime
    due_at: datetime | None
    taken_at: datetime | None
    ended_at: datetime | None
    is_finished: bool
    is_returned: bool

    @property
    def timeliness(self) -> Timeliness | None:
        """Early, on time or late; None for what was never finished or had no deadline."""
        if not self.is_finished or self.due_at is None or self.ended_at is None:
            return None
        return timeliness(self.ended_at, self.due_at, LimitUnit.WORKING_HOUR)

    def is_overdue(self, at: datetime) -> bool:
        """Running, and past its deadline at that moment."""
        running = self.ended_at is None or self.ended_at > at
        return running and self.due_at is not None and self.due_at < at


def participations(
    actor: Actor, *, since: datetime, until: datetime, unit_ids: Iterable[int] | None = None
) -> tuple[Participation, ...]:
    """Those that ran at some moment from `since` to before `until`, in the order of their opening.

    Of the dossiers that the actor may see; of all units, or of those named.
    """
    seen, params = named(scope(actor))
    more: Params = {"since": since, "until": until}
    of_units = ""
    if unit_ids is not None:
        of_units = " AND (l.item->>'unit')::bigint = ANY(%(units)s)"
        more["units"] = sorted(unit_ids)
    sql = _SQL.replace("{seen}", seen).replace("{of_units}", of_units)
    with connection.cursor() as db:
        db.execute(sql, params | more)
        return tuple(_participation(*row) for row in db.fetchall())


def _participation(
    code: str, receiving: int, procedure: str, finished_at: datetime | None, raw: Any
) -> Participation:
    item: dict[str, Any] = json.loads(raw) if isinstance(raw, str) else raw
    ended = _moment(item["finished_at"]) or _moment(item["returned_at"]) or finished_at
    return Participation(
        code, receiving, procedure, item["unit"], item["key"], item["name"],
        opened_at=datetime.fromisoformat(item["opened_at"]),
        due_at=_moment(item["due_at"]),
        taken_at=_moment(item["taken_at"]),
        ended_at=ended,
        is_finished=bool(item["finished_at"]),
        is_returned=bool(item["returned_at"]),
    )  # fmt: skip


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
