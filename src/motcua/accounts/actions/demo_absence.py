"""An invented absence for the demo: a commune's land officer is on leave, the head of room stands in."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.db import transaction

from motcua.accounts import queries
from motcua.accounts.actions.absences import record_absence
from motcua.accounts.models import Absence
from motcua.base.actor import Actor
from motcua.base.dates import VIETNAM, in_vietnam

AWAY, STAND_IN = "diachinh.binhson", "kinhte.binhson"
DAYS = timedelta(days=2)


@transaction.atomic
def load_demo_absence(*, actor: Actor, at: datetime) -> int:
    """Tomorrow and the day after, once; how many were written. The demo accounts come before."""
    away = queries.account_by_username(AWAY)
    stand_in = queries.account_by_username(STAND_IN)
    if away is None or stand_in is None or Absence.objects.filter(account_id=away.id).exists():
        return 0
    tomorrow = in_vietnam(at).date() + timedelta(days=1)
    begins_at = datetime.combine(tomorrow, time(), VIETNAM)
    record_absence(
        away.id, stand_in=stand_in.id, begins_at=begins_at, ends_at=begins_at + DAYS,
        reason="Nghỉ phép (minh họa)", actor=actor, at=at,
    )  # fmt: skip
    return 1
