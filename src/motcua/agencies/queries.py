"""The readers of areas, agencies and units. Every question about what is in force names its day."""

from __future__ import annotations

from datetime import date
from time import monotonic

from django.db.models import Q, QuerySet

from motcua.agencies.competence import competent_agency
from motcua.agencies.models import Area, Reception, Succession, Unit
from motcua.agencies.names import agency_as_on, unit_as_on
from motcua.agencies.rules import Competence
from motcua.agencies.states import RECEIVING_KINDS
from motcua.agencies.views import (
    AgencyNode,
    AgencyView,
    AreaView,
    SuccessionView,
    UnitView,
    agency_rows,
    agency_view,
    area_view,
    successions,
    unit_view,
    valid_on,
)
from motcua.base.memory import forget_with, remembered
from motcua.base.text import fold

__all__ = [
    "AgencyNode",
    "AgencyView",
    "AreaView",
    "Competence",
    "SuccessionView",
    "UnitView",
    "agencies",
    "agencies_on",
    "agency",
    "agency_by_key",
    "agency_on",
    "area",
    "area_by_code",
    "areas",
    "competent_agency",
    "one_stop_of",
    "predecessors",
    "received_agencies",
    "receiving_units",
    "search_agencies",
    "search_areas",
    "successors",
    "tree",
    "unit",
    "unit_by_key",
    "unit_on",
    "units",
    "units_of_agency",
    "units_on",
]

# A unit's row hardly ever changes; another process sees a change after at most this long.
_SECONDS = 60.0
_units: dict[int, tuple[float, UnitView]] = {}
forget_with(_units.clear)


def _units_with_agency() -> QuerySet[Unit]:
    return Unit.objects.select_related("agency__area")


def unit(unit_id: int) -> UnitView:
    """The unit, remembered in this process for a minute. Raises Unit.DoesNotExist."""
    kept = _units.get(unit_id)
    if kept is not None and monotonic() - kept[0] < _SECONDS:
        return kept[1]
    view = unit_view(_units_with_agency().get(pk=unit_id))
    _units[unit_id] = (monotonic(), view)
    return view


def units(unit_ids: set[int] | frozenset[int]) -> dict[int, UnitView]:
    """Many units in at most one statement; unknown numbers are left out."""
    now = monotonic()
    missing = [pk for pk in unit_ids if pk not in _units or now - _units[pk][0] >= _SECONDS]
    if missing:
        for row in _units_with_agency().filter(pk__in=missing):
            _units[row.pk] = (now, unit_view(row))
    return {pk: _units[pk][1] for pk in unit_ids if pk in _units}


def unit_on(unit_id: int, on: date) -> UnitView:
    """The unit as it was called on that day. Raises Unit.DoesNotExist."""
    return unit_as_on(unit(unit_id), on)


def agency_on(agency_id: int, on: date) -> AgencyView:
    """The agency as it was called on that day. Raises Agency.DoesNotExist."""
    return agency_as_on(agency(agency_id), on)


@remembered(_SECONDS)
def unit_by_key(key: str, on: date) -> UnitView | None:
    row = _units_with_agency().filter(Q(key=key), valid_on(on)).first()
    return unit_view(row) if row else None


@remembered(_SECONDS)
def units_of_agency(agency_id: int, on: date, kind: str | None = None) -> tuple[UnitView, ...]:
    """The agency's units in force on that day, one-stop units first."""
    rows = _units_with_agency().filter(valid_on(on), agency_id=agency_id)
    if kind is not None:
        rows = rows.filter(kind=kind)
    views = map(unit_view, rows)
    return tuple(sorted(views, key=lambda view: (view.kind not in RECEIVING_KINDS, view.id)))


@remembered(_SECONDS)
def units_on(on: date, kinds: frozenset[str]) -> tuple[UnitView, ...]:
    """Every unit of these kinds in force on that day, by agency."""
    rows = _units_with_agency().filter(valid_on(on), kind__in=kinds).order_by("agency_id", "id")
    return tuple(unit_view(row) for row in rows)


@remembered(_SECONDS)
def receiving_units(on: date) -> tuple[UnitView, ...]:
    """Every unit that takes dossiers in on that day, by name."""
    rows = _units_with_agency().filter(valid_on(on), kind__in=RECEIVING_KINDS).order_by("name")
    return tuple(unit_view(row) for row in rows)


