"""Machines with tokens, and a caller that checks the form of every refusal it meets."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from django.test import Client

from motcua.accounts import actions as accounts
from motcua.accounts.states import Scope
from motcua.base import time
from motcua.base.actor import SYSTEM
from motcua.procedures import queries as procedures
from world import OTHER_WARD

BIRTH = "1.001193"
EVERYTHING = frozenset(Scope)
PROBLEM_KEYS = {"type", "title", "status", "detail", "code", "fields"}


@pytest.fixture
def now(world, monkeypatch):
    """The door's clock, standing in the world's morning; `at` may be moved."""

    @dataclass
    class Clock:
        at: datetime = world.at

    clock = Clock()
    monkeypatch.setattr(time, "now", lambda: clock.at)
    return clock


@pytest.fixture
def issue(world):
    """A token's secret for a commune's one-stop unit."""

    def issued(agency_key=None, scopes=EVERYTHING, days=30, at=None):
        unit = world.one_stop(agency_key) if agency_key else world.one_stop()
        moment = at or world.at - timedelta(days=1)
        return accounts.create_token(
            name="Phần mềm của xã", unit_id=unit.id, scopes=scopes,
            expires_at=moment + timedelta(days=days),
            actor=SYSTEM, at=moment,
        )  # fmt: skip

    return issued


@dataclass
class Machine:
    """Somebody's program that speaks to `/api/v1`."""

    secret: str = ""
    client: Client = field(default_factory=Client)

    def get(self, path, **query):
        return self._checked(self.client.get(f"/api/v1{path}", query, headers=self._headers()))

    def post(self, path, body, *, key=None, content_type="application/json", **headers):
        raw = body if isinstance(body, str | bytes) else json.dumps(body)
        extra = {"Idempotency-Key": key} if key is not None else {}
        return self._checked(
            self.client.post(
                f"/api/v1{path}", raw, content_type=content_type,
                headers=self._headers() | extra | headers,
            )
        )  # fmt: skip

    def step(self, dossier, action, /, *, key=None, **fields):
        return self.post(f"/dossiers/{dossier}/steps", {"action": action, **fields}, key=key)

    def _headers(self):
        return {"Authorization": f"Bearer {self.secret}"} if self.secret else {}

    def _checked(self, answer):
        if answer.status_code >= 400:
            _checked_problem(answer)
        return answer


def _checked_problem(answer):
    """Every refusal has one form; its sentence is Vietnamese and says something."""
    assert answer.headers["Content-Type"] == "application/problem+json", answer.content[:200]
    assert answer.headers["Cache-Control"] == "no-store"
    told = json.loads(answer.content)
    assert set(told) == PROBLEM_KEYS
    assert told["status"] == answer.status_code
    assert told["detail"].strip()
    assert told["code"].isascii()
    return told


@pytest.fixture
def is_problem():
    return _checked_problem


@pytest.fixture
def machine(now, issue):
    return Machine(issue().secret)


@pytest.fixture
def neighbour(now, issue):
    """The system of another commune."""
    return Machine(issue(OTHER_WARD).secret)


@pytest.fixture
def papers(world):
    version = procedures.current_version(BIRTH, world.at.date())
    assert version
    return [
        {"key": paper.key, "name": paper.name, "originals": 1}
        for paper in version.papers
        if paper.required and not paper.condition and not paper.shown_only
    ]


@pytest.fixture
def birth(papers):
    """A birth registration as a machine sends it in."""

    def body(**more):
        person = {"name": "Nguyễn Thị Sen", "id_number": "051185004317", "phone": "0905000317"}
        return {"procedure_code": BIRTH, "applicant": person, "papers": papers} | more

    return body


@pytest.fixture
def received(machine, birth):
    """A dossier that the machine has sent in."""
    return machine.post("/dossiers", birth()).json()["dossier"]
