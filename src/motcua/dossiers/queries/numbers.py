"""How many: the numbers beside the shelves and above the groups, all of a page in one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.base.actor import Actor
from motcua.dossiers.queries.lists import (
    AT_COUNTER,
    OPEN_HERE,
    Filters,
    Params,
    View,
    named,
    narrowing,
    shelf_condition,
    shelf_params,
)
from motcua.dossiers.queries.waiting import WAITED_FOR
from motcua.dossiers.visibility import scope


@dataclass(frozen=True, slots=True)
class Bands:
    """How a shelf divides: who is served first, then by urgency; the numbers add up to the shelf."""

    overdue: int = 0
    today: int = 0
    soon: int = 0
    later: int = 0
    paused: int = 0
    priority: int = 0

    @property
    def total(self) -> int:
        urgent = self.overdue + self.today + self.soon
        return self.priority + urgent + self.later + self.paused


@dataclass(frozen=True, slots=True)
class Counts:
    """How many dossiers lie on each shelf."""

    mine: int = 0
    unassigned: int = 0
    unit: int = 0
    overdue: int = 0
    near: int = 0
    paused: int = 0
    offered: int = 0
    online: int = 0
    to_return: int = 0
    acts: int = 0
    waited: int = 0

    def of(self, view: View) -> int:
        return int(getattr(self, view.value, 0))


@dataclass(frozen=True, slots=True)
class Cut:
    """One shelf, narrowed, and the moments that part its groups."""

    view: View
    today_ends: datetime
    soon: datetime
    filters: Filters | None = None


_SHELVES = (View.MINE, View.UNASSIGNED, View.UNIT, View.OVERDUE, View.NEAR, View.PAUSED)
_OWN_DRAFTS = (
    "(SELECT count(*) FROM dossiers_draftact a WHERE a.drafted_by_id = %(me)s"
    " AND a.status IN ('draft', 'head_approved', 'sent_back', 'cleared'))"
)
_BANDS = (
    "d.due_at < %(at)s",
    "d.due_at >= %(at)s AND d.due_at < %(today_ends)s",
    "d.due_at >= %(at)s AND d.due_at >= %(today_ends)s AND d.due_at <= %(soon)s",
    "d.due_at >= %(at)s AND d.due_at > %(soon)s",
    "d.due_at IS NULL",
)


def counts(actor: Actor, *, at: datetime) -> Counts:
    """The numbers beside the shelves; zeros for whoever holds no post."""
    return _read(actor, at, None)[0]


def counts_and_bands(actor: Actor, *, at: datetime, cut: Cut) -> tuple[Counts, Bands]:
    """The same with the groups of one shelf: past due, due today, soon, later, stopped."""
    return _read(actor, at, cut)


def _read(actor: Actor, at: datetime, cut: Cut | None) -> tuple[Counts, Bands]:
    if not actor.unit_ids:
        return Counts(), Bands()
    seen, params = named(scope(actor))
    params |= shelf_params(actor, at)
    columns = [f"count(*) FILTER (WHERE {shelf_condition(view)})" for view in _SHELVES]
    columns += _beside(seen)
    if cut is not None:
        bands, more = _of_cut(cut, seen)
        columns, params = columns + bands, params | more
    sql = (
        f"SELECT {', '.join(columns)} FROM dossiers_dossier d"
        f" WHERE {OPEN_HERE} AND d.holder_unit_id = ANY(%(units)s) AND {seen}"
    )
    with connection.cursor() as db:
        db.execute(sql, params)
        numbers = db.fetchone()
    return Counts(*numbers[:11]), _bands(numbers[11:]) if cut else Bands()


def _bands(read: Sequence[Any]) -> Bands:
    """Of each group what is served first is taken out: it stands in a group of its own."""
    *urgency, first = read
    overdue, today, soon, later, paused = (n - m for n, m in zip(urgency, first, strict=True))
    return Bands(overdue, today, soon, later, paused, sum(first))


def _beside(seen: str) -> list[str]:
    """What lies elsewhere: offers, online, results to return, own drafts, what others wait for."""
    here = f"SELECT count(*) FROM dossiers_dossier d WHERE {seen} AND"
    return [
        f"({here} d.offer_unit_id = ANY(%(units)s))",
        f"({here} d.receiving_unit_id = ANY(%(units)s) AND d.status = 'registered')",
        f"({here} {AT_COUNTER.replace('%s', '%(units)s')} AND d.status = 'completed')",
        _OWN_DRAFTS,
        f"({here} {WAITED_FOR})",
    ]


def _of_cut(cut: Cut, seen: str) -> tuple[list[str], Params]:
    """A number for each group, and a list of how many in each are served first.

    The list is a query of its own over the few that the index of priority holds, so that the
    numbers of the whole shelf are still read from theirs alone.
    """
    narrowed, params = narrowing(cut.filters)
    here = shelf_condition(cut.view) + narrowed
    columns = [f"count(*) FILTER (WHERE {here} AND {band})" for band in _BANDS]
    first = ", ".join(f"count(*) FILTER (WHERE {band})" for band in _BANDS)
    columns.append(
        f"(SELECT ARRAY[{first}] FROM dossiers_dossier d WHERE {OPEN_HERE}"
        f" AND d.holder_unit_id = ANY(%(units)s) AND {seen} AND d.priority <> '' AND {here})"
    )
    edges = {"today_ends": cut.today_ends, "soon": max(cut.soon, cut.today_ends)}
    return columns, params | edges
