"""Agencies: established, received for elsewhere, passed on to those who do their work from then on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from motcua.agencies import facts, policies, queries
from motcua.agencies.actions.refusing import (
    UnableToChangeRegisterError,
    found,
    in_words,
    need_reason,
)
from motcua.agencies.models import Agency, Area, Reception, Succession, Unit
from motcua.agencies.states import RECEIVING_KINDS, AgencyKind, Level, SuccessionKind
from motcua.base.actor import Actor
from motcua.base.dates import format_date
from motcua.base.memory import forget_all
from motcua.base.text import fold, nfc
from motcua.base.verdict import ConflictError
from motcua.journal.actions import record
from motcua.journal.writing import NewFact


@transaction.atomic
def establish_agency(  # noqa: PLR0913 - what an agency is, and who says so
    *,
    key: str,
    name: str,
    kind: AgencyKind,
    level: Level,
    area_id: int,
    effective_from: date,
    parent_id: int | None = None,
    code_new: str = "",
    reason: str,
    actor: Actor,
    at: datetime,
) -> queries.AgencyView:
    """Add an agency; its units come after it, one by one."""
    policies.can_edit_register(actor).require()
    said = need_reason(reason)
    if not nfc(name):
        raise UnableToChangeRegisterError("Ghi tên cơ quan.", fields={"name": "Ghi tên cơ quan."})
    if not Area.objects.valid_on(effective_from).filter(pk=area_id).exists():
        raise UnableToChangeRegisterError(
            f"Địa bàn này không có vào ngày {format_date(effective_from)}. Chọn địa bàn khác.",
            fields={"area": "Chọn địa bàn đang có."},
        )
    row = Agency(
        key=key, name=nfc(name), kind=kind, level=level, area_id=area_id, parent_id=parent_id,
        code_new=code_new, code_is_demo=False, search_key=fold(name), effective_from=effective_from,
    )  # fmt: skip
    with in_words():
        row.save(force_insert=True)
    forget_all()
    data = facts.AgencyEstablished(key=key, effective_from=effective_from.isoformat())
    record([
        NewFact(facts.AGENCY_ESTABLISHED, facts.AGENCY, row.pk, data, actor, at, {"reason": said})
    ])  # fmt: skip
    return queries.agency(row.pk)


@transaction.atomic
def receive_at(
    agency_id: int, *, unit_id: int | None, on: date, reason: str, actor: Actor, at: datetime
) -> None:
    """From that day on the unit receives for the agency; None: the agency's own one-stop unit again."""
    policies.can_edit_register(actor).require()
    said = need_reason(reason)
    found(Agency.objects.select_for_update().filter(pk=agency_id).first())
    current = Reception.objects.valid_on(on).filter(agency_id=agency_id).first()
    if (current.unit_id if current else None) == unit_id:
        raise ConflictError("Nơi tiếp nhận đã như vậy. Tải lại trang để xem.")
    if unit_id is not None:
        _able_to_receive(unit_id, on)
    if Reception.objects.filter(agency_id=agency_id, effective_from__gt=on).exists():
        raise UnableToChangeRegisterError(
            "Đã có thay đổi nơi tiếp nhận sau ngày này. Chọn ngày muộn hơn."
        )
    if current is not None and current.effective_from == on:
        current.delete()
    elif current is not None:
        current.effective_to = on
        current.save(update_fields=["effective_to"])
    if unit_id is not None:
        Reception.objects.create(agency_id=agency_id, unit_id=unit_id, effective_from=on)
    forget_all()
    data = facts.ReceptionChanged(
        before=current.unit_id if current else None, after=unit_id, on=on.isoformat()
    )
    record([
        NewFact(facts.RECEPTION_CHANGED, facts.AGENCY, agency_id, data, actor, at, {"reason": said})
    ])  # fmt: skip


def _able_to_receive(unit_id: int, on: date) -> None:
    unit = Unit.objects.valid_on(on).filter(pk=unit_id, kind__in=RECEIVING_KINDS).first()
    if unit is None:
        raise UnableToChangeRegisterError(
            f"Vào ngày {format_date(on)} đơn vị này không tiếp nhận hồ sơ. Chọn Bộ phận Một cửa khác.",
            fields={"unit": "Chọn một Bộ phận Một cửa."},
        )


@transaction.atomic
def pass_on(
    predecessor_id: int,
    *,
    successor_ids: Iterable[int],
    on: date,
    kind: SuccessionKind,
    areas: Mapping[int, int] | None = None,
    reason: str = "",
    actor: Actor,
    at: datetime,
) -> None:
    """End an agency with its units on that day and name who does its work from then on.

    `areas` says, by successor, for which area alone it takes over: a split by territory.
    """
    policies.can_edit_register(actor).require()
    heirs = sorted(set(successor_ids))
    by_area = dict(areas or {})
    agency = found(Agency.objects.select_for_update().filter(pk=predecessor_id).first())
    if not heirs or predecessor_id in heirs:
        raise UnableToChangeRegisterError(
            "Chọn ít nhất một cơ quan khác để tiếp nhận nhiệm vụ.",
            fields={"heirs": "Chọn cơ quan khác."},
        )
    if agency.effective_to is not None:
        raise ConflictError(
            f"{agency.name} đã kết thúc từ ngày {format_date(agency.effective_to)}. Tải lại trang."
        )
    if on <= agency.effective_from:
        raise UnableToChangeRegisterError(
            "Ngày chuyển giao phải sau ngày cơ quan bắt đầu.",
            fields={"on": "Chọn ngày sau ngày bắt đầu."},
        )
    if Agency.objects.valid_on(on).filter(pk__in=heirs).count() != len(heirs):
        raise UnableToChangeRegisterError(
            f"Có cơ quan tiếp nhận không hoạt động vào ngày {format_date(on)}. Chọn lại cơ quan.",
            fields={"heirs": "Có cơ quan không hoạt động vào ngày này."},
        )
    _check_areas(by_area, heirs)
    Agency.objects.filter(pk=predecessor_id).update(effective_to=on)
    Unit.objects.valid_on(on).filter(agency_id=predecessor_id).update(effective_to=on)
    Reception.objects.valid_on(on).filter(agency_id=predecessor_id).update(effective_to=on)
    Succession.objects.bulk_create(
        Succession(
            predecessor_id=predecessor_id, successor_id=heir, on=on, kind=kind,
            area_id=by_area.get(heir),
        )
        for heir in heirs
    )  # fmt: skip
    forget_all()
    data = facts.WorkPassedOn(successors=heirs, on=on.isoformat(), kind=kind.value)
    private = {"reason": reason} if reason else None
    record([NewFact(facts.WORK_PASSED_ON, facts.AGENCY, predecessor_id, data, actor, at, private)])


def _check_areas(by_area: Mapping[int, int], heirs: list[int]) -> None:
    if not by_area:
        return
    if set(by_area) != set(heirs) or len(set(by_area.values())) < len(heirs):
        raise UnableToChangeRegisterError(
            "Chia theo địa bàn thì mỗi cơ quan tiếp nhận cần một địa bàn riêng. Ghi đủ địa bàn.",
            fields={"heirs": "Ghi địa bàn cho từng cơ quan."},
        )
    if Area.objects.filter(pk__in=by_area.values()).count() != len(heirs):
        raise UnableToChangeRegisterError(
            "Có địa bàn không có trong sổ. Chọn lại địa bàn.", fields={"heirs": "Chọn lại địa bàn."}
        )
