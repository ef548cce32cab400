"""Scheduled work: scan waiting files, clear away what nobody kept, look at signatures again."""

from __future__ import annotations

import contextlib
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


def remove_erased() -> int:
    """Returns how many files are gone: bytes that the law ordered erased and a crash left lying."""
    return actions.remove_erased(at=now())


@app.periodic(cron="*/10 * * * *", periodic_id="documents.remove_erased")
@app.task(
    name="documents.remove_erased", queueing_lock="documents.remove_erased", pass_context=False
)
def remove(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    remove_erased()


def recheck_outdated() -> int:
    """Look again at signatures that were judged by another list of authorities; how many."""
    from motcua.documents.signing import trust

    roots, after, done = trust.current().digest, "", 0
    while waiting := queries.outdated_checks(roots, AT_ONCE, after):
        for sha256 in waiting:
            # What is gone from the store is for the check of the store to tell.
            with contextlib.suppress(FileNotFoundError):
                actions.check_signatures(sha256, at=now())
                done += 1
        after = waiting[-1]
    return done


@app.periodic(cron="50 2 * * *", periodic_id="documents.recheck")
@app.task(name="documents.recheck", queueing_lock="documents.recheck", pass_context=False)
def recheck(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    recheck_outdated()
