"""The demo province: what each room loads, in order. Repeating it changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

Note = Callable[[str], None]

# Each loader is `load(note)`: idempotent, one transaction of its own.
LOADERS: tuple[tuple[str, str], ...] = ()


def load(note: Note) -> None:
    """Load what is missing; killed in the middle, the next call goes on with the part not finished."""
    for title, module in LOADERS:
        note(title)
        import_module(module).load(note)


def is_loaded() -> bool:
    return False
