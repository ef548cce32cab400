"""Scheduled work: on the day from which another name holds, let the register say it."""

from __future__ import annotations

from procrastinate.contrib.django import app

from motcua.agencies import actions
from motcua.base.dates import in_vietnam
from motcua.base.time import now


def names_of_today() -> int:
    """Returns how many names changed; normally none."""
    return actions.refresh_names(on=in_vietnam(now()).date())


@app.periodic(cron="1 17 * * *", periodic_id="agencies.names")
@app.task(name="agencies.names", queueing_lock="agencies.names", pass_context=False)
def refresh(timestamp: int) -> None:  # noqa: ARG001 - the minute that it was planned for
    names_of_today()
