"""The register as plain data: what a configuration file holds of it, sorted, without numbers of rows.

A row is named by what makes it one: an area by level, code, name and first day, all others by key
and first day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from motcua.agencies.models import Agency, Area, Naming, Reception, Succession, Unit

Raw = dict[str, Any]
SECTIONS = ("areas", "agencies", "units", "receptions", "successions")


def area_ref(row: Area) -> str:
    return f"{row.level}:{row.code}:{row.name}@{row.effective_from}"


def agency_ref(row: Agency) -> str:
    return f"{row.key}@{row.effective_from}"


def unit_ref(row: Unit) -> str:
    return f"{row.key}@{row.effective_from}"


def written() -> dict[str, list[Raw]]:
    """Every section, each sorted by its references; a handful of statements."""
    names = _names()
    areas = {row.pk: row for row in Area.objects.all()}
    agencies = {row.pk: row for row in Agency.objects.all()}
    units = {row.pk: row for row in Unit.objects.all()}
    return {
        "areas": _sorted(_area(row, areas) for row in areas.values()),
        "agencies": _sorted(_agency(row, areas, agencies, names) for row in agencies.values()),
        "units": _sorted(_unit(row, agencies, names) for row in units.values()),
        "receptions": _sorted(
            {
                "ref": f"{agency_ref(agencies[row.agency_id])}>{row.effective_from}",
                "agency": agency_ref(agencies[row.agency_id]),
                "unit": unit_ref(units[row.unit_id]),
                **_period(row.effective_from, row.effective_to),
            }
            for row in Reception.objects.all()
        ),
        "successions": _sorted(
            _succession(row, areas, agencies) for row in Succession.objects.all()
        ),
    }


def _sorted(rows: Iterable[Raw]) -> list[Raw]:
    by_ref: Callable[[Raw], str] = lambda row: str(row["ref"])  # noqa: E731 - a key
    return sorted(rows, key=by_ref)


def _period(start: date, end: date | None) -> Raw:
    return {"from": start.isoformat(), "to": end.isoformat() if end else None}


def _names() -> dict[tuple[str, int], list[Raw]]:
    found: dict[tuple[str, int], list[Raw]] = {}
    for row in Naming.objects.order_by("effective_from"):
        key = ("unit", row.unit_id) if row.unit_id is not None else ("agency", row.agency_id or 0)
        said = {"name": row.name, **_period(row.effective_from, row.effective_to)}
        found.setdefault(key, []).append(said)
    return found


def _area(row: Area, areas: dict[int, Area]) -> Raw:
    return {
        "ref": area_ref(row), "code": row.code, "name": row.name, "level": row.level,
        "kind": row.kind, "difficult": row.is_difficult,
        "parent": area_ref(areas[row.parent_id]) if row.parent_id else None,
        **_period(row.effective_from, row.effective_to),
    }  # fmt: skip


def _agency(
    row: Agency,
    areas: dict[int, Area],
    agencies: dict[int, Agency],
    names: dict[tuple[str, int], list[Raw]],
) -> Raw:
    return {
        "ref": agency_ref(row), "key": row.key, "name": row.name, "kind": row.kind,
        "level": row.level, "code_old": row.code_old, "code_new": row.code_new,
        "code_is_demo": row.code_is_demo, "area": area_ref(areas[row.area_id]),
        "parent": agency_ref(agencies[row.parent_id]) if row.parent_id else None,
        "names": names.get(("agency", row.pk), []),
        **_period(row.effective_from, row.effective_to),
    }  # fmt: skip


def _unit(row: Unit, agencies: dict[int, Agency], names: dict[tuple[str, int], list[Raw]]) -> Raw:
    return {
        "ref": unit_ref(row), "key": row.key, "agency": agency_ref(agencies[row.agency_id]),
        "name": row.name, "kind": row.kind, "unit_code": row.unit_code,
        "calendar": row.calendar_key, "reception": row.reception_key,
        "names": names.get(("unit", row.pk), []),
        **_period(row.effective_from, row.effective_to),
    }  # fmt: skip


def _succession(row: Succession, areas: dict[int, Area], agencies: dict[int, Agency]) -> Raw:
    before, after = agency_ref(agencies[row.predecessor_id]), agency_ref(agencies[row.successor_id])
    area = area_ref(areas[row.area_id]) if row.area_id else None
    return {
        "ref": f"{before}>{after}>{row.on}>{area or ''}", "predecessor": before,
        "successor": after, "on": row.on.isoformat(), "kind": row.kind, "area": area,
    }  # fmt: skip
