"""The cast: Lan drafts, Minh publishes, Tùng receives dossiers and may do neither."""

from __future__ import annotations

from datetime import date

import pytest

from motcua.procedures import actions
from rooms.procedures.records import LAN, MINH, TUNG, decision_1351


@pytest.fixture
def lan():
    return LAN


@pytest.fixture
def minh():
    return MINH


@pytest.fixture
def tung():
    return TUNG


@pytest.fixture
def now(at):
    return at("2026-09-03T09:00")


@pytest.fixture
def announce(now):
    """Register a decision and return its row."""

    def register(key: str = "qd-1351", **changes):
        said = decision_1351(key=key, **changes)
        return actions.register_announcement(announcement=said, actor=LAN, at=now)

    return register


@pytest.fixture
def decision(announce):
    return announce()


@pytest.fixture
def publish(decision, now):
    """Draft a record as Lan and publish it as Minh."""

    def go(record, effective_from=date(2025, 7, 1), effective_to=None):
        draft = actions.draft_version(record=record, actor=LAN, at=now)
        return actions.publish(
            version_id=draft.id,
            announcement_id=decision.id,
            effective_from=effective_from,
            effective_to=effective_to,
            actor=MINH,
            at=now,
        )

    return go
