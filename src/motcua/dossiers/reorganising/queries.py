"""The readers of reorganisations on the floor of the case: runs, and dossiers one by one.

Lists name no person: whoever administers institutions opens no dossier.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from motcua.agencies import queries as agencies
from motcua.agencies.reorganising import policies
from motcua.agencies.reorganising import queries as reorganisations
from motcua.agencies.reorganising.views import ReorganisationView
from motcua.base.actor import Actor
from motcua.dossiers import records
from motcua.dossiers.reorganising import rehearsing
from motcua.dossiers.reorganising.figures import Figures, figures_from
from motcua.dossiers.reorganising.moving import Move, Stuck
from motcua.dossiers.runs import ReorganisationRun, ReorganisationWork, RunKind, WorkKind
from motcua.dossiers.states import Status
from motcua.journal import queries as journal

MOST_CHANGED = 10_000


@dataclass(frozen=True, slots=True)
class RunView:
    """One rehearsal, the act, or an act that did not come about; `by` is `officer:17` or `system`."""

    kind: RunKind
    map_version: int
    at: datetime
    by: str
    figures: Figures
    sentence: str
    mark: int | None


@dataclass(frozen=True, slots=True)
class WorkView:
    """What is carried out in the background, or was: how far it is."""

    id: int
    kind: WorkKind
    asked_at: datetime
    ended_at: datetime | None
    total: int
    done: int
    passed_on: int
    unheired: int
    sentence: str


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier in a list; of one without an heir `to` is empty and `why` says why."""

    code: str
    procedure_code: str
    status: str
    due_at: datetime | None
    out_of: str
    to: str
    counter: str
    seen_before: str
    seen_after: str
    why: str


def runs(reorganisation_id: int) -> list[RunView]:
    """What was rehearsed, refused and done, the latest first."""
    rows = ReorganisationRun.objects.filter(reorganisation_id=reorganisation_id).order_by("-id")
    return [
        RunView(
            RunKind(row.kind),
            row.map_version,
            row.at,
            row.by,
            figures_from(row.figures) if row.figures else Figures(),
            row.sentence,
            row.mark,
        )
        for row in rows[:20]
    ]


def works(reorganisation_id: int) -> list[WorkView]:
    """What is under way, and the last of each kind that has ended; the latest first."""
    rows = ReorganisationWork.objects.filter(reorganisation_id=reorganisation_id).order_by("-id")
    found: dict[str, WorkView] = {}
    for row in rows[:20]:
        view = WorkView(
            row.pk, WorkKind(row.kind), row.asked_at, row.ended_at, row.total, row.done,
            row.passed_on, row.unheired, row.sentence,
        )  # fmt: skip
        found.setdefault(row.kind, view)
    return list(found.values())


def changed_since(view: ReorganisationView, run: RunView) -> int:
    """How many dossiers of the map have gone on since they were rehearsed; at most `MOST_CHANGED`."""
    if run.mark is None:
        return 0
    ids = journal.subjects_since(records.SUBJECT, run.mark, most=MOST_CHANGED)
    return rehearsing.touched_of(reorganisations.map_of(view.id), ids) if ids else 0


@dataclass(frozen=True, slots=True)
class Listed:
    """The dossiers of a map one by one, by code: those that would move, and those without an heir."""

    moves: list[Line]
    stuck: list[Line]


def listed(
    view: ReorganisationView, *, actor: Actor, at: datetime, pair: tuple[int, int] | None = None
) -> Listed:
    """Computed anew, as things are now; of one deciding agency to another if a pair is named."""
    policies.can_read(actor).require()
    only = {pair[0]} if pair else None
    found = rehearsing.plan(view, reorganisations.map_of(view.id), at=at, only=only)
    moves = [_line(move) for move in found.moves if pair in {None, _pair(move)}]
    stuck = [_left(one) for one in found.stuck]
    return Listed(sorted(moves, key=_code), sorted(stuck, key=_code))


def _code(line: Line) -> str:
    return line.code


def _pair(move: Move) -> tuple[int, int]:
    return move.before.competent_agency_id, move.now("competent_agency_id")


def _line(move: Move) -> Line:
    before = move.before
    counter = move.now("counter_unit_id") or move.now("receiving_unit_id")
    old = move.before.holder_unit_id
    new = move.now("holder_unit_id")
    return Line(
        before.code,
        before.procedure_code,
        Status(before.status).label,
        before.due_at,
        agencies.unit(old).full_name if old else "",
        agencies.unit(new).full_name if new else "",
        agencies.unit(counter).full_name,
        _names(before.agency_ids),
        _names(move.now("agency_ids")),
        "",
    )


def _left(one: Stuck) -> Line:
    state = one.state
    here = agencies.unit(state.holder_unit_id).full_name if state.holder_unit_id else ""
    seen = _names(state.agency_ids)
    return Line(
        state.code, state.procedure_code, Status(state.status).label, state.due_at, here, "",
        agencies.unit(state.counter_id).full_name, seen, seen, one.lack.label,
    )  # fmt: skip


def _names(ids: tuple[int, ...]) -> str:
    return "; ".join(agencies.agency(one).name for one in ids)
