"""Reads the open dossiers that a map touches and computes what would become of each; writes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.accounts.actions import closing
from motcua.accounts.models import Post
from motcua.agencies import queries as agencies
from motcua.agencies.reorganising import queries as reorganisations
from motcua.agencies.reorganising.ending import ending
from motcua.agencies.reorganising.maps import Map
from motcua.agencies.reorganising.views import ReorganisationView
from motcua.base.dates import in_vietnam
from motcua.dossiers import bulk
from motcua.dossiers.folding import DossierState
from motcua.dossiers.reorganising.figures import Figures, count
from motcua.dossiers.reorganising.followers import followers
from motcua.dossiers.reorganising.moving import Move, Mover, Stuck
from motcua.dossiers.reorganising.trailing import trailing
from motcua.dossiers.runs import HeirChoice
from motcua.dossiers.states import OPEN, Status
from motcua.procedures import queries as procedures
from motcua.procedures.actions import passing_on as duties
from motcua.queues.actions import closing as halls

_AT_HAND = sorted(status.value for status in OPEN | {Status.COMPLETED})
# What is still to be done though the dossier has ended: a parcel under way, originals that are
# kept, a wrong result that is not made good.
_OWED = (
    "(d.delivery IN ('posted', 'bounced')"
    " OR (d.incident IS NOT NULL AND d.incident ->> 'closed_at' IS NULL)"
    " OR jsonb_path_exists(d.originals, '$[*] ? (@.given_at == null)'))"
)
# Whatever of a dossier may lie with an agency or unit of the map.
CONCERNED = (
    "(d.agency_ids && %(agencies)s::bigint[]"
    " OR d.competent_agency_id = ANY(%(agencies)s)"
    " OR coalesce(d.counter_unit_id, d.receiving_unit_id) = ANY(%(units)s)"
    " OR d.holder_unit_id = ANY(%(units)s) OR d.offer_unit_id = ANY(%(units)s)"
    " OR d.waiting_unit_ids && %(units)s::bigint[]"
    " OR (d.paper_place ->> 'unit')::bigint = ANY(%(units)s))"
)
FINISHED = f"d.status <> ALL(%(at_hand)s) AND {CONCERNED}"
_TOUCHED = f"(d.status = ANY(%(at_hand)s) OR {_OWED}) AND {CONCERNED}"
_DRAFTS = (
    "SELECT count(*) FROM dossiers_draftact a JOIN dossiers_dossier d ON d.id = a.dossier_id"
    " WHERE a.status NOT IN ('issued', 'cancelled') AND d.id = ANY(%s)"
)
_BOOKS = (
    "SELECT unit_id, period::int, value FROM dossiers_dossiercounter"
    " WHERE kind = 'book' AND unit_id = ANY(%s) ORDER BY unit_id, period"
)


# How far it is, told after so many dossiers: done, of how many.
Tell = Callable[[int, int], None]
_STRIDE = 500


def nobody(_done: int, _total: int) -> None:
    """Nobody listens."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that a map does at one moment: moves, what is left, and the numbers of both."""

    moves: tuple[Move, ...]
    stuck: tuple[Stuck, ...]
    gone: frozenset[int]


def plan(
    view: ReorganisationView,
    chart: Map,
    *,
    at: datetime,
    only: Iterable[int] | None = None,
    ids: Iterable[int] | None = None,
    tell: Tell = nobody,
) -> Plan:
    """What becomes of every open dossier that the map touches, by the institutions of its day.

    A decision that is carried out late places dossiers by the institutions of the day of the act.
    `only` narrows to dossiers in which one of these agencies takes part; `ids` are looked at
    whatever their status; `tell` hears how far it is.
    """
    gone = reorganisations.closing_units(chart)
    where, params = _TOUCHED, concerned(chart, gone)
    if only is not None:
        where, params["only"] = f"d.agency_ids && %(only)s::bigint[] AND {where}", sorted(only)
    if ids is not None:
        where, params["ids"] = f"d.id = ANY(%(ids)s) AND {CONCERNED}", sorted(ids)
    dossiers = bulk.load(where, params)
    know_beforehand(dossiers)
    mover = mover_for(view, chart, gone, at=at)
    tell(0, len(dossiers))
    moves, stuck = [], []
    for place, (dossier_id, state) in enumerate(dossiers, start=1):
        found = mover.move(dossier_id, state)
        if isinstance(found, Move):
            moves.append(found)
        elif found is not None:
            stuck.append(found)
        if place % _STRIDE == 0:
            tell(place, len(dossiers))
    return Plan(tuple(moves), tuple(stuck), gone)


