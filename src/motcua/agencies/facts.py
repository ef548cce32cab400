"""What this room tells the journal."""

from __future__ import annotations

from typing import Final, TypedDict

from motcua.journal.verbs import Verb, register

AGENCY = "agency"
UNIT = "unit"
REGISTER = "agencies"


class RegisterLoaded(TypedDict):
    areas: int
    agencies: int
    units: int
    successions: int


class UnitEstablished(TypedDict):
    key: str
    agency: int
    effective_from: str


class UnitClosed(TypedDict):
    key: str
    effective_to: str


class WorkPassedOn(TypedDict):
    successors: list[int]
    on: str
    kind: str


REGISTER_LOADED: Final = "agencies.register_loaded"
UNIT_ESTABLISHED: Final = "agencies.unit_established"
UNIT_CLOSED: Final = "agencies.unit_closed"
WORK_PASSED_ON: Final = "agencies.work_passed_on"

register(
    Verb(
        REGISTER_LOADED,
        REGISTER,
        "Đã nạp sổ cơ quan: {areas} địa bàn, {agencies} cơ quan, {units} bộ phận.",
        RegisterLoaded,
    ),
    Verb(UNIT_ESTABLISHED, UNIT, "Lập bộ phận {key} từ ngày {effective_from}.", UnitEstablished),
    Verb(UNIT_CLOSED, UNIT, "Bộ phận {key} ngừng hoạt động từ ngày {effective_to}.", UnitClosed),
    Verb(WORK_PASSED_ON, AGENCY, "Chuyển giao nhiệm vụ từ ngày {on}.", WorkPassedOn),
)
