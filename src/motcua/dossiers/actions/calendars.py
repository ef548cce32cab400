"""When a calendar changes: which running dossiers move, shown first and applied only when confirmed.

The clock room knows calendars and no dossier; it supplies the pure comparison, this module the
open dossiers. A new date is a fact of its own (`recompute_due`), the first appointment stays.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from motcua.agencies import queries as agencies
from motcua.base.actor import SYSTEM, Actor
from motcua.clock.calendars import WorkingCalendar
from motcua.clock.projection import DeadlineInput, MovedDeadline, moved
from motcua.dossiers import records, timing
from motcua.dossiers.folding import DossierState
from motcua.dossiers.records import Request, Step
from motcua.dossiers.states import OPEN
from motcua.procedures import queries as procedures

BATCH = 2000


@dataclass(frozen=True, slots=True)
class Move:
    """One open dossier whose date is another under the new calendar."""

    dossier_id: int
    code: str
    moved: MovedDeadline


def moves(old: WorkingCalendar, new: WorkingCalendar, *, calendar_key: str) -> Iterator[Move]:
    """The open dossiers counted by that calendar that a change would move, by id."""
    for batch in _open_batches():
        counted = {
            dossier_id: state
            for dossier_id, state in batch
            if agencies.unit(state.receiving_unit_id).calendar_key == calendar_key
        }
        inputs = [_input(dossier_id, state) for dossier_id, state in counted.items()]
        for found in moved(inputs, old, new):
            if isinstance(found.ref, int):
                yield Move(found.ref, counted[found.ref].code, found)


def apply_moves(
    old: WorkingCalendar, new: WorkingCalendar, *, calendar_key: str, actor: Actor, at: datetime
) -> int:
    """Write the new dates of everything that moves, in the caller's transaction; how many moved.

    A dossier that somebody has changed meanwhile is computed again on what it has become.
    """
    count = 0
    with transaction.atomic():
        for move in list(moves(old, new, calendar_key=calendar_key)):
            state = records.load_by_id(move.dossier_id)
            version = procedures.version(state.procedure_version_id)
            due = timing.due_of(state, version, new)
            if due is None or (due.at, due.provisional) == (state.due_at, state.due_provisional):
                continue
            step = Step(
                "recompute_due",
                {"due_at": due.at, "due_provisional": due.provisional},
                {"old_due": move.moved.old_at.isoformat()},
            )
            records.save(move.dossier_id, state, Request(_system(actor), at), step)
            count += 1
    return count


def _system(actor: Actor) -> Actor:
    """The officer who confirmed the calendar stands behind each new date."""
    return actor if actor.account_id is not None else SYSTEM


def _input(dossier_id: int, state: DossierState) -> DeadlineInput:
    version = procedures.version(state.procedure_version_id)
    started = state.clock_started_at or state.accepted_at
    if started is None:
        raise ValueError("only running clocks are compared")
    return DeadlineInput(
        dossier_id,
        version.limit,
        started,
        timing.pauses_of(state),
        timing.extensions_of(state),
        timing.rules_for(state.accepted_at or started),
        state.difficult_area,
    )


def _open_batches() -> Iterator[list[tuple[int, DossierState]]]:
    values = [status.value for status in sorted(OPEN)]
    last = 0
    while True:
        with connection.cursor() as db:
            db.execute(
                f"{records.SELECT} WHERE d.id > %s AND d.status = ANY(%s)"
                " AND d.clock_started_at IS NOT NULL ORDER BY d.id LIMIT %s",
                [last, values, BATCH],
            )
            batch = [records.read_row(row) for row in db.fetchall()]
        if not batch:
            return
        last = batch[-1][0]
        yield batch
