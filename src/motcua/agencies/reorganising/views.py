"""What the readers of reorganisations hand out: frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from motcua.agencies.states import ReorganisationState
from motcua.base.dates import in_vietnam


@dataclass(frozen=True, slots=True)
class ReorganisationView:
    """A decision as pages show it; `effective_at` is midnight of the day it counts from."""

    id: int
    number: str
    decided_on: date
    title: str
    effective_at: datetime
    state: ReorganisationState
    version: int
    keep_reason: str
    continuing: frozenset[int]
    prepared_by: int | None
    approved_by: int | None
    applied_at: datetime | None
    lines: int

    @property
    def day(self) -> date:
        """The first day on which the new institutions are in force."""
        return in_vietnam(self.effective_at).date()

    @property
    def name(self) -> str:
        return f"{'Nghị quyết' if '/NQ' in self.number else 'Quyết định'} {self.number}"


@dataclass(frozen=True, slots=True)
class LineView:
    """One line of the map in words."""

    id: int
    predecessor_id: int
    predecessor: str
    unit: str
    area: str
    sector_code: str
    procedure_code: str
    heir_id: int
    heir: str
    heir_unit: str
