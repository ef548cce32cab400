"""What every test shares: moments in Vietnam, and nothing that reads the wall clock."""

from __future__ import annotations

from datetime import datetime

import pytest

from motcua.base.dates import VIETNAM


@pytest.fixture
def at():
    """Read a moment as `2026-09-03T09:40`, in Vietnam."""

    def moment(text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)

    return moment
