"""What a machine may say besides: who is served first, and whose commune decides."""

from __future__ import annotations

import pytest

from motcua.agencies import queries as agencies
from world import NOW, OTHER_WARD


@pytest.fixture
def other_area():
    home = agencies.agency_by_key(OTHER_WARD, NOW.date())
    return agencies.area(home.area_id).code


def test_a_dossier_of_another_ward_is_offered_there_and_has_no_date_yet(machine, birth, other_area):
    asked = birth() | {"area_code": other_area, "priority": "child"}
    made = machine.post("/dossiers", asked, key="xa-1").json()["dossier"]
    assert made["cross_boundary"]
    assert made["awaiting_hand_over"]
    assert (made["due_at"], made["priority"]) == (None, "child")
    assert made["competent_agency"] == agencies.agency_by_key(OTHER_WARD, NOW.date()).name


def test_without_a_word_it_is_the_units_own(machine, birth):
    made = machine.post("/dossiers", birth()).json()["dossier"]
    assert (made["cross_boundary"], made["priority"]) == (False, "")


@pytest.mark.parametrize(
    ("said", "field"),
    [({"area_code": "99999"}, "area_code"), ({"area_code": "x"}, ""), ({"priority": "vip"}, "")],
)
def test_what_nobody_knows_is_refused(machine, birth, said, field):
    answer = machine.post("/dossiers", birth() | said)
    assert answer.status_code in {400, 422}
    assert not field or field in answer.json()["fields"]
