"""Scheduled work: days of halls that nobody closed are closed at night."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.base.time import now
from motcua.queues.actions import forgotten


def close_forgotten_days() -> int:
    """Returns how many days were closed."""
    return forgotten.close_forgotten(at=now())


@app.periodic(cron="15 0 * * *", periodic_id="queues.days")
@app.task(name="queues.days", queueing_lock="queues.days", pass_context=False)
def close_days(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    close_forgotten_days()
