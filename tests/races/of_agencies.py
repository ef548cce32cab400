"""The register of agencies and units, and the decisions that reorganise it."""

from __future__ import annotations

from datetime import date
from typing import Any

from motcua.agencies import actions
from motcua.agencies.actions import naming
from motcua.agencies.models import Agency, Area, Unit
from motcua.agencies.reorganising import actions as decisions
from motcua.agencies.reorganising.maps import Line
from motcua.agencies.states import AgencyKind, Level, SuccessionKind, UnitKind
from motcua.base.actor import SYSTEM
from races.house import House
from races.table import Race, race
from world import WARD

FROM, NEXT_YEAR = date(2026, 9, 1), date(2027, 1, 1)


def _unit(house: House, **changes: Any) -> Any:
    said = {"key": house.fresh("phong-"), "name": "Phòng Mới", "kind": UnitKind.ROOM}
    return house.acts(
        actions.establish_unit, house.agency(WARD), effective_from=FROM, **said | changes
    )


def _agency(house: House) -> Any:
    area = Area.objects.valid_on(FROM).get(code="21028")
    return house.acts(
        actions.establish_agency, key=house.fresh("co-quan-"), name="Cơ quan Mới",
        kind=AgencyKind.DEPARTMENT, level=Level.PROVINCE, area_id=area.pk, effective_from=FROM,
        reason="QĐ 1",
    )  # fmt: skip


@race("agencies.agencies.establish_agency")
def establish_agency(house: House) -> Race:
    by, rows = _agency(house), Agency.objects.count
    return Race(by(house.business), by(house.stranger), "agencies.agency_established", rows=rows)


@race("agencies.units.establish_unit")
def establish_unit(house: House) -> Race:
    by, rows = _unit(house), Unit.objects.count
    return Race(by(house.business), by(house.stranger), "agencies.unit_established", rows=rows)


@race("agencies.units.establish_unit", also="two units, one code")
def two_units_one_code(house: House) -> Race:
    code = {"kind": UnitKind.ONE_STOP, "unit_code": "H48.998"}
    first, second = _unit(house, **code), _unit(house, **code)
    return Race(
        first(house.business), first(house.stranger), "agencies.unit_established",
        other=second(house.business),
    )  # fmt: skip


@race("agencies.agencies.receive_at")
def receive_at(house: House) -> Race:
    agency = _agency(house)(SYSTEM)().id
    by = house.acts(actions.receive_at, agency, unit_id=house.ward.id, on=NEXT_YEAR, reason="QĐ 2")
    return Race(by(house.business), by(house.stranger), "agencies.reception_changed")


@race("agencies.agencies.pass_on")
def pass_on(house: House) -> Race:
    gone, heir = (_agency(house)(SYSTEM)().id for _ in range(2))
    by = house.acts(
        actions.pass_on, gone, successor_ids=[heir], on=NEXT_YEAR, kind=SuccessionKind.MERGER
    )
    return Race(by(house.business), by(house.stranger), "agencies.work_passed_on")


@race("agencies.naming.rename_unit")
def rename_unit(house: House) -> Race:
    unit = _unit(house)(SYSTEM)().id
    by = house.acts(naming.rename_unit, unit, name="Phòng Khác", on=NEXT_YEAR, reason="QĐ 3")
    return Race(by(house.business), by(house.stranger), "agencies.unit_renamed")


@race("agencies.naming.rename_agency")
def rename_agency(house: House) -> Race:
    agency = _agency(house)(SYSTEM)().id
    by = house.acts(naming.rename_agency, agency, name="Sở Khác", on=NEXT_YEAR, reason="QĐ 4")
    return Race(by(house.business), by(house.stranger), "agencies.agency_renamed")


@race("agencies.units.close_unit")
def close_unit(house: House) -> Race:
    by = house.acts(actions.close_unit, _unit(house)(SYSTEM)().id, effective_to=NEXT_YEAR)
    return Race(by(house.business), by(house.stranger), "agencies.unit_closed")


@race("agencies.units.reopen_unit")
def reopen_unit(house: House) -> Race:
    unit = _unit(house)(SYSTEM)().id
    actions.close_unit(unit, effective_to=NEXT_YEAR, actor=SYSTEM, at=house.at)
    by = house.acts(actions.reopen_unit, unit, reason="QĐ 5")
    return Race(by(house.business), by(house.stranger), "agencies.unit_reopened")


@race("agencies.units.recode_unit")
def recode_unit(house: House) -> Race:
    unit = _unit(house)(SYSTEM)().id
    by = house.acts(actions.recode_unit, unit, unit_code="H48.997", reason="QĐ 6")
    return Race(by(house.business), by(house.stranger), "agencies.unit_recoded")


