"""One predicate, every surface: what each shows equals what a naive reader of the rules expects."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.accounts.states import Role, Scope
from motcua.agencies import queries as agencies
from motcua.base.actor import ANONYMOUS, SYSTEM, Actor, ActorKind, Grant
from motcua.dossiers import policies, records
from motcua.dossiers.actions import intake, routing
from motcua.dossiers.people import People, Person
from motcua.dossiers.queries import detail, lists, numbers, searching
from motcua.dossiers.records import Request, UnknownDossierError
from motcua.dossiers.visibility import sees
from motcua.procedures import queries as procedures

BIRTH = "1.001193"
KEYS = ("ubnd-21028", "ubnd-21040", "ubnd-21025")
HANDLERS = {
    "guide", "intake_officer", "return_officer", "fee_officer", "case_officer", "head_of_room",
    "head_of_agency", "clerk",
}  # fmt: skip


@pytest.fixture
def people_and_places(world):
    """Dossiers at three communes; one of them has been handed on to its own office."""
    version = procedures.current_version(BIRTH, world.at.date())
    papers = tuple(
        {"key": p.key, "name": p.name, "originals": 1}
        for p in version.papers
        if p.required and not p.condition and not p.shown_only
    )
    made = []
    for number, key in enumerate(KEYS * 2):
        unit = world.one_stop(key)
        clerk = Actor(
            ActorKind.OFFICER, str(world.officer("intake_officer").account_id), "Chị Hoa",
            (Grant("intake_officer", unit.id, unit.agency_id),),
        )  # fmt: skip
        person = Person(f"Nguyễn Văn Bình {number}", phone=f"090500000{number}")
        at = world.at + timedelta(minutes=number)
        recorded = intake.receive(
            intake.Intake(BIRTH, People(person, person), papers),
            unit_id=unit.id, request=Request(clerk, at),
        )  # fmt: skip
        if number >= len(KEYS):
            recorded = routing.forward(recorded.state.code, request=Request(clerk, at))
        made.append(recorded.state)
    return made


def expected(actor: Actor, states) -> set[str]:
    """The rules as the visibility page tells them, with no SQL and no sets of roles of theirs."""
    return {state.code for state in states if _should_see(actor, state)}


def _should_see(actor: Actor, state) -> bool:
    takes_part = [grant for grant in actor.grants if grant.agency_id in state.agency_ids]
    if actor.kind is ActorKind.CITIZEN:
        return actor.ref == state.code
    if actor.kind is ActorKind.MACHINE:
        return "dossiers:read" in actor.scopes and bool(takes_part)
    if actor.kind is not ActorKind.OFFICER:
        return actor.kind is ActorKind.SYSTEM
    wide = {"controller", "centre_director", "inspector"} & {g.role for g in actor.grants}
    return bool(wide) or any(grant.role in HANDLERS for grant in takes_part)


class Faces:
    """Actors made of random posts over the world's units."""

    units: ClassVar[list] = []

    @classmethod
    def strategy(cls):
        grant = st.builds(
            lambda role, place: (role, place),
            st.sampled_from([role.value for role in Role]),
            st.integers(0, 5),
        )
        return st.tuples(
            st.sampled_from([ActorKind.OFFICER, ActorKind.OFFICER, ActorKind.MACHINE]),
            st.lists(grant, max_size=3),
            st.sets(st.sampled_from([scope.value for scope in Scope])),
        )


def _actor(face, units) -> Actor:
    kind, grants, scopes = face
    held = tuple(
        Grant(role, units[place % len(units)].id, units[place % len(units)].agency_id)
        for role, place in grants
    )
    return Actor(
        kind, "1", "ai đó", held, frozenset(scopes) if kind is ActorKind.MACHINE else frozenset()
    )


def _opens(code: str, actor: Actor) -> bool:
    try:
        detail.case(code, actor)
    except UnknownDossierError:
        return False
    return True


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(face=Faces.strategy())
def test_every_surface_shows_what_the_rules_say(people_and_places, world, face):
    units = [world.one_stop(key) for key in KEYS]
    units += [
        u
        for key in KEYS
        for u in agencies.units_of_agency(world.one_stop(key).agency_id, world.at.date())
    ][:9]
    actor = _actor(face, units)
    want = expected(actor, people_and_places)
    postal_only = actor.roles == {"postal_staff"}
    if postal_only:
        want = set()
    assert {s.code for s in people_and_places if sees(actor, s)} == want
    assert {s.code for s in people_and_places if _opens(s.code, actor)} == want
    assert {row.code for row in searching.search(actor, "nguyen van binh")} == want
    at = world.at + timedelta(hours=1)
    shelf = {row.code for row in lists.inbox(actor, lists.View.UNIT, at=at).rows}
    assert shelf == {
        s.code for s in people_and_places if s.code in want and s.holder_unit_id in actor.unit_ids
    }
    counted = numbers.counts(actor, at=at)
    assert counted.unit == len(shelf)
    offered = {row.code for row in lists.offers(actor)}
    assert offered == {
        s.code for s in people_and_places if s.code in want and s.offer_unit_id in actor.unit_ids
    }
    assert counted.offered == len(offered)


@pytest.mark.parametrize("actor", [ANONYMOUS, Actor(ActorKind.OFFICER, "1", "không chức danh")])
def test_nobody_without_a_post_sees_anything(people_and_places, actor):
    assert searching.search(actor, "nguyen van binh") == ()
    assert not any(_opens(state.code, actor) for state in people_and_places)


def test_the_system_sees_everything(people_and_places):
    assert all(_opens(state.code, SYSTEM) for state in people_and_places)


def test_a_citizen_sees_the_one_dossier_of_the_look_up(people_and_places):
    mine, other = people_and_places[:2]
    citizen = Actor(ActorKind.CITIZEN, mine.code)
    assert _opens(mine.code, citizen)
    assert not _opens(other.code, citizen)
    assert [row.code for row in searching.search(citizen, "nguyen van binh")] == [mine.code]


def test_a_citizen_is_not_told_of_drafts_or_inner_moves(people_and_places):
    state = people_and_places[0]
    shown = detail.case(state.code, Actor(ActorKind.CITIZEN, state.code))
    assert {fact.verb for fact in shown.facts} == {"dossier.receive"}
    assert shown.acts == ()


@pytest.mark.parametrize("place", ["paper", "result", "form"])
def test_files_stay_closed_to_the_eyes_of_a_look_up(people_and_places, world, place):
    """Four digits can be guessed; what is in a result is for its owner alone."""
    state = people_and_places[0]
    citizen = Actor(ActorKind.CITIZEN, state.code)
    assert not policies.can_see_attachment(citizen, state, place, removed=False)
    officer = world.officer("intake_officer")
    assert policies.can_see_attachment(officer, state, place, removed=False)
    assert not policies.can_see_attachment(officer, state, place, removed=True)


def test_a_dossier_that_may_not_be_seen_is_as_one_that_is_not_there(people_and_places, world):
    stranger = world.officer("case_officer", "so-xay-dung")
    with pytest.raises(UnknownDossierError) as hidden:
        records.load(people_and_places[0].code, stranger)
    with pytest.raises(UnknownDossierError) as absent:
        records.load("H48.999-260903-0001", stranger)
    assert str(hidden.value) == str(absent.value)
