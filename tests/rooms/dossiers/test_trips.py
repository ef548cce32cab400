"""Each coming is counted with its cause (Decree 63/2010 art. 20(4))."""

from __future__ import annotations

import pytest

from motcua.base.verdict import InvalidError
from motcua.dossiers.states import TripCause
from motcua.dossiers.trips import came, came_once_more, counted
from world import NOW

OFFICER, APPLICANT = TripCause.OFFICER, TripCause.APPLICANT


@pytest.mark.parametrize(
    ("causes", "for_supplement", "used_up", "beyond"),
    [
        ([TripCause.FIRST], 0, False, False),
        ([TripCause.FIRST, OFFICER], 1, False, False),
        ([TripCause.FIRST, OFFICER, OFFICER], 2, True, False),
        ([TripCause.FIRST, OFFICER, OFFICER, OFFICER], 3, True, True),
        ([TripCause.FIRST, APPLICANT, APPLICANT, APPLICANT], 0, False, False),
        ([TripCause.FIRST, OFFICER, APPLICANT, TripCause.RESULT], 1, False, False),
    ],
)
def test_twice_at_the_offices_wish_and_as_often_as_the_applicant_forgets(
    causes, for_supplement, used_up, beyond
):
    trips = ()
    for cause in causes:
        trips = came(trips, NOW, cause)
    comings = counted(trips)
    assert comings.total == len(causes)
    assert comings.for_supplement == for_supplement
    assert comings.own_doing == causes.count(APPLICANT)
    assert (comings.is_used_up, comings.is_beyond) == (used_up, beyond)


def test_what_comes_by_post_or_online_is_no_coming():
    assert came_once_more((), NOW, "") == {}


def test_first_and_last_coming_are_no_answer_to_why_once_more():
    with pytest.raises(InvalidError, match="đến thêm một lần"):
        came_once_more((), NOW, TripCause.RESULT.value)
