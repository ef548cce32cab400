"""PostgreSQL as Django speaks to it, without two of its costs.

A connection is asked whether it still lives without a round trip: Django's own check sends a
statement before the first query of every request, a fifth of the time of a look-up. A server that
died or said good-bye leaves something to read on the socket; only then is the question really sent.

Moments are read by psycopg's compiled loader: Django puts one written in Python in its place, to
set a zone that UTC sessions have anyway, which costs a list of fifty dossiers a millisecond.
"""

from __future__ import annotations

import select
from typing import Any

from django.db.backends.postgresql import base
from psycopg import Connection, Cursor, adapters
from psycopg.pq import Format

_TIMESTAMPTZ = adapters.types["timestamptz"].oid
_COMPILED: Any = adapters.get_loader(_TIMESTAMPTZ, Format.TEXT)


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, with `is_usable` answered from the socket where nothing has arrived."""

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection[Any]:
        connection: Connection[Any] = super().get_new_connection(conn_params)
        connection.adapters.register_loader("timestamptz", _COMPILED)
        return connection

    def create_cursor(self, name: str | None = None) -> Cursor[Any]:
        """Django's, without the look at the zone of its own loader; no cursor of ours is named."""
        del name
        cursor: Cursor[Any] = self.connection.cursor()
        return cursor

    def is_usable(self) -> bool:
        connection = self.connection
        if connection is None or connection.closed:
            return False
        poll = select.poll()
        poll.register(connection.pgconn.socket, select.POLLIN | select.POLLERR | select.POLLHUP)
        if not poll.poll(0):
            return True
        return bool(super().is_usable())
