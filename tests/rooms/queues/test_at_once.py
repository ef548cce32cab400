"""Everybody presses at the same moment: numbers without holes, nobody called to two counters."""

from __future__ import annotations

from functools import partial

import pytest

from motcua.base.verdict import RefusedError
from motcua.queues import demo
from motcua.queues.actions import calling, tickets
from motcua.queues.actions.tickets import Wish
from motcua.queues.models import Ticket
from rooms.queues.hall_of import HA, TOAN, HallOf
from twin import at_once, twin
from world import NOW, World

CROWD = 8


@pytest.fixture(scope="module")
def apart(loaded_world, django_db_blocker):
    with django_db_blocker.unblock(), twin():
        yield


@pytest.fixture
def crowded(apart, django_db_blocker):
    with django_db_blocker.unblock():
        demo.load_demo(at=NOW)
        yield HallOf(World().one_stop().id)


def test_a_crowd_at_the_kiosks_and_two_counters(crowded):
    unit, at = crowded.unit_id, crowded.now()
    asked = [
        partial(tickets.take_ticket, Wish(unit, "A", f"k{n // 2}"), at=at) for n in range(2 * CROWD)
    ]
    given = at_once(*asked)
    assert sorted({ticket.number for ticket in given}) == list(range(1, CROWD + 1))
    assert Ticket.objects.filter(unit_id=unit).count() == CROWD

    answers = at_once(*[partial(crowded.sits, 1, name) for name in (HA, TOAN)])
    assert sum(isinstance(answer, RefusedError) for answer in answers) == 1
    first = HA if not isinstance(answers[0], RefusedError) else TOAN
    second = TOAN if first == HA else HA
    crowded.sits(3, second)
    called = at_once(
        partial(crowded.next, 1, username=first), partial(crowded.next, 1, username=first),
        partial(crowded.next, 3, username=second), partial(crowded.next, 3, username=second),
    )  # fmt: skip
    assert called[0] == called[1]
    assert called[2] == called[3]
    assert called[0] != called[2]
    acts = [calling.serve, calling.skip]
    done = at_once(*[partial(crowded.does, act, called[0], 1, first) for act in acts])
    assert sum(isinstance(answer, RefusedError) for answer in done) == 1
