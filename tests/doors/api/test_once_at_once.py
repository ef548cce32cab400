"""A program that loses patience and sends the same request again while the first still runs."""

from __future__ import annotations

from functools import partial

import pytest

from doors.api.conftest import Machine
from motcua.dossiers import checks
from motcua.dossiers.models import Dossier
from twin import at_once, twin
from world import World


@pytest.fixture(scope="module")
def apart(loaded_world, django_db_blocker):
    with django_db_blocker.unblock(), twin():
        yield


@pytest.fixture
def world(apart, django_db_blocker):
    with django_db_blocker.unblock():
        yield World()
        assert checks.check().findings == []


def send(machine, *arguments, **more):
    return Machine(machine.secret).post(*arguments, **more)


def test_eight_times_the_same_is_one_dossier(machine, birth):
    answers = at_once(*[partial(send, machine, "/dossiers", birth(), key="k-1")] * 8)
    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.json()["dossier"]["code"] for answer in answers}) == 1
    assert [answer.json()["replayed"] for answer in answers].count(False) == 1
    assert Dossier.objects.count() == 1


def test_eight_bodies_under_one_key_are_one_dossier_and_seven_conflicts(machine, birth):
    before = Dossier.objects.count()
    calls = [
        partial(send, machine, "/dossiers", birth(content=f"lần {number}"), key="k-2")
        for number in range(8)
    ]
    answers = at_once(*calls)
    assert sorted(answer.status_code for answer in answers) == [201] + [409] * 7
    assert Dossier.objects.count() == before + 1


def test_eight_times_the_same_step_is_one_step(machine, received):
    path, body = f"/dossiers/{received['code']}/steps", {"action": "forward", "version": 1}
    answers = at_once(*[partial(send, machine, path, body, key="k-3")] * 8)
    assert {answer.status_code for answer in answers} == {200}
    assert {answer.json()["dossier"]["version"] for answer in answers} == {2}


def test_eight_keys_for_one_step_are_one_step(machine, received):
    """Without the same key they are different people: one succeeds, nobody gets a fault of ours."""
    path, body = f"/dossiers/{received['code']}/steps", {"action": "forward", "version": 1}
    calls = [partial(send, machine, path, body, key=f"k-4-{number}") for number in range(8)]
    statuses = sorted(answer.status_code for answer in at_once(*calls))
    assert statuses[0] == 200
    assert set(statuses[1:]) <= {403, 409, 422}
    assert machine.get(f"/dossiers/{received['code']}").json()["version"] == 2
