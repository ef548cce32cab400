"""A simulated province holds to every rule of a real one: its facts, its sums, its institutions."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection, transaction

from motcua.base.actor import SYSTEM, Actor, ActorKind
from motcua.base.dates import VIETNAM
from motcua.base.verdict import ConflictError, InvalidError
from motcua.dossiers import checks, demo
from motcua.dossiers.simulation import loading, plan, tables
from motcua.dossiers.simulation.loading import Wish, simulate
from motcua.dossiers.simulation.writing import Shard
from motcua.journal import canonical, reading, verification, writing
from motcua.journal.reading import Cursor
from motcua.journal.writing import NewFact

AT = datetime(2026, 9, 3, 9, 40, tzinfo=VIETNAM)
FIRST = date(2025, 3, 1)
MANY = 2_000
pytestmark = pytest.mark.usefixtures("world")


@pytest.fixture(scope="module")
def province(loaded_world, django_db_blocker):
    """2,000 dossiers over both eras, in a transaction that is taken back when the module is done."""
    with django_db_blocker.unblock(), transaction.atomic():
        wish = Wish.of(MANY, 7, FIRST, AT.date(), AT)
        yield simulate(wish, actor=SYSTEM, at=AT, parallel=False)
        transaction.set_rollback(True)


def rows(sql, *params):
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return cursor.fetchall()


def one(sql, *params):
    return rows(sql, *params)[0][0]


def test_every_row_is_the_fold_of_its_facts_and_every_date_follows_from_the_calendar(province):
    report = checks.check(due_dates=True)
    assert report.findings == []
    assert report.dossiers == province.dossiers == MANY
    assert report.facts == province.facts


def test_the_journal_is_whole(province, monkeypatch):
    # The load has not been committed here, so the horizon would hide it from the verifier.
    monkeypatch.setattr(reading, "horizon", lambda: Cursor(2**62, 2**62))
    report = verification.verify()
    assert report.ok, report.findings
    assert report.facts > province.facts


def test_it_looks_like_a_province(province):
    share = dict(rows("SELECT channel, count(*) FROM dossiers_dossier GROUP BY 1"))
    assert 0.35 < share["online"] / MANY < 0.5
    quick = one(
        "SELECT count(*) FROM dossiers_dossier WHERE (finished_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
        " = (accepted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
    )
    assert 0.5 < quick / MANY < 0.8
    late = one(
        "SELECT count(*) FROM dossiers_dossier WHERE (finished_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
        " > (due_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date"
    )
    assert 0.001 < late / MANY < 0.05
    states = Counter(dict(rows("SELECT status, count(*) FROM dossiers_dossier GROUP BY 1")))
    assert states["returned"] > 0.9 * MANY
    assert states["processing"] > 0


def test_nobody_receives_who_was_not_there_that_day(province):
    wrong = one(
        "SELECT count(*) FROM dossiers_dossier d JOIN agencies_unit u ON u.id = d.receiving_unit_id"
        " JOIN procedures_procedureversion v ON v.id = d.procedure_version_id,"
        " LATERAL (SELECT (d.submitted_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS on_day) t"
        " WHERE on_day < u.effective_from OR on_day >= coalesce(u.effective_to, 'infinity')"
        " OR on_day < v.effective_from OR on_day >= coalesce(v.effective_to, 'infinity')"
    )
    assert wrong == 0
    old = one("SELECT count(*) FROM dossiers_dossier WHERE code LIKE '000.%%'")
    new = one("SELECT count(*) FROM dossiers_dossier WHERE code LIKE 'H48.%%'")
    assert old > 0.1 * MANY
    assert old + new == MANY


def test_counters_go_on_where_the_simulation_ended(province):
    behind = one(
        "SELECT count(*) FROM (SELECT receiving_unit_id AS unit, book_year::text AS year,"
        " max(book_number) AS last FROM dossiers_dossier WHERE book_number IS NOT NULL GROUP BY 1, 2) b"
        " LEFT JOIN dossiers_dossiercounter c"
        " ON c.unit_id = b.unit AND c.kind = 'book' AND c.period = b.year"
        " WHERE c.value IS DISTINCT FROM b.last"
    )
    assert behind == 0
    last = one("SELECT max(id) FROM dossiers_dossier")
    assert one("SELECT nextval(pg_get_serial_sequence('dossiers_dossier', 'id'))") > last
    assert one("SELECT nextval('journal_fact_id_seq')") > one("SELECT max(id) FROM journal_fact")


def test_a_units_other_counters_do_not_move_its_book(week):
    made, days = week
    unit = next(receiver.unit.id for receiver in made.receivers if receiver.shard == 0)
    counters = {(unit, "book", "2026"): 40, (unit, "so:KQ", "2026"): 3}
    shard = Shard(
        0, replace(made, counters=counters), loading.calendars.calendar_for(), *days[::4], AT
    )
    assert dict(shard.books) == {(unit, "2026"): 40}
    assert not shard.codes


def test_a_second_load_goes_on_and_the_same_seed_tells_the_same(province):
    with transaction.atomic():
        wish = Wish.of(50, 7, date(2026, 8, 3), date(2026, 8, 7), AT)
        again = simulate(wish, actor=SYSTEM, at=AT, parallel=False)
        assert again.officers == 0
        assert checks.check().findings == []
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def week(province):
    """A week's plan and the days of it, ready to be written."""
    days = [date(2026, 8, 3) + timedelta(days=n) for n in range(5)]
    made = plan.read_plan(3, days[0], days[-1])
    made.holders = loading.staff(made.needed_posts(), since=days[0], actor=SYSTEM, at=AT).holders
    made.batches = plan.batches(made, days, 400, 1, size=400)
    return made, days


