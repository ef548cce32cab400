"""A first map: what the register's successions say, and where the law has sent single procedures."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from motcua.agencies import queries as agencies
from motcua.agencies.reorganising.drafting import proposed_lines as of_register
from motcua.agencies.reorganising.maps import Line
from motcua.agencies.states import Level
from motcua.agencies.views import AgencyView
from motcua.procedures import queries as procedures
from motcua.procedures.pinned import PinnedVersion
from motcua.procedures.search import Found


def proposed_lines(day: date) -> list[Line]:
    """The register's lines, and one for each procedure that a level which ended leaves to a department.

    A procedure that the province decides from that day, and nobody below it, goes from each
    committee of its former level to the department that its version of that day names.
    """
    lines = of_register(day)
    ended = agencies.agencies(frozenset(line.predecessor for line in lines if line.unit is None))
    below = [row for row in ended.values() if row.level != Level.PROVINCE]
    return lines + list(_to_departments(below, day))


def _to_departments(ended: list[AgencyView], day: date) -> Iterable[Line]:
    before, after = procedures.versions_on(day - timedelta(days=1)), procedures.versions_on(day)
    for level in sorted({row.level for row in ended}):
        codes = {found.code for found in before if found.competence_level == level}
        for code in sorted(codes):
            heir = _department(code, after, day)
            if heir is not None:
                yield from (
                    Line(row.id, heir, procedure=code) for row in ended if row.level == level
                )


def _department(code: str, after: tuple[Found, ...], day: date) -> int | None:
    """Who decides the procedure in the province from that day, if nobody below it does."""
    versions = [found for found in after if found.code == code]
    if not versions or any(found.competence_level != Level.PROVINCE for found in versions):
        return None
    agency = procedures.competent_agency(_pinned(versions[0]), None, day)
    return agency.id if agency else None


def _pinned(found: Found) -> PinnedVersion:
    return procedures.version(found.id)
