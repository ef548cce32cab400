"""The next number of a year in one of a unit's books and registers."""

from __future__ import annotations

from django.db import connection


def next_number(unit_id: int, kind: str, year: int) -> int:
    """`kind` is `book`, or the register's own letters; must run inside a transaction.

    The counter's row is locked until the commit, which makes the numbers continuous: a
    transaction that fails gives its number back.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO dossiers_dossiercounter AS t (unit_id, kind, period, value)"
            " VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (unit_id, kind, period) DO UPDATE SET value = t.value + 1"
            " RETURNING value",
            [unit_id, kind, str(year)],
        )
        return int(cursor.fetchone()[0])
