"""Every public action: who may not do it is told so, and twice in one moment it happens once.

The rows are in `tests/races`; all of them share one twin of the province.
"""

from __future__ import annotations

import pytest
from django.test import override_settings

from motcua.dossiers import checks
from races import every, nowhere
from races.house import House
from races.running import is_sentence, prove_once, prove_refused, refusal_of
from races.table import TABLE
from twin import twin

assert every.TABLES


@pytest.fixture(scope="module")
def house(loaded_world, django_db_blocker, tmp_path_factory):
    """The province in the twin; what the rows have done there must stand up to the checks."""
    folder = tmp_path_factory.mktemp("races")
    names = {"DOCUMENT_ROOT": "documents", "EXPORT_ROOT": "exports", "SIGNING_KEYS": "keys",
             "TRUST_ROOTS": "trust"}  # fmt: skip
    places = {setting: folder / name for setting, name in names.items()}
    with django_db_blocker.unblock(), override_settings(**places), twin():
        yield House(folder)
        assert checks.check(due_dates=True).findings == []


@pytest.mark.parametrize("name", TABLE)
def test_refused_and_once(house, django_db_blocker, name):
    with django_db_blocker.unblock():
        found = TABLE[name](house)
        prove_refused(found)
        prove_once(found)


def test_what_is_not_there_is_refused_in_a_sentence(house, django_db_blocker):
    with django_db_blocker.unblock():
        given = {name: refusal_of(call) for name, call in nowhere.calls(house).items()}
    assert {name: repr(one) for name, one in given.items() if not is_sentence(one)} == {}
