"""Waiting for strangers: tests that run side by side share one PostgreSQL.

The journal's horizon stops at the oldest transaction of the whole server, also in other
databases, so a test next door holds our readers back for a moment. In production the system
has its server for itself.
"""

from __future__ import annotations

import time

from django.db import connection

PATIENCE_SECONDS = 60


def wait_for_strangers() -> None:
    """Return once all transactions of other databases that run now have ended."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint")
        (present,) = cursor.fetchone()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            cursor.execute(
                "SELECT count(*) FROM pg_stat_activity WHERE datname <> current_database()"
                " AND backend_xid::text::bigint < %s",
                [present],
            )
            if cursor.fetchone() == (0,):
                return
            time.sleep(0.02)
    raise AssertionError("A transaction of another database does not end.")
