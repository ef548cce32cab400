"""Lists of dossiers: the inbox ordered by remaining time, offers, the online queue, the return shelf.

A list costs one statement for its rows and at most one for its counts, whatever it holds; names
of procedures and units come from values that are kept in the process.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.db import connection

from motcua.base.actor import Actor
from motcua.base.dates import VIETNAM, in_vietnam
from motcua.dossiers.patterns import like_words
from motcua.dossiers.states import OPEN, Status
from motcua.dossiers.visibility import Scope, scope

PAGE = 50
OPEN_LIST = ", ".join(f"'{status.value}'" for status in sorted(OPEN))
# What the partial index of inboxes holds, without what waits for acceptance.
OPEN_HERE = f"d.status IN ({OPEN_LIST}) AND d.status <> 'registered'"
# Served at the counters of some units: where it was received, or where that unit's work went.
AT_COUNTER = "(d.receiving_unit_id = ANY(%s) OR d.counter_unit_id = ANY(%s))"
Params = dict[str, Any]
_COLUMNS = (
    "d.id, d.code, d.status, d.owner_name, d.procedure_version_id, d.step_key, d.holder_unit_id,"
    " d.holder_id, d.due_at, d.due_provisional, d.accepted_at, d.submitted_at, d.clock_started_at,"
    " d.step_due_at, d.channel, d.money, d.delivery, d.offer, d.offer_unit_id, d.finished_at,"
    " d.return_channel, d.version, d.pauses, d.extension, d.sets, d.case_code, d.priority,"
    " d.cross_boundary"
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list."""

    id: int
    code: str
    status: Status
    owner_name: str
    procedure_version_id: int
    step_key: str
    holder_unit_id: int | None
    holder_id: int | None
    due_at: datetime | None
    due_provisional: bool
    accepted_at: datetime | None
    submitted_at: datetime | None
    clock_started_at: datetime | None
    step_due_at: datetime | None
    channel: str
    money: str
    delivery: str
    offer: Any
    offer_unit_id: int | None
    finished_at: datetime | None
    return_channel: str
    version: int
    pauses: Any
    extension: Any
    sets: int
    case_code: str
    priority: str
    cross_boundary: bool

    @property
    def awaits_agency(self) -> bool:
        """Received for another place that has not taken it over: its time begins only there."""
        return self.cross_boundary and self.clock_started_at is None


class View(StrEnum):
    """The shelves of an officer's inbox."""

    MINE = "mine"
    UNASSIGNED = "unassigned"
    UNIT = "unit"
    OVERDUE = "overdue"
    NEAR = "near"
    PAUSED = "paused"
    DONE_TODAY = "done_today"

    @property
    def label(self) -> str:
        return {
            "mine": "Việc của tôi",
            "unassigned": "Chưa phân công",
            "unit": "Cả đơn vị",
            "overdue": "Quá hạn",
            "near": "Sắp đến hạn",
            "paused": "Đồng hồ không chạy",
            "done_today": "Đã xong hôm nay",
        }[self.value]


