"""The hall of the ward of Nghĩa Lộ, furnished."""

from __future__ import annotations

import pytest

from motcua.queues import demo
from rooms.queues.hall_of import HallOf
from world import NOW


@pytest.fixture
def nghia_lo(world):
    demo.load_demo(at=NOW)
    return HallOf(world.one_stop().id)
