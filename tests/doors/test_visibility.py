"""What each door shows is what the rules say, for every token, every officer and every file.

The oracle knows the rules as people tell them and none of our SQL; the doors are asked over HTTP.
"""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.accounts import actions as accounts
from motcua.accounts import queries as accounts_read
from motcua.accounts.models import Account
from motcua.accounts.states import Role, Scope
from motcua.agencies import queries as agencies
from motcua.base import time
from motcua.base.actor import SYSTEM, Actor, ActorKind, Grant
from motcua.base.verdict import RefusedError
from motcua.documents import actions as documents
from motcua.dossiers.actions import attachments, intake, routing
from motcua.dossiers.people import People, Person
from motcua.dossiers.queries import detail
from motcua.dossiers.records import Request
from motcua.procedures import queries as procedures

BIRTH = "1.001193"
WARDS = ("ubnd-21028", "ubnd-21040", "ubnd-21025")
HANDLERS = frozenset(
    {
        "guide", "intake_officer", "return_officer", "fee_officer", "case_officer", "head_of_room",
        "head_of_agency", "clerk",
    }
)  # fmt: skip
WIDE = frozenset({"controller", "centre_director", "inspector"})
PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>> % number\n%%EOF\n"


@pytest.fixture
def ground(world, monkeypatch, settings, tmp_path):
    """Six dossiers of three communes, half of them handed on, each with files in every place."""
    settings.DOCUMENT_ROOT = tmp_path
    monkeypatch.setattr(time, "now", lambda: world.at + timedelta(hours=1))
    return Ground(world)


class Ground:
    """The dossiers and files, and what the rules say about them."""

    def __init__(self, world):
        self.world = world
        self.numbers = count()
        self.states, self.files = [], []
        for number, ward in enumerate(WARDS * 2):
            self._dossier(ward, handed_on=number >= len(WARDS))
        self.units = [
            unit
            for ward in WARDS
            for unit in agencies.units_of_agency(world.one_stop(ward).agency_id, world.at.date())
        ]

    def _dossier(self, ward, *, handed_on):
        version = procedures.current_version(BIRTH, self.world.at.date())
        unit = self.world.one_stop(ward)
        account = self.world.officer("intake_officer").account_id
        clerk = Actor(
            ActorKind.OFFICER, str(account), "Chị Hoa",
            (Grant("intake_officer", unit.id, unit.agency_id),),
        )  # fmt: skip
        papers = tuple(
            {"key": p.key, "name": p.name, "originals": 1}
            for p in version.papers
            if p.required and not p.condition and not p.shown_only
        )
        asked = Request(clerk, self.world.at)
        people = People(*[Person("Nguyễn Văn Bình", phone="0905000317")] * 2)
        state = intake.receive(
            intake.Intake(BIRTH, people, papers), unit_id=unit.id, request=asked
        ).state
        for place, removed in (
            ("paper", False),
            ("form", False),
            ("result", False),
            ("paper", True),
        ):
            file = documents.store(
                PDF.replace(b"number", str(next(self.numbers)).encode()), actor=clerk, at=asked.at
            )
            row = attachments.attach(
                state.code, file=file, name="quét.pdf", place=place, request=asked
            )
            if removed:
                attachments.detach(state.code, attachment_id=row.pk, request=asked)
            self.files.append((state.code, row.pk, place, removed))
        if handed_on:
            state = routing.forward(state.code, request=asked).state
        self.states.append(state)

    def seen_by(self, actor):
        """The codes, as the page on visibility tells it to a newcomer."""
        return {state.code for state in self.states if self._should_see(actor, state)}

    def _should_see(self, actor, state):
        if actor.kind is ActorKind.CITIZEN:
            return actor.ref == state.code
        taking_part = [grant for grant in actor.grants if grant.agency_id in state.agency_ids]
        if actor.kind is ActorKind.MACHINE:
            return "dossiers:read" in actor.scopes and bool(taking_part)
        roles = {grant.role for grant in actor.grants}
        if roles == {"postal_staff"}:
            return False  # none of these dossiers is on its way by post
        return bool(roles & WIDE) or any(grant.role in HANDLERS for grant in taking_part)

    def opens(self, actor):
        """The files: those of dossiers in sight that were not taken out; citizens open none."""
        if actor.kind is ActorKind.CITIZEN:
            return set()
        return {
            (code, number)
            for code, number, _place, removed in self.files
            if code in self.seen_by(actor) and not removed
        }


