"""The order of calls, and how a number is written: pure, so that it can be proved by examples.

Whoever has a ground for priority is called before those who came earlier, but never twice in a
row at one counter while somebody without a ground waits: at most every second call. Within each
of the two lines the order is that of arrival, so nobody is ever overtaken from behind, and each
person in the plain line is called after at most twice as many calls as stood before them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar


class Waiting(Protocol):
    """What the order of calls needs to know of a ticket."""

    @property
    def has_priority(self) -> bool: ...


T = TypeVar("T", bound=Waiting)


def wants_priority(*, last_had_priority: bool) -> bool:
    """Which line is asked first at a counter after its last call; the other one is the second choice."""
    return not last_had_priority


def next_of(waiting: Sequence[T], *, last_had_priority: bool) -> T | None:
    """Whom a counter calls next among those who wait, in order of arrival; None when nobody does."""
    first = wants_priority(last_had_priority=last_had_priority)
    for line in (first, not first):
        found = next((one for one in waiting if one.has_priority is line), None)
        if found is not None:
            return found
    return None


def label(prefix: str, number: int) -> str:
    """`A012`: the prefix of the service and the number of the day."""
    return f"{prefix}{number:03}"