@dataclass(frozen=True, slots=True)
class Page:
    """Rows in order, with the cursor of the next page (None at the end)."""

    rows: tuple[Row, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Filters:
    """What narrows a list: all optional."""

    text: str = ""
    procedure_code: str = ""
    step_key: str = ""
    channel: str = ""
    cross_boundary: bool | None = None


# Raw cursors hand JSON over as text.
_JSON_PLACES = tuple(
    place
    for place, field in enumerate(fields(Row))
    if field.name in {"offer", "pauses", "extension"}
)


def _row(values: Sequence[Any]) -> Row:
    cells = list(values)
    cells[2] = Status(cells[2])
    for place in _JSON_PLACES:
        if isinstance(cells[place], str):
            cells[place] = json.loads(cells[place])
    return Row(*cells)


def shelf_condition(view: View) -> str:
    """What lies on a shelf, among the open dossiers of the actor's units; see `shelf_params`.

    An officer's own work is what is assigned to them or to somebody away for whom they stand in,
    and what nobody in their units is in charge of yet, so that overdue, near and stopped are parts of it and the numbers add up.
    """
    nobodys = "d.holder_id IS NULL"
    ours = f"(d.holder_id = ANY(%(hands)s) OR {nobodys})"
    return {
        View.MINE: ours,
        View.UNASSIGNED: nobodys,
        View.UNIT: "TRUE",
        View.OVERDUE: f"{ours} AND d.due_at < %(at)s",
        View.NEAR: f"{ours} AND d.due_at >= %(at)s AND d.near_at <= %(at)s",
        View.PAUSED: f"{ours} AND d.due_at IS NULL",
    }[view]


def shelf_params(actor: Actor, at: datetime) -> Params:
    """The named parameters of shelves."""
    me = actor.account_id or 0
    hands = sorted(actor.hands)
    return {"me": me, "hands": hands, "units": sorted(actor.unit_ids), "at": at}


def inbox(
    actor: Actor,
    view: View,
    *,
    at: datetime,
    filters: Filters | None = None,
    cursor: str | None = None,
    served_first: bool | None = None,
    limit: int = PAGE,
) -> Page:
    """One shelf, by due date (which is by remaining working time); stopped clocks come last.

    `served_first` leaves only dossiers with a ground of priority, or only those without.
    """
    if view is View.DONE_TODAY:
        return done_on(actor, in_vietnam(at).date(), limit=limit)
    seen, params = named(scope(actor))
    narrowed, more = narrowing(filters)
    narrowed += _PRIORITY[served_first]
    after, after_params = _after(cursor)
    # Each unit's rows come in order from its index and stop early; with one list for all units
    # the database would fetch and sort everything that is open.
    sql = (
        "SELECT d.* FROM unnest(%(units)s::bigint[]) u(id) CROSS JOIN LATERAL"
        f" (SELECT {_COLUMNS} FROM dossiers_dossier d WHERE d.holder_unit_id = u.id AND {OPEN_HERE}"
        f" AND {shelf_condition(view)} AND {seen}{narrowed}{after}"
        " ORDER BY d.due_at, d.id LIMIT %(limit)s) d ORDER BY d.due_at, d.id LIMIT %(limit)s"
    )
    params |= shelf_params(actor, at) | more | after_params | {"limit": limit + 1}
    return _page(sql, params, limit)


# The partial index of priority holds what is not empty.
_PRIORITY = {None: "", True: " AND d.priority <> ''", False: " AND d.priority = ''"}


def _page(sql: str, params: Params, limit: int) -> Page:
    with connection.cursor() as db:
        db.execute(sql, params)
        rows = [_row(values) for values in db.fetchall()]
    further = rows[limit - 1] if len(rows) > limit else None
    return Page(tuple(rows[:limit]), _cursor_of(further) if further else None)


def _cursor_of(row: Row) -> str:
    due = row.due_at.isoformat() if row.due_at else ""
    return f"{due}~{row.id}"


def _after(cursor: str | None) -> tuple[str, Params]:
    """The keyset condition; a cursor that nobody gave out starts from the front."""
    due_text, _, id_text = (cursor or "").partition("~")
    if not id_text.isdecimal():
        return "", {}
    if not due_text:
        return " AND d.due_at IS NULL AND d.id > %(after)s", {"after": int(id_text)}
    try:
        due = datetime.fromisoformat(due_text)
    except ValueError:
        return "", {}
    later = " AND ((d.due_at, d.id) > (%(due)s, %(after)s) OR d.due_at IS NULL)"
    return later, {"due": due, "after": int(id_text)}


def narrowing(filters: Filters | None) -> tuple[str, Params]:
    """The filters as SQL that goes behind a condition, with its named parameters."""
    if filters is None:
        return "", {}
    wanted = {
        "d.procedure_code =": filters.procedure_code,
        "d.step_key =": filters.step_key,
        "d.channel =": filters.channel,
    }
    parts: list[tuple[str, Any]] = [(start, value) for start, value in wanted.items() if value]
    if filters.cross_boundary is not None:
        parts.append(("d.cross_boundary =", filters.cross_boundary))
    parts += [("d.search_key LIKE", word) for word in like_words(filters.text)]
    sql = "".join(f" AND {start} %(wanted{place})s" for place, (start, _) in enumerate(parts))
    return sql, {f"wanted{place}": value for place, (_, value) in enumerate(parts)}


def named(seen: Scope) -> tuple[str, Params]:
    """The visibility predicate with its parameters by name, to be used more than once."""
    sql = seen.sql
    for place in range(len(seen.params)):
        sql = sql.replace("%s", f"%(seen{place})s", 1)
    return sql, {f"seen{place}": value for place, value in enumerate(seen.params)}


def offers(actor: Actor, *, limit: int = PAGE) -> tuple[Row, ...]:
    """Hand-overs that wait for somebody of the actor's units."""
    return _simple(
        actor,
        "d.offer_unit_id = ANY(%s)",
        [sorted(actor.unit_ids)],
        "d.due_at NULLS LAST, d.id",
        limit,
    )


def online_queue(actor: Actor, *, limit: int = PAGE) -> tuple[Row, ...]:
    """Submitted online and not yet accepted, oldest first: the 8-working-hour list."""
    where = "d.receiving_unit_id = ANY(%s) AND d.status = 'registered'"
    return _simple(actor, where, [sorted(actor.unit_ids)], "d.submitted_at, d.id", limit)


def _units_twice(actor: Actor) -> list[list[int]]:
    """The parameters of `AT_COUNTER`."""
    return [sorted(actor.unit_ids)] * 2


def to_return(actor: Actor, *, text: str = "", limit: int = PAGE) -> tuple[Row, ...]:
    """Results that lie at the actor's counters, latest first."""
    words = like_words(text)
    where = f"{AT_COUNTER} AND d.status = 'completed'" + (" AND d.search_key LIKE %s" * len(words))
    return _simple(actor, where, [*_units_twice(actor), *words], "d.finished_at DESC, d.id", limit)


def handed_out(actor: Actor, *, limit: int = PAGE) -> tuple[Row, ...]:
    """What the actor's units have offered and nobody has accepted yet."""
    where = "d.offer_unit_id IS NOT NULL AND d.holder_unit_id = ANY(%s)"
    return _simple(actor, where, [sorted(actor.unit_ids)], "d.id DESC", limit)


def done_on(actor: Actor, day: date, *, limit: int = PAGE) -> Page:
    """Finished by the actor's agencies on one day."""
    start = datetime.combine(day, time(), VIETNAM)
    where = f"d.finished_at >= %s AND d.finished_at < %s AND {AT_COUNTER}"
    params = [start, start + timedelta(days=1), *_units_twice(actor)]
    return Page(_simple(actor, where, params, "d.finished_at DESC, d.id", limit), None)


def matching(actor: Actor, where: str, params: list[Any], *, limit: int) -> tuple[Row, ...]:
    """Dossiers that the actor may see and that answer to a condition, newest first."""
    return _simple(actor, where, params, "d.id DESC", limit)


def by_due(actor: Actor, where: str, params: list[Any], *, limit: int) -> tuple[Row, ...]:
    """Dossiers that the actor may see and that answer to a condition, the nearest date first."""
    return _simple(actor, where, params, "d.due_at, d.id", limit)


def _simple(actor: Actor, where: str, params: list[Any], order: str, limit: int) -> tuple[Row, ...]:
    seen = scope(actor)
    sql = (
        f"SELECT {_COLUMNS} FROM dossiers_dossier d WHERE {where} AND {seen.sql}"
        f" ORDER BY {order} LIMIT %s"
    )
    with connection.cursor() as db:
        db.execute(sql, [*params, *seen.params, limit])
        return tuple(_row(values) for values in db.fetchall())


def frequent_versions(unit_id: int, *, limit: int = 9, among: int = 500) -> tuple[int, ...]:
    """Versions of the procedures most often received at a unit of late, the most frequent first.

    What the counter's keys 1–9 offer; of each procedure the version received last.
    """
    with connection.cursor() as db:
        db.execute(
            "SELECT max(procedure_version_id) FROM (SELECT procedure_code, procedure_version_id"
            " FROM dossiers_dossier WHERE receiving_unit_id = %s AND accepted_at IS NOT NULL"
            " ORDER BY accepted_at DESC LIMIT %s) r"
            " GROUP BY procedure_code ORDER BY count(*) DESC, procedure_code LIMIT %s",
            [unit_id, among, limit],
        )
        return tuple(row[0] for row in db.fetchall())
