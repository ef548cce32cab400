"""How long running dossiers take to a new process, beside the bare statements that it amounts to.

Run it by name, it is no part of the suite:  pytest -s tests/bench/bench_process.py
Reach: 20,000 dossiers rehearsed in under 10 seconds, moved in pieces in under 20, no piece over one
second. The anchor, in the same run: one UPDATE of the column that changes, with one fact each.
"""

from __future__ import annotations

from datetime import date, datetime
from time import perf_counter

import pytest
from django.db import connection, transaction

from motcua.base.actor import SYSTEM
from motcua.base.dates import VIETNAM
from motcua.base.memory import forget_all
from motcua.dossiers.actions import processes
from motcua.dossiers.models import Dossier
from motcua.dossiers.process_moves import ProcessMove
from motcua.dossiers.queries import process_moves
from motcua.dossiers.simulation.loading import Wish, simulate
from motcua.procedures import processes as drawn
from rooms.dossiers.test_process_moves import cast, new_process, renamed
from twin import twin
from world import World

OPEN = 20_000
EVE = datetime(2026, 8, 28, 23, 59, tzinfo=VIETNAM)
# All open dossiers are made to follow the process of this procedure, whatever they are about.
PINNED = (
    "UPDATE dossiers_dossier SET procedure_version_id = %s, process_id = NULL, step_key = %s,"
    " offer = NULL, offer_unit_id = NULL, legs = '[]' WHERE status = ANY(%s)"
)
RAW = """
WITH moved AS (
    UPDATE dossiers_dossier SET version = version + 1, process_id = process_id
     WHERE process_id = %s RETURNING id
)
INSERT INTO journal_fact (at, verb, subject_kind, subject_id, actor_kind, actor_ref, data, digest)
SELECT f.at, f.verb, f.subject_kind, f.subject_id, f.actor_kind, f.actor_ref, f.data, f.digest
  FROM journal_fact f JOIN moved ON moved.id = f.subject_id WHERE f.verb = 'dossier.move_process'
"""


def pinned(source, target):
    """Everything open stands at the step that the new process calls otherwise; gives the mapping."""
    number = next(v for v, p in drawn.sibling_versions(source).items() if p == source)
    step = drawn.approved(source).process.steps[1].key
    with connection.cursor() as cursor:
        cursor.execute(PINNED, [number, step, process_moves._OPEN])
    forget_all()
    return {step: drawn.approved(target).process.steps[1].key}


def carried_out(move_id, at):
    """All pieces one after the other; how long the longest took."""
    longest = 0.0
    while True:
        started = perf_counter()
        dealt = processes.carry_on(move_id, at=at)
        longest = max(longest, perf_counter() - started)
        if not dealt:
            return longest


def bare(target):
    """How long the statements alone take, over the rows and facts that the move has made."""
    started = perf_counter()
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(RAW, [target])
        raw = perf_counter() - started
        transaction.set_rollback(True)
    return raw


@pytest.mark.usefixtures("loaded_world")
def test_twenty_thousand_go_on_by_a_new_process(django_db_blocker, monkeypatch):
    # What is measured is reading, judging and writing; the simulated dossiers lie in all units.
    monkeypatch.setattr(
        process_moves, "units_at", lambda _at: lambda _step, state: state.holder_unit_id
    )
    with django_db_blocker.unblock(), twin():
        simulate(
            Wish(90_000, 3, date(2026, 8, 24), date(2026, 8, 28), EVE),
            actor=SYSTEM, at=EVE, force=True,
        )  # fmt: skip
        world = World()
        people = cast(world)
        source, target = new_process(world, people, renamed)
        mapping = pinned(source, target)
        started = perf_counter()
        move = processes.prepare_move(
            source_id=source, target_id=target, mapping=mapping, reason="Đo",
            actor=people[0], at=world.at,
        )  # fmt: skip
        rehearsal = perf_counter() - started
        shown = process_moves.move(move.id).remembered.moves
        started = perf_counter()
        processes.confirm_move(move_id=move.id, revision=1, actor=people[1], at=world.at)
        confirm, began = perf_counter() - started, perf_counter()
        longest = carried_out(move.id, world.at)
        moving, raw = perf_counter() - began, bare(target)
        done = ProcessMove.objects.get(id=move.id)
        print(
            f"\n{Dossier.objects.count()} loaded, {shown} shown, {done.moved} moved, {done.skipped}"
        )
        print(f"rehearsal {rehearsal:.1f} s, confirming {confirm:.2f} s in the request")
        print(f"moving {moving:.1f} s in pieces of {processes.PIECE}, the longest {longest:.2f} s")
        print(f"bare UPDATE and INSERT {raw:.1f} s: moving takes {moving / raw:.1f} times that")
        assert done.moved == shown >= OPEN * 0.9
