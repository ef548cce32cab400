"""Who decides for a matter of a place on a day, through mergers, splits and the end of the districts."""

from __future__ import annotations

from datetime import date
from functools import reduce
from operator import or_

from django.db.models import F, Q, QuerySet

from motcua.agencies.models import Agency, Area
from motcua.agencies.rules import Competence
from motcua.agencies.states import AgencyKind, Level
from motcua.agencies.views import AgencyView, agency_rows, agency_view, successions
from motcua.base.memory import remembered

_SECONDS = 60.0


@remembered(_SECONDS)
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
    return agency_view(committee) if committee else None


def _provincial_agency(key: str | None, on: date) -> AgencyView | None:
    row = agency_rows().filter(key=key, effective_from__lte=on).order_by("-effective_from").first()
    return agency_view(found) if row and (found := _in_force(row, on)) else None


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
            for step in successions().filter(predecessor=row, on__lte=on, area=None)
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
        row = _committees().filter(area=place.parent, level=Level.DISTRICT).first()
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
    return agency_rows().filter(kind=AgencyKind.PEOPLES_COMMITTEE)


def _covers(row: Agency, on: date) -> bool:
    return row.effective_from <= on and (row.effective_to is None or on < row.effective_to)
