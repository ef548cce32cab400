"""The readers of areas, agencies and units. Every question about what is in force names its day."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from functools import reduce
from operator import or_
from time import monotonic

from django.db.models import F, Q, QuerySet

from motcua.agencies.models import Agency, Area, Reception, Succession, Unit
from motcua.agencies.rules import Competence
from motcua.agencies.states import RECEIVING_KINDS, AgencyKind, AreaKind, Level, UnitKind
from motcua.base.text import fold

# A unit's row hardly ever changes; another process sees a change after at most this long.
_UNIT_SECONDS = 60.0
_units: dict[int, tuple[float, UnitView]] = {}


@dataclass(frozen=True, slots=True)
class AreaView:
    """A place as it was between two dates; `full_name` is `xã Bình Sơn`."""

    id: int
    code: str
    name: str
    full_name: str
    kind: str
    level: str
    parent_id: int | None
    is_difficult: bool
    effective_from: date
    effective_to: date | None


@dataclass(frozen=True, slots=True)
class AgencyView:
    """An agency as it was between two dates, with the place it governs."""

    id: int
    key: str
    name: str
    kind: str
    level: str
    area_id: int
    area_code: str
    area_name: str
    parent_id: int | None
    code_old: str
    code_new: str
    code_is_demo: bool
    effective_from: date
    effective_to: date | None


@dataclass(frozen=True, slots=True)
class UnitView:
    """A unit with what a dossier needs of its agency; `unit_code` begins the codes it issues."""

    id: int
    key: str
    name: str
    kind: str
    agency_id: int
    agency_key: str
    agency_name: str
    level: str
    area_id: int
    is_difficult: bool
    unit_code: str
    calendar_key: str
    reception_key: str
    effective_from: date
    effective_to: date | None

    @property
    def full_name(self) -> str:
        """Fit to stand alone: `Phòng chuyên môn, Sở Xây dựng`."""
        if self.kind in RECEIVING_KINDS or self.kind == UnitKind.VERTICAL:
            return self.name
        return f"{self.name}, {self.agency_name}"


@dataclass(frozen=True, slots=True)
class SuccessionView:
    """From the day `on`, `successor` does the work of `predecessor`."""

    predecessor: AgencyView
    successor: AgencyView
    on: date
    kind: str
    area_id: int | None


@dataclass(frozen=True, slots=True)
class AgencyNode:
    """An agency with those under it, for the tree."""

    agency: AgencyView
    parts: list[AgencyNode] = field(default_factory=list)


def _area_view(row: Area) -> AreaView:
    return AreaView(
        row.pk,
        row.code,
        row.name,
        f"{AreaKind(row.kind).label} {row.name}",
        row.kind,
        row.level,
        row.parent_id,
        row.is_difficult,
        row.effective_from,
        row.effective_to,
    )


def _agency_view(row: Agency) -> AgencyView:
    return AgencyView(
        row.pk,
        row.key,
        row.name,
        row.kind,
        row.level,
        row.area_id,
        row.area.code,
        f"{AreaKind(row.area.kind).label} {row.area.name}",
        row.parent_id,
        row.code_old,
        row.code_new,
        row.code_is_demo,
        row.effective_from,
        row.effective_to,
    )


def _unit_view(row: Unit) -> UnitView:
    agency = row.agency
    return UnitView(
        row.pk,
        row.key,
        row.name,
        row.kind,
        agency.pk,
        agency.key,
        agency.name,
        agency.level,
        agency.area_id,
        agency.area.is_difficult,
        row.unit_code,
        row.calendar_key,
        row.reception_key,
        row.effective_from,
        row.effective_to,
    )


def _agencies() -> QuerySet[Agency]:
    return Agency.objects.select_related("area")


def _units_with_agency() -> QuerySet[Unit]:
    return Unit.objects.select_related("agency__area")


def forget_units() -> None:
    """Drop what this process remembers of units; actions call it after a change."""
    _units.clear()


def unit(unit_id: int) -> UnitView:
    """The unit, remembered in this process for a minute. Raises Unit.DoesNotExist."""
    kept = _units.get(unit_id)
    if kept is not None and monotonic() - kept[0] < _UNIT_SECONDS:
        return kept[1]
    view = _unit_view(_units_with_agency().get(pk=unit_id))
    _units[unit_id] = (monotonic(), view)
    return view


def units(unit_ids: set[int] | frozenset[int]) -> dict[int, UnitView]:
    """Many units in at most one statement; unknown numbers are left out."""
    now = monotonic()
    missing = [pk for pk in unit_ids if pk not in _units or now - _units[pk][0] >= _UNIT_SECONDS]
    if missing:
        for row in _units_with_agency().filter(pk__in=missing):
            _units[row.pk] = (now, _unit_view(row))
    return {pk: _units[pk][1] for pk in unit_ids if pk in _units}


def unit_by_key(key: str, on: date) -> UnitView | None:
    row = _units_with_agency().filter(Q(key=key), _valid_on(on)).first()
    return _unit_view(row) if row else None


def units_of_agency(agency_id: int, on: date, kind: str | None = None) -> list[UnitView]:
    """The agency's units in force on that day, one-stop units first."""
    rows = _units_with_agency().filter(_valid_on(on), agency_id=agency_id)
    if kind is not None:
        rows = rows.filter(kind=kind)
    return sorted(
        map(_unit_view, rows), key=lambda view: (view.kind not in RECEIVING_KINDS, view.id)
    )


