"""The second factor as a person meets it: led to set it up, asked at sign-in, asked again to sign."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from motcua.accounts import actions
from motcua.accounts.models import Account
from motcua.accounts.states import Role
from motcua.base.actor import SYSTEM
from motcua.base.dates import VIETNAM
from motcua.journal.queries import facts_about

PASSWORD = "một mật khẩu đủ dài 9"
SIGN_IN, STEP_TWO, FACTORS = "/dang-nhap/", "/dang-nhap/xac-thuc/", "/tai-khoan/xac-thuc/"
BASE = datetime(2026, 9, 3, 9, 40, tzinfo=VIETNAM)


class Hands:
    """Whoever sits at the keyboard, and the telephone beside it; the clock is ours."""

    def __init__(self, monkeypatch):
        self.at = BASE
        self.client = Client()
        self.secret = ""
        for place in ("motcua.desk.gates.now", "motcua.desk.forms.factors.now"):
            monkeypatch.setattr(place, lambda: self.at)

    def later(self, **span):
        self.at += timedelta(**span)
        return self

    def code(self) -> str:
        return format_hotp_value(hotp_value(self.secret, int(self.at.timestamp()) // 30))

    def signs_in(self, name, password=PASSWORD):
        return self.client.post(SIGN_IN, {"login": name, "password": password})

    def sets_up(self):
        page = self.client.get(f"{FACTORS}ung-dung/").content.decode()
        self.secret = re.search(r'class="code factor-secret">([A-Z2-7 ]+)<', page)[1].replace(
            " ", ""
        )
        return self.client.post(f"{FACTORS}ung-dung/", {"password": PASSWORD, "code": self.code()})

    def gets(self, address):
        return self.client.get(address)


@pytest.fixture
def hands(world, monkeypatch):
    return Hands(monkeypatch)


def made(world, name, role, unit_key="head_of_room"):
    """A real account, no demo, with one post in the ward's office."""
    number = actions.create_account(
        username=name, full_name="Phạm Thị Thật", password=PASSWORD, actor=SYSTEM, at=world.at
    )
    unit = world.officer(unit_key).grants[0].unit_id
    actions.assign_post(
        number, unit_id=unit, role=role, effective_from=date(2025, 7, 1), actor=SYSTEM, at=world.at
    )
    return Account.objects.get(pk=number)


def test_a_head_is_led_to_set_it_up_and_works_at_once(world, hands):
    account = made(world, "truong.phong", Role.HEAD_OF_ROOM)
    hands.signs_in("truong.phong")
    led = hands.gets("/ban-lam-viec/phan-cong/")
    assert led.status_code == 302
    assert led["Location"].startswith(FACTORS)
    page = hands.gets(led["Location"]).content.decode()
    assert "Lãnh đạo phòng" in page
    assert "chưa hoạt động" in page
    codes = hands.sets_up()
    assert codes.status_code == 200
    assert len(re.findall(r'<li class="code">\d{8}</li>', codes.content.decode())) == 10
    assert hands.gets("/ban-lam-viec/phan-cong/").status_code == 200
    assert facts_about("account", account.pk)[-2].verb == "accounts.factor_added"


def test_without_it_no_page_of_the_role_opens_and_no_step_is_taken(world, hands):
    made(world, "quan.tri", Role.BUSINESS_ADMIN)
    hands.signs_in("quan.tri")
    for address in ("/danh-muc/can-xem-lai/", "/ban-lam-viec/", "/lich-lam-viec/", "/tim-kiem/"):
        answer = hands.gets(address)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, FACTORS), address
    posted = hands.client.post("/danh-muc/can-xem-lai/nhieu/", {})
    assert posted.status_code == 302
    assert hands.gets("/tai-khoan/").status_code == 200


def test_a_case_officer_needs_none(world, hands):
    made(world, "chuyen.vien", Role.CASE_OFFICER)
    hands.signs_in("chuyen.vien")
    assert hands.gets("/ban-lam-viec/").status_code == 200


def test_sign_in_asks_for_it_and_not_before_the_password(world, hands):
    made(world, "truong.phong", Role.HEAD_OF_ROOM)
    hands.signs_in("truong.phong")
    hands.sets_up()
    hands.client = Client()
    assert hands.gets(STEP_TWO)["Location"] == SIGN_IN
    first = hands.signs_in("truong.phong")
    assert first["Location"] == STEP_TWO
    assert hands.gets("/ban-lam-viec/")["Location"].startswith(SIGN_IN)
    hands.later(minutes=5)
    wrong = hands.client.post(STEP_TWO, {"code": "000000"})
    assert wrong.status_code == 200
    assert "Mã chưa đúng" in wrong.content.decode()
    done = hands.client.post(STEP_TWO, {"code": hands.code()})
    assert done.status_code == 302
    assert hands.gets("/ban-lam-viec/phan-cong/").status_code == 200


