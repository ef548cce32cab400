"""What the readers hand out: frozen values, and the rows that they are made from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from motcua.agencies.models import Agency, Area, Succession, Unit
from motcua.agencies.states import RECEIVING_KINDS, AreaKind, UnitKind


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


def area_view(row: Area) -> AreaView:
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


def agency_view(row: Agency) -> AgencyView:
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


def unit_view(row: Unit) -> UnitView:
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


def agency_rows() -> QuerySet[Agency]:
    return Agency.objects.select_related("area")


def successions() -> QuerySet[Succession]:
    return Succession.objects.select_related("predecessor__area", "successor__area").order_by(
        "on", "id"
    )


def valid_on(on: date, prefix: str = "") -> Q:
    return Q(**{f"{prefix}effective_from__lte": on}) & (
        Q(**{f"{prefix}effective_to": None}) | Q(**{f"{prefix}effective_to__gt": on})
    )
