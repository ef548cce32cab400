"""What ends by a map, as the rooms above need to know it to let their own work follow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from motcua.agencies import queries as agencies
from motcua.agencies.reorganising import queries
from motcua.agencies.reorganising.maps import Map, Matter


@dataclass(frozen=True, slots=True)
class Ending:
    """A map on its day: `gone` are the units that are no more, `decision` the number it is told by.

    `along` names units that simply become another one, so that machines and furniture go along.
    """

    chart: Map
    gone: frozenset[int]
    day: date
    decision: str
    along: dict[int, int]

    def unit_heir(self, unit_id: int, matter: Matter | None = None) -> int | None:
        """Who takes this unit's place: in one matter, or as a whole; None where no one unit does."""
        if matter is None:
            return queries.unit_taking_over(self.chart, unit_id, self.day)
        named = self.chart.unit_heir(unit_id, matter)
        if named is not None:
            return named
        unit = agencies.unit(unit_id)
        heir = self.chart.heir(unit.agency_id, matter)
        found = queries.same_kind(unit, heir, self.day) if heir is not None else None
        return found.id if found else None

    def keys_ended(self) -> dict[str, frozenset[str]]:
        """Keys of the agencies that end, each with those of its heirs."""
        ids = self.chart.closing | {
            heir for one in self.chart.closing for heir in self.chart.heirs_of(one)
        }
        rows = agencies.agencies(ids)
        return {
            rows[one].key: frozenset(rows[heir].key for heir in self.chart.heirs_of(one))
            for one in self.chart.closing
        }

    def keys_along(self) -> dict[str, str]:
        """Keys of agencies that simply become another one: one heir, which is nobody else's."""
        ended = self.keys_ended()
        heirs = [heir for found in ended.values() for heir in found]
        return {
            key: min(found)
            for key, found in ended.items()
            if len(found) == 1 and heirs.count(min(found)) == 1
        }


def ending(chart: Map, *, day: date, decision: str) -> Ending:
    """What ends by the map on that day."""
    gone = queries.closing_units(chart)
    return Ending(chart, gone, day, decision, _along(chart))


def _along(chart: Map) -> dict[int, int]:
    """One line says that a unit is another, which is no other unit's heir."""
    whole = [
        line
        for line in chart.lines
        if line.unit is not None and line.area is None and not line.sector and not line.procedure
    ]
    taken = [line.heir_unit for line in whole]
    return {
        line.unit: line.heir_unit
        for line in whole
        if line.unit is not None and line.heir_unit is not None and taken.count(line.heir_unit) == 1
    }
