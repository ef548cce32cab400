"""Scheduled work of the night: erase what nobody sent, let every date follow from its calendar."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.base.actor import SYSTEM
from motcua.base.time import now
from motcua.dossiers.actions import applications, calendars


def purge_drafts() -> int:
    """Returns how many files were dropped."""
    return applications.purge(at=now())


@app.periodic(cron="40 2 * * *", periodic_id="dossiers.drafts")
@app.task(name="dossiers.drafts", queueing_lock="dossiers.drafts", pass_context=False)
def purge(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    purge_drafts()


def settle_due_dates() -> int:
    """Returns how many dossiers got another date; normally none."""
    return calendars.settle_due_dates(actor=SYSTEM, at=now())


@app.periodic(cron="10 3 * * *", periodic_id="dossiers.due_dates")
@app.task(name="dossiers.due_dates", queueing_lock="dossiers.due_dates", pass_context=False)
def settle(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    settle_due_dates()
