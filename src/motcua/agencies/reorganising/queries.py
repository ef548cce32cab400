"""The readers of reorganisations: the decisions, their maps, and who is whose heir between two days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Count, F, Q, QuerySet

from motcua.agencies import queries as agencies
from motcua.agencies.models import (
    Agency,
    Area,
    Reception,
    Reorganisation,
    ReorganisationLine,
    Succession,
    Unit,
)
from motcua.agencies.reorganising.maps import Line, Map, Matter
from motcua.agencies.reorganising.views import LineView, ReorganisationView
from motcua.agencies.states import RECEIVING_KINDS, AreaKind, ReorganisationState
from motcua.agencies.views import AgencyView, AreaView, UnitView, area_view
from motcua.base.text import fold
from motcua.base.verdict import InvalidError

PAGE = 50


def reorganisation(reorganisation_id: int) -> ReorganisationView:
    """Raises `InvalidError` (code not_found) for a number that no decision has."""
    row = _counted().filter(pk=reorganisation_id).first()
    if row is None:
        raise InvalidError("Không thấy quyết định sắp xếp này.", code="not_found")
    return _view(row)


def reorganisations() -> list[ReorganisationView]:
    """Every decision, the latest first."""
    return [_view(row) for row in _counted().order_by("-effective_at", "-id")]


def due(at: datetime) -> list[ReorganisationView]:
    """Approved decisions whose instant has come, the earliest first."""
    rows = _counted().filter(state=ReorganisationState.APPROVED, effective_at__lte=at)
    return [_view(row) for row in rows.order_by("effective_at", "id")]


def _counted() -> QuerySet[Reorganisation]:
    return Reorganisation.objects.annotate(
        line_count=Count("lines", distinct=True)
    ).prefetch_related("continuing")


def _view(row: Reorganisation) -> ReorganisationView:
    return ReorganisationView(
        row.pk,
        row.number,
        row.decided_on,
        row.title,
        row.effective_at,
        ReorganisationState(row.state),
        row.version,
        row.keep_reason,
        frozenset(agency.pk for agency in row.continuing.all()),
        row.prepared_by,
        row.approved_by,
        row.applied_at,
        getattr(row, "line_count", 0),
    )


def lines(reorganisation_id: int, text: str = "", *, start: int = 0) -> tuple[list[LineView], int]:
    """A page of the map in words, narrowed by the name of either side, and how many there are."""
    rows = _line_rows(reorganisation_id)
    for word in fold(text).split():
        rows = rows.filter(
            Q(predecessor__search_key__contains=word)
            | Q(heir__search_key__contains=word)
            | Q(area__search_key__contains=word)
            | Q(procedure_code__contains=word)
        )
    return [_line_view(row) for row in rows[start : start + PAGE]], rows.count()


def every_line(reorganisation_id: int) -> list[LineView]:
    """The whole map in words."""
    return [_line_view(row) for row in _line_rows(reorganisation_id)]


def _line_rows(reorganisation_id: int) -> QuerySet[ReorganisationLine]:
    return (
        ReorganisationLine.objects.filter(reorganisation_id=reorganisation_id)
        .select_related("predecessor", "unit", "area", "heir", "heir_unit")
        .order_by("predecessor__search_key", "area__search_key", "procedure_code", "id")
    )


def _line_view(row: ReorganisationLine) -> LineView:
    area = row.area
    return LineView(
        row.pk,
        row.predecessor_id,
        row.predecessor.name,
        row.unit.name if row.unit else "",
        f"{AreaKind(area.kind).label} {area.name}" if area else "",
        row.sector_code,
        row.procedure_code,
        row.heir_id,
        row.heir.name,
        row.heir_unit.name if row.heir_unit else "",
    )


def map_of(reorganisation_id: int) -> Map:
    """The map as the function that dossiers are moved by."""
    row = Reorganisation.objects.get(pk=reorganisation_id)
    found = row.lines.order_by("id").values_list(
        "predecessor_id", "heir_id", "unit_id", "heir_unit_id", "area_id", "sector_code",
        "procedure_code",
    )  # fmt: skip
    continuing = frozenset(row.continuing.values_list("pk", flat=True))
    return Map(tuple(Line(*values) for values in found), continuing)


def closing_units(chart: Map) -> frozenset[int]:
    """Every unit that is no more afterwards: all of closing agencies, and those named by a line."""
    rows = Unit.objects.filter(agency_id__in=chart.closing)
    return frozenset(rows.values_list("pk", flat=True)) | chart.closing_units


def unit_taking_over(chart: Map, unit_id: int, on: date) -> int | None:
    """The unit that takes this one's place in what is about no single matter; None where no one does.

    A line that names the unit speaks first; else the unit of its kind in the agency's one heir.
    """
    named = chart.unit_heir(unit_id, Matter())
    if named is not None:
        return named
    unit = agencies.unit(unit_id)
    heir = chart.sole_heir(unit.agency_id)
    if heir is None and unit.agency_id not in chart.closing:
        heir = unit.agency_id
    found = same_kind(unit, heir, on) if heir is not None else None
    return found.id if found and found.id not in chart.closing_units else None


def problems(reorganisation_id: int) -> list[str]:
    """Why the map cannot be applied as it stands, each a sentence that says what to mend."""
    view, chart = reorganisation(reorganisation_id), map_of(reorganisation_id)
    if not chart.lines:
        return ["Bản đồ chưa có dòng nào. Lấy từ sổ kế thừa hoặc thêm từng dòng."]
    day = view.day
    ids = chart.predecessors | {line.heir for line in chart.lines}
    named = agencies.agencies(ids | {line.predecessor for line in chart.lines})
    found = [
        f"{named[heir].name} không hoạt động vào ngày {day:%d/%m/%Y}. Chọn nơi nhận khác."
        for heir in sorted({line.heir for line in chart.lines})
        if not _in_force(named[heir], day)
    ]
    found += [
        f"{named[both].name} vừa kết thúc vừa nhận việc của cơ quan khác. Sửa một trong hai dòng."
        for both in sorted(chart.closing & {line.heir for line in chart.lines if line.unit is None})
    ]
    found += [
        f"{named[one].name} bắt đầu từ {named[one].effective_from:%d/%m/%Y}, sau ngày áp dụng."
        for one in sorted(chart.predecessors)
        if named[one].effective_from >= day
    ]
    return found + _unit_problems(chart, day) + _left_alone(chart, day)


def _left_alone(chart: Map, day: date) -> list[str]:
    """Agencies that live on but whose counter ends without an heir."""
    gone = closing_units(chart)
    lasting = Q(effective_to=None) | Q(effective_to__gt=day)
    rows = Reception.objects.filter(lasting, unit_id__in=gone).exclude(agency_id__in=chart.closing)
    return [
        reception_problem(agency, day)
        for agency, unit in rows.order_by("agency_id").values_list("agency_id", "unit_id")
        if unit_taking_over(chart, unit, day) is None
    ]


def reception_problem(agency_id: int, day: date) -> str:
    """Said where nobody would receive for an agency that lives on."""
    return (
        f"Bộ phận tiếp nhận của {agencies.agency(agency_id).name} kết thúc mà không có đơn vị nhận thay "
        f"từ {day:%d/%m/%Y}. Thêm dòng cho đơn vị ấy."
    )


def _unit_problems(chart: Map, day: date) -> list[str]:
    units = agencies.units(frozenset(line.heir_unit for line in chart.lines if line.heir_unit))
    return [
        f"{unit.full_name} không hoạt động vào ngày {day:%d/%m/%Y}. Chọn đơn vị nhận khác."
        for unit in units.values()
        if not _in_force(unit, day)
    ]


def _in_force(row: AgencyView | UnitView, day: date) -> bool:
    return row.effective_from <= day and (row.effective_to is None or day < row.effective_to)


def every_area() -> list[AreaView]:
    """All areas of all years in one statement: a few hundred rows."""
    return [area_view(row) for row in Area.objects.order_by("effective_from", "id")]


# Whose heir is who: what a statistic that is re-based counts by.


def heirs_of_agency(agency_id: int, since: date, until: date) -> tuple[AgencyView, ...]:
    """Who does the work of an agency of `since` on the day `until`: itself while it lasts.

    Several where it was split, none where nobody took its place; renamed and merged agencies are
    followed from one to the next.
    """
    steps = _successions(since, until)
    ends = {agency_id}
    for _ in range(len(steps) + 1):
        further = {heir for one in ends for heir in steps.get(one, {one})}
        if further == ends:
            break
        ends = further
    rows = agencies.agencies(frozenset(ends))
    return tuple(rows[pk] for pk in sorted(ends) if pk in rows and _in_force(rows[pk], until))


def sole_heir(agency_id: int) -> int | None:
    """Who took the whole place of an agency that has ended; None where several did, or it lasts."""
    heirs, one = {agency_id}, agency_id
    while len(heirs) == 1:
        one = heirs.pop()
        rows = Succession.objects.filter(predecessor=one, predecessor__effective_to=F("on"))
        heirs = set(rows.values_list("successor_id", flat=True))
        if not heirs:
            return one if one != agency_id else None
    return None


def counters_inherited(heirs: Collection[int]) -> list[UnitView]:
    """One-stop units that have ended and whose whole place one of these agencies took, by name."""
    ended, wanted = set[int](), set(heirs)
    while wanted:
        rows = Succession.objects.filter(successor_id__in=wanted, predecessor__effective_to=F("on"))
        wanted = set(rows.values_list("predecessor_id", flat=True)) - ended
        ended |= wanted
    own = {one for one in ended if sole_heir(one) in heirs}
    units = Unit.objects.filter(agency_id__in=own, kind__in=RECEIVING_KINDS).exclude(
        effective_to=None
    )
    found = agencies.units(frozenset(units.values_list("pk", flat=True)))
    return sorted(found.values(), key=lambda unit: (unit.full_name, unit.id))


def heirs_of_unit(unit_id: int, since: date, until: date) -> tuple[UnitView, ...]:
    """The same for a unit: by a line that names it, else the unit of the same kind of each heir."""
    unit = agencies.unit(unit_id)
    if _in_force(unit, until):
        return (unit,)
    named = ReorganisationLine.objects.filter(
        unit_id=unit_id,
        reorganisation__state=ReorganisationState.APPLIED,
        reorganisation__effective_at__date__gt=since,
        reorganisation__effective_at__date__lte=until,
    ).values_list("heir_unit_id", flat=True)
    known = agencies.units(frozenset(pk for pk in named if pk))
    if known:
        return tuple(known[pk] for pk in sorted(known))
    found = [
        same_kind(unit, heir.id, until) for heir in heirs_of_agency(unit.agency_id, since, until)
    ]
    return tuple(one for one in found if one is not None)


def same_kind(unit: UnitView, heir_id: int, on: date) -> UnitView | None:
    """The heir's unit that does what this one did: its counter, the one of the same key or kind."""
    if unit.kind in RECEIVING_KINDS:
        return agencies.one_stop_of(heir_id, on)
    suffix = unit.key.removeprefix(unit.agency_key)
    candidates = agencies.units_of_agency(heir_id, on)
    by_key = [one for one in candidates if one.key == one.agency_key + suffix]
    by_kind = [one for one in candidates if one.kind == unit.kind]
    return next(iter(by_key or by_kind), None)


def _successions(since: date, until: date) -> dict[int, set[int]]:
    """From agencies that had ended by `until` to who took their place after `since`."""
    steps: dict[int, set[int]] = defaultdict(set)
    ended = Agency.objects.filter(effective_to__lte=until)
    rows = Succession.objects.filter(on__gt=since, on__lte=until, predecessor__in=ended)
    for predecessor, heir in rows.values_list("predecessor_id", "successor_id"):
        steps[predecessor].add(heir)
    return steps
