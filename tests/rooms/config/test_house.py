"""The whole house as an operator lives with it: started, started again, killed, stopped."""

from __future__ import annotations

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from motcua.config.lifetime import is_alive, marked_with
from motcua.config.places import ROOT
from motcua.config.postgres import Cluster

pytestmark = pytest.mark.slow
READY_S = 90.0


def until(condition: Callable[[], object], seconds: float = 30.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition() and time.monotonic() < deadline:
        time.sleep(0.1)
    return bool(condition())


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class House:
    """One data folder and the calls of `motcua start` on it."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.port = free_port()
        self.calls: list[subprocess.Popen[str]] = []

    def call(self, *options: str) -> subprocess.Popen[str]:
        environment = {
            "PATH": "/usr/bin:/bin",
            "PYTHONPATH": str(ROOT / "src"),
            "MOTCUA_DATA": str(self.data),
        }
        call = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", "motcua.config.cli", "start", "--no-demo", *options],
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd="/",
        )  # fmt: skip
        self.calls.append(call)
        return call

    def open(self) -> subprocess.Popen[str]:
        call = self.call("--port", str(self.port))
        assert until(
            lambda: self.written().get("pid") == call.pid or call.poll() is not None, READY_S
        )
        assert call.poll() is None, call.stdout.read()
        return call

    def written(self) -> dict[str, object]:
        try:
            return json.loads((self.data / "house.json").read_text())
        except (OSError, ValueError):
            return {}

    def answers(self) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status < 500
        except OSError:
            return False
        finally:
            connection.close()

    def children(self, word: str = "") -> list[int]:
        """Our processes, or those of them with that word on their command line."""
        return [
            pid
            for pid in marked_with(f"MOTCUA_HOUSE={self.data}")
            if is_alive(pid) and word in ["", *Path(f"/proc/{pid}/cmdline").read_text().split("\0")]
        ]


@pytest.fixture
def house(data) -> Iterator[House]:
    made = House(data)
    yield made
    for call in made.calls:
        call.kill()
        call.wait()
        call.stdout.close()


def test_a_day_in_the_life_of_a_house(house):
    first, second = house.call(), house.call("--port", str(house.port))
    assert until(lambda: first.poll() is not None or second.poll() is not None, READY_S)
    ended, lives = (first, second) if first.poll() is not None else (second, first)
    assert ended.returncode == 0
    url = house.written()["url"]
    assert f"Một Cửa đang chạy tại {url}" in ended.stdout.read()
    assert lives.poll() is None
    house.port = int(url.rsplit(":", 1)[1])
    assert house.answers()

    lives.send_signal(signal.SIGTERM)
    assert lives.wait(60) == 0
    assert not house.answers()
    assert not house.children()
    assert not Cluster(house.data).is_running()


def test_each_part_that_is_killed_comes_back(house):
    house.open()
    cluster = Cluster(house.data)
    (web,) = (pid for pid in house.children("granian") if os.getpgid(pid) == pid)
    (worker,) = house.children("worker")
    postgres = cluster.server_pid()
    for pid in (web, worker, postgres):
        os.kill(pid, signal.SIGKILL)
    assert until(lambda: cluster.is_running() and cluster.server_pid() != postgres)
    assert until(lambda: house.children("worker") not in ([], [worker]))
    assert until(house.answers)


def test_after_kill_9_of_the_house_itself_the_next_call_recovers(house):
    killed = house.open()
    killed.kill()
    killed.wait()
    assert until(lambda: not house.answers())
    call = house.open()
    assert house.answers()
    assert house.written()["pid"] == call.pid
    call.send_signal(signal.SIGINT)
    assert call.wait(60) == 0


def test_even_when_everything_is_killed_at_once(house):
    call = house.open()
    everything = [call.pid, Cluster(house.data).server_pid(), *house.children()]
    for pid in everything:
        os.kill(pid, signal.SIGKILL)
    call.wait()
    house.open()
    assert house.answers()


def test_a_port_in_use_is_named_and_nothing_is_left_behind(house):
    with socket.socket() as other:
        other.bind(("127.0.0.1", house.port))
        other.listen()
        call = house.call("--port", str(house.port))
        assert call.wait(30) == 3
    assert f"Cổng {house.port} đang được chương trình khác dùng" in call.stdout.read()
    assert not Cluster(house.data).is_running()
