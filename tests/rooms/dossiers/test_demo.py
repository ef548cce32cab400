"""The demo dossiers are made by the real actions and are what their facts tell."""

from __future__ import annotations

from collections import Counter

from motcua.dossiers import checks
from motcua.dossiers.demo import load_demo
from motcua.dossiers.models import Dossier, DraftAct
from motcua.dossiers.queries import lists, numbers
from motcua.procedures import queries as procedures


def test_every_shelf_has_something_and_a_second_call_adds_nothing(world):
    made = load_demo(at=world.at)
    assert made >= 45
    assert load_demo(at=world.at) == 0
    by_status = Counter(Dossier.objects.values_list("status", flat=True))
    assert {"registered", "accepted", "processing", "completed", "returned"} <= set(by_status)
    assert DraftAct.objects.count() >= 1
    officer = world.officer("case_officer")
    assert numbers.counts(officer, at=world.at).unit >= 3
    assert Dossier.objects.exclude(originals=[]).exists()
    assert Dossier.objects.filter(incident__closed_at=None, procedure_code="1.001193").exists()
    overdue = Dossier.objects.filter(due_at__lt=world.at, finished_at=None).count()
    assert overdue >= 2
    first, *_ = lists.frequent_versions(world.one_stop().id)
    assert procedures.version(first).code == "1.001193"
    assert checks.check(due_dates=True).findings == []
