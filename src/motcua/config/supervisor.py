"""Child processes that are kept alive, and all ended together."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from motcua.config.console import say
from motcua.config.lifetime import die_with_parent, is_alive, marked_with

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.5, 30.0
STEADY_AFTER_S = 10.0
PATIENCE_S = 15.0
LOG_LIMIT = 10_000_000


class Child:
    """One program of the house. It runs in a session of its own, so Ctrl-C reaches only us."""

    def __init__(
        self, name: str, command: Sequence[str], log: Path, environment: Mapping[str, str]
    ) -> None:
        self.name = name
        self.log = log
        self._command = command
        self._environment = environment
        self._process: subprocess.Popen[bytes] | None = None
        self._began = self._again_at = 0.0
        self._pause = FIRST_PAUSE_S

    def start(self) -> None:
        if self.log.exists() and self.log.stat().st_size > LOG_LIMIT:
            self.log.replace(self.log.with_suffix(".log.1"))
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, cwd="/", env=self._environment, start_new_session=True,
                stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT,
                preexec_fn=die_with_parent(signal.SIGTERM),  # noqa: PLW1509 - one thread only
            )  # fmt: skip
        self._began = time.monotonic()

    def is_up(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def keep_up(self) -> None:
        """Start it again when it has died: soon the first time, more slowly if it keeps dying."""
        if self.is_up():
            return
        now = time.monotonic()
        if self._process is not None:
            self._bury(self._process, now)
        elif now >= self._again_at:
            self.start()

    def _bury(self, dead: subprocess.Popen[bytes], now: float) -> None:
        code = dead.returncode
        _kill_group(dead.pid, signal.SIGKILL)  # its own children, if it left any
        self._process = None
        self._pause = (
            FIRST_PAUSE_S
            if now - self._began > STEADY_AFTER_S
            else min(self._pause * 2, LONGEST_PAUSE_S)
        )
        self._again_at = now + self._pause
        say(f"  ! {self.name} đã dừng (mã {code}); khởi động lại. Nhật ký: {self.log}")

    def ask_to_stop(self) -> None:
        if self._process is not None and self.is_up():
            self._process.terminate()

    def wait(self, deadline: float) -> None:
        """Wait until it has ended; past the deadline (monotonic seconds), kill it and its children."""
        if self._process is None:
            return
        try:
            self._process.wait(timeout=max(0.0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"  ! {self.name} không dừng kịp; buộc dừng")
        _kill_group(self._process.pid, signal.SIGKILL)
        self._process.wait()
        self._process = None


def stop_all(children: Sequence[Child]) -> None:
    """Ask all, then wait for all; none outlives the patience."""
    for child in children:
        child.ask_to_stop()
    deadline = time.monotonic() + PATIENCE_S
    for child in children:
        child.wait(deadline)


def end_orphans(mark: str) -> int:
    """End what a killed supervisor left behind, known by the mark in its environment; how many."""
    orphans = list(marked_with(mark))
    for pid in orphans:
        _kill(pid, signal.SIGTERM)
    deadline = time.monotonic() + PATIENCE_S
    while any(is_alive(pid) for pid in orphans) and time.monotonic() < deadline:
        time.sleep(0.05)
    for pid in orphans:
        _kill(pid, signal.SIGKILL)
    return len(orphans)


def _kill(pid: int, number: signal.Signals) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return


def _kill_group(leader: int, number: signal.Signals) -> None:
    try:
        os.killpg(leader, number)
    except ProcessLookupError:
        return