@race("agencies.units.recode_unit", also="two units, one code")
def recode_two_units(house: House) -> Race:
    mine, other = (
        house.acts(actions.recode_unit, _unit(house)(SYSTEM)().id, unit_code="H48.996", reason="6")
        for _ in range(2)
    )
    return Race(
        mine(house.business), mine(house.stranger), "agencies.unit_recoded",
        other=other(house.business),
    )  # fmt: skip


# Decisions that reorganise


def _heading(house: House) -> decisions.Heading:
    return decisions.Heading(house.fresh("NQ-"), FROM, "Nhập hai xã", date(2026, 10, 1))


def _decision(house: House, *, lines: int = 0) -> tuple[int, int]:
    """A draft with so many lines; its number and its version."""
    number = decisions.draft_reorganisation(_heading(house), actor=house.business, at=house.at)
    said = [_line(house, agency) for agency in ("so-ngoai-vu", "so-xay-dung")[:lines]]
    for version, line in enumerate(said, start=1):
        decisions.add_line(number, line, version=version, actor=house.business, at=house.at)
    return number, 1 + lines


def _line(house: House, agency: str) -> Line:
    return Line(house.agency(agency), house.agency("vp-ubnd-tinh"))


@race("agencies.reorganising.draft_reorganisation")
def draft_reorganisation(house: House) -> Race:
    by = house.acts(decisions.draft_reorganisation, _heading(house))
    return Race(by(house.business), by(house.stranger), "reorganisation.drafted")


@race("agencies.reorganising.change_reorganisation")
def change_reorganisation(house: House) -> Race:
    number, version = _decision(house)
    by = house.acts(
        decisions.change_reorganisation, number, _heading(house), keep_reason="", continuing=(),
        version=version,
    )  # fmt: skip
    return Race(by(house.business), by(house.stranger), "reorganisation.changed")


@race("agencies.reorganising.add_line")
def add_line(house: House) -> Race:
    """Also without a version: the map itself holds each line once."""
    number, _ = _decision(house)
    by = house.acts(decisions.add_line, number, _line(house, "so-ngoai-vu"), version=None)
    return Race(by(house.business), by(house.stranger), "reorganisation.line_added")


@race("agencies.reorganising.remove_line")
def remove_line(house: House) -> Race:
    number, _ = _decision(house)
    line = decisions.add_line(
        number, _line(house, "so-ngoai-vu"), version=None, actor=house.business, at=house.at
    )
    by = house.acts(decisions.remove_line, number, line, version=None)
    return Race(by(house.business), by(house.stranger), "reorganisation.line_removed")


@race("agencies.reorganising.fill_map")
def fill_map(house: House) -> Race:
    """What stands already is left alone, so that the second one adds nothing and tells nothing."""
    number, _ = _decision(house)
    by = house.acts(decisions.fill_map, number, [_line(house, "so-ngoai-vu")], version=None)
    return Race(by(house.business), by(house.stranger), "reorganisation.filled", wins=2)


@race("agencies.reorganising.submit_reorganisation")
def submit_reorganisation(house: House) -> Race:
    number, version = _decision(house, lines=1)
    by = house.acts(decisions.submit_reorganisation, number, version=version)
    return Race(by(house.business), by(house.stranger), "reorganisation.prepared")


def _submitted(house: House) -> tuple[int, int]:
    number, version = _decision(house, lines=1)
    decisions.submit_reorganisation(number, version=version, actor=house.business, at=house.at)
    return number, version


@race("agencies.reorganising.approve_reorganisation")
def approve_reorganisation(house: House) -> Race:
    number, version = _submitted(house)
    by = house.acts(decisions.approve_reorganisation, number, version=version)
    return Race(by(house.director), by(house.business), "reorganisation.approved")


@race("agencies.reorganising.reopen_reorganisation")
def reopen_reorganisation(house: House) -> Race:
    number, _ = _submitted(house)
    by = house.acts(decisions.reopen_reorganisation, number, reason="Sai một dòng")
    return Race(by(house.business), by(house.stranger), "reorganisation.reopened")


@race("agencies.reorganising.cancel_reorganisation")
def cancel_reorganisation(house: House) -> Race:
    number, _ = _decision(house)
    by = house.acts(decisions.cancel_reorganisation, number, reason="Thôi")
    return Race(by(house.business), by(house.stranger), "reorganisation.cancelled")


@race("agencies.reorganising.approve_reorganisation", also="while it is cancelled")
def approve_or_cancel(house: House) -> Race:
    number, version = _submitted(house)
    return Race(
        house.acts(decisions.approve_reorganisation, number, version=version)(house.director),
        house.acts(decisions.approve_reorganisation, number, version=version)(house.stranger),
        "reorganisation.cancelled", wins=(1, 2),
        other=house.acts(decisions.cancel_reorganisation, number, reason="Thôi")(house.business),
    )  # fmt: skip
