"""Scheduled work: seal each minute what was written, keep next years' partitions ready."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.base.time import now
from motcua.journal import actions

YEARS_AHEAD = 2


def seal_due() -> int:
    """Seal what can be sealed; returns the number of facts. Nothing new makes no seal."""
    return sum(head.count for head in actions.seal())


@app.periodic(cron="* * * * *", periodic_id="journal.seal")
@app.task(name="journal.seal", queueing_lock="journal.seal", pass_context=False)
def seal(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    seal_due()


@app.periodic(cron="0 3 1 * *", periodic_id="journal.partitions")
@app.task(name="journal.partitions", queueing_lock="journal.partitions", pass_context=False)
def add_partitions(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    actions.ensure_partitions(now().year + YEARS_AHEAD)
