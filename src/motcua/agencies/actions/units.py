"""Units: established, given another code or calendar, closed, opened again."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from motcua.agencies import facts, policies, queries
from motcua.agencies.actions.refusing import (
    UnableToChangeRegisterError,
    found,
    in_words,
    need_reason,
)
from motcua.agencies.models import Unit
from motcua.agencies.states import RECEIVING_KINDS, UnitKind
from motcua.base.actor import Actor
from motcua.base.dates import format_date, in_vietnam
from motcua.base.memory import forget_all
from motcua.base.text import fold, nfc
from motcua.base.verdict import ConflictError
from motcua.journal.actions import record
from motcua.journal.writing import NewFact

_NO_CODE = "Bộ phận tiếp nhận phải có mã định danh để cấp mã hồ sơ. Nhập mã rồi lưu lại."


@transaction.atomic
def establish_unit(  # noqa: PLR0913 - what a unit is, and who says so
    agency_id: int,
    *,
    key: str,
    name: str,
    kind: UnitKind,
    effective_from: date,
    unit_code: str = "",
    reason: str = "",
    actor: Actor,
    at: datetime,
) -> queries.UnitView:
    """Add a unit to an agency. A receiving unit needs the code that its dossiers begin with."""
    policies.can_edit_register(actor).require()
    if kind in RECEIVING_KINDS and not unit_code:
        raise UnableToChangeRegisterError(_NO_CODE, fields={"unit_code": "Nhập mã định danh."})
    if not nfc(name):
        raise UnableToChangeRegisterError("Ghi tên đơn vị.", fields={"name": "Ghi tên đơn vị."})
    agency = queries.agency(agency_id)
    _within(agency, effective_from)
    unit = Unit(
        key=key,
        agency_id=agency_id,
        name=nfc(name),
        kind=kind,
        unit_code=unit_code,
        search_key=fold(f"{name} {agency.name}"),
        effective_from=effective_from,
        effective_to=agency.effective_to,
    )
    with in_words():
        unit.save(force_insert=True)
    forget_all()
    data = facts.UnitEstablished(
        key=key, agency=agency_id, effective_from=effective_from.isoformat()
    )
    _tell(facts.UNIT_ESTABLISHED, unit.pk, data, reason, actor, at)
    return queries.unit(unit.pk)


def _within(agency: queries.AgencyView, start: date) -> None:
    if start < agency.effective_from:
        raise UnableToChangeRegisterError(
            f"Cơ quan bắt đầu từ {format_date(agency.effective_from)}. Chọn ngày từ hôm đó trở đi.",
            fields={"effective_from": "Sớm hơn ngày cơ quan bắt đầu."},
        )
    if agency.effective_to is not None and start >= agency.effective_to:
        raise UnableToChangeRegisterError(
            f"Cơ quan đã kết thúc từ {format_date(agency.effective_to)} nên không lập thêm đơn vị.",
            fields={"effective_from": "Cơ quan đã kết thúc."},
        )


@transaction.atomic
def close_unit(
    unit_id: int, *, effective_to: date, reason: str = "", actor: Actor, at: datetime
) -> None:
    """Let the unit end on that day (excluded). Its dossiers must have been handed over before."""
    policies.can_edit_register(actor).require()
    unit = found(Unit.objects.select_for_update().filter(pk=unit_id).first())
    if effective_to <= unit.effective_from:
        raise UnableToChangeRegisterError(
            "Ngày kết thúc phải sau ngày bộ phận bắt đầu.",
            fields={"effective_to": "Chọn ngày sau ngày bắt đầu."},
        )
    if unit.effective_to is not None and unit.effective_to <= effective_to:
        raise ConflictError("Bộ phận này đã kết thúc trước đó. Tải lại trang để xem.")
    unit.effective_to = effective_to
    unit.save(update_fields=["effective_to"])
    forget_all()
    data = facts.UnitClosed(key=unit.key, effective_to=effective_to.isoformat())
    _tell(facts.UNIT_CLOSED, unit_id, data, reason, actor, at)


@transaction.atomic
def reopen_unit(unit_id: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """Take back an end that has not come yet: the unit goes on as long as its agency does."""
    policies.can_edit_register(actor).require()
    said = need_reason(reason)
    unit = found(
        Unit.objects.select_for_update().select_related("agency").filter(pk=unit_id).first()
    )
    if unit.effective_to is None or unit.effective_to == unit.agency.effective_to:
        raise ConflictError("Đơn vị này không có ngày kết thúc riêng. Tải lại trang để xem.")
    if unit.effective_to <= in_vietnam(at).date():
        raise UnableToChangeRegisterError(
            f"Đơn vị đã kết thúc từ {format_date(unit.effective_to)}. Lập lại đơn vị với cùng khóa, từ hôm nay."
        )
    unit.effective_to = unit.agency.effective_to
    with in_words():
        unit.save(update_fields=["effective_to"])
    forget_all()
    _tell(facts.UNIT_REOPENED, unit_id, facts.UnitReopened(key=unit.key), said, actor, at)


@transaction.atomic
def recode_unit(unit_id: int, *, unit_code: str, reason: str, actor: Actor, at: datetime) -> None:
    """Give the unit another code from now on; dossiers keep the codes that they have."""
    policies.can_edit_register(actor).require()
    said = need_reason(reason)
    unit = found(Unit.objects.select_for_update().filter(pk=unit_id).first())
    if unit.unit_code == unit_code:
        raise ConflictError("Đơn vị đang dùng mã này. Tải lại trang để xem.")
    if not unit_code and unit.kind in RECEIVING_KINDS:
        raise UnableToChangeRegisterError(_NO_CODE, fields={"unit_code": "Nhập mã định danh."})
    before, unit.unit_code = unit.unit_code, unit_code
    with in_words():
        unit.save(update_fields=["unit_code"])
    forget_all()
    data = facts.UnitRecoded(key=unit.key, before=before, after=unit_code)
    _tell(facts.UNIT_RECODED, unit_id, data, said, actor, at)


@transaction.atomic
def assign_calendars(
    unit_id: int, *, calendar_key: str, reception_key: str, reason: str, actor: Actor, at: datetime
) -> None:
    """By which calendar the unit counts, and by which its counters open; from now on.

    Due dates that follow are the caller's to move (the floor of the case, in the same transaction),
    and that it takes two people.
    """
    policies.can_assign_calendars(actor).require()
    said = need_reason(reason)
    unit = found(Unit.objects.select_for_update().filter(pk=unit_id).first())
    before = unit.calendar_key, unit.reception_key
    if before == (calendar_key, reception_key):
        raise ConflictError("Đơn vị đang theo lịch này. Tải lại trang để xem.")
    unit.calendar_key, unit.reception_key = calendar_key, reception_key
    unit.save(update_fields=["calendar_key", "reception_key"])
    forget_all()
    data = facts.CalendarsAssigned(
        key=unit.key, calendar=calendar_key, reception=reception_key,
        calendar_before=before[0], reception_before=before[1],
    )  # fmt: skip
    _tell(facts.CALENDARS_ASSIGNED, unit_id, data, said, actor, at)


def _tell(
    verb: str, unit_id: int, data: facts.UnitFact, reason: str, actor: Actor, at: datetime
) -> None:
    private = {"reason": reason} if reason else None
    record([NewFact(verb, facts.UNIT, unit_id, dict(data), actor, at, private)])
