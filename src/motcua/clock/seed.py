"""The first calendar: the province's hours and the announced years, as shipped in the data file.

Years 2023–2026 follow the announced holidays of civil servants; where the number of a decision is
not known to us, `decision` is empty and pages say so.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from motcua.base.dates import VIETNAM
from motcua.clock.calendar_format import read_plan, write_week, write_year
from motcua.clock.states import Subject

SEED_FILE = Path(__file__).with_name("data") / "calendar.json"
# The shipped calendar counts as known from the beginning, whenever a house is set up.
SEED_AT = datetime(2018, 1, 1, tzinfo=VIETNAM)
SEED_REASON = "Lịch ban đầu, kèm theo phần mềm"
# Counters of the Centre also receive on Saturday morning, which does not count (domain rule C4).
_RECEPTION_SATURDAY = [["07:00", "11:30"]]


class SeedPart(NamedTuple):
    """One part of the shipped calendar, in the form in which revisions keep it."""

    key: str
    subject: Subject
    year: int | None
    content: dict[str, Any]


def seed_parts() -> list[SeedPart]:
    """The hours first, then each year."""
    plan = read_plan(json.loads(SEED_FILE.read_text(encoding="utf-8")))
    hours = [
        {"from": item.from_on.isoformat(), "week": write_week(item.week)} for item in plan.hours
    ]
    reception = [
        {"from": item["from"], "week": {**write_week(plan_hours.week), "sat": _RECEPTION_SATURDAY}}
        for item, plan_hours in zip(hours, plan.hours, strict=True)
    ]
    content = {"name": plan.name, "hours": hours, "reception": reception}
    return [
        SeedPart(plan.key, Subject.HOURS, None, content),
        *(SeedPart(plan.key, Subject.YEAR, year.year, write_year(year)) for year in plan.years),
    ]
