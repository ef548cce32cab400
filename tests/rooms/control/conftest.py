from __future__ import annotations

import pytest

from building import Case


@pytest.fixture
def case(world, settings, tmp_path):
    """A building permit on the desk of its case officer; letters go to a vault of the test's own."""
    settings.DOCUMENT_ROOT = tmp_path
    return Case(world)
