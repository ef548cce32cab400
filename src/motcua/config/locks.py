"""Locks between processes of one machine. The kernel frees them when a process dies, however it dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(path: Path, *, shared: bool = False) -> Iterator[int]:
    """Hold a lock on a file (made when missing) or a folder; wait for it. Yields its descriptor."""
    descriptor = _opened(path)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def locked_patiently(path: Path, waiting: Callable[[], None]) -> Iterator[int]:
    """Like `locked`, but calls `waiting` once when somebody else holds the lock."""
    descriptor = _opened(path)
    try:
        if not seize(descriptor):
            waiting()
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


@contextmanager
def locked_if_free(path: Path) -> Iterator[bool]:
    """Yield whether the lock could be had at once; it is held while the body runs."""
    descriptor = _opened(path)
    try:
        yield seize(descriptor)
    finally:
        os.close(descriptor)


def seize(descriptor: int) -> bool:
    """Take the exclusive lock now, also when this descriptor holds it shared; False when taken."""
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _opened(path: Path) -> int:
    if path.is_dir():
        return os.open(path, os.O_RDONLY | os.O_DIRECTORY)
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
