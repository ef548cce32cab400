"""What this room tells the journal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, TypedDict

from motcua.journal.verbs import Told, Verb, register

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


class UnitReopened(TypedDict):
    key: str


class UnitRecoded(TypedDict):
    key: str
    before: str
    after: str


class CalendarsAssigned(TypedDict):
    key: str
    calendar: str
    reception: str
    calendar_before: str
    reception_before: str


class AgencyEstablished(TypedDict):
    key: str
    effective_from: str


class ReceptionChanged(TypedDict):
    before: int | None
    after: int | None
    on: str


class Renamed(TypedDict):
    before: str
    after: str
    on: str


class Reason(TypedDict):
    reason: str


UnitFact = UnitEstablished | UnitClosed | UnitReopened | UnitRecoded | CalendarsAssigned


class WorkPassedOn(TypedDict):
    successors: list[int]
    on: str
    kind: str


REGISTER_LOADED: Final = "agencies.register_loaded"
UNIT_ESTABLISHED: Final = "agencies.unit_established"
UNIT_CLOSED: Final = "agencies.unit_closed"
WORK_PASSED_ON: Final = "agencies.work_passed_on"
UNIT_REOPENED: Final = "agencies.unit_reopened"
UNIT_RECODED: Final = "agencies.unit_recoded"
UNIT_RENAMED: Final = "agencies.unit_renamed"
CALENDARS_ASSIGNED: Final = "agencies.calendars_assigned"
AGENCY_ESTABLISHED: Final = "agencies.agency_established"
AGENCY_RENAMED: Final = "agencies.agency_renamed"
RECEPTION_CHANGED: Final = "agencies.reception_changed"
_NAMES = "Đổi tên từ “{before}” thành “{after}”, áp dụng từ ngày {on}."

_DAYS = ("effective_from", "effective_to", "on")


def _said(template: str) -> Callable[[Told], str]:
    """The template with its days written as people write them."""

    def sentence(told: Told) -> str:
        days = {key: _day(str(told.data[key])) for key in _DAYS if key in told.data}
        return template.format(**{**told.data, **days})

    return sentence


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"


register(
    Verb(
        REGISTER_LOADED,
        REGISTER,
        "Đã nạp sổ cơ quan: {areas:,} địa bàn, {agencies:,} cơ quan, {units:,} bộ phận.",
        RegisterLoaded,
    ),
    Verb(
        UNIT_ESTABLISHED,
        UNIT,
        _said("Lập đơn vị từ ngày {effective_from}."),
        UnitEstablished,
        Reason,
    ),
    Verb(UNIT_CLOSED, UNIT, _said("Ngừng hoạt động từ ngày {effective_to}."), UnitClosed, Reason),
    Verb(WORK_PASSED_ON, AGENCY, _said("Chuyển giao nhiệm vụ từ ngày {on}."), WorkPassedOn, Reason),
    Verb(UNIT_REOPENED, UNIT, "Bỏ ngày ngừng hoạt động.", UnitReopened, Reason),
    Verb(
        UNIT_RECODED, UNIT, "Đổi mã định danh từ “{before}” thành “{after}”.", UnitRecoded, Reason
    ),
    Verb(UNIT_RENAMED, UNIT, _said(_NAMES), Renamed, Reason),
    Verb(
        CALENDARS_ASSIGNED,
        UNIT,
        "Tính thời hạn theo lịch {calendar} (trước: {calendar_before}), quầy mở theo lịch {reception} (trước: {reception_before}).",
        CalendarsAssigned,
        Reason,
    ),
    Verb(
        AGENCY_ESTABLISHED,
        AGENCY,
        _said("Lập cơ quan từ ngày {effective_from}."),
        AgencyEstablished,
        Reason,
    ),
    Verb(AGENCY_RENAMED, AGENCY, _said(_NAMES), Renamed, Reason),
    Verb(
        RECEPTION_CHANGED,
        AGENCY,
        _said("Đổi nơi tiếp nhận từ ngày {on}."),
        ReceptionChanged,
        Reason,
    ),
)
