"""Processor time, read from the kernel: what an answer costs whatever else the machine does.

On a machine that others use too, answers a second tell how much of it we were given. The time
that web workers, database sessions and clients spent tells what two idle cores would give; it is
on the high side, because neighbours also take caches and half of each core.
"""

from __future__ import annotations

import os
import resource
from collections.abc import Callable, Iterable
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
CORES = 2


def below(parent: int) -> set[int]:
    """A process and all that descend from it."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and (fields := _fields(int(entry.name))):
            parents[int(entry.name)] = int(fields[1])
    found = {parent}
    while more := {pid for pid, above in parents.items() if above in found} - found:
        found |= more
    return found


def spent(pids: Iterable[int]) -> float:
    """Seconds of processor time that those processes have used so far."""
    ticks = sum(int(f[11]) + int(f[12]) for pid in pids if (f := _fields(pid)))
    own = resource.getrusage(resource.RUSAGE_CHILDREN)
    return ticks / _TICKS + own.ru_utime + own.ru_stime


def _fields(pid: int) -> list[str]:
    try:
        text = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8")
    except OSError:
        return []
    return text.rsplit(")", 1)[1].split()


class Meter:
    """The time that everything behind one web server spends; `sessions` lists database processes."""

    def __init__(self, server: int, sessions: Callable[[], set[int]]) -> None:
        self._server, self._sessions = server, sessions

    def read(self) -> float:
        return spent(below(self._server) | self._sessions())
