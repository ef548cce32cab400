"""Scheduled work of the Centre: letters that are due, requests nobody answered, looks left open."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.base.actor import SYSTEM
from motcua.base.time import now
from motcua.control.actions import automatic, gate, overseeing
from motcua.control.queries import board, oversight
from motcua.dossiers.records import Request


def watch_dates() -> int:
    """Returns how many drafts appeared."""
    at = now()
    gate.settle_orphans(Request(SYSTEM, at))
    return automatic.draft_apologies(at) + automatic.draft_stops(at)


def watch_units() -> int:
    """Returns how many alerts were raised."""
    at = now()
    found = board.board(SYSTEM, at=at)
    return overseeing.refresh_alerts(oversight.numbers_by_unit(found), at=at)


@app.periodic(cron="*/5 * * * *", periodic_id="control.alerts")
@app.task(name="control.alerts", queueing_lock="control.alerts", pass_context=False)
def watch_numbers(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    watch_units()


@app.periodic(cron="*/15 * * * *", periodic_id="control.watch")
@app.task(name="control.watch", queueing_lock="control.watch", pass_context=False)
def watch(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    watch_dates()
