"""In whose name a letter is written: the unit that numbers it, and who signs by which title."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.agencies.states import AgencyKind, UnitKind
from motcua.agencies.views import UnitView
from motcua.base.actor import Actor
from motcua.dossiers import placing
from motcua.dossiers.folding import DossierState
from motcua.dossiers.states import AT_INTAKE, ActKind
from motcua.procedures.pinned import PinnedVersion

_UNIT_KINDS = (UnitKind.CLERICAL, UnitKind.LEADERSHIP, UnitKind.VERTICAL, UnitKind.ROOM)
_HEADS: Final = {
    AgencyKind.PEOPLES_COMMITTEE: "Chủ tịch",
    AgencyKind.OFFICE: "Chánh Văn phòng",
    AgencyKind.DEPARTMENT: "Giám đốc",
    AgencyKind.MANAGEMENT_BOARD: "Trưởng ban",
    AgencyKind.CENTRE: "Giám đốc",
}


_ROOMS: Final = {UnitKind.ROOM: "Trưởng phòng", UnitKind.VERTICAL: "Thủ trưởng đơn vị"}


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: the name, and the role as it stands above it (`TUQ. Chủ tịch` for who stands in)."""

    name: str
    role: str


@dataclass(frozen=True, slots=True)
class Hand:
    """In whose name a result is given; `room` where a room gives it and not the agency."""

    signature: Signature
    numbered_by: UnitView
    room: UnitView | None


@dataclass(frozen=True, slots=True)
class Number:
    """What a letter carries once it is issued; empty in a preview."""

    text: str = ""
    verify_url: str = ""
    verify_code: str = ""


def signature_of(actor: Actor, agency_id: int) -> Signature:
    """How an officer signs for the agency: its head by that title, who stands in for them as such."""
    agency = agencies.agency(agency_id)
    title = _HEADS.get(AgencyKind(agency.kind), "Thủ trưởng cơ quan")
    grant = next(
        (
            grant
            for grant in actor.grants
            if grant.role == Role.HEAD_OF_AGENCY and grant.agency_id == agency_id
        ),
        None,
    )
    if grant is None:
        return Signature(actor.name, "Trưởng phòng" if Role.HEAD_OF_ROOM in actor.roles else "")
    return Signature(actor.name, f"TUQ. {title}" if grant.lent_by else title)


def issuing_unit(kind: ActKind | None, state: DossierState, on: date) -> UnitView:
    """The unit whose numbers a letter takes: the receiving one at intake, else the agency's clerks."""
    if kind in AT_INTAKE:
        return agencies.unit(state.receiving_unit_id)
    units = agencies.units_of_agency(state.competent_agency_id, on)
    for wanted in _UNIT_KINDS:
        found = next((unit for unit in units if unit.kind == wanted), None)
        if found is not None:
            return found
    return agencies.unit(state.receiving_unit_id)


def hand_of(actor: Actor, state: DossierState, version: PinnedVersion, on: date) -> Hand:
    """Who gives the result of a dossier that stands at its step of signing.

    The agency and its head; or, where the process lets the head of the room sign (the room that
    registers businesses, the commune's police), that room in its own name.
    """
    held = agencies.unit(state.holder_unit_id) if state.holder_unit_id else None
    if placing.role_at(version, state) == Role.HEAD_OF_ROOM and held and held.kind in _ROOMS:
        return Hand(_in_room(actor, held), held, held)
    signature = signature_of(actor, state.competent_agency_id)
    return Hand(signature, issuing_unit(None, state, on), None)


def _in_room(actor: Actor, room: UnitView) -> Signature:
    title = _ROOMS[UnitKind(room.kind)]
    held = (g for g in actor.grants if g.role == Role.HEAD_OF_ROOM and g.unit_id == room.id)
    grant = next(held, None)
    return Signature(actor.name, f"TUQ. {title}" if grant and grant.lent_by else title)
