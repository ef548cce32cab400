"""Statements of each call, pinned: a call that has become dearer fails here and not in the field."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext


@pytest.fixture
def costs():
    """How many statements a call takes; those of transactions and savepoints count as well."""

    def counted(call):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            answer = call()
        assert answer.status_code < 300, answer.content
        return [query["sql"] for query in captured]

    return counted


@pytest.fixture
def warm(machine, birth):
    """What a process remembers after its first calls: the catalogue, units, calendars."""
    machine.post("/dossiers", birth())
    machine.get("/inbox")
    machine.get("/procedures")


@pytest.mark.usefixtures("warm")
def test_a_dossier_costs_at_most_seven_statements(machine, birth, costs):
    spent = costs(lambda: machine.post("/dossiers", birth(), key="k"))
    assert len(spent) <= 7, spent


@pytest.mark.usefixtures("warm")
def test_a_look_up_costs_two(machine, received, costs):
    spent = costs(lambda: machine.get(f"/dossiers/{received['code']}"))
    assert len(spent) <= 2, spent


@pytest.mark.usefixtures("warm")
def test_a_step_costs_at_most_six(machine, received, costs):
    spent = costs(lambda: machine.step(received["code"], "forward", key="k", version=1))
    assert len(spent) <= 6, spent


@pytest.mark.usefixtures("warm")
def test_an_inbox_costs_three_whatever_it_holds(machine, birth, costs, now):
    few = costs(lambda: machine.get("/inbox"))
    for _ in range(12):
        now.at += timedelta(minutes=1)
        machine.post("/dossiers", birth())
    many = costs(lambda: machine.get("/inbox"))
    assert len(many) == len(few) <= 3, many


@pytest.mark.usefixtures("warm")
def test_a_list_of_procedures_costs_as_much_as_a_short_one(machine, costs):
    short = costs(lambda: machine.get("/procedures", limit=1))
    long = costs(lambda: machine.get("/procedures", limit=200))
    assert len(short) <= 3
    assert len(long) <= 3, long


def test_the_description_costs_none(client, costs, db):
    client.get("/api/v1/openapi.json")
    assert costs(lambda: client.get("/api/v1/openapi.json")) == []
