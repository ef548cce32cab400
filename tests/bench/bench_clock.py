"""What one due date costs, beside its floor; and the engine against the oracle, by the million.

    python tests/bench/bench_clock.py                       microseconds, each beside its floor
    python tests/bench/bench_clock.py --histories 1000000   differences between engine and oracle

The floor is the least that any such engine must do on this machine: one list look-up and one
bisection in prefix sums of the same calendar, and a datetime made of the result.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from bisect import bisect_left
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor, as_completed
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import accumulate
from pathlib import Path

HERE = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(HERE), str(HERE.parent / "src")]

import versus  # noqa: E402 - a script beside the package
from motcua.base.dates import VIETNAM  # noqa: E402
from motcua.clock import lines  # noqa: E402
from motcua.clock.deadlines import due  # noqa: E402
from motcua.clock.limits import Ground, LimitUnit, OnResume, Pause, TimeLimit  # noqa: E402

ROUNDS, CALLS = 7, 20_000
CHUNK = 10_000


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=VIETNAM)


def microseconds(call: Callable[[], object]) -> float:
    """The best of several rounds: noise of a shared machine only ever adds."""
    best = float("inf")
    for _ in range(ROUNDS):
        begin = time.perf_counter()
        for _ in range(CALLS):
            call()
        best = min(best, time.perf_counter() - begin)
    return best / CALLS * 1e6


def floor(calendar) -> Callable[[], object]:
    """Eight working hours by bare prefix sums: no rules, no pauses, no explanation."""
    first = datetime(2023, 1, 1, tzinfo=VIETNAM)
    days = [(first + timedelta(n)).date() for n in range(365 * 5)]
    sums = list(accumulate((8 * 60 * calendar.is_counting_day(day) for day in days), initial=0))
    base, start = days[0].toordinal(), moment("2026-08-20T14:10")

    def call() -> datetime:
        index = start.toordinal() - base
        morning = min(start.hour * 60 + start.minute - 420, 270)
        target = sums[index] + morning + 480
        day = bisect_left(sums, target) - 1
        return first + timedelta(days=day, minutes=420 + target - sums[day])

    return call


def costs() -> None:
    calendar = lines.load_calendar()
    start = moment("2026-08-20T14:10")
    days = TimeLimit(Decimal(7), LimitUnit.WORKING_DAY, OnResume.RESUME)
    hours = TimeLimit(Decimal(8), LimitUnit.WORKING_HOUR, OnResume.RESUME)
    pause = [Pause(moment("2026-08-24T16:20"), moment("2026-08-27T09:05"), Ground.SUPPLEMENT)]
    question = json.dumps({"received_at": "2026-08-20T14:10", "amount": 7, "unit": "working_day"})
    least = microseconds(floor(calendar))
    print(f"{'floor: prefix sums and bisection':44}{least:8.2f} µs")
    measured = {
        "due, working days": lambda: due(days, start, calendar=calendar),
        "due, working hours": lambda: due(hours, start, calendar=calendar),
        "due, working days, one pause": lambda: due(days, start, pauses=pause, calendar=calendar),
        "due with explanation": lambda: due(days, start, calendar=calendar).explanation,
        "due with explanation, one pause": lambda: (
            due(days, start, pauses=pause, calendar=calendar).explanation
        ),
        "remaining working minutes": lambda: calendar.minutes_between(start, pause[0].began_at),
        "one line of `motcua due`": lambda: lines.answer_line(question, calendar),
    }
    for name, call in measured.items():
        cost = microseconds(call)
        print(f"{name:44}{cost:8.2f} µs{cost / least:8.1f} × floor")
    begin = time.perf_counter()
    lines.load_calendar()
    print(f"{'reading and compiling a calendar':44}{(time.perf_counter() - begin) * 1e3:8.2f} ms")


def compare(histories: int, workers: int, seed: int) -> int:
    """Print every difference; the exit code is 0 when there is none."""
    begin, done, found = time.perf_counter(), 0, 0
    chunks = [(seed + start, min(CHUNK, histories - start)) for start in range(0, histories, CHUNK)]
    with ProcessPoolExecutor(workers) as pool:
        running = {pool.submit(versus.differences, *chunk): chunk for chunk in chunks}
        for finished in as_completed(running):
            done += running[finished][1]
            for difference in finished.result():
                found += 1
                print(json.dumps(difference, default=str, ensure_ascii=False))
            sys.stderr.write(f"\r{done:,} / {histories:,} histories, {found} differences")
    took = time.perf_counter() - begin
    sys.stderr.write("\n")
    print(f"{histories:,} histories, {found} differences, {took:.0f} s")
    return 1 if found else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--histories", type=int, default=0)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if asked.histories:
        return compare(asked.histories, asked.workers, asked.seed)
    costs()
    return 0


if __name__ == "__main__":
    sys.exit(main())
