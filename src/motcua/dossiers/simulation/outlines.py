"""What a story is made of and what comes of it: kinds, legs, times, and the forms to be filled."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from motcua.dossiers.folding import DossierState
from motcua.dossiers.simulation import templates as gap
from motcua.dossiers.simulation.templates import FactForm, Fill
from motcua.dossiers.states import Channel
from motcua.procedures.pinned import PinnedVersion
from motcua.procedures.process import Step as ProcessStep


class Kind(StrEnum):
    """What is special about a story."""

    PLAIN = "plain"
    INSTANT = "instant"
    COMPLETED_FIRST = "completed_first"
    OBLIGATION = "obligation"
    WITHDRAWN = "withdrawn"


class Leg(NamedTuple):
    """A step of the process and the place of its unit among those that the route passes."""

    step: ProcessStep
    unit: int


class Told(NamedTuple):
    """When an event of a story happens: in which stretch of the timeline, and how far into it.

    `budget` is set where a step begins: its number and its working minutes.
    """

    stretch: int
    share: float
    budget: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class Story:
    """A story spelt: one form for each fact, and when each happens; rows are spelt when asked for.

    `accepted`, `signed` and `completed` are the places of those events, -1 where there is none.
    """

    version: PinnedVersion
    kind: Kind
    channel: Channel
    accepted: int
    signed: int
    completed: int
    times: tuple[Told, ...]
    facts: tuple[FactForm, ...]
    states: tuple[DossierState, ...]
    rows: dict[int, Fill] = field(default_factory=dict)

    def row(self, events: int) -> Fill:
        """The row after so many events."""
        if events not in self.rows:
            self.rows[events] = gap.row_form(self.states[events - 1])
        return self.rows[events]


def main_way(version: PinnedVersion) -> tuple[ProcessStep, ...]:
    """The steps from intake to the record of the result, by the first way on of each."""
    steps = [version.process.steps[0]]
    while steps[-1].next:
        following = version.process.step(steps[-1].next[0].to)
        if following.kind == "return":
            break
        steps.append(following)
        if following.kind == "record":
            break
    return tuple(steps)
