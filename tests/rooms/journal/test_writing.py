"""Facts go in, in the caller's transaction, and never change."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, connection, transaction

from motcua.base.actor import Actor, ActorKind
from motcua.journal import actions, queries, writing
from motcua.journal.canonical import UnwritableError
from motcua.journal.verbs import UnknownVerbError
from motcua.journal.writing import NewFact

pytestmark = pytest.mark.django_db


def test_a_fact_comes_back_as_it_was_told(fact, at):
    written = actions.record([fact(7, private={"person": "Đặng Thị Hường"})])[0]
    (view,) = queries.facts_about("test", 7)
    assert (view.id, view.digest) == (written.id, written.digest)
    assert (view.verb, view.subject_id, view.at) == ("test.happened", 7, at("2026-09-03T09:40"))
    assert view.data == {"note": "đã nhận", "amount": 7}
    assert view.private == {"person": "Đặng Thị Hường"}
    assert (view.actor_kind, view.actor_ref, view.actor_name) == ("officer", "17", "")


def test_several_facts_keep_their_order_and_their_digests(fact):
    new = [fact(3, f"việc {step}") for step in range(30)]
    _, digests = writing.payload(new)
    written = actions.record(new)
    views = queries.facts_about("test", 3)
    assert [view.digest for view in views] == digests == [one.digest for one in written]
    assert [view.data["note"] for view in views] == [one.data["note"] for one in new]


def test_nobody_reads_the_actors_name_in_the_fact(fact):
    text, _ = writing.payload([fact()])
    assert "Hoa" not in text


def test_the_same_private_words_are_committed_to_differently_each_time(fact):
    person = {"person": "Bà Bình"}
    rows = json.loads(writing.payload([fact(private=person), fact(private=person)])[0])
    assert rows[0]["private_digest"] != rows[1]["private_digest"]


def test_a_row_and_its_fact_in_one_statement(fact):
    text, _ = writing.payload([fact(5)])
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE thing (id bigint, state text) ON COMMIT DROP")
        cursor.execute("INSERT INTO thing VALUES (5, 'new')")
        change = (
            "WITH up AS (UPDATE thing SET state = 'old' WHERE id = %s AND state = 'new'"
            " RETURNING id) SELECT journal_append(%s) FROM up"
        )
        cursor.execute(change, [5, text])
        numbers = cursor.fetchone()[0]
        cursor.execute(change, [5, text])
        assert cursor.fetchone() is None, "no row changed, so no fact"
    assert [view.id for view in queries.facts_about("test", 5)] == numbers


def test_a_fact_goes_with_the_transaction_that_fails(fact):
    with contextlib.suppress(RuntimeError), transaction.atomic():
        actions.record([fact(9)])
        raise RuntimeError
    assert queries.facts_about("test", 9) == []


def test_no_facts_make_no_numbers():
    assert actions.record([]) == []


def test_the_caller_cannot_say_when_it_was_recorded(fact):
    text, _ = writing.payload([fact(11)])
    (row,) = json.loads(text)
    row["recorded_at"] = "2001-01-01T00:00:00Z"
    row["tx"] = 1
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_append(%s)", [json.dumps([row])])
    (view,) = queries.facts_about("test", 11)
    assert view.recorded_at.year > 2001
    assert view.tx > 1


def test_many_subjects_in_one_query(fact, django_assert_num_queries):
    actions.record([fact(1), fact(2, private={"person": "x"}), fact(1)])
    with django_assert_num_queries(1):
        found = queries.facts_about_many("test", [1, 2, 3])
    assert {number: len(views) for number, views in found.items()} == {1: 2, 2: 1, 3: 0}
    (view,) = queries.facts_about("test", 2, private=False)
    assert view.private is None


def test_facts_before_a_moment_are_left_out(fact, at):
    actions.record([fact(1)])
    assert queries.facts_about("test", 1, since=at("2020-01-01T00:00"))
    assert not queries.facts_about("test", 1, since=at("2999-01-01T00:00"))


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"verb": "test.unheard"}, UnknownVerbError),
        ({"subject_kind": "dossier"}, ValueError),
        ({"subject_id": "7"}, UnwritableError),
        ({"subject_id": True}, UnwritableError),
        ({"data": {"note": 1.5}}, UnwritableError),
        ({"data": {"unknown": 1}}, ValueError),
        ({"private": {"amount": 1.5}}, UnwritableError),
        ({"private": {"unknown": 1}}, ValueError),
        ({"at": datetime(2026, 9, 3)}, UnwritableError),
        ({"actor": Actor(ActorKind.CITIZEN, "Nguyễn Văn Bình")}, UnwritableError),
    ],
    ids=str,
)
def test_it_refuses(change, error, fact):
    good = fact()
    fields = {name: getattr(good, name) for name in NewFact.__slots__}
    with pytest.raises(error):
        writing.payload([NewFact(**{**fields, **change})])


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal_fact SET verb = 'x'",
        "UPDATE journal_fact SET recorded_at = recorded_at - interval '3 years'",
        "DELETE FROM journal_fact",
        "TRUNCATE journal_fact",
        "UPDATE {partition} SET data = '{{}}'",
        "DELETE FROM {partition}",
        "TRUNCATE {partition}",
        "SET LOCAL session_replication_role = replica; DELETE FROM {partition}",
        "UPDATE journal_private SET data = '{{}}'",
        "TRUNCATE journal_private",
        "TRUNCATE journal_seal",
    ],
)
def test_the_database_refuses_change(statement, fact):
    actions.record([fact(private={"person": "x"})])
    with connection.cursor() as cursor:
        cursor.execute("SELECT tableoid::regclass::text FROM journal_fact LIMIT 1")
        partition = cursor.fetchone()[0]
        with (
            pytest.raises(DatabaseError, match=r"chỉ được ghi thêm|permission denied"),
            transaction.atomic(),
        ):
            cursor.execute(statement.format(partition=partition))
    assert len(queries.facts_about("test", 1)) == 1


def test_a_new_years_partition_is_guarded_as_the_others(fact):
    assert actions.ensure_partitions(2033) == [2031, 2032, 2033]
    assert actions.ensure_partitions(2033) == []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, array_agg(tgname::text ORDER BY tgname),"
            " bool_and(tgenabled = 'A') FROM pg_trigger WHERE tgrelid IN"
            " ('journal_fact_2018'::regclass, 'journal_fact_2033'::regclass,"
            " 'journal_fact_other'::regclass) GROUP BY 1"
        )
        rows = cursor.fetchall()
    assert len(rows) == 3
    assert {(tuple(names), always) for _, names, always in rows} == {
        (("journal_fact_kept", "journal_fact_whole"), True)
    }


def test_a_year_begins_at_midnight_in_vietnam(fact, at):
    columns, first = writing.FACT_COLUMNS, actions.reserve_numbers(1)[0]
    rows, _ = writing.copy_rows([(first, datetime(2024, 12, 31, 17, 0, tzinfo=UTC), fact(1))])
    marks = ", ".join(["%s"] * len(rows[0]))
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO journal_fact ({columns}) VALUES ({marks})", rows[0])
        cursor.execute("SELECT tableoid::regclass::text FROM journal_fact WHERE id = %s", [first])
        assert cursor.fetchone()[0] == "journal_fact_2025"
