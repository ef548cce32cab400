"""Indexes and foreign keys set aside while a large load runs, and put back as they were.

Everything happens in the caller's transaction: an interrupted load leaves the table as it was
found. Primary keys of referenced tables stay.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connection

_CONSTRAINTS = """
SELECT c.conname, pg_get_constraintdef(c.oid), c.contype = 'f' FROM pg_constraint c
 WHERE c.conrelid = %(table)s::regclass AND c.contype IN ('f', 'u', 'p') AND c.conparentid = 0
   AND (c.contype = 'f' OR NOT EXISTS (SELECT FROM pg_constraint r
        WHERE r.confrelid = c.conrelid AND r.conindid = c.conindid AND r.contype = 'f'))
 ORDER BY c.contype <> 'f', c.conname
"""
_INDEXES = """
SELECT c.relname, replace(pg_get_indexdef(i.indexrelid), ' ON ONLY ', ' ON ') FROM pg_index i
  JOIN pg_class c ON c.oid = i.indexrelid
 WHERE i.indrelid = %(table)s::regclass
   AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid
                   AND k.contype IN ('p', 'u', 'x'))
 ORDER BY c.relname
"""


@dataclass(frozen=True, slots=True)
class SetAside:
    """What was taken from one table: statements that give it back, in order."""

    table: str
    back: tuple[str, ...]


def set_aside(table: str) -> SetAside:
    """Drop the table's secondary indexes and its foreign and unreferenced keys."""
    with connection.cursor() as cursor:
        cursor.execute(_CONSTRAINTS, {"table": table})
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES, {"table": table})
        indexes = cursor.fetchall()
        for name, _, _ in constraints:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
    added = [
        (foreign, f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {text}')
        for name, text, foreign in constraints
    ]
    keys = [text for foreign, text in added if not foreign]
    foreign_keys = [text for foreign, text in added if foreign]
    return SetAside(table, (*keys, *(text for _, text in indexes), *foreign_keys))


def put_back(aside: SetAside) -> None:
    """Build again what was dropped, in parallel where the server can."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL maintenance_work_mem = '384MB'")
        cursor.execute("SET LOCAL max_parallel_maintenance_workers = 2")
        for statement in aside.back:
            cursor.execute(statement)
