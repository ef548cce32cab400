"""A province with its demo people, loaded once for a module and rolled back after it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import transaction

from motcua.accounts import actions, queries
from motcua.agencies import actions as register
from motcua.agencies import queries as agencies
from motcua.base.actor import SYSTEM
from motcua.base.dates import VIETNAM
from motcua.base.memory import forget_all

LOADED_AT = datetime(2026, 9, 1, 8, 0, tzinfo=VIETNAM)


@pytest.fixture(scope="module")
def peopled(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        register.load_province(actor=SYSTEM, at=LOADED_AT)
        actions.load_demo(actor=SYSTEM, at=LOADED_AT)
        yield
        transaction.set_rollback(True)
        forget_all()


@pytest.fixture
def people(peopled, db):
    forget_all()


@pytest.fixture
def person(people, at):
    """The account number of a demo person, and the actor that they are at a moment."""

    def known(username: str, moment: str = "2026-09-03T09:00"):
        account = queries.account_by_username(username)
        return queries.actor_for(account.id, at(moment))

    return known


@pytest.fixture
def unit(people):
    def known(key: str):
        return agencies.unit_by_key(key, LOADED_AT.date())

    return known
