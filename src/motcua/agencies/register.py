"""The register as those who keep it read it: lists as of a day, one agency, one unit."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q

from motcua.agencies.models import Agency, Reception, Unit
from motcua.agencies.names import AGENCY, UNIT, NameSpan, agency_as_on, names_of, unit_as_on
from motcua.agencies.queries import predecessors, search_agencies, successors
from motcua.agencies.states import RECEIVING_KINDS
from motcua.agencies.views import (
    AgencyView,
    SuccessionView,
    UnitView,
    agency_rows,
    agency_view,
    unit_view,
    valid_on,
)
from motcua.base.verdict import InvalidError

FAR = date(9999, 12, 31)


@dataclass(frozen=True, slots=True)
class Counted:
    agencies: int
    units: int


@dataclass(frozen=True, slots=True)
class Line:
    """An agency of a list with how many units it has on that day."""

    agency: AgencyView
    units: int


@dataclass(frozen=True, slots=True)
class ReceptionView:
    """Which unit receives for the agency, between which days."""

    unit: UnitView
    effective_from: date
    effective_to: date | None


@dataclass(frozen=True, slots=True)
class AgencyCard:
    """All that the register says of one agency; `units` are those in force on the day."""

    agency: AgencyView
    parent: AgencyView | None
    units: tuple[UnitView, ...]
    closed: tuple[UnitView, ...]
    receptions: tuple[ReceptionView, ...]
    before: tuple[SuccessionView, ...]
    after: tuple[SuccessionView, ...]
    names: tuple[NameSpan, ...]


@dataclass(frozen=True, slots=True)
class UnitCard:
    """All that the register says of one unit; `served` are the agencies it receives for."""

    unit: UnitView
    agency: AgencyView
    served: tuple[AgencyView, ...]
    names: tuple[NameSpan, ...]


def counted(on: date) -> Counted:
    """How many agencies and units are in force on that day."""
    return Counted(Agency.objects.valid_on(on).count(), Unit.objects.valid_on(on).count())


def listed(on: date, *, text: str = "", level: str = "") -> list[Line]:
    """The agencies in force on that day, with how many units each has; two statements."""
    if text.strip():
        found = search_agencies(text, on, 200)
    else:
        found = [agency_view(row) for row in agency_rows().filter(valid_on(on)).order_by("id")]
    rows = Unit.objects.filter(valid_on(on)).values_list("agency_id").annotate(Count("id"))
    units: Counter[int] = Counter(dict(rows))
    return [
        Line(agency_as_on(view, on), units[view.id])
        for view in found
        if not level or view.level == level
    ]


def levels(lines: list[Line]) -> Counter[str]:
    """How many agencies each level has."""
    return Counter(line.agency.level for line in lines)


def agency_card(agency_id: int, on: date) -> AgencyCard:
    """Raises `InvalidError` with the code `not_found`."""
    row = agency_rows().select_related("parent__area").filter(pk=agency_id).first()
    if row is None:
        raise InvalidError("Không có cơ quan này. Mở lại danh sách.", code="not_found")
    units = [
        unit_as_on(unit_view(unit), on)
        for unit in Unit.objects.select_related("agency__area")
        .filter(agency_id=agency_id)
        .order_by("effective_from", "id")
    ]
    running = [unit for unit in units if _runs(unit, on)]
    received = Reception.objects.select_related("unit__agency__area").filter(agency_id=agency_id)
    return AgencyCard(
        agency_as_on(agency_view(row), on),
        agency_view(row.parent) if row.parent else None,
        tuple(sorted(running, key=lambda unit: (unit.kind not in RECEIVING_KINDS, unit.id))),
        tuple(unit for unit in units if not _runs(unit, on)),
        tuple(
            ReceptionView(unit_view(found.unit), found.effective_from, found.effective_to)
            for found in received.order_by("effective_from")
        ),
        tuple(predecessors(agency_id, FAR)),
        tuple(successors(agency_id, FAR)),
        names_of(AGENCY, agency_id),
    )


def _runs(unit: UnitView, on: date) -> bool:
    return unit.effective_from <= on and (unit.effective_to is None or on < unit.effective_to)


def unit_card(unit_id: int, on: date) -> UnitCard:
    """Raises `InvalidError` with the code `not_found`."""
    row = Unit.objects.select_related("agency__area").filter(pk=unit_id).first()
    if row is None:
        raise InvalidError("Không có đơn vị này. Mở lại danh sách.", code="not_found")
    served = Q(receptions__unit_id=unit_id) & valid_on(on, "receptions__")
    return UnitCard(
        unit_as_on(unit_view(row), on),
        agency_as_on(agency_view(row.agency), on),
        tuple(agency_view(found) for found in agency_rows().filter(served).order_by("id")),
        names_of(UNIT, unit_id),
    )


def followers_of(calendar_key: str, on: date) -> list[UnitView]:
    """The units of that day that count or open by the calendar, by name; of the province's, none:

    it is everybody's who has no other.
    """
    if calendar_key == "province":
        return []
    follows = Q(calendar_key=calendar_key) | Q(reception_key=calendar_key)
    rows = Unit.objects.select_related("agency__area").filter(follows, valid_on(on))
    return [unit_view(row) for row in rows.order_by("name", "id")]
