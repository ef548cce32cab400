"""How long 1 July 2025 takes with 20,000 dossiers open, beside the bare statements that it amounts to.

Run it by name, it is no part of the suite:  pytest -s tests/bench/bench_reorganise.py
Reach: under 60 seconds. The anchor, in the same run and on the same dossiers: one UPDATE of the
columns that change, with one fact each appended from rows that are ready.
"""

from __future__ import annotations

from datetime import date, datetime
from time import perf_counter

import pytest
from django.db import connection, transaction

from motcua.agencies.reorganising import actions as drawing
from motcua.base.actor import SYSTEM, Actor, ActorKind, Grant
from motcua.base.dates import VIETNAM
from motcua.base.memory import forget_all
from motcua.dossiers import checks
from motcua.dossiers.actions import reorganising
from motcua.dossiers.reorganising import proposing
from motcua.dossiers.reorganising.figures import number, summary
from motcua.dossiers.simulation.loading import Wish, simulate
from motcua.journal.verification import verify
from twin import twin

LOADED, OPEN = 62_000, 20_000
DAY = date(2025, 7, 1)
MIDNIGHT = datetime(2025, 7, 1, tzinfo=VIETNAM)
EVE = datetime(2025, 6, 30, 23, 59, tzinfo=VIETNAM)
RAW = """
WITH taken AS (
    SELECT id, version FROM dossiers_dossier d
     WHERE d.id IN (SELECT subject_id FROM journal_fact WHERE verb = 'dossier.reorganise')
), moved AS (
    UPDATE dossiers_dossier d SET version = d.version + 1, holder_unit_id = d.holder_unit_id,
           counter_unit_id = d.counter_unit_id, agency_ids = d.agency_ids,
           competent_agency_id = d.competent_agency_id, holder_id = d.holder_id
      FROM taken WHERE d.id = taken.id RETURNING d.id
)
INSERT INTO journal_fact (at, verb, subject_kind, subject_id, actor_kind, actor_ref, data, digest)
SELECT f.at, f.verb, f.subject_kind, f.subject_id, f.actor_kind, f.actor_ref, f.data, f.digest
  FROM journal_fact f JOIN moved ON moved.id = f.subject_id WHERE f.verb = 'dossier.reorganise'
"""


def officer(ref, role):
    return Actor(ActorKind.OFFICER, ref, "", (Grant(role, 1, 1),))


@pytest.mark.usefixtures("loaded_world")
def test_the_first_of_july_with_twenty_thousand_open(django_db_blocker):
    with django_db_blocker.unblock(), twin():
        simulate(
            Wish(LOADED, 3, date(2025, 6, 25), date(2025, 6, 30), EVE),
            actor=SYSTEM, at=EVE, force=True,
        )  # fmt: skip
        author, second = officer("1", "business_admin"), officer("2", "centre_director")
        heading = drawing.Heading("1677/NQ-UBTVQH15", date(2025, 6, 16), "Sắp xếp", DAY)
        made = drawing.draft_reorganisation(heading, actor=author, at=EVE)
        lines = proposing.proposed_lines(DAY)
        drawing.fill_map(made, lines, version=None, actor=author, at=EVE)
        drawing.change_reorganisation(
            made, heading, keep_reason="Chờ xác minh", continuing=(), version=None,
            actor=author, at=EVE,
        )  # fmt: skip
        forget_all()
        started = perf_counter()
        rehearsed = reorganising.rehearse(made, actor=author, at=EVE)
        rehearsal = perf_counter() - started
        drawing.submit_reorganisation(made, version=None, actor=author, at=EVE)
        drawing.approve_reorganisation(made, version=None, actor=second, at=EVE)
        started = perf_counter()
        done = reorganising.apply(made, actor=SYSTEM, at=MIDNIGHT)
        act = perf_counter() - started
        started = perf_counter()
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute(RAW)
                assert cursor.rowcount == done.figures.moved
            raw = perf_counter() - started
            transaction.set_rollback(True)
        print(f"\n{number(LOADED)} loaded, {len(lines)} lines. {summary(done.figures)}")
        print(
            f"rehearsal {rehearsal:.1f} s, act {act:.1f} s: {done.figures.moved / act:.0f} a second"
        )
        print(f"bare UPDATE and INSERT {raw:.1f} s: the act takes {act / raw:.1f} times that")
        assert done.figures == rehearsed
        assert done.figures.moved >= OPEN
        assert checks.check().findings == []
        assert verify().ok