def touched(chart: Map) -> int:
    """How many dossiers a rehearsal has to look at."""
    gone = reorganisations.closing_units(chart)
    return _number(f"SELECT count(*) FROM dossiers_dossier d WHERE {_TOUCHED}", chart, gone)


def touched_of(chart: Map, ids: Iterable[int]) -> int:
    """How many of these a rehearsal would look at."""
    gone = reorganisations.closing_units(chart)
    sql = f"SELECT count(*) FROM dossiers_dossier d WHERE d.id = ANY(%(ids)s) AND {_TOUCHED}"
    return _number(sql, chart, gone, ids=sorted(ids))


def finished(chart: Map, gone: frozenset[int]) -> int:
    """How many dossiers have ended in which something of the map took part."""
    return _number(f"SELECT count(*) FROM dossiers_dossier d WHERE {FINISHED}", chart, gone)


def _number(sql: str, chart: Map, gone: frozenset[int], **more: list[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, concerned(chart, gone) | more)
        return int(cursor.fetchone()[0])


def concerned(chart: Map, gone: frozenset[int]) -> dict[str, Any]:
    """The parameters of the conditions above."""
    return {
        "at_hand": _AT_HAND,
        "agencies": sorted(chart.predecessors),
        "units": sorted(gone),
    }


def mover_for(view: ReorganisationView, chart: Map, gone: frozenset[int], *, at: datetime) -> Mover:
    """Moves single dossiers by the map, as institutions and posts are on its day."""
    day = max(view.day, in_vietnam(at).date())
    return Mover(
        chart,
        gone,
        day,
        view.number,
        posts=frozenset(Post.objects.valid_on(day).values_list("account_id", "unit_id")),
        chosen=_chosen(view.id),
    )


def know_beforehand(dossiers: list[tuple[int, DossierState]]) -> None:
    """Ask once for what each dossier would ask for by itself."""
    states = [state for _, state in dossiers]
    procedures.versions({state.procedure_version_id for state in states})
    units = {unit for state in states for unit in (state.holder_unit_id, state.counter_id)}
    agencies.units(frozenset(unit for unit in units if unit is not None))


def _chosen(reorganisation_id: int) -> dict[int, int]:
    rows = HeirChoice.objects.filter(reorganisation_id=reorganisation_id)
    return dict(rows.values_list("dossier_id", "heir_id"))


def figures(view: ReorganisationView, found: Plan, *, at: datetime) -> Figures:
    """The plan in numbers, with what ends beside the dossiers; before anything has been ended."""
    posts = closing.ending_posts(found.gone, view.day)
    tokens = list(closing.live_tokens(found.gone, at).values_list("unit_id", flat=True))
    chart = reorganisations.map_of(view.id)
    end = ending(chart, day=view.day, decision=view.number)
    along = sum(unit in end.along for unit in tokens)
    trail = trailing(found.moves, found.gone)
    above = [follower.counted(end) for follower in followers()]
    beside_them = {
        "drafts": _one(_DRAFTS, [move.id for move in found.moves]),
        "posts": posts.count(),
        "officers": posts.values("account_id").distinct().count(),
        "delegations": closing.ending_loans(found.gone, at).count(),
        "tokens_moved": along,
        "tokens_revoked": len(tokens) - along,
        "books": _rows(_BOOKS, sorted(found.gone)),
        "finished": finished(chart, found.gone),
        "lists": trail.lists,
        "signing": len(trail.items),
        "others": [
            *halls.counted(end),
            *duties.counted(end),
            *(row for told in above for row in told.rows),
        ],
        "notes": [*duties.notes(end), *(note for told in above for note in told.notes)],
    }
    return count(found.moves, found.stuck, beside_them)


def _one(sql: str, ids: list[int]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, [ids])
        return int(cursor.fetchone()[0])


def _rows(sql: str, ids: list[int]) -> list[tuple[int, int, int]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [ids])
        return [(unit, year, last) for unit, year, last in cursor.fetchall()]
