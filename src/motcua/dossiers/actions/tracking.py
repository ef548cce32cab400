"""Failed look-ups are remembered for a day, to slow guessing down."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from motcua.dossiers.models import TrackingAttempt
from motcua.dossiers.queries.tracking import KEPT, subjects_of


def note_failed_attempt(code: str, *, address: str, at: datetime) -> None:
    """Remember one failed look-up, and forget those that no longer count."""
    rows = [TrackingAttempt(subject=subject, at=at) for subject in subjects_of(code, address)]
    TrackingAttempt.objects.bulk_create(rows)
    with connection.cursor() as db:
        db.execute("DELETE FROM dossiers_trackingattempt WHERE at < %s", [at - KEPT])
