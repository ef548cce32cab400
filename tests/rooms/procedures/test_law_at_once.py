"""Two people at one draft or one decision in the same moment: one succeeds, the others read why not."""

from __future__ import annotations

from datetime import date

import pytest

from motcua.base.verdict import RefusedError
from motcua.procedures import actions
from motcua.procedures.announcements import DutyPlan
from motcua.procedures.models import Announcement, PublicationDuty
from motcua.procedures.process import parse_process
from motcua.procedures.states import DutyKind
from rooms.procedures.records import LAN, MINH, birth_steps, decision_1351, record
from twin import at_once, twin
from world import NOW

CODE = "9.999100"


@pytest.fixture(scope="module")
def apart(loaded_world, django_db_blocker):
    with django_db_blocker.unblock(), twin():
        yield


def once(*calls) -> None:
    """One call is carried out, each other one refused in a sentence."""
    answers = at_once(*calls)
    refused = [answer for answer in answers if isinstance(answer, RefusedError)]
    assert len(refused) == len(calls) - 1, answers
    assert not any(isinstance(answer, Exception) for answer in answers if answer not in refused)
    assert all(str(refusal).endswith(".") for refusal in refused)


def test_each_change_of_the_law_happens_once(apart, django_db_blocker):
    with django_db_blocker.unblock():
        duty = DutyPlan("ubnd-21028", DutyKind.POSTING, date(2025, 6, 27))
        said = decision_1351(key="cung-luc", number="9/QĐ-CL", duties=(duty,))
        once(*[lambda: actions.register_announcement(announcement=said, actor=LAN, at=NOW)] * 3)
        decision = Announcement.objects.get(key="cung-luc")
        number = PublicationDuty.objects.get(announcement=decision).id
        once(*[lambda: actions.complete_duty(duty_id=number, proof="Bảng", actor=LAN, at=NOW)] * 3)
        draft = actions.draft_version(record=record(code=CODE), actor=LAN, at=NOW)
        steps = birth_steps()
        steps[1]["hours"] = "3"
        process = parse_process({"steps": steps})
        once(
            *[lambda: actions.draft_process(
                version_id=draft.id, process=process, actor=LAN, at=NOW, revision=1)] * 3
        )  # fmt: skip
        once(
            *[lambda: actions.publish(
                version_id=draft.id, announcement_id=decision.id,
                effective_from=date(2026, 10, 1), actor=MINH, at=NOW)] * 3
        )  # fmt: skip
        copies = at_once(*[lambda: actions.draft_from(version_id=draft.id, actor=LAN, at=NOW)] * 3)
        assert sorted(copy.number for copy in copies) == [2, 3, 4]
        once(*[lambda: actions.discard_draft(
            version_id=copies[0].id, actor=LAN, at=NOW)] * 3)  # fmt: skip
