"""The wall clock. Only doors, tasks and the composition root may import this module."""

from __future__ import annotations

from datetime import datetime

from motcua.base.dates import VIETNAM


def now() -> datetime:
    """The present moment in Vietnam, to the microsecond, with its zone."""
    return datetime.now(VIETNAM)  # noqa: TID251 - the one place that reads the clock
