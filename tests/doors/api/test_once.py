"""The same key is the same request: over path and body, whatever happens to the answer."""

from __future__ import annotations

import pytest

from motcua.dossiers.models import Dossier


def test_the_same_request_again_gives_the_same_dossier(machine, birth):
    first = machine.post("/dossiers", birth(), key="k-1")
    again = machine.post("/dossiers", birth(), key="k-1")
    assert first.status_code == again.status_code == 201
    assert again.json()["replayed"] is True
    assert again.json() | {"replayed": False} == first.json()
    assert Dossier.objects.count() == 1


@pytest.mark.parametrize("content", ["khác", "khac", " khác", "khác  "])
def test_the_same_key_with_another_body_is_a_conflict(machine, birth, content):
    machine.post("/dossiers", birth(content="khác"), key="k-1")
    answer = machine.post("/dossiers", birth(content=content), key="k-1")
    if content == "khác":
        assert answer.json()["replayed"]
        return
    assert answer.status_code == 409
    assert answer.json()["code"] == "key_reused"
    assert Dossier.objects.count() == 1


def test_the_same_key_on_another_path_is_a_conflict(machine, birth, received):
    machine.post("/dossiers", birth(), key="k-1")
    answer = machine.step(received["code"], "forward", key="k-1")
    assert answer.status_code == 409
    assert machine.get(f"/dossiers/{received['code']}").json() == received


def test_a_repeated_step_is_taken_once(machine, received):
    first = machine.step(received["code"], "forward", key="k-2", version=1).json()
    again = machine.step(received["code"], "forward", key="k-2", version=1)
    assert again.status_code == 200
    assert again.json() == first | {"replayed": True}


def test_one_key_for_two_dossiers_is_a_conflict(machine, birth, received):
    other = machine.post("/dossiers", birth()).json()["dossier"]
    assert machine.step(received["code"], "forward", key="k-3").status_code == 200
    answer = machine.step(other["code"], "forward", key="k-3")
    assert answer.status_code == 409


def test_two_machines_count_their_keys_apart(machine, neighbour, birth):
    here = machine.post("/dossiers", birth(), key="k-4").json()["dossier"]["code"]
    there = neighbour.post("/dossiers", birth(), key="k-4")
    assert there.status_code == 201
    assert there.json()["dossier"]["code"] != here
    assert not there.json()["replayed"]


def test_a_refused_request_does_not_use_its_key_up(machine, birth):
    assert machine.post("/dossiers", birth(papers=[]), key="k-5").status_code == 422
    assert machine.post("/dossiers", birth(), key="k-5").status_code == 201


@pytest.mark.parametrize("key", ["", " ", "dấu", "a b", "k" * 121])
def test_a_key_has_a_form(machine, birth, key):
    answer = machine.post("/dossiers", birth(), key=key)
    assert answer.status_code == 422
    assert "Idempotency-Key" in answer.json()["fields"]
    assert not Dossier.objects.exists()
