"""The demo's Centre has work: made by the real actions, and what the facts tell."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from motcua.control import demo
from motcua.control.models import Alert, AlertRule, Finding, Review
from motcua.control.queries import apologies, desk
from motcua.dossiers import checks
from motcua.dossiers.models import DraftAct

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("days", [0, 75])
def test_every_page_of_the_centre_has_something_and_a_second_call_adds_nothing(
    world, settings, tmp_path, days
):
    settings.DOCUMENT_ROOT = tmp_path
    at = world.at + timedelta(days=days, hours=days / 10)
    assert demo.load_demo(at=at) == 8
    assert demo.load_demo(at=at) == 0
    controller = world.officer("controller", "trung-tam-pvhcc")
    kinds = Counter(row.kind.value for row in desk.waiting(controller))
    assert kinds == {"supplement_request": 2, "refusal": 1}
    laws = Counter(
        any(check.mark == "wrong" for check in desk.look(row.review_id, controller).checks)
        for row in desk.waiting(controller)
    )
    assert laws == {False: 2, True: 1}
    outcomes = Counter(Review.objects.values_list("outcome", flat=True))
    assert outcomes == {"": 3, "returned": 1, "amended": 1, "cleared": 3}
    assert sorted(str(row.kept) for row in apologies.register(at=at)) == ["False", "None", "True"]
    assert not any(row.is_late_notice for row in apologies.register(at=at))
    assert all(act.number for act in DraftAct.objects.filter(status="issued"))
    assert Counter(Finding.objects.values_list("state", flat=True)) == {"open": 1, "answered": 1}
    assert AlertRule.objects.count() == 2
    assert Alert.objects.count() == 0, "nothing is late here but what has its letter"
    assert checks.check(due_dates=True).findings == []
