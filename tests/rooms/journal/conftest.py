"""A journal of three loaded days and one of today, and the hand that reaches behind its back."""

from __future__ import annotations

import time
from contextlib import contextmanager
from datetime import timedelta
from typing import TypedDict

import pytest
from django.db import connection, transaction

from motcua.base.actor import SYSTEM, Actor, ActorKind
from motcua.journal import actions, reading, writing
from motcua.journal.verbs import Verb, register
from motcua.journal.writing import NewFact


class Happened(TypedDict, total=False):
    note: str
    amount: int
    list: list


class Beside(TypedDict, total=False):
    person: str
    amount: int


register(Verb("test.happened", "test", "{person} ghi “{note}”.", Happened, Beside))
CHI_HOA = Actor(ActorKind.OFFICER, "17", "Nguyễn Thị Hoa")
GUARDS = (
    "SELECT tgrelid::regclass::text, tgname FROM pg_trigger"
    " WHERE tgname LIKE 'journal\\_%\\_kept' OR tgname LIKE 'journal\\_%\\_whole'"
    " ORDER BY tgparentid"
)


@contextmanager
def triggers_off():
    """As a superuser would do who means harm; the guards stand again afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(GUARDS)
        guards = cursor.fetchall()
        alter(cursor, guards, "DISABLE")
        try:
            yield cursor
        finally:
            alter(cursor, guards, "ENABLE ALWAYS")


def alter(cursor, guards, how):
    cursor.execute(";".join(f"ALTER TABLE {on} {how} TRIGGER {guard}" for on, guard in guards))


@pytest.fixture
def behind_its_back():
    return triggers_off


@pytest.fixture
def journal(django_db_setup, django_db_blocker, monkeypatch):
    """An empty journal in which each fact commits, so that readers and seals see it.

    Only the journal's tables are written, so they are emptied here; Django's own way would
    empty all tables of the house after each test. Another worker's transaction that ends while
    the horizon is computed counts as ours (`journal_horizon`), so whoever finds facts above the
    horizon asks again for half a second.
    """
    monkeypatch.setattr(reading, "horizon", _asked_again(reading.horizon))
    with django_db_blocker.unblock():
        empty()
        yield
        empty()


def _asked_again(horizon):
    def passed():
        for _ in range(25):
            reached = horizon()
            if not _left_over(reached):
                break
            time.sleep(0.02)
        return reached

    return passed


def _left_over(reached):
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM journal_fact WHERE (tx, id) > (%s, %s) LIMIT 1", [*reached])
        return cursor.fetchone() is not None


def empty():
    with triggers_off() as cursor:
        cursor.execute(
            "TRUNCATE journal_fact, journal_seal, journal_private, journal_cursor;"
            "INSERT INTO journal_cursor VALUES ('journal.seal', 0, 0);"
            "CREATE OR REPLACE FUNCTION journal_base() RETURNS bigint LANGUAGE sql STABLE"
            " AS 'SELECT 0::bigint'"
        )


@pytest.fixture
def fact(at):
    def new(number=1, note="đã nhận", *, private=None, when="2026-09-03T09:40", actor=CHI_HOA):
        data = {"note": note, "amount": number}
        return NewFact("test.happened", "test", number, data, actor, at(when), private)

    return new


@pytest.fixture
def load(at, fact):
    """Load `count` facts for each day, recorded in that day's morning, by COPY."""

    @transaction.atomic
    def loaded(days, count=4, private=None):
        actions.record_history_load(
            reason="dữ liệu năm trước", actor=SYSTEM, at=at(f"{days[0]}T08:00")
        )
        numbers = iter(actions.reserve_numbers(len(days) * count))
        moments = [
            at(f"{day}T08:00") + timedelta(minutes=step) for day in days for step in range(count)
        ]
        facts, privates = writing.copy_rows(
            (next(numbers), moment, fact(step, private=private))
            for step, moment in enumerate(moments)
        )
        with connection.cursor() as cursor:
            for table, columns, rows in (
                ("journal_fact", writing.FACT_COLUMNS, facts),
                ("journal_private", writing.PRIVATE_COLUMNS, privates),
            ):
                with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
        return [row[0] for row in facts]

    return loaded
