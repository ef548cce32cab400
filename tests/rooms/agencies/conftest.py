"""The province, loaded once for a module and rolled back after it."""

from __future__ import annotations

from datetime import datetime

import pytest
from django.db import transaction

from motcua.agencies import actions
from motcua.base.actor import SYSTEM
from motcua.base.dates import VIETNAM
from motcua.base.memory import forget_all

LOADED_AT = datetime(2026, 9, 1, 8, 0, tzinfo=VIETNAM)


@pytest.fixture(scope="module")
def loaded(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        yield actions.load_province(actor=SYSTEM, at=LOADED_AT)
        transaction.set_rollback(True)
        forget_all()


@pytest.fixture
def province(loaded, db):
    """Quảng Ngãi in both eras; gives the report of its loading."""
    forget_all()
    return loaded
