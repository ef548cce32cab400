"""A round of erasing: what one dossier costs, beside one save of a dossier in the same run.

Run it by name, it is no part of the suite:  pytest -s tests/bench/bench_erase.py
Reach: a round of 2,000 in a minute, so 30 ms a dossier; it runs in the background.
"""

from __future__ import annotations

from statistics import median
from time import perf_counter

import pytest

from motcua.dossiers.models import Dossier
from motcua.dossiers.retention import actions, queries
from rooms.dossiers.test_retention import SLUG, YEAR, two_declined

DOSSIERS = 300


@pytest.mark.django_db
def test_a_round_of_erasing(world, settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path
    for _ in range(DOSSIERS // 2):
        two_declined(world)
    admin = world.officer("business_admin", "trung-tam-pvhcc")
    director = world.officer("centre_director", "trung-tam-pvhcc")
    later = world.at + YEAR
    number = actions.propose(SLUG, seen=DOSSIERS, reason="QĐ", actor=admin, at=later)
    actions.confirm(number, seen=DOSSIERS, actor=director, at=later)
    pieces = []
    while queries.under_way():
        began = perf_counter()
        actions.carry_out(number, at=later, most=50)
        pieces.append(perf_counter() - began)
    each = median(pieces) / 50
    print(f"\n{DOSSIERS} dossiers: {each * 1000:.1f} ms each, {1 / each:.0f} a second")
    assert not Dossier.objects.exclude(people=None).filter(status="declined").exists()
    assert each < 0.03
