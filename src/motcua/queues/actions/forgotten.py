"""Days that nobody closed: ended at night, so that no number waits for ever."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.base.actor import SYSTEM
from motcua.base.dates import in_vietnam
from motcua.queues.actions.calling import end_forgotten
from motcua.queues.actions.tickets import end_day
from motcua.queues.models import QueueDay, Sitting


@transaction.atomic
def close_forgotten(*, at: datetime) -> int:
    """End sittings and days before today; how many days were closed."""
    today = in_vietnam(at).date()
    for sitting in Sitting.objects.select_for_update().filter(closed_at=None, day__lt=today):
        end_forgotten(sitting, at)
    days = list(QueueDay.objects.select_for_update().filter(closed_at=None, day__lt=today))
    for row in days:
        end_day(row, actor=SYSTEM, at=at)
    return len(days)
