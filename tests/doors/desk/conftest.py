"""The ward of Nghĩa Lộ at one moment: its officers signed in, and dossiers wherever they are needed."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest
from django.test import Client

from motcua.accounts.models import Account
from motcua.base.actor import Actor, ActorKind
from motcua.dossiers.actions import intake, results, routing
from motcua.dossiers.actions.intake import Intake
from motcua.dossiers.people import People, Person
from motcua.dossiers.queries import detail
from motcua.dossiers.records import Request
from motcua.procedures import queries as procedures
from world import NOW

BIRTH, STATUS = "1.001193", "1.004873"
HA, DUYEN, VINH, TUAN, YEN, TOAN = (
    "tiepnhan.nghialo", "hotich.nghialo", "chanhvanphong.nghialo", "chutich.nghialo",
    "vanthu.nghialo", "traketqua.nghialo",
)  # fmt: skip
STRANGER = "hotich.binhson"
ADMIN, DIRECTOR = "nghiepvu.tt", "giamdoc.tt"
TUYEN = Person(
    "Nguyễn Thị Thanh Tuyền", id_number="051185004317", phone="0905000317",
    address="Tổ 6, phường Nghĩa Lộ", born_on="1985-02-14",
)  # fmt: skip


def signed_in(username: str) -> Client:
    client = Client()
    client.force_login(
        Account.objects.get(username=username),
        "allauth.account.auth_backends.AuthenticationBackend",
    )
    return client


def hidden(page: str) -> dict[str, str]:
    """The key and the version that a page's first form carries."""
    found = re.findall(r'<input type="hidden" name="(key|version)" value="([^"]*)"', page)
    return dict(reversed(found))


@dataclass
class Ward:
    """What the story's people do, each on the way that the actions allow."""

    world: object
    at: object = NOW
    clients: dict[str, Client] = field(default_factory=dict)
    numbers: count = field(default_factory=count)

    def client(self, username: str) -> Client:
        if username not in self.clients:
            self.clients[username] = signed_in(username)
        return self.clients[username]

    def asks(self, username: str, minutes: int = 0) -> Request:
        from motcua.accounts import queries as accounts

        account = Account.objects.get(username=username)
        at = self.at + timedelta(minutes=minutes)
        return Request(accounts.actor_for(account.pk, at), at)

    @property
    def unit(self):
        return self.world.one_stop()

    def papers(self, code: str = BIRTH):
        version = procedures.current_version(code, self.at.date(), agency_id=self.unit.agency_id)
        return tuple(
            {"key": p.key, "name": p.name, "originals": 1, "copies": 0, "source": "paper"}
            for p in version.papers
            if p.required and not p.condition and not p.shown_only
        )

    def received(self, code: str = BIRTH, person: Person = TUYEN) -> str:
        taken = Intake(code, People(person, person), self.papers(code))
        done = intake.receive(taken, unit_id=self.unit.id, request=self.asks(HA))
        return done.state.code

    def submitted(self, minutes_ago: int = 0) -> str:
        citizen = Actor(ActorKind.CITIZEN, "web", "Người dân")
        request = Request(citizen, self.at - timedelta(minutes=minutes_ago))
        taken = Intake(BIRTH, People(TUYEN, TUYEN), self.papers())
        return intake.submit_online(taken, unit_id=self.unit.id, request=request).state.code

    def offered(self, code: str = BIRTH) -> str:
        dossier = self.received(code)
        routing.forward(dossier, request=self.asks(HA, 5))
        return dossier

    def processing(self, code: str = BIRTH) -> str:
        dossier = self.offered(code)
        routing.take_over(dossier, request=self.asks(DUYEN, 10))
        return dossier

    def to_sign(self, code: str = BIRTH) -> str:
        dossier = self.processing(code)
        routing.forward(dossier, request=self.asks(DUYEN, 20))
        routing.take_over(dossier, request=self.asks(TUAN, 30))
        return dossier

    def completed(self, code: str = BIRTH) -> str:
        dossier = self.to_sign(code)
        results.sign_result(dossier, number="15/2026", request=self.asks(TUAN, 40))
        routing.take_over(dossier, request=self.asks(YEN, 50))
        results.record_result(dossier, request=self.asks(YEN, 60))
        return dossier

    def state(self, code: str):
        return detail.case(code, self.asks(HA).actor).state

    def step(self, username: str, code: str, slug: str, **said):
        """Open a step's form as a person would, fill it in, send it."""
        client, address = self.client(username), f"/ho-so/{code}/viec/{slug}/"
        page = client.get(address)
        if page.status_code != 200:
            return page
        return client.post(address, hidden(page.content.decode()) | said)


@pytest.fixture
def ward(world, monkeypatch):
    """The clock of the desk stands at the world's moment."""
    monkeypatch.setattr("motcua.desk.gates.now", lambda: NOW + timedelta(hours=2))
    return Ward(world)


@pytest.fixture
def sits(monkeypatch):
    """A browser in which this officer is signed in at that hour."""

    def signed_in(actor, at):
        monkeypatch.setattr("motcua.desk.gates.now", lambda: at)
        client = Client()
        client.force_login(
            Account.objects.get(pk=actor.account_id),
            backend="allauth.account.auth_backends.AuthenticationBackend",
        )
        return client

    return signed_in
