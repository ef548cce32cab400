"""The grants that the database's function `accounts_held` lists."""

from __future__ import annotations

import json

from motcua.base.actor import Grant


def read_held(held: str | None) -> tuple[Grant, ...]:
    """From its JSON; Django's connection hands JSON over as text."""
    rows: list[tuple[str, int, int, int | None, bool]] = json.loads(held or "[]")
    return tuple(Grant(*row) for row in rows)
