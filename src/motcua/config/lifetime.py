"""A child that does not outlive its parent, and processes found by what they work on (Linux)."""

from __future__ import annotations

import ctypes
import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_libc = ctypes.CDLL(None, use_errno=True)


def die_with_parent(number: signal.Signals) -> Callable[[], None]:
    """For `preexec_fn`: the kernel sends the child this signal when its parent ends, even by kill -9."""
    parent = os.getpid()

    def between_fork_and_exec() -> None:
        _libc.prctl(_PR_SET_PDEATHSIG, int(number), 0, 0, 0)
        if os.getppid() != parent:
            os._exit(1)

    return between_fork_and_exec


def works_in(pid: int, folder: Path) -> bool:
    """Whether the process has this folder as its current one."""
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == folder
    except OSError:
        return False


def working_in(folder: Path) -> Iterator[int]:
    """The processes whose current folder is this one: a PostgreSQL server and its backends, say."""
    return (pid for pid in _pids() if works_in(pid, folder))


def marked_with(mark: str) -> Iterator[int]:
    """The processes, other than this one, that were started with `mark` (`NAME=value`) set."""
    wanted = os.fsencode(mark)
    for pid in _pids():
        try:
            if pid != os.getpid() and wanted in Path(f"/proc/{pid}/environ").read_bytes().split(
                b"\0"
            ):
                yield pid
        except OSError:
            continue


def is_alive(pid: int) -> bool:
    """Whether the process runs; one that has ended and only waits to be collected does not."""
    try:
        status = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return False
    return status.rpartition(")")[2].split()[0] not in "ZX"


def _pids() -> Iterator[int]:
    return (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit())
