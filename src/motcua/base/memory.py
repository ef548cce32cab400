"""What a process may remember for a few seconds: answers about institutions that hardly ever change.

Actions that change such things call `forget_all`, so the process that made the change sees it at
once; other processes see it after at most the named time. Nothing that decides who may see or do
something is remembered this way.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from time import monotonic
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
MOST = 4096
_forget: list[Callable[[], None]] = []


def remembered(seconds: float) -> Callable[[Callable[P, T]], Callable[P, T]]:
    """Keep each answer for so long; arguments must be hashable, failures are not kept."""

    def decorate(ask: Callable[P, T]) -> Callable[P, T]:
        kept: dict[object, tuple[float, T]] = {}
        _forget.append(kept.clear)

        @wraps(ask)
        def answer(*args: P.args, **kwargs: P.kwargs) -> T:
            key = (args, tuple(sorted(kwargs.items())))
            found = kept.get(key)
            now = monotonic()
            if found is not None and now - found[0] < seconds:
                return found[1]
            fresh = ask(*args, **kwargs)
            if len(kept) >= MOST:
                kept.clear()
            kept[key] = (now, fresh)
            return fresh

        return answer

    return decorate


def forget_with(forget: Callable[[], None]) -> None:
    """Let a memory of another shape be emptied together with the others."""
    _forget.append(forget)


def forget_all() -> None:
    """Forget everything that this process remembers."""
    for forget in _forget:
        forget()
