"""How fast the house answers: create, step, look-up and inbox over HTTP, each beside its floor.

Run it by name, it is no part of the suite:

    .venv/bin/python tests/bench/bench_web.py [--dossiers 100000 1000000] [--seconds 8]

It makes a durable database of its own for each size (or takes the simulated one that --database
names), starts the web server as `./start` does, with two workers, and lets eight clients in. The
floor is psycopg with eight connections doing the same logical writes or reads in one statement,
in the same run on the same machine. The table shows what is reached, not what is wished for.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parents[2]
sys.path[:0] = [str(ROOT / "src"), str(ROOT / "tests")]

from bench import floors, ground, load  # noqa: E402 - the paths come first
from bench.load import Measured  # noqa: E402
from bench.meter import CORES  # noqa: E402

REACH = {"create": 150, "step": 200, "lookup": 600, "inbox": 150}
NAMES = {
    "create": "create a dossier by API",
    "step": "advance a step by API",
    "lookup": "look up by code, JSON",
    "inbox": "officer's inbox, page of 50 rows",
}
P95_RATIO = 1.3


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table; `cost` is processor time of one answer, in seconds."""

    work: str
    dossiers: int
    measured: Measured
    floor: float
    cost: float


def main() -> int:
    options = _options()
    lines: list[Line] = []
    sizes = sorted(options.dossiers)
    for size in sizes:
        for line in _runs(options, size, whole=size == sizes[-1]):
            lines.append(line)
            print(_spelt(line), flush=True)
    _compare(lines)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, nargs="+", default=[100_000])
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--port", type=int, default=8977)
    parser.add_argument(
        "--database", action="append", default=[], metavar="SIZE=URL",
        help="use this simulated database for that size; it is written to",
    )  # fmt: skip
    return parser.parse_args()


def _runs(options: argparse.Namespace, size: int, *, whole: bool) -> Iterator[Line]:
    """All works on the largest database, the inbox alone on the others."""
    given = dict(text.split("=", 1) for text in options.database)
    with TemporaryDirectory(prefix="bench-") as folder:
        place = Path(folder)
        place.chmod(0o755)
        with ground.database(place, given.get(str(size))) as url:
            if str(size) not in given:
                ground.fill(size)
            print(f"\n{size:,} dossiers, load of the machine {_load()}", flush=True)
            plan = ground.prepare()
            with ground.web(options.port) as (address, meter):
                for work in ("inbox", "lookup", "create", "step") if whole else ("inbox",):
                    load.run(address, plan.requests(work), seconds=2, warm=True)
                    requests, before = plan.requests(work), meter.read()
                    measured = load.run(address, requests, seconds=options.seconds)
                    cost = (meter.read() - before) / measured.answers
                    floor = floors.rate(work, url, plan, seconds=options.seconds // 2)
                    yield Line(work, size, measured, floor, cost)


def _load() -> str:
    return ", ".join(f"{value:.1f}" for value in os.getloadavg())


def _spelt(line: Line) -> str:
    one = line.measured
    return (
        f"{NAMES[line.work]:34} {one.rate:8,.0f}/s  floor {line.floor:8,.0f}/s"
        f"  ratio {one.rate / line.floor:5.2f}  p50 {one.p50:6.1f} ms  p95 {one.p95:6.1f} ms"
        f"  failed {one.failed}  cpu {line.cost * 1_000:5.2f} ms, so {CORES / line.cost:6,.0f}/s"
        f" on idle cores  load {_load()}"
        f"  {'reached' if one.rate >= REACH[line.work] else 'MISSED'} {REACH[line.work]}/s"
    )


def _compare(lines: list[Line]) -> None:
    inboxes = [line for line in lines if line.work == "inbox"]
    if len(inboxes) > 1:
        small, large = inboxes[0], inboxes[-1]
        ratio = large.measured.p95 / small.measured.p95
        word = "reached" if ratio <= P95_RATIO else "MISSED"
        print(f"\ninbox p95 at {large.dossiers:,} / at {small.dossiers:,}: {ratio:.2f} ({word})")


if __name__ == "__main__":
    sys.exit(main())
