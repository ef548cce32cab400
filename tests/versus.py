"""The engine and the oracle asked the same: plain worlds carried over to the engine's types."""

from __future__ import annotations

import random
from decimal import Decimal

import oracle
from motcua.base.dates import VIETNAM
from motcua.clock.calendar_format import WEEKDAY_KEYS
from motcua.clock.calendars import WorkingCalendar
from motcua.clock.deadlines import Due, due
from motcua.clock.limits import Extension, Ground, LimitUnit, OnResume, Pause, TimeLimit
from motcua.clock.rulesets import RULES_DEFAULT, as_written

RULES = as_written(RULES_DEFAULT)
GROUNDS = tuple(Ground)
HISTORIES_PER_CALENDAR = 200


def engine_calendar(calendar: oracle.Calendar) -> WorkingCalendar:
    def written(pairs):
        return [[f"{h:02}:{m:02}" for h, m in pair] for pair in pairs]

    years = [
        {
            "year": year,
            "sessions": {
                day.isoformat(): written(pairs)
                for day, pairs in calendar.special.items()
                if day.year == year
            },
        }
        for year in range(oracle.FIRST.year, oracle.FIRST.year + oracle.YEARS)
    ]
    week = dict(zip(WEEKDAY_KEYS, map(written, calendar.weekly), strict=True))
    return WorkingCalendar.from_json(
        {"hours": [{"from": "2000-01-01", "week": week}], "years": years}
    )


def _moment(moment):
    return None if moment is None else moment.replace(tzinfo=VIETNAM)


def engine_due(calendar: WorkingCalendar, history: dict) -> Due:
    raw = history["limit"]
    limit = TimeLimit(
        Decimal(raw["amount"]),
        LimitUnit(raw["unit"]),
        OnResume(raw["on_resume"]),
        raw["cutoff_15h"],
    )
    extension = history["extension"]
    return due(
        limit,
        _moment(history["received"]),
        pauses=[
            Pause(_moment(began), _moment(ended), GROUNDS[n % len(GROUNDS)])
            for n, (began, ended) in enumerate(history["pauses"])
        ],
        extensions=[]
        if extension is None
        else [
            Extension(
                _moment(extension["decided"]),
                _moment(extension["new_due"]),
                "thử",
                extension["added"] and Decimal(extension["added"]),
            )
        ],
        calendar=calendar,
        rules=RULES,
    )


def differences(seed: int, histories: int) -> list[dict]:
    """Histories on which the two disagree; each calendar serves some hundred of them."""
    rng = random.Random(seed)
    found = []
    calendar = engine = None
    for n in range(histories):
        if n % HISTORIES_PER_CALENDAR == 0:
            calendar = oracle.random_calendar(rng)
            engine = engine_calendar(calendar)
        history = oracle.random_history(rng)
        expected = oracle.due_at(calendar, history)
        answer = engine_due(engine, history).at
        if answer != _moment(expected):
            found.append({"seed": seed, "n": n, "engine": answer, "oracle": expected, **history})
    return found
