"""Keeping the register: names from a day on, codes, ends taken back, receptions, splits by area."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from motcua.agencies import actions, queries, register
from motcua.agencies.models import Naming, Succession
from motcua.agencies.states import AgencyKind, Level, SuccessionKind, UnitKind
from motcua.base.actor import Actor, ActorKind, Grant
from motcua.base.memory import forget_all
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError
from motcua.journal.queries import facts_about
from motcua.journal.verbs import sentence_for

ON = date(2026, 9, 1)
ADMIN = Actor(ActorKind.OFFICER, "7", "Liên", (Grant("business_admin", 1, 1),))
CLERK = Actor(ActorKind.OFFICER, "8", "Hà", (Grant("clerk", 1, 1),))


@pytest.fixture
def by(at):
    return {"reason": "Quyết định 12", "actor": ADMIN, "at": at("2026-09-01T08:00")}


@pytest.fixture
def ward(province):
    return queries.agency_by_key("ubnd-21028", ON)


@pytest.fixture
def counter(ward):
    return queries.one_stop_of(ward.id, ON)


def test_a_new_name_holds_from_its_day_and_old_papers_keep_the_old_one(counter, by):
    old = counter.name
    actions.rename_unit(counter.id, name="Trung  tâm Mới", on=ON, **by)
    assert queries.unit(counter.id).name == "Trung tâm Mới"
    assert queries.unit_on(counter.id, date(2026, 8, 31)).name == old
    assert queries.unit_on(counter.id, ON).name == "Trung tâm Mới"
    assert [span.name for span in register.unit_card(counter.id, ON).names] == [
        old,
        "Trung tâm Mới",
    ]
    actions.rename_unit(counter.id, name=old, on=date(2026, 10, 1), **by)
    assert queries.unit(counter.id).name == "Trung tâm Mới"
    assert actions.refresh_names(on=date(2026, 10, 1)) == 1
    assert queries.unit(counter.id).name == old
    assert actions.refresh_names(on=date(2026, 10, 1)) == 0
    fact = facts_about("unit", counter.id)[-1]
    assert "thành “" + old in sentence_for(fact)
    assert sentence_for(fact).endswith("từ ngày 01/10/2026.")


def test_an_agency_takes_another_name_and_its_units_know_it(ward, counter, by):
    actions.rename_agency(ward.id, name="UBND phường Mới", on=ON, **by)
    assert queries.agency(ward.id).name == "UBND phường Mới"
    assert queries.unit(counter.id).agency_name == "UBND phường Mới"
    assert queries.unit_on(counter.id, date(2026, 8, 1)).agency_name == ward.name
    assert [line.agency.id for line in register.listed(ON, text="phuong moi")] == [ward.id]


def test_names_that_cannot_be_given_say_why(counter, by):
    with pytest.raises(ConflictError, match="không có gì để đổi"):
        actions.rename_unit(counter.id, name=counter.name, on=ON, **by)
    with pytest.raises(InvalidError, match="sau ngày bắt đầu"):
        actions.rename_unit(counter.id, name="X", on=counter.effective_from, **by)
    with pytest.raises(InvalidError, match="không quá"):
        actions.rename_unit(counter.id, name=" ", on=ON, **by)
    actions.rename_unit(counter.id, name="X", on=ON, **by)
    with pytest.raises(InvalidError, match="Chọn ngày sau hôm đó"):
        actions.rename_unit(counter.id, name="Y", on=ON, **by)
    with pytest.raises(IntegrityError, match="unit_names_apart"), transaction.atomic():
        Naming.objects.create(unit_id=counter.id, name="Z", effective_from=ON)


def test_another_code_counts_from_now_on(counter, by):
    actions.recode_unit(counter.id, unit_code="H51.99.99", **by)
    assert queries.unit(counter.id).unit_code == "H51.99.99"
    with pytest.raises(ConflictError):
        actions.recode_unit(counter.id, unit_code="H51.99.99", **by)
    with pytest.raises(InvalidError, match="phải có mã"):
        actions.recode_unit(counter.id, unit_code="", **by)
    with pytest.raises(InvalidError, match="đúng dạng"):
        actions.recode_unit(counter.id, unit_code="sai", **by)
    other = queries.one_stop_of(queries.agency_by_key("ubnd-21040", ON).id, ON)
    with pytest.raises(InvalidError, match="bộ phận khác"):
        actions.recode_unit(counter.id, unit_code=other.unit_code, **by)


def test_an_end_to_come_is_taken_back_and_one_that_came_is_not(ward, by):
    unit = actions.establish_unit(
        ward.id, key="phong-x", name="Phòng X", kind=UnitKind.ROOM, effective_from=ON, **by
    )
    actions.close_unit(unit.id, effective_to=date(2026, 12, 1), **by)
    actions.reopen_unit(unit.id, **by)
    assert queries.unit(unit.id).effective_to is None
    with pytest.raises(ConflictError):
        actions.reopen_unit(unit.id, **by)
    actions.close_unit(unit.id, effective_to=date(2026, 12, 1), **by)
    with pytest.raises(InvalidError, match="Lập lại đơn vị"):
        actions.reopen_unit(unit.id, **(by | {"at": by["at"].replace(year=2027)}))


def test_another_unit_receives_from_a_day_on(ward, counter, by):
    other = queries.one_stop_of(queries.agency_by_key("ubnd-21040", ON).id, ON)
    department = queries.agency_by_key("so-tu-phap", ON) or queries.agencies_on(ON, "province")[3]
    before = queries.one_stop_of(department.id, ON)
    later = date(2026, 10, 1)
    actions.receive_at(department.id, unit_id=other.id, on=later, **by)
    assert queries.one_stop_of(department.id, ON) == before
    assert queries.one_stop_of(department.id, later).id == other.id
    with pytest.raises(ConflictError):
        actions.receive_at(department.id, unit_id=other.id, on=later, **by)
    room = next(
        u for u in queries.units_of_agency(ward.id, ON) if u.kind not in ("one_stop", "centre")
    )
    with pytest.raises(InvalidError, match="không tiếp nhận"):
        actions.receive_at(department.id, unit_id=room.id, on=date(2026, 11, 1), **by)


def test_an_agency_is_established_and_split_by_area(ward, by, province):
    areas = queries.areas(ON, level="commune")[:2]
    made = [
        actions.establish_agency(
            key=f"ubnd-moi-{area.id}", name=f"UBND {area.full_name} mới", level=Level.COMMUNE,
            kind=AgencyKind.PEOPLES_COMMITTEE, area_id=area.id, effective_from=ON, **by,
        )
        for area in areas
    ]  # fmt: skip
    heirs = [one.id for one in made]
    later = date(2026, 10, 1)
    split = {"on": later, "kind": SuccessionKind.SPLIT, **by}
    with pytest.raises(InvalidError, match="địa bàn riêng"):
        actions.pass_on(ward.id, successor_ids=heirs, areas={heirs[0]: areas[0].id}, **split)
    by_area = dict(zip(heirs, [area.id for area in areas], strict=True))
    actions.pass_on(ward.id, successor_ids=heirs, areas=by_area, **split)
    found = Succession.objects.filter(predecessor_id=ward.id).values_list("successor_id", "area_id")
    assert dict(found) == by_area
    with pytest.raises(InvalidError, match="Khóa này"):
        actions.establish_agency(
            key=f"ubnd-moi-{areas[0].id}", name="Lần hai", kind=AgencyKind.PEOPLES_COMMITTEE,
            level=Level.COMMUNE, area_id=areas[0].id, effective_from=ON, **by,
        )  # fmt: skip


def test_who_may_not_keep_the_register(ward, counter, by):
    wrong = by | {"actor": CLERK}
    for act in (
        lambda: actions.rename_unit(counter.id, name="X", on=ON, **wrong),
        lambda: actions.rename_agency(ward.id, name="X", on=ON, **wrong),
        lambda: actions.recode_unit(counter.id, unit_code="H51.99", **wrong),
        lambda: actions.reopen_unit(counter.id, **wrong),
        lambda: actions.receive_at(ward.id, unit_id=counter.id, on=ON, **wrong),
        lambda: actions.assign_calendars(
            counter.id, calendar_key="thu-bay", reception_key="province", **wrong
        ),
    ):
        with pytest.raises(NotPermittedError, match="quản trị nghiệp vụ"):
            act()
    with pytest.raises(InvalidError, match="căn cứ"):
        actions.recode_unit(counter.id, unit_code="H51.99", **(by | {"reason": " "}))


def test_a_list_costs_two_statements_however_long(province, django_assert_num_queries):
    register.listed(ON)
    forget_all()
    with django_assert_num_queries(3):  # agencies, units, names
        assert len(register.listed(ON)) > 100
