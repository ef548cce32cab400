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
from motcua.dossiers.folding import DossierState
from motcua.dossiers.states import AT_INTAKE, ActKind

_UNIT_KINDS = (UnitKind.CLERICAL, UnitKind.LEADERSHIP, UnitKind.VERTICAL, UnitKind.ROOM)
_HEADS: Final = {
    AgencyKind.PEOPLES_COMMITTEE: "Chủ tịch",
    AgencyKind.OFFICE: "Chánh Văn phòng",
    AgencyKind.DEPARTMENT: "Giám đốc",
    AgencyKind.MANAGEMENT_BOARD: "Trưởng ban",
    AgencyKind.CENTRE: "Giám đốc",
}


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signs: the name, and the role as it stands above it (`TUQ. Chủ tịch` for who stands in)."""

    name: str
    role: str


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
