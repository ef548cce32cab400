"""A whole house of its own: `motcua start` on an empty data folder, with what lives in it."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from motcua.config.lifetime import is_alive, marked_with
from motcua.config.places import ROOT
from motcua.config.postgres import Cluster
from motcua.config.supervisor import end_orphans

READY_S = 180.0


def until(condition: Callable[[], object], seconds: float = 60.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.05)
    return bool(condition())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class House:
    """The product as an operator runs it, demo province and all."""

    def __init__(self) -> None:
        self.data = Path(tempfile.mkdtemp(prefix="motcua-crash-")).resolve()
        self.data.chmod(0o711)  # root's PostgreSQL runs as somebody else
        self.port = free_port()
        self.cluster = Cluster(self.data)
        self._call: subprocess.Popen[bytes] | None = None

    @property
    def environment(self) -> dict[str, str]:
        paths = os.pathsep.join((str(ROOT / "src"), str(ROOT / "tests")))
        return {"PATH": "/usr/bin:/bin", "PYTHONPATH": paths, "MOTCUA_DATA": str(self.data)}

    def motcua(self, *words: str) -> list[str]:
        return [sys.executable, "-X", "utf8", "-m", "motcua.config.cli", *words]

    def open(self) -> None:
        """Start it, or start it again, and wait until it says where it is."""
        with (self.data / "house.out").open("ab") as log:
            self._call = subprocess.Popen(
                self.motcua("start", "--port", str(self.port)),
                env=self.environment, cwd="/", stdout=log, stderr=subprocess.STDOUT,
            )  # fmt: skip
        ready = until(
            lambda: self._written() == self._call.pid or self._call.poll() is not None, READY_S
        )
        assert ready and self._call.poll() is None, self.said()  # noqa: PT018

    def _written(self) -> int | None:
        try:
            return int(json.loads((self.data / "house.json").read_text())["pid"])
        except (OSError, ValueError):
            return None

    def said(self) -> str:
        """The last of what it printed."""
        return (self.data / "house.out").read_text("utf-8", "replace")[-2000:]

    def run(self, command: list[str], **more: object) -> subprocess.CompletedProcess[str]:
        """Another program beside it, on the same database."""
        return subprocess.run(
            command, env=self.environment, cwd="/", check=False, capture_output=True, text=True, **more
        )  # fmt: skip

    def kill_a_web_worker(self) -> None:
        master = self._web()
        (victim, *_others) = [pid for pid in self._children("granian") if pid != master]
        os.kill(victim, signal.SIGKILL)

    def kill_the_web_server(self) -> None:
        os.kill(self._web(), signal.SIGKILL)

    def kill_the_background_worker(self) -> None:
        for pid in self._children("worker"):
            os.kill(pid, signal.SIGKILL)

    def kill_the_database(self) -> None:
        pid = self.cluster.server_pid()
        assert pid
        os.kill(pid, signal.SIGKILL)

    def kill_the_house(self) -> None:
        assert self._call
        self._call.kill()
        self._call.wait()

    def _web(self) -> int:
        """The web server's first process: the others are its children."""
        (master,) = [pid for pid in self._children("granian") if os.getpgid(pid) == pid]
        return master

    def _children(self, word: str) -> list[int]:
        return [
            pid
            for pid in marked_with(f"MOTCUA_HOUSE={self.data}")
            if is_alive(pid) and word in Path(f"/proc/{pid}/cmdline").read_text().split("\0")
        ]

    def pull_down(self) -> None:
        """Whatever of it still stands goes, with its data."""
        if self._call is not None and self._call.poll() is None:
            self._call.terminate()
            self._call.wait(60)
        end_orphans(f"MOTCUA_HOUSE={self.data}")
        pid = self.cluster.server_pid()
        if pid is not None and self.cluster.is_running():
            os.kill(pid, signal.SIGQUIT)
            until(lambda: not is_alive(pid))
        shutil.rmtree(self.cluster.folder, ignore_errors=True)
        shutil.rmtree(self.data, ignore_errors=True)
