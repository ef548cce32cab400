"""A first map from what the register knows already: successions and units that were replaced."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta

from motcua.agencies import queries as agencies
from motcua.agencies.models import Agency, Succession, Unit
from motcua.agencies.reorganising.maps import Line
from motcua.agencies.states import AgencyKind, Level


def proposed_lines(day: date) -> list[Line]:
    """Lines that the register's successions of that day amount to.

    Who has one heir passes everything to it. A district with several is shared out by its
    communes, each to the heir of that commune. What cannot be said so (a commune that was itself
    divided) is left out, for a person to decide.
    """
    heirs = _heirs(day)
    lines = [
        Line(predecessor, next(iter(found)))
        for predecessor, found in heirs.items()
        if len(found) == 1
    ]
    shared = [predecessor for predecessor, found in heirs.items() if len(found) > 1]
    return lines + _by_commune(shared, heirs, day) + _replaced_units(day)


def _heirs(day: date) -> dict[int, set[int]]:
    heirs: dict[int, set[int]] = defaultdict(set)
    rows = Succession.objects.filter(on=day).order_by("predecessor_id", "successor_id")
    for predecessor, heir in rows.values_list("predecessor_id", "successor_id"):
        heirs[predecessor].add(heir)
    return heirs


def _by_commune(shared: list[int], heirs: dict[int, set[int]], day: date) -> list[Line]:
    """One line for each commune of a divided district."""
    before = day - timedelta(days=1)
    districts = dict(
        Agency.objects.filter(pk__in=shared, level=Level.DISTRICT).values_list("area_id", "pk")
    )
    committees = Agency.objects.valid_on(before).filter(
        kind=AgencyKind.PEOPLES_COMMITTEE, level=Level.COMMUNE, area__parent_id__in=districts
    )
    return [
        Line(districts[district], next(iter(heirs[committee])), area=area)
        for committee, area, district in committees.order_by("pk").values_list(
            "pk", "area_id", "area__parent_id"
        )
        if district is not None and len(heirs.get(committee, ())) == 1
    ]


def _replaced_units(day: date) -> list[Line]:
    """Units that ended that day inside an agency that goes on, with the one of the same key."""
    ended = Unit.objects.filter(effective_to=day).exclude(agency__effective_to=day)
    lines = []
    for unit in ended.order_by("pk"):
        heir = agencies.unit_by_key(unit.key, day)
        if heir is not None:
            lines.append(Line(unit.agency_id, heir.agency_id, unit=unit.pk, heir_unit=heir.id))
    return lines
