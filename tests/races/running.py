"""Two calls at one moment, made to read before either of them writes."""

from __future__ import annotations

import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

from motcua.base.verdict import RefusedError
from motcua.journal.models import Fact
from races.table import Call, Race
from twin import PATIENCE_S, at_once

# Whoever is not there by then waits for a lock of the one who is: it goes on alone.
_GRACE_S = 0.03
_WRITES = re.compile(r"\b(INSERT INTO|UPDATE \"?\w+\"? |DELETE FROM)|journal_append")
_LOCKS = re.compile(r"FOR (NO KEY )?UPDATE|FOR SHARE|LOCK TABLE|pg_advisory|\bnextval\b")


class _Gates:
    """Everybody stops before the first lock, and again before the first write."""

    def __init__(self, people: int) -> None:
        self._before_locks = threading.Barrier(people, timeout=PATIENCE_S)
        self._before_writes = threading.Barrier(people, timeout=_GRACE_S)

    def watched(self, call: Call) -> Call:
        def through() -> object:
            passed: set[str] = set()

            def stop(execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
                self._stop_at(str(sql), passed)
                return execute(sql, *rest)

            try:
                with connection.execute_wrapper(stop):
                    return call()
            finally:
                # Whoever was refused before any lock keeps nobody waiting.
                self._before_locks.abort()

        return through

    def _stop_at(self, sql: str, passed: set[str]) -> None:
        writes = bool(_WRITES.search(sql))
        if not passed and (writes or _LOCKS.search(sql)):
            passed.add("lock")
            _wait(self._before_locks)
        if writes and "write" not in passed:
            passed.add("write")
            _wait(self._before_writes)


def _wait(barrier: threading.Barrier) -> None:
    try:
        barrier.wait()
    except threading.BrokenBarrierError:
        return


def at_one_moment(*calls: Call) -> list[object]:
    """What each call gave or raised; both have read what they read before anybody changed it."""
    gates = _Gates(len(calls))
    return at_once(*[gates.watched(call) for call in calls])


@contextmanager
def told() -> Iterator[Counter[str]]:
    """The facts written in the body, counted by verb; full when it has ended."""
    last = Fact.objects.order_by("-id").values_list("id", flat=True).first() or 0
    counted: Counter[str] = Counter()
    yield counted
    counted.update(Fact.objects.filter(id__gt=last).values_list("verb", flat=True))


def is_sentence(refusal: object) -> bool:
    """A refusal that an officer can read: Vietnamese, whole."""
    text = str(refusal)
    return isinstance(refusal, RefusedError) and text.endswith(".") and not text.isascii()


def refusal_of(call: Call) -> object:
    """What the call raised, whatever it is, or what it gave."""
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - handed to the test, whatever it is
        return error


def prove_refused(found: Race) -> None:
    """Somebody who may not is told so, and nothing has changed."""
    if isinstance(found.stranger, str):
        assert found.stranger.endswith(".")
        return
    rows = found.rows() if found.rows else 0
    with told() as facts:
        answer = refusal_of(found.stranger)
    assert is_sentence(answer), f"the stranger got {answer!r}"
    assert not facts, f"refused, but {dict(facts)} was written"
    assert not found.rows or found.rows() == rows, "refused, but a row changed"


def prove_once(found: Race) -> None:
    """However the two are interleaved, the change happens as often as it should."""
    rows = found.rows() if found.rows else 0
    with told() as facts:
        answers = at_one_moment(found.call, found.other or found.call)
    faults = [answer for answer in answers if isinstance(answer, Exception)]
    assert all(is_sentence(fault) for fault in faults), [repr(one) for one in answers]
    wins = (found.wins,) if isinstance(found.wins, int) else found.wins
    assert len(answers) - len(faults) in wins, [repr(one) for one in answers]
    if found.verb:
        assert facts[found.verb] == found.changes, (dict(facts), answers)
    if found.rows:
        assert found.rows() - rows == found.changes, answers