def machine_answers(ground, unit, scopes):
    """Everything the API shows to one token."""
    token = accounts.create_token(
        name="Phần mềm", unit_id=unit.id, scopes=scopes, actor=SYSTEM,
        at=ground.world.at, expires_at=ground.world.at + timedelta(days=2),
    )  # fmt: skip
    bearer = {"Authorization": f"Bearer {token.secret}"}
    client = Client(headers=bearer)
    read = {
        state.code
        for state in ground.states
        if client.get(f"/api/v1/dossiers/{state.code}").status_code == 200
    }
    inbox, cursor = set(), ""
    while True:
        page = client.get("/api/v1/inbox", {"limit": 1, "cursor": cursor}).json()
        inbox |= {row["code"] for row in page.get("items", ())}
        cursor = page.get("next_cursor")
        if not cursor:
            break
    moved = {
        state.code
        for state in ground.states
        if client.post(
            f"/api/v1/dossiers/{state.code}/steps",
            {"action": "decline_offer", "reason": "thử", "version": 99},
            content_type="application/json",
        ).status_code
        not in {403, 404}
    }
    return read, inbox, moved


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(place=st.integers(0, 50), scopes=st.sets(st.sampled_from(list(Scope)), min_size=1))
def test_the_api_shows_what_the_rules_say(ground, place, scopes):
    unit = ground.units[place % len(ground.units)]
    actor = Actor(
        ActorKind.MACHINE, "0", "", (Grant("machine", unit.id, unit.agency_id),),
        frozenset(scope.value for scope in scopes),
    )  # fmt: skip
    want = ground.seen_by(actor)
    read, inbox, moved = machine_answers(ground, unit, scopes)
    assert read == want
    assert inbox == {
        state.code
        for state in ground.states
        if state.code in want and state.holder_unit_id == unit.id
    }
    assert moved <= {
        state.code
        for state in ground.states
        if state.code in want and state.offer_unit_id == unit.id
    }


def _grant():
    return st.tuples(st.sampled_from([role.value for role in Role]), st.integers(0, 50))


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    kind=st.sampled_from([ActorKind.OFFICER, ActorKind.MACHINE, ActorKind.CITIZEN]),
    posts=st.lists(_grant(), max_size=3),
    scopes=st.sets(st.sampled_from([scope.value for scope in Scope])),
    ticket=st.integers(0, 5),
)
def test_files_open_only_through_a_dossier_in_sight(ground, kind, posts, scopes, ticket):
    """Every file is asked for through every dossier: the right number under a wrong code is nothing."""
    grants = tuple(
        Grant(role, unit.id, unit.agency_id)
        for role, place in posts
        for unit in [ground.units[place % len(ground.units)]]
    )
    actor = {
        ActorKind.OFFICER: Actor(ActorKind.OFFICER, "1", "", grants),
        ActorKind.MACHINE: Actor(
            ActorKind.MACHINE, "1", "",
            tuple(Grant("machine", grant.unit_id, grant.agency_id) for grant in grants),
            frozenset(scopes),
        ),
        ActorKind.CITIZEN: Actor(ActorKind.CITIZEN, ground.states[ticket].code),
    }[kind]  # fmt: skip
    opened = {
        (state.code, number)
        for state in ground.states
        for _code, number, _place, _removed in ground.files
        if _opens(state.code, number, actor)
    }
    assert opened == ground.opens(actor)


def _opens(code, number, actor):
    try:
        return detail.attachment(code, number, actor) is not None
    except RefusedError:
        return False


def test_every_demo_officer_opens_by_the_browser_what_the_rules_say(ground):
    """Pages, printed forms, files and search, for each account of the demo province."""
    looked = 0
    for account in Account.objects.filter(is_demo=True):
        actor = accounts_read.actor_for(account.pk, ground.world.at)
        client = Client()
        client.force_login(account, "allauth.account.auth_backends.AuthenticationBackend")
        want = ground.seen_by(actor)
        every = list(ground.states)
        for address, asked in (
            ("", every), ("giay-tiep-nhan/", every[::4]), ("phieu-kiem-soat/", every[2::4])
        ):  # fmt: skip
            shown = {
                state.code
                for state in asked
                if client.get(f"/ho-so/{state.code}/{address}").status_code == 200
            }
            assert shown == want & {state.code for state in asked}, (account.username, address)
        files = {
            (code, number)
            for code, number, _place, _removed in ground.files
            if client.get(f"/ho-so/{code}/tep/{number}/").status_code == 200
        }
        assert files == ground.opens(actor), account.username
        found = client.get("/tim-kiem/", {"tim": "nguyen van binh"}).content.decode()
        assert {state.code for state in ground.states if state.code in found} == want
        looked += len(want)
    assert looked > 0
