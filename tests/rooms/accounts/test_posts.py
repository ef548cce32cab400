"""Who makes accounts and gives posts; who works where on a day."""

from __future__ import annotations

from datetime import date

import pytest

from motcua.accounts import actions, queries
from motcua.accounts.models import Account
from motcua.accounts.states import Role
from motcua.base.actor import SYSTEM
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError
from motcua.journal.queries import facts_about

DAY = date(2026, 9, 3)


@pytest.fixture
def make(person, at):
    def made(**changes):
        words = {"username": "le.van.moi", "full_name": "Lê Văn Mới", "password": "Thu-dau-2026"}
        return actions.create_account(
            **words | {"actor": person("kythuat.tt")} | changes, at=at("2026-09-03T09:00")
        )

    return made


def test_a_new_account_has_no_post_and_its_name_stays_beside_the_log(make, at):
    number = make()
    assert queries.actor_for(number, at("2026-09-03T09:01")).grants == ()
    [fact] = facts_about("account", number)
    assert fact.data == {"is_demo": False}
    assert fact.private == {"username": "le.van.moi", "full_name": "Lê Văn Mới"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"username": "Lê Mới"}, "chữ thường không dấu"),
        ({"username": "ab"}, "từ 3 đến 60"),
        ({"username": "kythuat.tt"}, "đã có người dùng"),
        ({"full_name": " "}, "Nhập họ và tên"),
        ({"password": "ngan1"}, "ít nhất 10 ký tự"),
        ({"password": "1234567890"}, "cả chữ và số"),
        ({"password": "le.van.moi-99"}, "không được chứa tên"),
        ({"password": "password123"}, "phổ biến"),
    ],
)
def test_an_account_that_cannot_be(make, changes, words):
    with pytest.raises(InvalidError, match=words):
        make(**changes)


def test_only_technical_administrators_make_accounts(make, person):
    for username in ("nghiepvu.tt", "chutich.nghialo"):
        with pytest.raises(NotPermittedError, match="quản trị kỹ thuật"):
            make(actor=person(username))


@pytest.mark.parametrize(
    ("who", "role", "allowed"),
    [
        ("kythuat.tt", Role.TECHNICAL_ADMIN, True),
        ("kythuat.tt", Role.CLERK, True),
        ("nghiepvu.tt", Role.CLERK, True),
        ("nghiepvu.tt", Role.BUSINESS_ADMIN, False),
        ("nghiepvu.tt", Role.TECHNICAL_ADMIN, False),
        ("chutich.nghialo", Role.CLERK, False),
    ],
)
def test_who_gives_which_post(make, person, unit, at, who, role, allowed):
    words = {
        "unit_id": unit("ubnd-21028-van-thu").id,
        "role": role,
        "effective_from": DAY,
        "actor": person(who),
        "at": at("2026-09-03T10:00"),
    }
    number = make()
    if allowed:
        assert actions.assign_post(number, **words)
        return
    with pytest.raises(NotPermittedError):
        actions.assign_post(number, **words)


def test_the_same_post_twice_is_refused_by_the_database(make, unit, at):
    words = {
        "unit_id": unit("ubnd-21028-van-thu").id,
        "role": Role.CLERK,
        "actor": SYSTEM,
        "at": at("2026-09-03T10:00"),
    }
    number = make()
    post = actions.assign_post(number, **words, effective_from=DAY)
    with pytest.raises(actions.UnableToAssignError, match="đã giữ vai trò Văn thư"):
        actions.assign_post(number, **words, effective_from=date(2030, 1, 1))
    end = {"actor": SYSTEM, "at": at("2026-12-01T08:00")}
    actions.end_post(post, effective_to=date(2027, 1, 1), **end)
    with pytest.raises(ConflictError, match="đã kết thúc"):
        actions.end_post(post, effective_to=date(2027, 2, 1), **end)
    with pytest.raises(actions.UnableToAssignError, match="sau ngày bắt đầu"):
        actions.end_post(post, effective_to=DAY, **end)
    assert actions.assign_post(number, **words, effective_from=date(2027, 1, 1))


def test_a_post_lies_in_the_units_time(make, unit, at):
    words = {
        "unit_id": unit("ubnd-21028-van-thu").id,
        "role": Role.CLERK,
        "actor": SYSTEM,
        "at": at("2026-09-03T10:00"),
    }
    number = make()
    with pytest.raises(actions.UnableToAssignError, match="không hoạt động vào ngày 30/06/2025"):
        actions.assign_post(number, **words, effective_from=date(2025, 6, 30))
    with pytest.raises(actions.UnableToAssignError, match="sau ngày bắt đầu"):
        actions.assign_post(number, **words, effective_from=DAY, effective_to=DAY)


def test_the_first_administrator(people, unit, at):
    number = actions.create_first_admin(
        username="quantri", full_name="Quản Trị", password="Sao-bien-2026",
        unit_id=unit("trung-tam-pvhcc-lanh-dao").id, actor=SYSTEM, at=at("2026-09-03T10:00"),
    )  # fmt: skip
    assert queries.actor_for(number, at("2026-09-03T10:00")).roles == {
        "technical_admin",
        "business_admin",
    }


def test_the_demo_shows_every_role(people):
    shown = queries.demo_accounts(DAY)
    assert {label for account in shown for label in account.roles} == {role.label for role in Role}
    assert len({account.username for account in shown}) == len(shown) >= 44
    assert Account.objects.get(username="kythuat.tt").check_password(shown[0].password)


def test_a_second_load_of_the_demo_adds_nobody(people, at):
    assert actions.load_demo(actor=SYSTEM, at=at("2026-09-03T10:00")) == 0


def test_who_works_where(people, unit):
    counter = unit("ubnd-21028-mot-cua")
    names = [officer.username for officer in queries.officers_of(counter.id, "intake_officer", DAY)]
    assert names == ["tiepnhan.nghialo"]
    assert len(queries.officers_of(counter.id, None, DAY)) == 2
    assert queries.officers_of(counter.id, None, date(2025, 6, 30)) == []
    assert "chutich.nghialo" in {
        row.username for row in queries.colleagues_of(counter.agency_id, DAY)
    }


def test_names_in_one_statement(people, django_assert_num_queries):
    ids = {queries.account_by_username(name).id for name in ("kythuat.tt", "giamdoc.tt")}
    with django_assert_num_queries(1):
        assert sorted(queries.names_for(ids | {0}).values()) == [
            "Huỳnh Công Minh",
            "Đặng Hoàng Long",
        ]
    with django_assert_num_queries(0):
        assert queries.names_for(set()) == {}


def test_people_are_found_without_diacritics(people):
    assert [row.username for row in queries.search_accounts("huynh minh")] == ["giamdoc.tt"]
