"""Several counters of one ward at the same moment: numbers without a hole, each act once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from motcua.base.verdict import RefusedError
from motcua.dossiers import checks
from motcua.dossiers.actions import instant, intake, priority, results
from motcua.dossiers.actions.instant import Correction, Entry
from motcua.dossiers.models import Dossier
from motcua.dossiers.people import People, Person
from motcua.dossiers.records import Recorded, Request
from motcua.procedures.tariffs import Quantities
from twin import at_once, twin
from world import NOW, World

SEN = Person("Nguyễn Thị Sen", id_number="051185004317", phone="0905000317")
COPY = Entry("2.000815", People(SEN, SEN), Quantities(copies=3, pages=4), "Học bạ", receipt="BL-1")
SIGNATURE = Entry(
    "2.000884", People(SEN, SEN), Quantities(1, 1, 1), "Giấy ủy quyền", receipt="BL-2"
)


def one_succeeds(answers):
    done = [answer for answer in answers if isinstance(answer, Recorded)]
    refused = [answer for answer in answers if isinstance(answer, RefusedError)]
    assert len(done) == 1, answers
    assert len(done) + len(refused) == len(answers), answers
    return done[0]


def test_the_counters_of_a_ward_at_once(loaded_world, django_db_blocker):
    with django_db_blocker.unblock(), twin():
        world = World()
        clerk, unit = world.officer("intake_officer"), world.one_stop()
        later = Request(clerk, NOW + timedelta(hours=1))

        def record(entry=COPY, **more):
            return instant.record_instant(
                entry, unit_id=unit.id, request=Request(clerk, NOW, **more)
            )

        # Two registers, and one in four turned away after it has taken a number.
        taken = record(key="taken", digest="x" * 64)
        entries = [COPY, SIGNATURE, COPY, replace(COPY, receipt="")] * 3
        keys = [{}, {}, {"key": "taken", "digest": "y" * 64}, {}] * 3
        answers = at_once(
            *[lambda e=e, k=k: record(e, **k) for e, k in zip(entries, keys, strict=True)]
        )
        assert sum(isinstance(answer, Recorded) for answer in answers) == 6
        for kind in ("BS", "CK"):
            rows = Dossier.objects.filter(register_kind=kind)
            lines = sorted(rows.values_list("register_number", flat=True))
            assert lines == list(range(1, len(lines) + 1))

        # One form sent by eight windows.
        before = Dossier.objects.count()
        asked = {"key": "tam", "digest": "a" * 64}
        same = at_once(*[lambda: record(**asked)] * 8)
        assert len({answer.id for answer in same}) == 1
        assert Dossier.objects.count() == before + 1

        # What is put right, given and set once.
        code = taken.state.code
        seen = replace(later, expected_version=taken.state.version)
        one_succeeds(
            at_once(
                *[
                    lambda: instant.correct_entry(
                        code, correction=Correction(void=True), reason="Ghi nhầm", request=seen
                    )
                ]
                * 3
            )
        )
        wanted = replace(later, expected_version=same[0].state.version)
        one_succeeds(
            at_once(*[lambda: instant.issue_receipt(same[0].state.code, request=wanted)] * 3)
        )
        waiting = record(replace(COPY, later=True)).state
        one_succeeds(
            at_once(*[lambda: results.decide_on_the_spot(waiting.code, request=later)] * 3)
        )
        ordinary = intake.receive(
            intake.Intake("1.004873", People(SEN, SEN), allow_missing=True),
            unit_id=unit.id, request=Request(clerk, NOW),
        ).state  # fmt: skip
        once = replace(later, expected_version=ordinary.version)
        one_succeeds(
            at_once(
                *[
                    lambda ground=ground: priority.set_priority(
                        ordinary.code, priority=ground, evidence="Thẻ", request=once
                    )
                    for ground in ("merit", "elderly", "poor")
                ]
            )
        )
        assert checks.check(due_dates=True).findings == []