def receiving_units(on: date) -> list[UnitView]:
    """Every unit that takes dossiers in on that day, by name."""
    rows = _units_with_agency().filter(_valid_on(on), kind__in=RECEIVING_KINDS).order_by("name")
    return [_unit_view(row) for row in rows]


def one_stop_of(agency_id: int, on: date) -> UnitView | None:
    """Where the agency's dossiers are handed in: its own one-stop unit, else the Centre's."""
    own = units_of_agency(agency_id, on)
    if own and own[0].kind in RECEIVING_KINDS:
        return own[0]
    reception = Reception.objects.filter(_valid_on(on), agency_id=agency_id).first()
    return unit(reception.unit_id) if reception else None


def received_agencies(unit_id: int, on: date) -> list[AgencyView]:
    """The agencies whose dossiers the unit takes in: its own, then those it receives for."""
    served = Q(receptions__unit_id=unit_id) & _valid_on(on, "receptions__")
    rows = _agencies().filter(_valid_on(on)).filter(Q(units__id=unit_id) | served).distinct()
    own = unit(unit_id).agency_id
    return sorted(map(_agency_view, rows), key=lambda view: (view.id != own, view.id))


def agency(agency_id: int) -> AgencyView:
    """Raises Agency.DoesNotExist."""
    return _agency_view(_agencies().get(pk=agency_id))


def agencies(agency_ids: set[int] | frozenset[int]) -> dict[int, AgencyView]:
    return {row.pk: _agency_view(row) for row in _agencies().filter(pk__in=agency_ids)}


def agency_by_key(key: str, on: date) -> AgencyView | None:
    row = _agencies().filter(_valid_on(on), key=key).first()
    return _agency_view(row) if row else None


def agencies_on(on: date, level: str | None = None) -> list[AgencyView]:
    """The agencies in force on that day, in the order of the register."""
    rows = _agencies().filter(_valid_on(on)).order_by("id")
    return [_agency_view(row) for row in (rows.filter(level=level) if level else rows)]


def area(area_id: int) -> AreaView:
    """Raises Area.DoesNotExist."""
    return _area_view(Area.objects.get(pk=area_id))


def area_by_code(code: str, on: date) -> AreaView | None:
    row = Area.objects.filter(_valid_on(on), code=code).first()
    return _area_view(row) if row else None


def areas(on: date, *, level: str | None = None, parent_id: int | None = None) -> list[AreaView]:
    """The areas in force on that day, by name."""
    rows = Area.objects.filter(_valid_on(on))
    if level is not None:
        rows = rows.filter(level=level)
    if parent_id is not None:
        rows = rows.filter(parent_id=parent_id)
    return [_area_view(row) for row in rows.order_by("search_key", "id")]


def successors(agency_id: int, on: date) -> list[SuccessionView]:
    """Who took over the agency's work, one step, up to that day."""
    rows = _successions().filter(predecessor_id=agency_id, on__lte=on)
    return [_succession_view(row) for row in rows]


def predecessors(agency_id: int, on: date) -> list[SuccessionView]:
    """Whose work the agency took over, one step, up to that day."""
    rows = _successions().filter(successor_id=agency_id, on__lte=on)
    return [_succession_view(row) for row in rows]


def _successions() -> QuerySet[Succession]:
    return Succession.objects.select_related("predecessor__area", "successor__area").order_by(
        "on", "id"
    )


