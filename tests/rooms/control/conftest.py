from __future__ import annotations

import pytest

from building import Case


@pytest.fixture
def case(world):
    """A building permit on the desk of its case officer."""
    return Case(world)
