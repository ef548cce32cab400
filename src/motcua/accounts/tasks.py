"""Scheduled work of this room."""

from __future__ import annotations

from motcua.accounts import actions
from motcua.base.time import now


def purge_sessions() -> int:
    """Every hour: delete the sessions that idle or age has ended."""
    return actions.purge_sessions(at=now())
