"""The shared pieces know no database: the words of the province stand at their defaults here."""

from __future__ import annotations

from datetime import date
from unittest.mock import patch

import pytest

from motcua.rulebook.table import ENTRIES


class Defaults:
    """What the rulebook says before anybody has changed anything."""

    @staticmethod
    def text(name: str, _on: date) -> str:
        return str(ENTRIES[name].default)

    @staticmethod
    def number(name: str, _on: date) -> int:
        return int(ENTRIES[name].default)


@pytest.fixture(autouse=True, scope="module")
def nothing_decided():
    with patch("motcua.config.context.rulebook", Defaults):
        yield
