"""Which running dossiers follow which internal process, and what a move of them would do.

Whoever keeps the processes sees codes, units and steps here, and nothing of the people.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.agencies import queries as agencies
from motcua.base.verdict import InvalidError
from motcua.dossiers import bulk, moving, placing
from motcua.dossiers.folding import DossierState
from motcua.dossiers.moving import Obstacle, Outcome
from motcua.dossiers.process_moves import MoveState, ProcessMove
from motcua.dossiers.states import OPEN
from motcua.procedures import processes as procedures
from motcua.procedures.process import Process, Step
from motcua.procedures.processes import ProcessView

_OPEN = sorted(status.value for status in OPEN)


@dataclass(frozen=True, slots=True)
class Group:
    """So many dossiers with the same outcome."""

    outcome: Outcome
    ids: tuple[int, ...]

    @property
    def key(self) -> str:
        return self.outcome.key

    @property
    def count(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Skipped:
    """So many dossiers that had changed since the rehearsal, for the same reason."""

    reason: str
    ids: tuple[int, ...]

    @property
    def key(self) -> str:
        return f"~{self.reason}"

    @property
    def label(self) -> str:
        return moving.skipped_label(self.reason)

    @property
    def count(self) -> int:
        return len(self.ids)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """All running dossiers of the old process, by what becomes of them; steps in their order."""

    groups: tuple[Group, ...]

    @property
    def moving(self) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.outcome.obstacle is None)

    @property
    def staying(self) -> tuple[Group, ...]:
        return tuple(group for group in self.groups if group.outcome.obstacle is not None)

    @property
    def moves(self) -> int:
        return sum(group.count for group in self.moving)

    @property
    def stays(self) -> int:
        return sum(group.count for group in self.staying)

    def by_key(self) -> dict[str, list[int]]:
        """As a prepared move keeps it."""
        return {group.key: list(group.ids) for group in self.groups}


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier of a drill-down list."""

    code: str
    unit: str
    step_key: str
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class MoveView:
    """A prepared or settled move with its two processes."""

    id: int
    code: str
    name: str
    source_id: int
    source_number: int
    source: Process
    target_id: int
    target_number: int
    target: Process
    mapping: Mapping[str, str]
    reason: str
    revision: int
    state: MoveState
    prepared_by: str
    prepared_at: datetime
    settled_by: str
    settled_at: datetime | None
    moved: int
    remembered: Rehearsal
    skipped: tuple[Skipped, ...]

    @property
    def dealt_with(self) -> int:
        """How many of the rehearsed dossiers have been moved or passed over."""
        return self.moved + sum(one.count for one in self.skipped)


