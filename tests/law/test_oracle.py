"""The engine against an independent walk through days and minutes (`tests/oracle.py`).

A few thousand random histories here; a million in `tests/bench/bench_clock.py --histories`.
"""

from __future__ import annotations

import random
from datetime import date, datetime, timedelta

import pytest

import oracle
import versus
from motcua.clock.explanation import ExplanationStep
from motcua.clock.limits import MINUTES_PER_DAY


@pytest.mark.parametrize("seed", range(3))
def test_engine_and_oracle_agree(seed):
    assert versus.differences(seed, 1000) == []


def test_the_comparison_would_notice_a_wrong_engine(monkeypatch):
    """A clock that also forgives late requests must be caught."""
    right = versus.engine_due

    def forgiving(calendar, history):
        moved = [(began - timedelta(days=1), ended) for began, ended in history["pauses"]]
        kept = [(max(began, history["received"]), ended) for began, ended in moved]
        return right(calendar, history | {"pauses": kept})

    monkeypatch.setattr(versus, "engine_due", forgiving)
    assert versus.differences(0, 300)


def readded(steps: tuple[ExplanationStep, ...]) -> int:
    """What the steps add up to, in minutes of eight-hour days."""
    return sum(step.amount * (MINUTES_PER_DAY if step.unit == "day" else 1) for step in steps)


def test_every_explanation_adds_up_to_its_sum():
    rng = random.Random(11)
    for n in range(600):
        if n % 60 == 0:
            plain = oracle.random_calendar(rng)
            calendar = versus.engine_calendar(plain)
        history = oracle.random_history(rng)
        found = versus.engine_due(calendar, history)
        if found.at is None:
            assert found.explanation[-1].kind == "waiting"
            continue
        *steps, total = found.explanation
        assert readded(steps) == readded([total]), history
        restarts = [step for step in steps if step.kind == "restart"]
        if history["extension"] is None:
            whole = found.case.limit.budget_minutes
            assert readded([total]) == whole, history
            assert readded([s for s in steps if s.amount < 0]) == readded(restarts)
        for step in steps:
            if step.kind == "count" and found.case.by_calendar is False and step.unit == "day":
                day, counted = step.from_on, 0
                while day <= step.to_on:
                    counted += plain.counts(day)
                    day += timedelta(days=1)
                assert counted == step.amount, (step, history)


def test_the_numbers_of_the_day_calendar_are_the_days_of_the_limit():
    rng = random.Random(5)
    plain = oracle.random_calendar(rng)
    calendar = versus.engine_calendar(plain)
    for _ in range(300):
        history = oracle.random_history(rng) | {"extension": None}
        found = versus.engine_due(calendar, history)
        days = found.days
        dates = [day.on for day in days]
        assert dates == [dates[0] + timedelta(n) for n in range(len(dates))]
        if found.at is None or not found.case.limit.days:
            continue
        numbers = [day.number for day in days if day.number]
        assert max(numbers) == found.case.limit.days or history["limit"]["on_resume"] == "restart"
        assert dates[-1] == found.at.date()


def test_the_oracle_itself_on_a_case_counted_by_hand():
    plain = oracle.Calendar(oracle.WEEKS[0], {date(2026, 8, 31): [], date(2026, 9, 1): [],
                                              date(2026, 9, 2): [], date(2026, 8, 22): oracle.WEEKS[0][0]})  # fmt: skip
    history = {
        "received": datetime(2026, 8, 20, 14, 10),
        "limit": {"amount": "7", "unit": "working_day", "on_resume": "resume", "cutoff_15h": False},
        "pauses": [(datetime(2026, 8, 24, 16, 20), datetime(2026, 8, 27, 9, 5))],
        "extension": None,
    }
    assert oracle.due_at(plain, history) == datetime(2026, 9, 7, 17, 0)
