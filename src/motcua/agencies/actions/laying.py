"""Rows of a configuration file that the register lacks: laid together, told as one load."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction

from motcua.agencies import exchange, facts, policies
from motcua.agencies.actions.refusing import UnableToChangeRegisterError, in_words
from motcua.agencies.models import Agency, Area, Naming, Reception, Succession, Unit
from motcua.agencies.states import AreaKind
from motcua.base.actor import Actor
from motcua.base.memory import forget_all
from motcua.base.text import fold
from motcua.journal.actions import record
from motcua.journal.writing import NewFact

Raw = Mapping[str, Any]
Row = TypeVar("Row", Area, Agency, Unit)
# Parents before their parts.
_LEVELS = ("province", "district", "commune")


@transaction.atomic
def lay_rows(sections: Mapping[str, Sequence[Raw]], *, actor: Actor, at: datetime) -> None:
    """Add rows in the form of `exchange.written`; none of them may be there already.

    Raises `UnableToChangeRegisterError` for a row that names another which is not there, or that the
    database refuses.
    """
    policies.can_edit_register(actor).require()
    try:
        with in_words():
            _lay(sections)
    except (KeyError, ValueError, TypeError, ValidationError) as fault:
        raise UnableToChangeRegisterError(
            f"Tệp cấu hình thiếu hoặc sai một mục: {fault}."
        ) from fault
    forget_all()
    counts = {name: len(sections.get(name, ())) for name in exchange.SECTIONS}
    if any(counts.values()):
        data = facts.RegisterLoaded(
            areas=counts["areas"], agencies=counts["agencies"], units=counts["units"],
            successions=counts["successions"],
        )  # fmt: skip
        record([NewFact(facts.REGISTER_LOADED, facts.REGISTER, 0, data, actor, at)])


def _lay(sections: Mapping[str, Sequence[Raw]]) -> None:
    areas = {exchange.area_ref(row): row for row in Area.objects.all()}
    for raw in sorted(sections.get("areas", ()), key=lambda raw: _LEVELS.index(raw["level"])):
        areas[raw["ref"]] = _area(raw, areas)
    agencies = {exchange.agency_ref(row): row for row in Agency.objects.all()}
    _lay_agencies(sections.get("agencies", ()), areas, agencies)
    units = {exchange.unit_ref(row): row for row in Unit.objects.all()}
    for raw in sections.get("units", ()):
        units[raw["ref"]] = _unit(raw, agencies)
    Reception.objects.bulk_create(
        Reception(agency=agencies[raw["agency"]], unit=units[raw["unit"]], **_period(raw))
        for raw in sections.get("receptions", ())
    )
    Succession.objects.bulk_create(
        Succession(
            predecessor=agencies[raw["predecessor"]], successor=agencies[raw["successor"]],
            on=date.fromisoformat(raw["on"]), kind=raw["kind"],
            area=areas[raw["area"]] if raw["area"] else None,
        )
        for raw in sections.get("successions", ())
    )  # fmt: skip


def _lay_agencies(
    fresh: Sequence[Raw], areas: Mapping[str, Area], agencies: dict[str, Agency]
) -> None:
    for raw in fresh:
        agencies[raw["ref"]] = _agency(raw, areas)
    below = [raw for raw in fresh if raw["parent"]]
    for raw in below:
        agencies[raw["ref"]].parent = agencies[raw["parent"]]
    Agency.objects.bulk_update([agencies[raw["ref"]] for raw in below], ["parent"], batch_size=500)


def _period(raw: Raw) -> dict[str, date | None]:
    end = raw["to"]
    return {
        "effective_from": date.fromisoformat(raw["from"]),
        "effective_to": date.fromisoformat(end) if end else None,
    }


def _laid(row: Row) -> Row:
    """Saved, if every field holds what its kind may hold: pages rely on kinds, levels and keys."""
    row.clean_fields(exclude={"area", "agency", "parent", "effective_to", *_blank(row)})
    row.save(force_insert=True)
    return row


def _blank(row: Row) -> list[str]:
    """Places without a code, and the like: empty in the register as well."""
    fields = row._meta.fields  # noqa: SLF001 - Django documents it
    return [field.name for field in fields if getattr(row, field.attname) == ""]


def _area(raw: Raw, areas: Mapping[str, Area]) -> Area:
    return _laid(Area(
        code=raw["code"], name=raw["name"], level=raw["level"], kind=AreaKind(raw["kind"]).value,
        is_difficult=bool(raw["difficult"]), parent=areas[raw["parent"]] if raw["parent"] else None,
        search_key=fold(f"{AreaKind(raw['kind']).label} {raw['name']}"), **_period(raw),
    ))  # fmt: skip


def _agency(raw: Raw, areas: Mapping[str, Area]) -> Agency:
    row = _laid(Agency(
        key=raw["key"], name=raw["name"], kind=raw["kind"], level=raw["level"],
        code_old=raw["code_old"], code_new=raw["code_new"], code_is_demo=bool(raw["code_is_demo"]),
        area=areas[raw["area"]], search_key=fold(raw["name"]), **_period(raw),
    ))  # fmt: skip
    for said in raw["names"]:
        Naming.objects.create(agency=row, name=said["name"], **_period(said))
    return row


def _unit(raw: Raw, agencies: Mapping[str, Agency]) -> Unit:
    agency = agencies[raw["agency"]]
    row = _laid(Unit(
        key=raw["key"], agency=agency, name=raw["name"], kind=raw["kind"],
        unit_code=raw["unit_code"], calendar_key=raw["calendar"], reception_key=raw["reception"],
        search_key=fold(f"{raw['name']} {agency.name}"), **_period(raw),
    ))  # fmt: skip
    for said in raw["names"]:
        Naming.objects.create(unit=row, name=said["name"], **_period(said))
    return row
