"""An officer with 300 open dossiers and a draft in each leaves: plan and act, beside one save of a dossier.

Run it by name, it is no part of the suite:  pytest -s tests/bench/bench_reassign.py
Reach: the act under 2 s, and under 300 single saves (150 without drafts). The anchor is `records.save`
of one dossier in the same run; one load and one save for each of 300 would be some 500 of them.
"""

from __future__ import annotations

from statistics import median
from time import perf_counter

import pytest

from motcua.dossiers import bulk, checks, records
from motcua.dossiers.models import DraftAct
from motcua.dossiers.records import Request, Step
from rooms.dossiers.test_reassigning import Room

DOSSIERS, ROUNDS = 300, 5


@pytest.mark.django_db
def test_three_hundred_move_in_one_act(world):
    room = Room(world, DOSSIERS)
    _drafts(room)
    anchor = median(_one_save(room, number) for number in range(20))
    planned, moved = [], []
    for turn in range(ROUNDS):
        began = perf_counter()
        shown = room.plan(*room.colleagues)
        planned.append(perf_counter() - began)
        began = perf_counter()
        done = room.reassign(shown.moves)
        moved.append(perf_counter() - began)
        assert len(done.dossiers) == DOSSIERS
        assert shown.drafts == DOSSIERS
        assert not DraftAct.objects.filter(drafted_by_id=room.leaver).exists()
        if turn < ROUNDS - 1:
            _back(room)
    plan, act = median(planned), median(moved)
    print(
        f"\n{DOSSIERS} dossiers: plan {plan * 1000:.0f} ms, act {act * 1000:.0f} ms,"
        f" one save {anchor * 1000:.2f} ms; act = {act / anchor:.0f} saves"
    )
    assert act < 2
    assert act / anchor < 300
    assert checks.check().findings == []


def _drafts(room) -> None:
    """One draft in each dossier, which goes along."""
    DraftAct.objects.bulk_create(
        DraftAct(
            dossier_id=one.id, kind="refusal", status="draft", content={}, digest="0" * 64,
            agency_id=one.state.competent_agency_id, drafted_by_id=room.leaver,
            drafted_at=room.world.at,
        )
        for one in room.dossiers
    )  # fmt: skip


def _one_save(room: Room, number: int) -> float:
    one = room.dossiers[number]
    state = records.load_by_id(one.id)
    priority = "" if state.priority else "elderly"
    request = Request(room.head, room.world.at)
    began = perf_counter()
    records.save(one.id, state, request, Step("set_priority", {"priority": priority}))
    return perf_counter() - began


def _back(room: Room) -> None:
    """All of them to the leaver again, each colleague's share in one act."""
    changes = []
    for one in room.dossiers:
        state = records.load_by_id(one.id)
        changes.append((one.id, state, (Step("reassign", {"holder_id": room.leaver}),)))
    bulk.save_many(changes, Request(room.head, room.world.at))
    DraftAct.objects.update(drafted_by_id=room.leaver, former_drafters=[])
