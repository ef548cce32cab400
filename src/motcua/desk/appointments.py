"""The date that would stand on the receipt if the dossier were accepted now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from motcua.agencies import queries as agencies
from motcua.clock.day_marks import Mark as ClockMark
from motcua.clock.deadlines import Due
from motcua.dossiers import timing
from motcua.dossiers.folding import DossierState
from motcua.dossiers.states import Status
from motcua.pages.day_calendar import Day, Mark
from motcua.pages.stories import WhyStep
from motcua.procedures.pinned import PinnedVersion


def if_accepted(version: PinnedVersion, unit_id: int, at: datetime) -> Due | None:
    """The due date for a dossier of this version received at that unit at that moment."""
    state = DossierState(
        code="", status=Status.ACCEPTED, receiving_unit_id=unit_id, accepted_at=at,
        clock_started_at=at,
        difficult_area=version.limit.land and agencies.unit(unit_id).is_difficult,
    )  # fmt: skip
    return timing.due_of(state, version)


def calendar_days(due: Due) -> list[Day]:
    """The clock's days as the calendar of numbered circles draws them."""
    return [
        Day(
            day.on,
            Mark.COUNTED if day.mark is ClockMark.TO_COUNT else Mark(day.mark.value),
            day.number,
        )
        for day in due.days
    ]


def why_steps(due: Due) -> list[WhyStep]:
    """The clock's explanation as the list below a due date."""
    return [
        WhyStep(step.title, step.reason, step.label, step.ground, is_sum=step.kind == "sum")
        for step in due.explanation
    ]


def days_off_words(due: Due) -> str:
    """`31/08 đến 02/09`: the holidays in between, empty where there are none."""
    holidays = [day.on for day in due.days if day.mark is ClockMark.HOLIDAY]
    return ", ".join(_spans(holidays))


def _spans(days: Sequence[date]) -> Iterable[str]:
    runs: list[list[date]] = []
    for day in days:
        if runs and (day - runs[-1][-1]).days == 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    for run in runs:
        first, last = run[0], run[-1]
        yield f"{first:%d/%m}" if first == last else f"{first:%d/%m} đến {last:%d/%m}"
