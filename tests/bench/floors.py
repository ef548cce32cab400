"""The barest way to do the same: psycopg, eight connections, one prepared statement for each work.

The rows that the statements write are copies of one that the house has written, so that they are
as wide and touch the same indexes; nothing is read, judged, hashed or answered over HTTP.
"""

from __future__ import annotations

import multiprocessing
import random
import threading
import time
from collections.abc import Callable
from itertools import count
from typing import Any

import psycopg

from bench.ground import Plan

PROCESSES, THREADS = 2, 4

_FACT = (
    "f AS (INSERT INTO journal_fact (at, verb, subject_kind, subject_id, actor_kind, actor_ref,"
    " data, private_digest, digest) SELECT s.at, s.verb, s.subject_kind, d.id, s.actor_kind,"
    " s.actor_ref, s.data, s.private_digest, s.digest FROM d, sample s RETURNING id),"
    " k AS (INSERT INTO dossiers_actionkey (actor, key, request_digest, dossier_id, version,"
    " fact_digest, at) SELECT 'floor', %(key)s, repeat('a', 64), d.id, 1, repeat('b', 64), now()"
    " FROM d)"
)
_SAMPLE = (
    "sample AS (SELECT f.* FROM journal_fact f WHERE f.subject_kind = 'dossier'"
    " AND f.subject_id = %(sample)s ORDER BY f.id LIMIT 1)"
)
CREATE = (
    "WITH c AS (INSERT INTO dossiers_dossiercounter AS t (unit_id, kind, period, value)"
    " VALUES (%(unit)s, 'code', 'floor', 1) ON CONFLICT (unit_id, kind, period)"
    " DO UPDATE SET value = t.value + 1 RETURNING value),"
    " b AS (INSERT INTO dossiers_dossiercounter AS t (unit_id, kind, period, value)"
    " VALUES (%(unit)s, 'book', 'floor', 1) ON CONFLICT (unit_id, kind, period)"
    " DO UPDATE SET value = t.value + 1 RETURNING value),"
    " d AS (INSERT INTO dossiers_dossier SELECT n.* FROM dossiers_dossier s, c, b,"
    " LATERAL jsonb_populate_record(s, jsonb_build_object("
    " 'id', nextval(pg_get_serial_sequence('dossiers_dossier', 'id')), 'code', %(key)s::text,"
    " 'receiving_unit_id', %(unit)s::bigint, 'book_year', 1, 'book_number', b.value)) n"
    f" WHERE s.id = %(sample)s RETURNING id), {_SAMPLE}, {_FACT},"
    " p AS (INSERT INTO journal_private (fact_id, salt, data)"
    " SELECT f.id, v.salt, v.data FROM f, sample s JOIN journal_private v ON v.fact_id = s.id)"
    " SELECT id FROM d"
)
STEP = (
    "WITH d AS (UPDATE dossiers_dossier SET version = version + 1, step_started_at = now(),"
    " offer_unit_id = holder_unit_id, offer = jsonb_build_object('at', now())"
    f" WHERE id = %(id)s RETURNING id), {_SAMPLE}, {_FACT} SELECT id FROM d"
)
LOOKUP = "SELECT d.* FROM dossiers_dossier d WHERE d.code = %(code)s AND d.agency_ids && %(agencies)s::bigint[]"
_OPEN = (
    "d.status IN ('accepted', 'obligation_requested', 'processing', 'registered',"
    " 'supplement_requested', 'withdrawal_requested') AND d.status <> 'registered'"
)
_SHELF = f"{_OPEN} AND (d.holder_id = %(me)s OR d.holder_id IS NULL) AND d.agency_ids && %(agencies)s::bigint[]"
ROWS = (
    "SELECT d.* FROM unnest(%(units)s::bigint[]) u(id) CROSS JOIN LATERAL (SELECT d.id, d.code,"
    " d.status, d.owner_name, d.procedure_version_id, d.step_key, d.due_at, d.pauses, d.offer"
    f" FROM dossiers_dossier d WHERE d.holder_unit_id = u.id AND {_SHELF}"
    " ORDER BY d.due_at, d.id LIMIT 51) d ORDER BY d.due_at, d.id LIMIT 51"
)
NUMBERS = (
    "SELECT count(*), count(*) FILTER (WHERE d.due_at < now()) FROM dossiers_dossier d"
    f" WHERE d.holder_unit_id = ANY(%(units)s) AND {_SHELF}"
)

Work = tuple[list[str], list[dict[str, Any]]]


def rate(work: str, url: str, plan: Plan, *, seconds: int) -> float:
    """Times a second, all connections together."""
    statements, parameters = _work(work, url, plan)
    context = multiprocessing.get_context("spawn")
    with context.Pool(PROCESSES) as pool:
        asked = [(url, statements, parameters, seconds, place) for place in range(PROCESSES)]
        return sum(pool.starmap(_many, asked)) / seconds


def _work(work: str, url: str, plan: Plan) -> Work:
    if work == "lookup":
        agencies = _one(
            url, "SELECT agency_ids FROM dossiers_dossier WHERE code = %s", plan.codes[0]
        )
        return [LOOKUP], [{"code": code, "agencies": agencies} for code in plan.codes]
    if work == "inbox":
        people = [
            {"me": account, "units": units, "agencies": agencies}
            for account, units, agencies in plan.officers
        ]
        return [ROWS, NUMBERS], people
    sample, unit = _row(
        url,
        "SELECT d.id, d.receiving_unit_id FROM dossiers_dossier d JOIN dossiers_actionkey k"
        " ON k.dossier_id = d.id WHERE k.actor LIKE 'machine%%' ORDER BY d.id DESC LIMIT 1",
    )
    if work == "create":
        units = _row(url, "SELECT array_agg(DISTINCT unit_id) FROM accounts_apitoken")[0]
        return [CREATE], [{"sample": sample, "unit": unit} for unit in units]
    ids = _row(
        url,
        "SELECT array_agg(dossier_id) FROM (SELECT dossier_id FROM dossiers_actionkey"
        " WHERE actor = 'floor' ORDER BY id DESC LIMIT 4000) made",
    )[0]
    del unit
    return [STEP], [{"sample": sample, "id": number} for number in ids]


def _row(url: str, sql: str, *params: Any) -> Any:
    with psycopg.connect(url) as connection:
        return connection.execute(sql, params).fetchone()


def _one(url: str, sql: str, *params: Any) -> Any:
    return _row(url, sql, *params)[0]


def _many(
    url: str, statements: list[str], parameters: list[dict[str, Any]], seconds: int, place: int
) -> int:
    """What the threads of one process get done."""
    done = [0] * THREADS
    threads = [
        threading.Thread(
            target=_repeat,
            args=(url, statements, parameters, seconds, place * THREADS + n, done, n),
        )
        for n in range(THREADS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done)


def _repeat(
    url: str,
    statements: list[str],
    parameters: list[dict[str, Any]],
    seconds: int,
    client: int,
    done: list[int],
    slot: int,
) -> None:
    tag = f"f{client}{time.time_ns():x}"
    rng = random.Random(client)
    step: Callable[..., Any]
    with psycopg.connect(url, autocommit=True) as connection:
        cursor = connection.cursor()
        step = cursor.execute
        until = time.monotonic() + seconds
        for number in count():
            values = parameters[rng.randrange(len(parameters))] | {"key": f"{tag}{number}"}
            for statement in statements:
                step(statement, values, prepare=True).fetchall()
            if time.monotonic() >= until:
                break
            done[slot] = number + 1
