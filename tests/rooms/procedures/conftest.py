"""The cast: Lan drafts, Minh publishes, Tùng receives dossiers and may do neither."""

from __future__ import annotations

from datetime import date

import pytest

from motcua.base.actor import Actor, ActorKind, Grant
from motcua.procedures import actions
from motcua.procedures.announcements import NewAnnouncement
from motcua.procedures.states import AnnouncementKind


def officer(number: int, name: str, role: str) -> Actor:
    return Actor(ActorKind.OFFICER, str(number), name, (Grant(role, 1, 1),))


@pytest.fixture
def lan():
    return officer(1, "Lan", "business_admin")


@pytest.fixture
def minh():
    return officer(2, "Minh", "centre_director")


@pytest.fixture
def tung():
    return officer(3, "Tùng", "intake_officer")


@pytest.fixture
def now(at):
    return at("2026-09-03T09:00")


@pytest.fixture
def announce(lan, now):
    """Register a decision and return its row."""

    def register(key: str = "qd-1351", **changes):
        said = {
            "number": "1351/QĐ-UBND",
            "signed_on": date(2025, 6, 20),
            "kind": AnnouncementKind.NEW,
            "issuer": "UBND tỉnh Quảng Ngãi",
            "effective_on": date(2025, 7, 1),
            "summary": "Công bố danh mục thủ tục lĩnh vực hộ tịch.",
        }
        new = NewAnnouncement(key=key, **(said | changes))
        return actions.register_announcement(announcement=new, actor=lan, at=now)

    return register


@pytest.fixture
def decision(announce):
    return announce()


@pytest.fixture
def publish(lan, minh, decision, now):
    """Draft a record as Lan and publish it as Minh."""

    def go(record, effective_from=date(2025, 7, 1), effective_to=None):
        draft = actions.draft_version(record=record, actor=lan, at=now)
        return actions.publish(
            version_id=draft.id,
            announcement_id=decision.id,
            effective_from=effective_from,
            effective_to=effective_to,
            actor=minh,
            at=now,
        )

    return go
