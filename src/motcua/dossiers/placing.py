"""Where a step of an internal process is done, for one dossier on one day."""

from __future__ import annotations

from datetime import date

from motcua.agencies import queries as agencies
from motcua.agencies.states import Level, UnitKind
from motcua.agencies.views import UnitView
from motcua.base.verdict import InvalidError
from motcua.dossiers.folding import DossierState
from motcua.procedures.pinned import PinnedVersion
from motcua.procedures.process import Choice, Leg, Step

_KINDS: dict[str, tuple[UnitKind, ...]] = {
    "agency": (UnitKind.ROOM, UnitKind.VERTICAL, UnitKind.LEADERSHIP),
    "leadership": (UnitKind.LEADERSHIP, UnitKind.VERTICAL, UnitKind.ROOM),
    "clerical": (UnitKind.CLERICAL, UnitKind.LEADERSHIP, UnitKind.VERTICAL, UnitKind.ROOM),
}


def unit_of_step(step: Step, *, receiving_unit_id: int, agency_id: int, on: date) -> int:
    """The unit that does the step: the receiving one-stop unit or a unit of the deciding agency.

    `room:<key>` names a room of that agency, or another agency that is asked. An agency without a unit of the named kind does the step in the nearest kind it has; raises
    `InvalidError` when it has none at all.
    """
    if step.place == "one_stop":
        return receiving_unit_id
    units, named = _candidates(step.place, agency_id, on)
    found = next((unit.id for unit in units if _is_named(unit.key, named)), None)
    for kind in _KINDS.get(step.place, _KINDS["agency"]):
        found = found or next((unit.id for unit in units if unit.kind == kind), None)
    if found is None:
        raise InvalidError(
            "Cơ quan giải quyết chưa có phòng nào để giao bước này. Báo quản trị nghiệp vụ thêm đơn vị."
        )
    return found


def unit_of_leg(leg: Leg, *, receiving_unit_id: int, agency_id: int, on: date) -> int:
    """The unit that does a leg of a linked process on that day; `InvalidError` when there is none.

    `area:<suffix>` is the unit of that suffix in the commune that decides or, where a province or
    district decides, in the one that received. Of an agency it is the room (or the nearest kind
    it has); an agency that has ended stands for the one that took its work over.
    """
    if leg.agency.startswith("area:"):
        suffix = leg.agency.removeprefix("area:")
        for candidate in (agency_id, agencies.unit(receiving_unit_id).agency_id):
            units = agencies.units_of_agency(candidate, on)
            named = next((unit.id for unit in units if _is_named(unit.key, suffix)), None)
            if named is not None:
                return named
    else:
        wanted = agencies.Competence(Level.PROVINCE, leg.agency)
        agency = agencies.competent_agency(wanted, None, on)
        found = office_of(agency.id, on) if agency else None
        if found is not None:
            return found
    raise InvalidError(
        f"Chưa có đơn vị nào làm phần việc liên thông “{leg.name}”. "
        "Báo quản trị nghiệp vụ thêm đơn vị của cơ quan tham gia."
    )


def office_of(agency_id: int, on: date) -> int | None:
    """The unit of an agency to which a letter or a leg goes; None when it has none at work."""
    units = agencies.units_of_agency(agency_id, on)
    kinds = _KINDS["agency"]
    return next((unit.id for kind in kinds for unit in units if unit.kind == kind), None)


def offices(on: date) -> list[UnitView]:
    """Where each agency of the province gets its letters, in the order of the register."""
    kinds = _KINDS["agency"]
    found: dict[int, UnitView] = {}
    for unit in agencies.units_on(on, frozenset(kinds)):
        known = found.get(unit.agency_id)
        if known is None or kinds.index(UnitKind(unit.kind)) < kinds.index(UnitKind(known.kind)):
            found[unit.agency_id] = unit
    return list(found.values())


def joined(state: DossierState, unit_id: int) -> dict[str, tuple[int, ...]]:
    """The agency of a unit that takes part from now on may see the dossier."""
    agency_id = agencies.unit(unit_id).agency_id
    if agency_id in state.agency_ids:
        return {}
    return {"agency_ids": tuple(sorted({*state.agency_ids, agency_id}))}


def _candidates(place: str, agency_id: int, on: date) -> tuple[tuple[UnitView, ...], str]:
    """The units among which the step is done, and the key of the room where one is named."""
    named = place.removeprefix("room:") if place.startswith("room:") else ""
    other = agencies.agency_by_key(named, on) if named else None
    return agencies.units_of_agency(other.id if other else agency_id, on), named


def _is_named(key: str, named: str) -> bool:
    return bool(named) and (key == named or key.endswith(f"-{named}"))


def following(version: PinnedVersion, step_key: str, choice: str | None) -> Step:
    """The step that comes after; `choice` is the key or label of the way on where there are several."""
    ways = version.process.step(step_key).next
    if not ways:
        raise InvalidError("Đây là bước cuối của quy trình, không còn bước để chuyển tiếp.")
    return version.process.step(_chosen(ways, choice).to)


def _chosen(ways: tuple[Choice, ...], choice: str | None) -> Choice:
    if choice is None and len(ways) == 1:
        return ways[0]
    for way in ways:
        if choice in {way.to, way.label}:
            return way
    names = "; ".join(way.label or way.to for way in ways)
    raise InvalidError(f"Chọn một hướng đi tiếp: {names}.", fields={"choice": "Chọn một hướng."})


def current_step(version: PinnedVersion, state: DossierState) -> Step:
    """The step that the dossier stands at; `InvalidError` while it has not been accepted."""
    if not state.step_key:
        raise InvalidError("Hồ sơ chưa tiếp nhận nên chưa vào quy trình. Tiếp nhận trước đã.")
    return version.process.step(state.step_key)


def role_at(version: PinnedVersion, state: DossierState) -> str:
    """The role of the step that the dossier stands at; empty while it stands at none."""
    return version.process.step(state.step_key).role if state.step_key else ""


def step_unit(step: Step, state: DossierState, on: date) -> int:
    """`unit_of_step` for a dossier that exists."""
    return unit_of_step(
        step,
        receiving_unit_id=state.counter_id,
        agency_id=state.competent_agency_id,
        on=on,
    )
