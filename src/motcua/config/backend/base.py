"""A connection is asked whether it still lives without a round trip.

Django's own check sends a statement before the first query of every request, a fifth of the time
of a look-up. A server that died or said good-bye leaves something to read on the socket; only
then is the question really sent.
"""

from __future__ import annotations

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """PostgreSQL, with `is_usable` answered from the socket where nothing has arrived."""

    def is_usable(self) -> bool:
        connection = self.connection
        if connection is None or connection.closed:
            return False
        poll = select.poll()
        poll.register(connection.pgconn.socket, select.POLLIN | select.POLLERR | select.POLLHUP)
        if not poll.poll(0):
            return True
        return bool(super().is_usable())
