"""The map of a reorganisation as a pure function: which agency or unit does a matter's work next."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """One line; None and empty texts mean every area, sector, procedure or unit."""

    predecessor: int
    heir: int
    unit: int | None = None
    heir_unit: int | None = None
    area: int | None = None
    sector: str = ""
    procedure: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """What a dossier is about: the areas it belongs to, nearest first, and its procedure."""

    areas: tuple[int, ...] = ()
    sector: str = ""
    procedure: str = ""


class Map:
    """All lines of one decision, and the predecessors that live on beside it.

    `predecessors` are the agencies that pass work on, `closing` those of them that end,
    `closing_units` the units that end by a line of their own, whether or not their agency does.
    """

    def __init__(self, lines: tuple[Line, ...], continuing: frozenset[int] = frozenset()) -> None:
        self.lines, self.continuing = lines, continuing
        self._of_agency: dict[int, list[Line]] = defaultdict(list)
        self._of_unit: dict[int, list[Line]] = defaultdict(list)
        for line in lines:
            if line.unit is None:
                self._of_agency[line.predecessor].append(line)
            else:
                self._of_unit[line.unit].append(line)
        self.predecessors = frozenset(self._of_agency)
        self.closing = self.predecessors - continuing
        self.closing_units = frozenset(self._of_unit)

    def heir(self, agency_id: int, matter: Matter) -> int | None:
        """The agency that does the matter's work next; None where no line, or no single one, says."""
        line = _nearest(self._of_agency.get(agency_id, ()), matter)
        return line.heir if line else None

    def unit_heir(self, unit_id: int, matter: Matter) -> int | None:
        """The unit that a line names for this one."""
        line = _nearest(self._of_unit.get(unit_id, ()), matter)
        return line.heir_unit if line else None

    def heirs_of(self, agency_id: int) -> frozenset[int]:
        """Every agency that some line names for this one."""
        return frozenset(line.heir for line in self._of_agency.get(agency_id, ()))

    def sole_heir(self, agency_id: int) -> int | None:
        """Who does the agency's work as a whole: the line for all of it, or the only heir there is."""
        heirs = self.heirs_of(agency_id)
        return self.heir(agency_id, Matter()) or (min(heirs) if len(heirs) == 1 else None)

    def predecessors_of(self, agency_id: int) -> frozenset[int]:
        return frozenset(line.predecessor for line in self.lines if line.heir == agency_id)


def _nearest(lines: Iterable[Line], matter: Matter) -> Line | None:
    """The line that says most about the matter; a procedure says more than a sector, than an area."""
    best: Line | None = None
    best_rank = (-1, -1, -1)
    for line in lines:
        rank = _rank(line, matter)
        if rank is not None and rank > best_rank:
            best, best_rank = line, rank
    return best


def _rank(line: Line, matter: Matter) -> tuple[int, int, int] | None:
    """How closely a line fits, None where it speaks of something else."""
    if line.procedure not in {"", matter.procedure} or line.sector not in {"", matter.sector}:
        return None
    near = 0
    if line.area is not None:
        if line.area not in matter.areas:
            return None
        near = len(matter.areas) - matter.areas.index(line.area)
    return (int(bool(line.procedure)), int(bool(line.sector)), near)
