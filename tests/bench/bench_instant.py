"""How many entries a second a counter can write down, beside the bare INSERTs of the same rows.

Run it by name, it is no part of the suite:  pytest -s tests/bench/bench_instant.py
Reach: a quarter of the raw anchor, although each entry is priced, dated, numbered and told.
"""

from __future__ import annotations

import json
from datetime import timedelta
from time import perf_counter

from django.db import connection, transaction

from motcua.dossiers.actions import instant
from motcua.dossiers.actions.instant import Entry
from motcua.dossiers.people import People, Person
from motcua.dossiers.records import Request
from motcua.procedures.tariffs import Quantities
from world import NOW

ENTRIES = 200
REACH = 1 / 4
SEN = Person("Nguyễn Thị Sen", id_number="051185004317")
COPY = Entry("2.000815", People(SEN, SEN), Quantities(copies=3, pages=4), "Học bạ", receipt="BL-1")
_NUMBER = (
    "INSERT INTO dossiers_dossiercounter AS t (unit_id, kind, period, value) VALUES (%s, 'raw',"
    " '2026', 1) ON CONFLICT (unit_id, kind, period) DO UPDATE SET value = t.value + 1"
    " RETURNING value"
)
_ROW = (
    "INSERT INTO dossiers_dossier SELECT * FROM jsonb_populate_record("
    "NULL::dossiers_dossier, %s::jsonb)"
)
_FACT = (
    "INSERT INTO journal_fact (at, verb, subject_kind, subject_id, actor_kind, actor_ref, data,"
    " digest) VALUES (%s, %s, 'dossier', %s, %s, %s, %s, %s)"
)


def rate(work):
    started = perf_counter()
    for number in range(ENTRIES):
        with transaction.atomic():
            work(number)
    return ENTRIES / (perf_counter() - started)


def test_entries_a_second(world):
    clerk, unit = world.officer("intake_officer"), world.one_stop()

    def record(number):
        at = NOW + timedelta(seconds=number)
        return instant.record_instant(COPY, unit_id=unit.id, request=Request(clerk, at))

    first = record(0)

    with connection.cursor() as db:
        db.execute("SELECT to_jsonb(d)::text FROM dossiers_dossier d WHERE id = %s", [first.id])
        row = json.loads(db.fetchone()[0])
        db.execute(
            "SELECT at, verb, actor_kind, actor_ref, data::text, digest FROM journal_fact"
            " WHERE subject_kind = 'dossier' AND subject_id = %s",
            [first.id],
        )
        told = db.fetchall()

    def raw(number):
        again = 10**9 + number
        same = {
            "id": again,
            "code": f"RAW-{number}",
            "book_number": again,
            "register_number": again,
        }
        with connection.cursor() as db:
            db.execute(_NUMBER, [unit.id])
            db.execute(_ROW, [json.dumps(row | same)])
            for at, verb, kind, ref, data, digest in told:
                db.execute(_FACT, [at, verb, again, kind, ref, data, digest])

    record(1)
    ours, anchor = rate(record), rate(raw)
    print(f"\n{ours:,.0f} entries/s, {anchor:,.0f} raw/s: {ours / anchor:.2f} of the anchor")
    assert ours > anchor * REACH
