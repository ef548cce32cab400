"""Seals: each over one recorded day, each naming the one before, none left out."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection

from motcua.journal import actions, canonical, queries, tasks
from motcua.journal.models import Seal
from motcua.journal.reading import START
from motcua.journal.sealing import head_of

pytestmark = pytest.mark.usefixtures("journal")
DAYS = ["2025-03-03", "2025-03-04", "2025-03-05"]


def test_nothing_to_seal_makes_no_seal():
    assert actions.seal() == []
    assert queries.latest_seal() is None


def test_a_seal_never_spans_two_recorded_days(load):
    load(DAYS, count=5)
    heads = actions.seal()
    assert [head.day for head in heads[:3]] == [date.fromisoformat(day) for day in DAYS]
    assert [head.count for head in heads] == [5, 5, 5, 1], "the note of the load is of today"
    assert {(head.start, head.end) for head in heads} == {(START, heads[0].end)}


def test_each_seal_names_the_one_before(load, fact):
    load(DAYS)
    actions.seal()
    actions.record([fact()])
    actions.seal()
    heads = [head_of(seal) for seal in Seal.objects.order_by("number")]
    assert [head.number for head in heads] == [1, 2, 3, 4, 5]
    before = [canonical.ZERO, *(head.digest() for head in heads)]
    assert [head.previous for head in heads] == before[:-1]
    assert heads[4].start == heads[3].end
    assert queries.latest_seal() == heads[4]


def test_a_running_transaction_waits_for_the_next_seal(fact):
    other = connection.copy()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("SELECT journal_tx()")
    actions.record([fact(1)])
    assert actions.seal() == []
    other.rollback()
    other.close()
    assert [head.count for head in actions.seal()] == [1]


def test_a_long_journal_is_sealed_in_runs(load, monkeypatch):
    monkeypatch.setattr(actions, "FACTS_IN_A_RUN", 4)
    load(DAYS, count=3)
    heads = actions.seal()
    assert sum(head.count for head in heads) == 10
    assert len({head.end for head in heads}) == 3
    assert actions.seal() == []


def test_the_task_says_how_many_facts_it_sealed(fact):
    actions.record([fact(1), fact(2)])
    assert tasks.seal_due() == 2
    assert tasks.seal_due() == 0


def test_the_tasks_are_known_to_the_worker():
    assert {tasks.seal.name, tasks.add_partitions.name} == {"journal.seal", "journal.partitions"}
    tasks.add_partitions(0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('journal_fact_' || date_part('year', now()) + 2)")
        assert cursor.fetchone()[0]
