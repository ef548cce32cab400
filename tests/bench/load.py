"""Eight clients: `wrk` where it is installed, otherwise processes with plain connections."""

from __future__ import annotations

import http.client
import json
import multiprocessing
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlsplit

CLIENTS, THREADS = 8, 2
SCRIPT = Path(__file__).with_name("requests.lua")


@dataclass(frozen=True, slots=True)
class Request:
    """One thing to ask; `once` for what can be asked only once."""

    method: str
    path: str
    header: tuple[str, str]
    body: str = ""
    once: bool = False


@dataclass(frozen=True, slots=True)
class Measured:
    """Answers a second, all answers, latencies in milliseconds, answers that were no success."""

    rate: float
    answers: int
    p50: float
    p95: float
    failed: int


def run(address: str, requests: list[Request], *, seconds: int, warm: bool = False) -> Measured:
    """Ask in turn for so long, or until everything that can be asked once has been."""
    if not requests:
        raise RuntimeError("nothing to ask: the database has too few dossiers for this work")
    tag = f"{'w' if warm else 'b'}{time.time_ns():x}"
    if shutil.which("wrk"):
        return _wrk(address, requests, seconds, tag)
    return _plain(address, requests, seconds, tag)


def _wrk(address: str, requests: list[Request], seconds: int, tag: str) -> Measured:
    with TemporaryDirectory(prefix="requests-") as folder:
        listed = Path(folder) / "requests"
        listed.write_text(
            "".join(
                "\t".join((r.method, r.path, *r.header, "1" if r.once else "0", r.body)) + "\n"
                for r in requests
            ),
            encoding="utf-8",
        )
        done = subprocess.run(
            ["wrk", "-t", str(THREADS), "-c", str(CLIENTS), "-d", f"{seconds}s", "--timeout", "10s",
             "-s", str(SCRIPT), address, "--", str(listed), tag],
            check=True, capture_output=True, text=True,
        )  # fmt: skip
    told = json.loads(done.stdout[done.stdout.rindex("{") :])
    return Measured(told["rate"], told["answers"], told["p50"], told["p95"], told["failed"])


def _plain(address: str, requests: list[Request], seconds: int, tag: str) -> Measured:
    with multiprocessing.get_context("spawn").Pool(CLIENTS) as pool:
        asked = [(address, requests[n::CLIENTS], seconds, f"{tag}-{n}") for n in range(CLIENTS)]
        results = pool.starmap(_ask, asked)
    took = sorted(time for times, _ in results for time in times)
    failed = sum(failed for _, failed in results)
    return Measured(len(took) / seconds, took[len(took) // 2], took[len(took) * 95 // 100], failed)


def _ask(address: str, requests: list[Request], seconds: int, tag: str) -> tuple[list[float], int]:
    connection: Any = http.client.HTTPConnection(urlsplit(address).netloc, timeout=10)
    times, failed, number = [], 0, 0
    until = time.monotonic() + seconds
    while requests and time.monotonic() < until:
        asked = requests[number % len(requests)]
        if asked.once and number >= len(requests):
            break
        headers = dict([asked.header])
        if asked.body:
            headers |= {"Content-Type": "application/json", "Idempotency-Key": f"{tag}-{number}"}
        began = time.perf_counter()
        connection.request(asked.method, asked.path, asked.body.encode(), headers)
        answer = connection.getresponse()
        answer.read()
        times.append((time.perf_counter() - began) * 1_000)
        failed += answer.status >= http.client.BAD_REQUEST
        number += 1
    return times, failed
