"""Changes to the register: what the actions do, what they and the database refuse."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from motcua.agencies import actions, queries
from motcua.agencies.models import Agency, Area, Reception, Unit
from motcua.agencies.states import SuccessionKind, UnitKind
from motcua.base.actor import Actor, ActorKind, Grant
from motcua.base.verdict import ConflictError, NotPermittedError
from motcua.journal.queries import facts_about

ON = date(2026, 9, 1)
ADMIN = Actor(ActorKind.OFFICER, "7", "Liên", (Grant("business_admin", 1, 1),))
CLERK = Actor(ActorKind.OFFICER, "8", "Hà", (Grant("clerk", 1, 1),))


def ward():
    return queries.agency_by_key("ubnd-21028", ON)


def new_unit(at, actor=ADMIN, **changes):
    words = {
        "key": "ubnd-21028-phong-moi",
        "name": "Phòng Mới",
        "kind": UnitKind.ROOM,
        "effective_from": ON,
    }
    return actions.establish_unit(
        ward().id, **words | changes, actor=actor, at=at("2026-09-01T08:00")
    )


def test_a_room_is_established_and_closed(province, at):
    unit = new_unit(at)
    actions.close_unit(
        unit.id, effective_to=date(2027, 1, 1), actor=ADMIN, at=at("2026-12-01T08:00")
    )
    assert queries.unit_by_key(unit.key, date(2026, 12, 31)).id == unit.id
    assert queries.unit_by_key(unit.key, date(2027, 1, 1)) is None
    assert queries.unit(unit.id).effective_to == date(2027, 1, 1)
    verbs = [fact.verb for fact in facts_about("unit", unit.id)]
    assert verbs == ["agencies.unit_established", "agencies.unit_closed"]


def test_a_closed_unit_is_not_closed_again(province, at):
    unit = new_unit(at)
    close = {"actor": ADMIN, "at": at("2026-12-01T08:00")}
    actions.close_unit(unit.id, effective_to=date(2027, 1, 1), **close)
    with pytest.raises(ConflictError, match="đã kết thúc"):
        actions.close_unit(unit.id, effective_to=date(2027, 2, 1), **close)
    with pytest.raises(actions.UnableToChangeRegisterError, match="sau ngày bộ phận bắt đầu"):
        actions.close_unit(unit.id, effective_to=ON, **close)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"key": "ubnd-21028-mot-cua"}, "Khóa này"),
        ({"unit_code": "H48.102"}, "Mã định danh này đang dùng"),
        ({"unit_code": "48"}, "không đúng dạng"),
        ({"kind": UnitKind.ONE_STOP}, "phải có mã định danh"),
    ],
)
def test_a_unit_that_contradicts_the_register_is_refused(province, at, changes, words):
    with pytest.raises(actions.UnableToChangeRegisterError, match=words):
        new_unit(at, **changes)


def test_only_business_administrators_change_the_register(province, at):
    with pytest.raises(NotPermittedError):
        new_unit(at, actor=CLERK)
    with pytest.raises(NotPermittedError):
        actions.close_unit(1, effective_to=ON, actor=CLERK, at=at("2026-09-01T08:00"))
    with pytest.raises(NotPermittedError):
        actions.pass_on(
            1, successor_ids=[2], on=ON, kind=SuccessionKind.MERGER, actor=CLERK,
            at=at("2026-09-01T08:00"),
        )  # fmt: skip


def test_an_agency_passes_its_work_on(province, at):
    gone, heir = (queries.agency_by_key(key, ON) for key in ("so-ngoai-vu", "vp-ubnd-tinh"))
    on = date(2027, 1, 1)
    merge = {"on": on, "kind": SuccessionKind.MERGER, "actor": ADMIN, "at": at("2026-12-01T08:00")}
    with pytest.raises(actions.UnableToChangeRegisterError, match="cơ quan khác"):
        actions.pass_on(gone.id, successor_ids=[gone.id], **merge)
    past = queries.agency_by_key("so-khdt", date(2023, 1, 1))
    with pytest.raises(actions.UnableToChangeRegisterError, match="không hoạt động"):
        actions.pass_on(gone.id, successor_ids=[past.id], **merge)
    actions.pass_on(gone.id, successor_ids=[heir.id], **merge)
    assert queries.agency_by_key("so-ngoai-vu", on) is None
    assert queries.units_of_agency(gone.id, on) == ()
    assert queries.one_stop_of(gone.id, on) is None
    assert [step.successor.key for step in queries.successors(gone.id, on)] == ["vp-ubnd-tinh"]
    with pytest.raises(ConflictError, match="đã kết thúc"):
        actions.pass_on(gone.id, successor_ids=[heir.id], **merge)


def refused(constraint, row):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        row.save(force_insert=True)


def again(row, **changes):
    """The same row once more, under a new number."""
    values = {
        field.attname: getattr(row, field.attname)
        for field in row._meta.concrete_fields
        if field.attname != "id"
    }
    return type(row)(**values | changes)


def test_the_database_refuses_overlapping_periods(province):
    area = Area.objects.valid_on(ON).get(code="21028")
    agency = Agency.objects.valid_on(ON).get(key="so-xay-dung")
    unit = Unit.objects.valid_on(ON).get(key="ubnd-21028-mot-cua")
    reception = Reception.objects.valid_on(ON).filter(agency=agency).get()
    later = {"effective_from": date(2030, 1, 1)}
    refused("area_periods_apart", again(area, **later))
    refused("agency_periods_apart", again(agency, **later))
    refused("unit_periods_apart", again(unit, **later, unit_code=""))
    refused("unit_codes_apart", again(unit, **later, key="khac"))
    refused("reception_periods_apart", again(reception, **later))


def test_the_day_after_the_end_is_free(province):
    unit = Unit.objects.get(key="trung-tam-pvks-tthc-tiep-nhan")
    again(unit, effective_from=unit.effective_to, effective_to=None).save(force_insert=True)
    refused("unit_periods_apart", again(unit, effective_from=date(2025, 6, 30), effective_to=None))


def test_the_database_refuses_a_period_that_ends_before_it_begins(province):
    unit = Unit.objects.get(key="trung-tam-pvks-tthc-tiep-nhan")
    refused(
        "daterange|range lower bound|ends_after",
        again(unit, effective_to=date(2000, 1, 1), key="x"),
    )
