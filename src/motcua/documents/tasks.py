"""Scheduled work: ask the scanner about waiting files, clear away files that nobody kept."""

from __future__ import annotations

from datetime import timedelta

from procrastinate.contrib.django import app

from motcua.base.time import now
from motcua.documents import actions, ports, queries

AT_ONCE = 200
KEEP_ORPHANS = timedelta(days=1)


def scan_waiting() -> int:
    """Scan what waits, oldest first; returns how many were asked about. No scanner: none."""
    if not ports.is_configured():
        return 0
    scanner = ports.scanner()
    waiting = queries.awaiting_scan(AT_ONCE)
    for sha256 in waiting:
        actions.scan(sha256, scanner=scanner, at=now())
    return len(waiting)


@app.periodic(cron="* * * * *", periodic_id="documents.scan")
@app.task(name="documents.scan", queueing_lock="documents.scan", pass_context=False)
def scan(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    scan_waiting()


@app.periodic(cron="40 2 * * *", periodic_id="documents.sweep")
@app.task(name="documents.sweep", queueing_lock="documents.sweep", pass_context=False)
def sweep(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    actions.sweep(older_than=now() - KEEP_ORPHANS)