def written(week, place=0):
    made, days = week
    shard = Shard(place, made, loading.calendars.calendar_for(), days[0], days[-1], AT)
    batch = next(batch for batch in made.batches if batch.shard == place)
    return shard.spell(shard.draw(batch), 1)


def test_the_same_seed_writes_the_same(week):
    first, again = written(week), written(week)
    assert first.texts() == again.texts()
    assert first.dossiers != written(week, 1).dossiers


def unescaped(cell):
    return None if cell == r"\N" else cell.replace("\\\\", "\\")


def test_each_fact_is_spelt_and_hashed_as_the_journal_would(week):
    made = written(week)
    private = {
        number: (bytes.fromhex(salt[3:]), text)
        for number, salt, text in (line.rstrip("\n").split("\t") for line in made.private)
    }
    assert len(made.facts) > 1_000
    for line in made.facts:
        number, at, _, verb, kind, subject, actor_kind, actor, data, committed, digest = (
            line.rstrip("\n").split("\t")
        )
        data = unescaped(data)
        salt, beside = private.get(number, (b"", None))
        told = NewFact(
            verb, kind, int(subject), json.loads(data), Actor(ActorKind(actor_kind), actor),
            datetime.fromisoformat(at), json.loads(beside) if beside else None,
        )  # fmt: skip
        ready = writing._prepare(told)
        assert (ready.at, ready.data, ready.private) == (at, data, beside)
        hidden = canonical.private_digest(salt, beside).hex() if beside else None
        assert unescaped(committed) == (rf"\x{hidden}" if hidden else None)
        head = (verb, kind, int(subject), actor_kind, actor, at)
        assert unescaped(digest) == rf"\x{canonical.fact_digest(head, data, hidden).hex()}"


def test_the_stories_tell_what_the_actions_tell(province):
    """The keys of each verb's facts, beside those of the demo's dossiers, which the actions made."""
    simulated = told_keys()
    with transaction.atomic():
        demo.load_demo(at=AT)
        everything = told_keys()
        transaction.set_rollback(True)
    compared = 0
    for verb, shapes in simulated.items():
        real = everything[verb] - shapes
        if not real and verb not in {"dossier.request_obligation", "dossier.settle_obligation"}:
            compared += 1
        for strange in real:
            assert any(strange <= shape or shape <= strange for shape in shapes), (verb, strange)
    assert compared > 5


def told_keys():
    found = {}
    for verb, keys in rows(
        "SELECT verb, (SELECT array_agg(k) FROM jsonb_object_keys(coalesce(data->'set','{}')) k)"
        " FROM journal_fact WHERE subject_kind = 'dossier'"
    ):
        found.setdefault(verb, set()).add(frozenset(keys or ()))
    return found


def test_real_dossiers_are_left_alone(province):
    account = one(
        "SELECT received_by_id FROM dossiers_dossier WHERE received_by_id IS NOT NULL LIMIT 1"
    )
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("UPDATE accounts_account SET is_demo = false WHERE id = %s", [account])
            cursor.execute(
                "UPDATE dossiers_dossier SET content = 'Xin cấp lại' WHERE received_by_id = %s",
                [account],
            )
        wish = Wish.of(5, 1, FIRST, AT.date(), AT)
        with pytest.raises(ConflictError, match="hồ sơ thật"):
            simulate(wish, actor=SYSTEM, at=AT, parallel=False)
        transaction.set_rollback(True)


@pytest.mark.parametrize(("count", "first"), [(0, FIRST), (5, date(2027, 1, 1))])
def test_a_wish_that_cannot_be_granted_is_refused(count, first):
    with pytest.raises(InvalidError):
        Wish.of(count, 1, first, AT.date(), AT)


# Conditions are the same but PostgreSQL spells them another way once they are read again.
INDEXES = """
SELECT split_part(indexdef, ' WHERE ', 1), indexdef LIKE '%% WHERE %%'
  FROM pg_indexes WHERE tablename = ANY(%s) ORDER BY 1
"""
KEYS = """
SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
 WHERE conrelid = ANY(%s::regclass[]) ORDER BY 1
"""


def test_what_is_set_aside_comes_back_as_it_was(province):
    names = ["dossiers_dossier", "journal_fact", "journal_private"]
    with transaction.atomic():
        connection.check_constraints()  # what the fixture wrote has checks pending
        before = rows(INDEXES, names), rows(KEYS, names)
        aside = [tables.set_aside(name) for name in names]
        assert len(rows(INDEXES, names)) < len(before[0]) - 8
        for one_table in aside:
            tables.put_back(one_table)
        assert set(rows(INDEXES, names)) == set(before[0])
        assert set(rows(KEYS, names)) == set(before[1])
        transaction.set_rollback(True)