def _succession_view(row: Succession) -> SuccessionView:
    return SuccessionView(
        _agency_view(row.predecessor),
        _agency_view(row.successor),
        row.on,
        row.kind,
        row.area_id,
    )


def competent_agency(competence: Competence, area_id: int | None, on: date) -> AgencyView | None:
    """Who decides for a matter of that place on that day.

    A place that has been merged stands for the one that took it in; a place that was split
    among several gives None, as does a level that did not exist on that day: ask for the
    commune of today. At province level the named agency decides, or whoever took its work over.
    """
    if competence.level == Level.PROVINCE:
        return _provincial_agency(competence.agency_key or _province_committee_key(area_id, on), on)
    if area_id is None:
        return None
    committee = _committee_of(Area.objects.get(pk=area_id), competence.level, on)
    return _agency_view(committee) if committee else None


def _provincial_agency(key: str | None, on: date) -> AgencyView | None:
    row = _agencies().filter(key=key, effective_from__lte=on).order_by("-effective_from").first()
    return _agency_view(found) if row and (found := _in_force(row, on)) else None


def _province_committee_key(area_id: int | None, on: date) -> str | None:
    """The committee of the place's province; without a place, the one that outlives the others."""
    rows = Agency.objects.filter(kind=AgencyKind.PEOPLES_COMMITTEE, level=Level.PROVINCE)
    if area_id is not None:
        above = (f"area__{'parts__' * steps}id" for steps in range(3))
        rows = rows.filter(reduce(or_, (Q(**{path: area_id}) for path in above)))
    ordered = rows.filter(effective_from__lte=on).order_by(F("effective_to").asc(nulls_first=True))
    return ordered.values_list("key", flat=True).first()


def _in_force(row: Agency, on: date) -> Agency | None:
    """The agency itself, or its only successor's successor … in force on that day."""
    while row.effective_to is not None and row.effective_to <= on:
        heirs = [
            step.successor
            for step in _successions().filter(predecessor=row, on__lte=on, area=None)
            if step.successor.level == row.level
        ]
        if len(heirs) != 1:
            return None
        row = heirs[0]
    return row


def _committee_of(place: Area, level: Level, on: date) -> Agency | None:
    """The People's Committee of that level for the place, walking up from commune to district."""
    if place.level == Level.DISTRICT and level == Level.COMMUNE:
        return _undivided(place, on)
    if place.level == Level.COMMUNE and level == Level.DISTRICT:
        row = _committees().filter(area_id=place.parent_id, level=Level.DISTRICT).first()
        return row if row and _covers(row, on) else None
    row = _committees().filter(area=place).first()
    if row is None or place.level != level or row.effective_from > on:
        return None
    return _in_force(row, on)


def _undivided(district: Area, on: date) -> Agency | None:
    """Who does the communes' work in a district without communes (Lý Sơn, 2020 to 2025).

    Such a district is known by this: it passed whole into one commune-level unit.
    """
    committee = _committees().filter(area=district).first()
    if committee is None or Area.objects.filter(parent=district).exists():
        return None
    heirs = _committees().filter(successions_in__predecessor=committee)
    if len(heirs) != 1:
        return None
    return next((row for row in (committee, *heirs) if _covers(row, on)), None)


def _committees() -> QuerySet[Agency]:
    return _agencies().filter(kind=AgencyKind.PEOPLES_COMMITTEE)


def _covers(row: Agency, on: date) -> bool:
    return row.effective_from <= on and (row.effective_to is None or on < row.effective_to)


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
    rows = _agencies().filter(_valid_on(on))
    for word in fold(text).split():
        rows = rows.filter(
            Q(search_key__contains=word)
            | Q(key__contains=word)
            | Q(code_new__istartswith=word)
            | Q(code_old__icontains=word)
        )
    return [_agency_view(row) for row in rows.order_by("level", "id")[:limit]]


def search_areas(text: str, on: date, limit: int = 20) -> list[AreaView]:
    """Areas whose name holds every word, with or without diacritics; or by code."""
    rows = Area.objects.filter(_valid_on(on))
    for word in fold(text).split():
        rows = rows.filter(Q(search_key__contains=word) | Q(code__startswith=word))
    return [_area_view(row) for row in rows.order_by("search_key", "id")[:limit]]


def _valid_on(on: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}effective_from__lte": on}) & (
        Q(**{f"{prefix}effective_to": None}) | Q(**{f"{prefix}effective_to__gt": on})
    )
