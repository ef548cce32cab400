"""What an approved map does to the register: agencies and units end, successions begin."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from motcua.agencies.models import Agency, Reception, Reorganisation, Succession, Unit
from motcua.agencies.reorganising import facts, policies, queries
from motcua.agencies.reorganising.actions import UnableToReorganiseError
from motcua.agencies.reorganising.maps import Map
from motcua.agencies.reorganising.views import ReorganisationView
from motcua.agencies.states import ReorganisationState, SuccessionKind
from motcua.base.actor import Actor
from motcua.base.dates import in_vietnam
from motcua.base.memory import forget_all
from motcua.base.verdict import ConflictError
from motcua.journal.actions import record
from motcua.journal.writing import NewFact


@dataclass(frozen=True, slots=True)
class Restructured:
    """What ended: every unit of the map that is no more, and how much of it ended only now."""

    units: frozenset[int]
    agencies_ended: int
    units_ended: int
    successions: int


@transaction.atomic
def take(reorganisation_id: int, *, at: datetime) -> tuple[ReorganisationView, Map]:
    """Hold an approved decision whose instant has come until the commit, with its map.

    Raises `ConflictError` for one that was applied already, is not approved, or is not due.
    """
    row = Reorganisation.objects.select_for_update().filter(pk=reorganisation_id).first()
    view = queries.reorganisation(reorganisation_id)
    if row is None or view.state is ReorganisationState.APPLIED:
        raise ConflictError(f"{view.name} đã được áp dụng. Lần này không đổi gì thêm.")
    if view.state is not ReorganisationState.APPROVED:
        raise ConflictError(f"{view.name} chưa được duyệt nên chưa áp dụng được.")
    if at < view.effective_at:
        raise ConflictError(
            f"{view.name} có hiệu lực từ 00:00 ngày {view.day:%d/%m/%Y}, chưa đến lúc áp dụng."
        )
    if found := queries.problems(reorganisation_id):
        raise UnableToReorganiseError(found[0])
    return view, queries.map_of(reorganisation_id)


@transaction.atomic
def restructure(
    view: ReorganisationView, chart: Map, *, actor: Actor, at: datetime
) -> Restructured:
    """End agencies and units on the day, name their heirs, and mark the decision as applied.

    What has ended by then, because the register was loaded with its years, is left as it is.
    """
    policies.can_apply(actor).require()
    day = in_vietnam(view.effective_at).date()
    gone = queries.closing_units(chart)
    unended = Q(effective_to=None) | Q(effective_to__gt=day)
    ended = Agency.objects.filter(unended, pk__in=chart.closing).update(effective_to=day)
    lasting = Reception.objects.filter(unended, agency_id__in=chart.closing)
    lasting.filter(effective_from__gte=day).delete()
    lasting.update(effective_to=day)
    units = _end_units(gone, unended, day)
    _receive_elsewhere(view, chart, gone, day)
    added = _name_heirs(chart, day)
    Reorganisation.objects.filter(pk=view.id).update(
        state=ReorganisationState.APPLIED, applied_at=at
    )
    forget_all()
    told = facts.Applied(agencies=ended, units=units, successions=added, version=view.version)
    record([NewFact(facts.APPLIED, facts.REORGANISATION, view.id, told, actor, at)])
    return Restructured(gone, ended, units, added)


def _end_units(gone: frozenset[int], unended: Q, day: date) -> int:
    """As of the day; what was yet to begin lasts for a day, since a period is never empty."""
    rows = Unit.objects.filter(unended, pk__in=gone)
    later = rows.filter(effective_from__gte=day)
    planned = later.update(effective_to=F("effective_from") + timedelta(days=1))
    return planned + rows.filter(effective_from__lt=day).update(effective_to=day)


def _receive_elsewhere(
    view: ReorganisationView, chart: Map, gone: frozenset[int], day: date
) -> None:
    """Agencies that live on are received for by the unit that took the place of theirs."""
    lasting = Q(effective_to=None) | Q(effective_to__gt=day)
    for row in Reception.objects.filter(lasting, unit_id__in=gone).order_by("id"):
        heir = queries.unit_taking_over(chart, row.unit_id, day)
        if row.effective_from < day:
            Reception.objects.filter(pk=row.pk).update(effective_to=day)
        else:
            row.delete()
        if row.agency_id in chart.closing:
            continue
        if heir is None:
            raise UnableToReorganiseError(queries.reception_problem(row.agency_id, view.day))
        Reception.objects.create(
            agency_id=row.agency_id, unit_id=heir,
            effective_from=max(row.effective_from, day), effective_to=row.effective_to,
        )  # fmt: skip


def _name_heirs(chart: Map, day: date) -> int:
    """The successions of the map that the register lacks; how many were added."""
    pairs = sorted({(line.predecessor, line.heir) for line in chart.lines if line.unit is None})
    known = set(Succession.objects.filter(on=day).values_list("predecessor_id", "successor_id"))
    heirs = Counter(predecessor for predecessor, _ in pairs)
    fresh = [
        Succession(
            predecessor_id=predecessor,
            successor_id=heir,
            on=day,
            kind=_kind(chart, predecessor, heir, heirs[predecessor]),
        )
        for predecessor, heir in pairs
        if (predecessor, heir) not in known
    ]
    return len(Succession.objects.bulk_create(fresh))


def _kind(chart: Map, predecessor: int, heir: int, heirs: int) -> SuccessionKind:
    if predecessor in chart.continuing:
        return SuccessionKind.TAKEOVER
    if heirs > 1:
        return SuccessionKind.SPLIT
    several = len(chart.predecessors_of(heir)) > 1
    return SuccessionKind.MERGER if several else SuccessionKind.RENAMING
