"""Readers miss nothing and get nothing twice, in whatever order transactions commit."""

from __future__ import annotations

import threading

import psycopg
import pytest
from django.db import connection, transaction

from motcua.base.verdict import ConflictError
from motcua.journal import actions, queries, writing
from motcua.journal.queries import START, Cursor

pytestmark = pytest.mark.usefixtures("journal")


@pytest.fixture
def clerk():
    """A second officer at a second connection, with transactions of their own."""
    others = []

    def connect():
        other = connection.copy()
        others.append(other)
        return other

    yield connect
    for other in others:
        other.close()


def begin(other, new):
    other.set_autocommit(False)
    append(other, new)


def append(other, new):
    with other.cursor() as cursor:
        cursor.execute("SELECT journal_append(%s)", [writing.payload([new])[0]])


def numbers(views):
    return [view.subject_id for view in views]


def test_a_late_commit_is_not_skipped(fact, clerk):
    early, late = clerk(), clerk()
    begin(early, fact(1))
    begin(late, fact(2))
    late.commit()
    assert queries.read_after(START) == [], "the first is still running: nothing is safe to read"
    append(early, fact(3))
    early.commit()
    seen = queries.read_after(START)
    assert numbers(seen) == [1, 3, 2]
    assert queries.read_after(seen[-1].cursor) == []


def test_a_reader_between_two_commits_goes_on_where_it_was(fact, clerk):
    actions.record([fact(1)])
    early, late = clerk(), clerk()
    begin(early, fact(2))
    begin(late, fact(3))
    late.commit()
    first = queries.read_after(START)
    assert numbers(first) == [1]
    early.commit()
    assert numbers(queries.read_after(first[-1].cursor)) == [2, 3]


def test_what_was_rolled_back_is_not_waited_for(fact, clerk):
    lost = clerk()
    begin(lost, fact(1))
    actions.record([fact(2)])
    lost.rollback()
    assert numbers(queries.read_after(START)) == [2]


def test_the_database_next_door_is_not_waited_for(fact):
    parameters = connection.get_connection_params() | {"dbname": "postgres"}
    with psycopg.connect(**parameters) as stranger:
        stranger.execute("SELECT pg_current_xact_id()")
        actions.record([fact(1)])
        assert numbers(queries.read_after(START)) == [1]


def test_a_transaction_does_not_read_past_itself(fact, clerk):
    other = clerk()
    with transaction.atomic():
        actions.record([fact(1)])
        append(other, fact(2))
        assert queries.read_after(START) == [], "more of its facts may follow"
        actions.record([fact(3)])
    assert numbers(queries.read_after(START)) == [1, 3, 2]


def test_a_limit_splits_even_one_transaction(fact):
    actions.record([fact(number) for number in range(7)])
    seen, cursor = [], START
    while batch := queries.read_after(cursor, limit=3):
        seen += numbers(batch)
        cursor = batch[-1].cursor
    assert seen == list(range(7))


@pytest.mark.slow
def test_many_writers_and_a_reader_that_never_stops(fact, clerk):
    writers = [
        threading.Thread(target=write_some, args=(clerk(), fact, writer)) for writer in range(4)
    ]
    for writer in writers:
        writer.start()
    seen, cursor = [], START
    running = True
    while running:
        running = any(writer.is_alive() for writer in writers)
        for view in queries.read_after(cursor, limit=17):
            seen.append(view.subject_id)
            cursor = view.cursor
    while batch := queries.read_after(cursor):
        seen += numbers(batch)
        cursor = batch[-1].cursor
    expected = [
        100_000 * writer + step for writer in range(4) for step in range(60) if step % 5 != writer
    ]
    assert sorted(seen) == expected


def write_some(other, fact, writer):
    """Sixty transactions of one fact, some of which fail."""
    other.inc_thread_sharing()
    other.set_autocommit(False)
    for step in range(60):
        append(other, fact(100_000 * writer + step))
        if step % 5 == writer:
            other.rollback()
        else:
            other.commit()


def test_a_named_reader_keeps_its_place(fact):
    actions.record([fact(1)])
    assert queries.cursor_of("statistics") == START
    place = queries.read_after(START)[-1].cursor
    actions.advance("statistics", place)
    actions.advance("statistics", place)
    assert queries.cursor_of("statistics") == place


def test_it_refuses_to_take_a_reader_back():
    actions.advance("statistics", Cursor(10, 5))
    with pytest.raises(ConflictError, match="đọc lại"):
        actions.advance("statistics", Cursor(10, 4))


def test_two_workers_take_turns_at_one_reader(clerk):
    actions.advance("statistics", Cursor(10, 5))
    other = clerk()
    other.set_autocommit(False)
    with other.cursor() as cursor:
        cursor.execute("SELECT FROM journal_cursor WHERE name = 'statistics' FOR UPDATE")
    with transaction.atomic():
        assert actions.claim("statistics") is None
    other.rollback()
    with transaction.atomic():
        assert actions.claim("statistics") == Cursor(10, 5)
        assert actions.claim("notices") == START


def test_after_a_restore_new_facts_still_come_after_the_old(fact, at):
    actions.record([fact(1)])
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_fact (tx, at, verb, subject_kind, subject_id, actor_kind,"
            " actor_ref, data, digest) SELECT tx + 1000000, at, verb, subject_kind, 2, actor_kind,"
            " actor_ref, data, digest FROM journal_fact"
        )
        cursor.execute("SELECT max(tx) FROM journal_fact")
        old = Cursor(cursor.fetchone()[0], 2**62)
    actions.record([fact(3)])
    assert queries.read_after(old) == [], "the restored database counts anew"
    assert actions.rebase_after_restore(at=at("2026-09-03T10:00"))
    actions.record([fact(4)])
    assert [view.verb for view in queries.read_after(old)] == [
        "journal.order_rebased",
        "test.happened",
    ]
    assert not actions.rebase_after_restore(at=at("2026-09-03T10:01"))