@pytest.mark.parametrize(
    "sent", ["", "1", "[]", "{}", '{"id": 1}', '{"id": "x", "rawId": "x", "response": {}}', "null"]
)
def test_nonsense_in_the_place_of_a_passkey_is_no_way_in(world, hands, sent):
    made(world, "truong.phong", Role.HEAD_OF_ROOM)
    hands.signs_in("truong.phong")
    hands.sets_up()
    added = hands.client.post(f"{FACTORS}khoa/", {"name": "x", "credential": sent})
    assert added.status_code == 422
    hands.client = Client()
    hands.signs_in("truong.phong")
    answer = hands.client.post(STEP_TWO, {"credential": sent})
    assert answer.status_code == 200
    assert hands.gets("/ban-lam-viec/")["Location"].startswith(SIGN_IN)


def test_another_browser_that_was_open_before_loses_the_roles_too(world, hands):
    made(world, "truong.phong", Role.HEAD_OF_ROOM)
    other = Client()
    other.post(SIGN_IN, {"login": "truong.phong", "password": PASSWORD})
    hands.signs_in("truong.phong")
    hands.sets_up()
    assert other.get("/ban-lam-viec/phan-cong/").status_code == 302


@pytest.mark.parametrize("door", ["ung-dung/", "khoa/"])
def test_a_password_alone_adds_no_other_factor(world, hands, door):
    """A browser left open since before the second factor, and somebody who has seen the password."""
    made(world, "truong.phong", Role.HEAD_OF_ROOM)
    thief = Client()
    thief.post(SIGN_IN, {"login": "truong.phong", "password": PASSWORD})
    hands.signs_in("truong.phong")
    hands.sets_up()
    for answer in (
        thief.get(FACTORS + door),
        thief.post(FACTORS + door, {"password": PASSWORD, "code": "123456"}),
    ):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/tai-khoan/xac-nhan/")


def test_too_old_for_a_signature_is_asked_again_and_goes_on(ward, world, hands, settings):
    chair = made(world, "chu.tich", Role.HEAD_OF_AGENCY, "head_of_agency")
    code = ward.to_sign()
    hands.signs_in("chu.tich")
    hands.sets_up()
    session = hands.client.session
    for record in session["account_authentication_methods"]:
        record["at"] = (hands.at - timedelta(hours=5)).timestamp()
    session.save()
    address = f"/ho-so/{code}/viec/ky-ket-qua/"
    asked = hands.gets(address)
    assert asked["Location"] == f"/tai-khoan/xac-nhan/?next={address.replace('/', '%2F')}"
    hands.later(minutes=5)
    refused = hands.client.post("/tai-khoan/xac-nhan/", {"code": "000000", "next": address})
    assert refused.status_code == 422
    back = hands.client.post("/tai-khoan/xac-nhan/", {"code": hands.code(), "next": address})
    assert back["Location"] == address
    assert hands.gets(address).status_code == 200
    assert chair.pk


def test_the_way_back_leads_nowhere_else(world, hands):
    made(world, "truong.phong", Role.HEAD_OF_ROOM)
    hands.signs_in("truong.phong")
    hands.sets_up()
    for turn, wanted in enumerate(
        ("https://evil.vn/", "//evil.vn", "javascript:alert(1)", "\\\\evil")
    ):
        hands.later(minutes=turn + 1)
        answer = hands.client.post("/tai-khoan/xac-nhan/", {"code": hands.code(), "next": wanted})
        assert answer["Location"] == FACTORS


def test_a_password_that_somebody_gave_is_changed_first(world, hands):
    account = made(world, "chuyen.vien", Role.CASE_OFFICER)
    given = actions.reset_password(account.pk, actor=SYSTEM, at=world.at)
    hands.signs_in("chuyen.vien", given)
    for address in ("/ban-lam-viec/", "/tai-khoan/", f"{FACTORS}ung-dung/"):
        assert hands.gets(address)["Location"].startswith("/tai-khoan/mat-khau-moi/"), address
    lent = hands.client.post("/tai-khoan/uy-quyen/", {"reason": "x"})
    assert lent["Location"].startswith("/tai-khoan/mat-khau-moi/")
    said = {"old": given, "new": "đường về quê 2026", "again": "đường về quê 2026"}
    assert hands.client.post("/tai-khoan/mat-khau-moi/", said).status_code == 302
    assert hands.gets("/ban-lam-viec/").status_code == 200


def test_demo_accounts_are_let_off_unless_the_house_says_no(ward, settings):
    assert ward.client("chutich.nghialo").get("/ban-lam-viec/cho-ky/").status_code == 200
    settings.SECOND_FACTOR = "required"
    assert ward.client("chutich.nghialo").get("/ban-lam-viec/cho-ky/").status_code == 302
