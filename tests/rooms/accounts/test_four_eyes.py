"""Four eyes are two people: a stand-in's hand is no second pair over what the absent one wrote."""

from __future__ import annotations

import pytest

from motcua.accounts import policies as accounts
from motcua.accounts.states import Role
from motcua.agencies.reorganising import policies as maps
from motcua.base.actor import Actor, ActorKind, Grant
from motcua.clock import policies as calendars
from motcua.dossiers.actions import processes as moves
from motcua.procedures import policies as catalogue

DIRECTOR, WRITER, STAND_IN = 7, 8, 9


def actor(account_id, *lenders):
    held = tuple(Grant("centre_director", 1, 1, lent_by=one) for one in lenders)
    return Actor(ActorKind.OFFICER, str(account_id), "", held)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        (actor(DIRECTOR, None), False),
        (actor(STAND_IN, DIRECTOR), False),
        (actor(STAND_IN, DIRECTOR, WRITER), False),
        (actor(STAND_IN, WRITER), True),
        (actor(STAND_IN, None, DIRECTOR), True),
        (actor(STAND_IN, None), True),
    ],
)
def test_who_agrees_with_what_the_director_wrote(who, may):
    assert bool(catalogue.can_publish(who, f"officer:{DIRECTOR}")) is may
    assert bool(moves.can_confirm_move(who, f"officer:{DIRECTOR}")) is may
    assert bool(calendars.can_confirm_calendar(who, f"officer:{DIRECTOR}")) is may
    assert bool(maps.can_approve(who, {str(DIRECTOR)})) is may


@pytest.mark.parametrize("role", ["technical_admin", "business_admin"])
def test_no_administrator_gives_a_post_to_themselves(role):
    admin = Actor(ActorKind.OFFICER, "5", "", (Grant(role, 1, 1),))
    assert not accounts.can_give_post(admin, 5, Role.INSPECTOR)
    assert accounts.can_give_post(admin, 6, Role.INSPECTOR)
