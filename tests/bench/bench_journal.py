"""How fast the journal takes, seals and checks facts, beside a raw INSERT of the same rows.

Run it by name, it is no part of the suite:  pytest -s tests/bench/bench_journal.py
Reach: nine tenths of the raw INSERT, although each fact is checked and hashed.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from time import perf_counter
from typing import TypedDict

import pytest
from django.db import connection, transaction

from motcua.base.actor import SYSTEM, Actor, ActorKind
from motcua.base.dates import VIETNAM
from motcua.journal import actions, verification, writing
from motcua.journal.verbs import Verb, register
from motcua.journal.writing import NewFact

FACTS, LOADED = 3_000, 100_000
AT = datetime(2025, 3, 3, 8, 0, tzinfo=VIETNAM)
OFFICER = Actor(ActorKind.OFFICER, "17")
RAW = (
    "INSERT INTO journal_fact (at, verb, subject_kind, subject_id, actor_kind, actor_ref, data,"
    " digest) VALUES (%s, %s, %s, %s, %s, %s, %s, %s) RETURNING id"
)


class Moved(TypedDict):
    code: str
    step: str
    unit: int
    due_at: str


register(Verb("bench.moved", "bench", "Hồ sơ {code} đến bước {step}.", Moved))


def fact(number):
    data = {
        "code": f"H48.01.01-250303-{number:04}",
        "step": "tham_dinh",
        "unit": 12,
        "due_at": "2025-03-10T17:00:00+07:00",
    }
    return NewFact("bench.moved", "bench", number, data, OFFICER, AT)


def rate(work, count, *, commit_each):
    """Calls a second of `work(number)`, each committed by itself or all in one transaction."""
    started = perf_counter()
    if commit_each:
        for number in range(count):
            work(number)
    else:
        with transaction.atomic():
            for number in range(count):
                work(number)
    return count / (perf_counter() - started)


def raw(number):
    one = fact(number)
    text = writing.canonical.json_text(one.data)
    values = [AT, one.verb, one.subject_kind, number, "officer", "17", text, bytes(32)]
    with connection.cursor() as cursor:
        cursor.execute(RAW, values)
        cursor.fetchone()


def append(number):
    actions.record([fact(number)])


def load(count):
    with transaction.atomic(), connection.cursor() as cursor:
        actions.record_history_load(reason="đo tốc độ", actor=SYSTEM, at=AT)
        numbers = actions.reserve_numbers(count)
        rows, _ = writing.copy_rows(
            (number, AT + timedelta(seconds=20 * step), fact(step))
            for step, number in enumerate(numbers)
        )
        with cursor.copy(f"COPY journal_fact ({writing.FACT_COLUMNS}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)


def seconds(work):
    started = perf_counter()
    result = work()
    return perf_counter() - started, result


@pytest.mark.django_db(transaction=True)
def test_writing_beside_the_raw_insert():
    append(0)
    raw(0)
    for name, commit_each in (("commit each", True), ("one transaction", False)):
        floor = rate(raw, FACTS, commit_each=commit_each)
        ours = rate(append, FACTS, commit_each=commit_each)
        print(f"append, {name}: {ours:,.0f}/s; raw INSERT {floor:,.0f}/s; ratio {ours / floor:.2f}")
    spent, _ = seconds(lambda: [writing.payload([fact(step)]) for step in range(20_000)])
    print(f"payload: {spent / 20_000 * 1e6:.1f} µs a fact")


@pytest.mark.django_db(transaction=True)
def test_loading_sealing_and_checking():
    spent, _ = seconds(lambda: load(LOADED))
    print(f"load by COPY: {LOADED / spent:,.0f} facts/s")
    spent, heads = seconds(actions.seal)
    print(f"seal: {sum(head.count for head in heads) / spent:,.0f} facts/s, {len(heads)} seals")
    spent, report = seconds(verification.verify)
    print(f"verify: {report.facts / spent:,.0f} facts/s")
