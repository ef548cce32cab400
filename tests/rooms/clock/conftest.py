"""The cast of the clock's stories and the calendar they live by."""

from __future__ import annotations

import pytest

from motcua.base.actor import Actor, ActorKind, Grant
from motcua.clock import queries
from motcua.clock.lines import load_calendar


@pytest.fixture(scope="session")
def province():
    """The shipped calendar of the province, without a database."""
    return load_calendar()


@pytest.fixture
def chi_lan():
    """Business administrator: she keeps the calendar."""
    return Actor(ActorKind.OFFICER, "7", "Trần Thị Lan", (Grant("business_admin", 1, 1),))


@pytest.fixture
def ba_tam():
    """Director of the centre: she confirms what the keeper of the calendar proposed."""
    return Actor(ActorKind.OFFICER, "9", "Phan Thị Tâm", (Grant("centre_director", 1, 1),))


@pytest.fixture
def anh_tuan():
    """Case officer: the calendar is not his to change."""
    return Actor(ActorKind.OFFICER, "8", "Lê Anh Tuấn", (Grant("case_officer", 1, 1),))


@pytest.fixture(autouse=True)
def _nothing_held():
    queries.forget()
    yield
    queries.forget()
