"""Laying a province: what its files hold and the register lacks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from motcua.agencies import facts, policies
from motcua.agencies.actions.refusing import UnableToChangeRegisterError
from motcua.agencies.models import Agency, Area, Reception, Succession, Unit
from motcua.agencies.reading import AgencyRow, AreaRow, Register, SuccessionRow, UnitRow, read
from motcua.base.actor import Actor
from motcua.base.memory import forget_all
from motcua.base.text import fold
from motcua.journal.actions import record
from motcua.journal.writing import NewFact


@dataclass(frozen=True, slots=True)
class LoadReport:
    """How many rows were added; a second load of the same files adds none."""

    areas: int
    agencies: int
    units: int
    receptions: int
    successions: int

    @property
    def added(self) -> int:
        return self.areas + self.agencies + self.units + self.receptions + self.successions


@transaction.atomic
def load_province(path: Path | None = None, *, actor: Actor, at: datetime) -> LoadReport:
    """Add what the province's files hold and the register lacks; existing rows stay as they are.

    Without `path` the files of this room are read. Raises `InvalidError` for faulty files and
    `NotPermittedError` for anyone but business administrators.
    """
    policies.can_edit_register(actor).require()
    register = read(path)
    areas = _add_areas(register.areas)
    agencies = _add_agencies(register.agencies)
    units = _add_units(register.units)
    receptions = _add_receptions(register)
    successions = _add_successions(register.successions)
    forget_all()
    report = LoadReport(areas, agencies, units, receptions, successions)
    if report.added:
        data = facts.RegisterLoaded(
            areas=areas, agencies=agencies, units=units, successions=successions
        )
        record([NewFact(facts.REGISTER_LOADED, facts.REGISTER, 0, data, actor, at)])
    return report


def _area_key(row: AreaRow) -> tuple[str, str, str | None, date]:
    return row.level.value, row.name, row.parent, row.start


def _area_ids() -> dict[tuple[str, str, str | None, date], int]:
    rows = Area.objects.values_list("level", "name", "parent__code", "effective_from", "pk")
    return {(level, name, parent, start): pk for level, name, parent, start, pk in rows}


def _add_areas(rows: list[AreaRow]) -> int:
    known = _area_ids()
    by_code: dict[str, int] = dict(Area.objects.exclude(level="commune").values_list("code", "pk"))
    added = 0
    for level in ("province", "district", "commune"):
        fresh = Area.objects.bulk_create(
            Area(
                code=row.code,
                name=row.name,
                level=row.level,
                kind=row.kind,
                parent_id=by_code[row.parent] if row.parent else None,
                is_difficult=row.is_difficult,
                search_key=fold(row.place),
                effective_from=row.start,
                effective_to=row.end,
            )
            for row in rows
            if row.level == level and _area_key(row) not in known
        )
        by_code |= {area.code: area.pk for area in fresh if level != "commune"}
        added += len(fresh)
    return added


def _agency_ids() -> dict[tuple[str, date], int]:
    rows = Agency.objects.values_list("key", "effective_from", "pk")
    return {(key, start): pk for key, start, pk in rows}


def _valid_id(ids: dict[str, list[tuple[date, date | None, int]]], key: str, on: date) -> int:
    """The row of that key in force on that day."""
    for start, end, pk in ids.get(key, []):
        if start <= on and (end is None or on < end):
            return pk
    raise UnableToChangeRegisterError(f"Không có cơ quan {key} vào ngày {on:%d/%m/%Y}.")


def _agency_spans() -> dict[str, list[tuple[date, date | None, int]]]:
    spans: dict[str, list[tuple[date, date | None, int]]] = {}
    for key, start, end, pk in Agency.objects.values_list(
        "key", "effective_from", "effective_to", "pk"
    ):
        spans.setdefault(key, []).append((start, end, pk))
    return spans


def _add_agencies(rows: list[AgencyRow]) -> int:
    known, areas = _agency_ids(), _area_ids()
    fresh = [row for row in rows if (row.key, row.start) not in known]
    created = Agency.objects.bulk_create(
        Agency(
            key=row.key,
            name=row.name,
            kind=row.kind,
            level=row.level,
            code_old=row.code_old,
            code_new=row.code_new,
            code_is_demo=row.code_is_demo,
            area_id=areas[_area_key(row.area)],
            search_key=fold(row.name),
            effective_from=row.start,
            effective_to=row.end,
        )
        for row in fresh
    )
    spans = _agency_spans()
    for agency, row in zip(created, fresh, strict=True):
        agency.parent_id = _valid_id(spans, row.parent, row.start) if row.parent else None
    Agency.objects.bulk_update(created, ["parent"], batch_size=500)
    return len(created)


def _add_units(rows: list[UnitRow]) -> int:
    known = set(Unit.objects.values_list("key", "effective_from"))
    agencies = _agency_ids()
    created = Unit.objects.bulk_create(
        Unit(
            key=row.key,
            agency_id=agencies[row.agency.key, row.agency.start],
            name=row.name,
            kind=row.kind,
            unit_code=row.unit_code,
            search_key=fold(f"{row.name} {row.agency.name}"),
            effective_from=row.start,
            effective_to=row.end,
        )
        for row in rows
        if (row.key, row.start) not in known
    )
    return len(created)


def _add_receptions(register: Register) -> int:
    known = set(Reception.objects.values_list("agency_id", "effective_from"))
    agencies = _agency_ids()
    centres = list(Unit.objects.filter(key__in=register.centres))
    fresh = []
    for row in register.agencies:
        if row.pattern not in register.received_patterns:
            continue
        for centre in centres:
            start = max(row.start, centre.effective_from)
            ends = [day for day in (row.end, centre.effective_to) if day is not None]
            end = min(ends, default=None)
            agency_id = agencies[row.key, row.start]
            if (end is None or start < end) and (agency_id, start) not in known:
                fresh.append(
                    Reception(
                        agency_id=agency_id, unit=centre, effective_from=start, effective_to=end
                    )
                )
    return len(Reception.objects.bulk_create(fresh))


def _add_successions(rows: list[SuccessionRow]) -> int:
    known = set(Succession.objects.values_list("predecessor_id", "successor_id", "on"))
    spans = _agency_spans()
    fresh = []
    for row in rows:
        # The predecessor's last row: its last day is the day before.
        before = max(pk for start, _end, pk in spans[row.predecessor] if start < row.on)
        after = _valid_id(spans, row.successor, row.on)
        if (before, after, row.on) not in known:
            fresh.append(
                Succession(predecessor_id=before, successor_id=after, on=row.on, kind=row.kind)
            )
    return len(Succession.objects.bulk_create(fresh))