@remembered(_SECONDS)
def one_stop_of(agency_id: int, on: date) -> UnitView | None:
    """Where the agency's dossiers are handed in: its own one-stop unit, else the Centre's."""
    own = units_of_agency(agency_id, on)
    if own and own[0].kind in RECEIVING_KINDS:
        return own[0]
    reception = Reception.objects.filter(valid_on(on), agency_id=agency_id).first()
    return unit(reception.unit_id) if reception else None


@remembered(_SECONDS)
def received_agencies(unit_id: int, on: date) -> tuple[AgencyView, ...]:
    """The agencies whose dossiers the unit takes in: its own, then those it receives for."""
    served = Q(receptions__unit_id=unit_id) & valid_on(on, "receptions__")
    rows = agency_rows().filter(valid_on(on)).filter(Q(units__id=unit_id) | served).distinct()
    own = unit(unit_id).agency_id
    views = map(agency_view, rows)
    return tuple(sorted(views, key=lambda view: (view.id != own, view.id)))


@remembered(_SECONDS)
def agency(agency_id: int) -> AgencyView:
    """Raises Agency.DoesNotExist."""
    return agency_view(agency_rows().get(pk=agency_id))


def agencies(agency_ids: set[int] | frozenset[int]) -> dict[int, AgencyView]:
    return {row.pk: agency_view(row) for row in agency_rows().filter(pk__in=agency_ids)}


@remembered(_SECONDS)
def agency_by_key(key: str, on: date) -> AgencyView | None:
    row = agency_rows().filter(valid_on(on), key=key).first()
    return agency_view(row) if row else None


def agencies_on(on: date, level: str | None = None) -> list[AgencyView]:
    """The agencies in force on that day, in the order of the register."""
    rows = agency_rows().filter(valid_on(on)).order_by("id")
    return [agency_view(row) for row in (rows.filter(level=level) if level else rows)]


@remembered(_SECONDS)
def area(area_id: int) -> AreaView:
    """Raises Area.DoesNotExist."""
    return area_view(Area.objects.get(pk=area_id))


def area_by_code(code: str, on: date) -> AreaView | None:
    row = Area.objects.filter(valid_on(on), code=code).first()
    return area_view(row) if row else None


def areas(on: date, *, level: str | None = None, parent_id: int | None = None) -> list[AreaView]:
    """The areas in force on that day, by name."""
    rows = Area.objects.filter(valid_on(on))
    if level is not None:
        rows = rows.filter(level=level)
    if parent_id is not None:
        rows = rows.filter(parent_id=parent_id)
    return [area_view(row) for row in rows.order_by("search_key", "id")]


def successors(agency_id: int, on: date) -> list[SuccessionView]:
    """Who took over the agency's work, one step, up to that day."""
    rows = successions().filter(predecessor_id=agency_id, on__lte=on)
    return [_succession_view(row) for row in rows]


def predecessors(agency_id: int, on: date) -> list[SuccessionView]:
    """Whose work the agency took over, one step, up to that day."""
    rows = successions().filter(successor_id=agency_id, on__lte=on)
    return [_succession_view(row) for row in rows]


def _succession_view(row: Succession) -> SuccessionView:
    return SuccessionView(
        agency_view(row.predecessor),
        agency_view(row.successor),
        row.on,
        row.kind,
        row.area_id,
    )


def tree(on: date, level: str | None = None) -> list[AgencyNode]:
    """The agencies of that day under those they belong to, roots first."""
    nodes = {view.id: AgencyNode(view) for view in agencies_on(on, level)}
    roots: list[AgencyNode] = []
    for node in nodes.values():
        above = nodes.get(node.agency.parent_id or 0)
        (above.parts if above else roots).append(node)
    return roots


def search_agencies(text: str, on: date, limit: int = 20) -> list[AgencyView]:
    """Agencies whose name holds every word, with or without diacritics; or by code or key."""
    rows = agency_rows().filter(valid_on(on))
    for word in fold(text).split():
        rows = rows.filter(
            Q(search_key__contains=word)
            | Q(key__contains=word)
            | Q(code_new__istartswith=word)
            | Q(code_old__icontains=word)
        )
    return [agency_view(row) for row in rows.order_by("level", "id")[:limit]]


def search_areas(text: str, on: date, limit: int = 20) -> list[AreaView]:
    """Areas whose name holds every word, with or without diacritics; or by code."""
    rows = Area.objects.filter(valid_on(on))
    for word in fold(text).split():
        rows = rows.filter(Q(search_key__contains=word) | Q(code__startswith=word))
    return [area_view(row) for row in rows.order_by("search_key", "id")[:limit]]
