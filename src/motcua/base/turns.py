"""One after the other, where no row is there yet that could be locked."""

from __future__ import annotations

from django.db import connection


def take_turn(what: str, number: int = 0) -> None:
    """Hold this turn until the transaction ends; who asks for the same one meanwhile waits.

    Needed before writing rows that an exclusion constraint keeps apart: two of them written in one
    moment wait for each other, and the database ends one with a deadlock instead of a refusal.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), %s)", [what, number])
