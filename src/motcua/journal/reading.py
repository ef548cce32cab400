"""Reading facts in the one order that skips none: (transaction, number), below the horizon.

Numbers and clock times are taken before a transaction commits, so neither is a safe place to
go on from. A transaction below the horizon has ended: its facts are all visible or never will
be, and none can still appear before a place that was read up to. The horizon is asked for in a
statement of its own, before the facts.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection

from motcua.journal import canonical

BATCH = 5_000
_LARGEST = 2**63 - 1


class Cursor(NamedTuple):
    """A place in the journal: the last fact that was read. `START` lies before the first."""

    tx: int
    id: int


START = Cursor(0, 0)


class Leaf(NamedTuple):
    """What a seal covers of one fact."""

    id: int
    tx: int
    recorded_at: datetime
    digest: bytes

    def hash(self) -> bytes:
        at = canonical.instant_text(self.recorded_at)
        return canonical.leaf_hash(self.id, self.tx, at, self.digest.hex())


class StoredFact(NamedTuple):
    """A fact as it lies in the table, with its private data where that is still there."""

    id: int
    tx: int
    at: datetime
    recorded_at: datetime
    verb: str
    subject_kind: str
    subject_id: int
    actor_kind: str
    actor_ref: str
    data: Mapping[str, Any]
    private_digest: bytes | None
    digest: bytes
    salt: bytes | None
    private: Mapping[str, Any] | None

    def computed_digest(self) -> bytes:
        """The digest that this content has, whatever the table says."""
        private = None if self.private_digest is None else self.private_digest.hex()
        return canonical.fact_digest(
            (
                self.verb,
                self.subject_kind,
                self.subject_id,
                self.actor_kind,
                self.actor_ref,
                canonical.instant_text(self.at),
            ),
            canonical.respell(self.data),
            private,
        )

    def leaf(self) -> Leaf:
        return Leaf(self.id, self.tx, self.recorded_at, self.digest)


_COLUMNS = (
    "SELECT f.id, f.tx, f.at, f.recorded_at, f.verb, f.subject_kind, f.subject_id, f.actor_kind,"
    " f.actor_ref, f.data, f.private_digest, f.digest, "
)
STORED = (
    f"{_COLUMNS} p.salt, p.data FROM journal_fact f LEFT JOIN journal_private p ON p.fact_id = f.id"
)
STORED_WITHOUT_PRIVATE = f"{_COLUMNS} NULL, NULL FROM journal_fact f"
_LEAVES = "SELECT f.id, f.tx, f.recorded_at, f.digest FROM journal_fact f"
_BETWEEN = (
    " WHERE (f.tx, f.id) > (%s, %s) AND (f.tx, f.id) <= (%s, %s) ORDER BY f.tx, f.id LIMIT %s"
)


def horizon() -> Cursor:
    """The last place that can be read up to at this moment."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_horizon()")
        return Cursor(cursor.fetchone()[0] - 1, _LARGEST)


def database_time() -> datetime:
    """The moment by the database's clock, which no caller can set."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        moment: datetime = cursor.fetchone()[0]
        return moment


def leaves(after: Cursor, upto: Cursor, *, limit: int | None = None) -> Iterator[Leaf]:
    """The facts after one place and up to another, in bounded memory."""
    return (Leaf(*row) for row in _rows(_LEAVES, after, upto, limit))


def facts(after: Cursor, upto: Cursor, *, limit: int | None = None) -> Iterator[StoredFact]:
    """As `leaves`, with all that is stored."""
    return (stored(row) for row in _rows(STORED, after, upto, limit))


def stored(row: tuple[Any, ...]) -> StoredFact:
    """A row of `STORED`; the database hands JSON over as text."""
    *start, data, private_digest, digest, salt, private = row
    kept = None if private is None else json.loads(private)
    return StoredFact._make([*start, json.loads(data), private_digest, digest, salt, kept])


def _rows(select: str, after: Cursor, upto: Cursor, limit: int | None) -> Iterator[tuple[Any, ...]]:
    left = limit if limit is not None else _LARGEST
    with connection.cursor() as cursor:
        while left > 0:
            size = min(BATCH, left)
            cursor.execute(select + _BETWEEN, [*after, *upto, size])
            rows = cursor.fetchall()
            yield from rows
            if len(rows) < size:
                return
            left -= size
            after = Cursor(rows[-1][1], rows[-1][0])
