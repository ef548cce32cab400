"""Scheduled work: once an hour, forget the sessions that idleness or age has ended."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.accounts import actions
from motcua.base.time import now


def purge_ended_sessions() -> int:
    """Returns how many were deleted."""
    return actions.purge_sessions(at=now())


@app.periodic(cron="17 * * * *", periodic_id="accounts.sessions")
@app.task(name="accounts.sessions", queueing_lock="accounts.sessions", pass_context=False)
def purge_sessions(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    purge_ended_sessions()