def running(process_ids: Sequence[int]) -> dict[int, int]:
    """How many running dossiers follow each of the processes, in one statement."""
    pinned = procedures.versions_of_processes(process_ids)
    sql = (
        "SELECT COALESCE(d.process_id, v.process_id), count(*) FROM dossiers_dossier d"
        " JOIN procedures_procedureversion v ON v.id = d.procedure_version_id"
        " WHERE d.status = ANY(%s) AND d.procedure_version_id = ANY(%s) GROUP BY 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [_OPEN, pinned])
        counted = dict(cursor.fetchall())
    return {process_id: counted.get(process_id, 0) for process_id in process_ids}


def following(process_id: int) -> list[tuple[int, DossierState]]:
    """The running dossiers of one process, by number."""
    siblings = procedures.sibling_versions(process_id)
    own = [version_id for version_id, process in siblings.items() if process == process_id]
    where = (
        "d.status = ANY(%s) AND d.procedure_version_id = ANY(%s)"
        " AND (d.process_id = %s OR (d.process_id IS NULL AND d.procedure_version_id = ANY(%s)))"
    )
    return bulk.load(where, [_OPEN, list(siblings), process_id, own])


def followers_of(process_id: int) -> Callable[[DossierState], bool]:
    """Whether a dossier follows that process; asked once for many."""
    siblings = procedures.sibling_versions(process_id)
    own = {version_id for version_id, process in siblings.items() if process == process_id}

    def follows(state: DossierState) -> bool:
        pinned = state.process_id is None and state.procedure_version_id in own
        return state.process_id == process_id or pinned

    return follows


def rehearse(
    source_id: int, target_id: int, mapping: Mapping[str, str], at: datetime
) -> tuple[Rehearsal, dict[int, tuple[DossierState, Outcome]]]:
    """What a move would do at this moment; nothing is written."""
    old, new = procedures.approved(source_id).process, procedures.approved(target_id).process
    unit_of = units_at(at)
    found = {
        dossier_id: (state, moving.outcome(state, old, new, mapping, unit_of))
        for dossier_id, state in following(source_id)
    }
    return _grouped(old, [(number, told.key) for number, (_, told) in found.items()]), found


def move(move_id: int) -> MoveView:
    """One move; InvalidError (not_found) when there is none."""
    row = ProcessMove.objects.filter(id=move_id).first()
    if row is None:
        raise InvalidError("Không có đợt chuyển quy trình này.", code="not_found")
    return _view(row, procedures.views([row.source_id, row.target_id]))


def moves(*, limit: int = 50, offset: int = 0) -> tuple[MoveView, ...]:
    """Moves of all procedures, the latest first."""
    rows = list(ProcessMove.objects.all()[offset : offset + limit])
    known = procedures.views(number for row in rows for number in (row.source_id, row.target_id))
    return tuple(_view(row, known) for row in rows)


def open_moves() -> list[int]:
    """Moves that are being carried out, the oldest first: for the background job."""
    rows = ProcessMove.objects.filter(state=MoveState.MOVING.value).order_by("settled_at", "id")
    return list(rows.values_list("id", flat=True))


def waiting_count() -> int:
    """How many prepared moves wait for the second person who confirms them."""
    return ProcessMove.objects.filter(state=MoveState.PREPARED.value).count()


def lines(ids: Sequence[int]) -> tuple[Line, ...]:
    """Dossiers of a drill-down list, by number."""
    sql = (
        "SELECT code, receiving_unit_id, step_key, due_at FROM dossiers_dossier"
        " WHERE id = ANY(%s) ORDER BY id"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [list(ids)])
        rows = cursor.fetchall()
    units = agencies.units({row[1] for row in rows})
    return tuple(Line(row[0], units[row[1]].full_name, row[2], row[3]) for row in rows)


def changed_codes(before: Rehearsal, now: Rehearsal, most: int = 5) -> tuple[tuple[str, ...], int]:
    """Codes of the first dossiers that no longer stand where they stood, and how many there are."""
    old = {number: group.key for group in before.groups for number in group.ids}
    new = {number: group.key for group in now.groups for number in group.ids}
    changed = sorted(n for n in old.keys() | new.keys() if old.get(n) != new.get(n))
    return tuple(line.code for line in lines(changed[:most])), len(changed)


def units_at(at: datetime) -> moving.UnitOf:
    """Which unit does a step; asked once for each step, counter and agency."""
    kept: dict[tuple[str, int, int], int | None] = {}

    def unit_of(step: Step, state: DossierState) -> int | None:
        asked = (step.key, state.counter_id, state.competent_agency_id)
        if asked not in kept:
            try:
                kept[asked] = placing.step_unit(step, state, at.date())
            except InvalidError:
                kept[asked] = None
        return kept[asked]

    return unit_of


def _grouped(old: Process, outcomes: Sequence[tuple[int, str]]) -> Rehearsal:
    ids: defaultdict[str, list[int]] = defaultdict(list)
    for number, key in outcomes:
        ids[key].append(number)
    order = {step.key: number for number, step in enumerate(old.steps)}
    obstacles = list(Obstacle)

    def rank(key: str) -> tuple[int, int]:
        told = moving.read_outcome(key)
        place = obstacles.index(told.obstacle) + 1 if told.obstacle else 0
        return order.get(told.step, -1), place

    return Rehearsal(
        tuple(Group(moving.read_outcome(key), tuple(ids[key])) for key in sorted(ids, key=rank))
    )


def _remembered(old: Process, rehearsed: Mapping[str, Any]) -> Rehearsal:
    return _grouped(old, list(_pairs(rehearsed)))


def _pairs(rehearsed: Mapping[str, Any]) -> Iterator[tuple[int, str]]:
    for key, ids in rehearsed.items():
        yield from ((number, key) for number in ids)


def _view(row: ProcessMove, known: Mapping[int, ProcessView]) -> MoveView:
    source, target = known[row.source_id], known[row.target_id]
    return MoveView(
        id=row.id,
        code=source.code,
        name=source.name,
        source_id=row.source_id,
        source_number=source.number,
        source=source.process,
        target_id=row.target_id,
        target_number=target.number,
        target=target.process,
        mapping=row.mapping,
        reason=row.reason,
        revision=row.revision,
        state=MoveState(row.state),
        prepared_by=row.prepared_by,
        prepared_at=row.prepared_at,
        settled_by=row.settled_by,
        settled_at=row.settled_at,
        moved=row.moved,
        remembered=_remembered(source.process, row.rehearsed),
        skipped=tuple(Skipped(reason, tuple(ids)) for reason, ids in sorted(row.skipped.items())),
    )
