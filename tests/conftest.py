"""What every test shares: moments in Vietnam, and nothing that reads the wall clock."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.contrib.auth.hashers import PBKDF2PasswordHasher
from django.test.utils import setup_databases, teardown_databases

from motcua.base.dates import VIETNAM
from motcua.base.memory import forget_all

# A password that guards nothing need not be slow to guess; the number stands in each hash.
PBKDF2PasswordHasher.iterations = 1000


@pytest.fixture(autouse=True)
def nothing_remembered():
    """Each test starts with a process that remembers nothing of the one before."""
    forget_all()


@pytest.fixture
def at():
    """Read a moment as `2026-09-03T09:40`, in Vietnam."""

    def moment(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)

    return moment


@pytest.hookimpl(tryfirst=True)  # xdist reads the groups in a hook of its own
def pytest_collection_modifyitems(items):
    """Tests of an empty database first, those of the loaded province after them.

    The groups keep that order for each worker of `./test`: a file's tests stay together, but its
    tests of the province are a group of their own.
    """
    for item in items:
        fixtures = set(getattr(item, "fixturenames", ()))
        if item.get_closest_marker("django_db") or fixtures & {"db", "django_db_setup"}:
            item.add_marker("database")
        needs_world = "loaded_world" in fixtures
        file = item.nodeid.partition("::")[0]
        if file.startswith("tests/doors/"):
            item.add_marker("page")
        item.add_marker(pytest.mark.xdist_group(f"{int(needs_world)} {file}"))
    items.sort(key=lambda item: "loaded_world" in getattr(item, "fixturenames", ()))


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker, django_db_modify_db_settings):
    """Always a test database: pytest-django makes none when every chosen test commits by itself.

    Such tests (the journal's, those of several people at once) would then write to the very
    database that DATABASE_URL names.
    """
    with django_db_blocker.unblock():
        made = setup_databases(verbosity=0, interactive=False, serialized_aliases=())
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def loaded_world(django_db_setup, django_db_blocker):
    """The demo province, committed to the test database once."""
    from world import load_world

    with django_db_blocker.unblock():
        load_world()


@pytest.fixture
def world(loaded_world, db):
    """The demo province in a transaction of its own."""
    from world import World

    return World()
