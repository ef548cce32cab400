"""Heads and administrators at work: the day's page, hand-over, absence, accounts, posts, keys."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from motcua.accounts import queries as accounts
from motcua.accounts.models import Account, ApiToken, Post
from motcua.dossiers.models import Dossier
from motcua.journal.queries import facts_about

DUYEN, VINH, TUAN, OANH = (
    "hotich.nghialo", "chanhvanphong.nghialo", "chutich.nghialo", "xahoi.nghialo"
)  # fmt: skip
LONG, LIEN = "kythuat.tt", "nghiepvu.tt"


def number_of(username):
    return Account.objects.get(username=username).pk


def colleague(ward, username=OANH):
    """Somebody of the ward who may do the office's work as well."""
    from datetime import date

    from motcua.accounts import actions
    from motcua.accounts.states import Role
    from motcua.base.actor import SYSTEM

    unit = accounts.posts_of(number_of(DUYEN))[0].unit
    actions.assign_post(
        number_of(username), unit_id=unit.id, role=Role.CASE_OFFICER,
        effective_from=date(2026, 1, 1), actor=SYSTEM, at=ward.at,
    )  # fmt: skip
    return number_of(username)


def moves_of(page):
    return re.findall(r'name="move" value="([^"]+)"', page)


def test_the_head_sees_the_day_and_hands_an_officers_work_over(ward):
    codes, taker = [ward.processing() for _ in range(3)], colleague(ward)
    head = ward.client(VINH)
    day = head.get("/lanh-dao/").content.decode()
    assert "3 hồ sơ đang xử lý" in day
    leaver = number_of(DUYEN)
    assert f"/lanh-dao/ban-giao/?tu={leaver}" in day
    shown = head.get(f"/lanh-dao/ban-giao/?tu={leaver}&den={taker}").content.decode()
    moves = moves_of(shown)
    assert len(moves) == 3
    said = {"tu": leaver, "den": [taker], "move": moves, "key": "k-1", "reason": "Chuyển công tác"}
    without = head.post("/lanh-dao/ban-giao/", said | {"reason": " "})
    assert without.status_code == 422
    assert "Ghi lý do chuyển" in without.content.decode()
    assert head.post("/lanh-dao/ban-giao/", said).status_code == 302
    assert head.post("/lanh-dao/ban-giao/", said).status_code == 302
    assert set(Dossier.objects.filter(code__in=codes).values_list("holder_id", flat=True)) == {
        taker
    }


def test_what_moved_since_the_preview_is_told_and_shown_again(ward):
    code, taker = ward.processing(), colleague(ward)
    ward.processing()
    head, leaver = ward.client(VINH), number_of(DUYEN)
    moves = moves_of(head.get(f"/lanh-dao/ban-giao/?tu={leaver}&den={taker}").content.decode())
    ward.step(
        DUYEN, code, "lay-y-kien", unit_id=ward.unit.id, question="?", due_at="2026-09-20T10:00"
    )
    Dossier.objects.filter(code=code).update(version=99)
    said = {"tu": leaver, "den": [taker], "move": moves, "key": "k-2", "reason": "Nghỉ hưu"}
    answer = head.post("/lanh-dao/ban-giao/", said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert code in page
    assert "Chưa chuyển hồ sơ nào" in page
    assert len(moves_of(page)) == 2


@pytest.mark.parametrize("sent", [["x"], ["1:2"], ["1:1:1"], ["9" * 30 + ":1:1"], []])
def test_forged_moves_move_nothing(ward, sent):
    ward.processing()
    said = {"tu": number_of(DUYEN), "den": [1], "move": sent, "key": "k-3", "reason": "x"}
    assert ward.client(VINH).post("/lanh-dao/ban-giao/", said).status_code == 422


def test_the_page_of_the_day_costs_the_same_for_many(ward):
    ward.processing()
    head = ward.client(TUAN)

    def statements():
        head.get("/lanh-dao/")
        with CaptureQueriesContext(connection) as seen:
            assert head.get("/lanh-dao/").status_code == 200
        return len(seen)

    one = statements()
    for _ in range(4):
        ward.processing()
    assert statements() == one <= 14


def test_officers_may_not_lead(ward):
    for address in ("/lanh-dao/", "/lanh-dao/ban-giao/"):
        assert ward.client(DUYEN).get(address).status_code == 403


def test_an_absence_puts_the_work_on_the_stand_ins_shelf_and_takes_it_away(ward):
    stand_in = number_of(OANH)
    said = {
        "account": number_of(DUYEN), "stand_in": stand_in, "begins_on": "2026-09-03",
        "ends_on": "2026-09-04", "reason": "Nghỉ phép",
    }  # fmt: skip
    assert ward.client(DUYEN).post("/vang-mat/", said).status_code == 302
    now = ward.asks(OANH, 130).actor
    assert number_of(DUYEN) in now.away
    gone = accounts.actor_for(stand_in, ward.at.replace(day=5))
    assert not gone.away


def test_the_stand_in_acts_in_the_absent_ones_name(ward):
    from datetime import timedelta

    from motcua.accounts import actions
    from motcua.dossiers.actions import routing
    from motcua.dossiers.queries import detail, lists
    from motcua.dossiers.queries.lists import View
    from motcua.dossiers.records import Request

    code = ward.processing()
    duyen = accounts.actor_for(number_of(DUYEN), ward.at)
    actions.record_absence(
        number_of(DUYEN), stand_in=number_of(OANH), begins_at=ward.at,
        ends_at=ward.at + timedelta(days=2), reason="Ốm", actor=duyen, at=ward.at,
    )  # fmt: skip
    later = ward.at + timedelta(hours=1)
    oanh = accounts.actor_for(number_of(OANH), later)
    assert [row.code for row in lists.inbox(oanh, View.MINE, at=later).rows] == [code]
    page = ward.state(code)
    assert page.holder_id == number_of(DUYEN)
    routing.forward(code, request=Request(oanh, later))
    told = detail.timeline(detail.case(code, oanh))[0]
    assert told.actor_name == "Bùi Thị Kim Oanh (thay Trần Thị Mỹ Duyên)"
    back = accounts.actor_for(number_of(OANH), ward.at + timedelta(days=3))
    assert lists.inbox(back, View.MINE, at=later).rows == ()


def test_a_technical_administrator_makes_an_account_and_gives_it_a_post(ward):
    admin = ward.client(LONG)
    made = admin.post(
        "/quan-tri/tai-khoan/moi/", {"username": "Moi.Den", "full_name": "Trần Văn Mới"}
    ).content.decode()
    password = re.search(r'code big">([a-z2-9-]+)<', made)[1]
    account = Account.objects.get(username="moi.den")
    assert account.check_password(password)
    assert account.must_change_password
    unit = accounts.posts_of(number_of(DUYEN))[0].unit.id
    said = {"unit": unit, "role": "case_officer", "effective_from": "2026-09-01"}
    address = f"/quan-tri/tai-khoan/{account.pk}/"
    assert admin.post(f"{address}vi-tri/", said).status_code == 302
    again = admin.post(f"{address}vi-tri/", said)
    assert again.status_code == 422
    assert "đã giữ vai trò" in again.content.decode()
    post = Post.objects.get(account=account)
    assert (
        admin.post(f"{address}vi-tri/{post.pk}/thoi/", {"last_day": "2026-09-30"}).status_code
        == 302
    )
    post.refresh_from_db()
    assert f"{post.effective_to}" == "2026-10-01"
    assert "Thôi vị trí công tác" in admin.get(address).content.decode()


def test_lock_unlock_password_sessions(ward):
    admin, number = ward.client(LONG), number_of(DUYEN)
    ward.client(DUYEN).get("/ban-lam-viec/")
    address = f"/quan-tri/tai-khoan/{number}/"
    admin.post(f"{address}khoa/")
    assert ward.client(DUYEN).get("/ban-lam-viec/").status_code == 302
    assert admin.post(f"{address}khoa/").status_code == 409
    admin.post(f"{address}mo-khoa/")
    given = admin.post(f"{address}mat-khau/").content.decode()
    assert re.search(r'code big">[a-z2-9-]{14}<', given)
    admin.post(
        f"{address}thong-tin/", {"full_name": "Trần Thị Mỹ Duyên B", "phone": "0905", "email": ""}
    )
    told = [fact.verb.partition(".")[2] for fact in facts_about("account", number)][-4:]
    assert told == ["account_locked", "account_unlocked", "password_reset", "details_changed"]
    assert "duyen b" in Account.objects.get(pk=number).search_key


@pytest.mark.parametrize(
    ("username", "status"), [(VINH, 403), (DUYEN, 403), ("thanhtra.tinh", 403), (LIEN, 403)]
)
def test_who_may_not_manage_accounts(ward, username, status):
    client, number = ward.client(username), number_of(OANH)
    for part in ("khoa/", "mo-khoa/", "mat-khau/", "phien/", "xac-thuc/", "thong-tin/"):
        assert client.post(f"/quan-tri/tai-khoan/{number}/{part}").status_code == status
    assert client.get("/quan-tri/khoa-ket-noi/").status_code == status
    assert client.get("/quan-tri/tai-khoan/").status_code == (200 if username == LIEN else status)


def test_a_business_administrator_gives_posts_but_not_the_administrators(ward):
    unit = accounts.posts_of(number_of(LONG))[0].unit.id
    address = f"/quan-tri/tai-khoan/{number_of(OANH)}/vi-tri/"
    said = {"unit": unit, "effective_from": "2026-09-01"}
    client = ward.client(LIEN)
    refused = client.post(address, said | {"role": "technical_admin"})
    assert refused.status_code == 422
    assert "chỉ do quản trị kỹ thuật giao" in refused.content.decode()
    assert client.post(address, said | {"role": "clerk"}).status_code == 302


def test_the_list_goes_on_where_it_stopped(ward, monkeypatch):
    monkeypatch.setattr("motcua.accounts.directory.PAGE", 7)
    client, seen, address = ward.client(LONG), [], "/quan-tri/tai-khoan/"
    for _ in range(20):
        page = client.get(address).content.decode()
        seen += re.findall(r'/quan-tri/tai-khoan/(\d+)/"', page)
        further = re.search(r'href="(\?[^"]*sau=[^"]*)">Trang sau', page)
        if further is None:
            break
        address = "/quan-tri/tai-khoan/" + further[1].replace("&amp;", "&")
    assert len(seen) == len(set(seen)) == Account.objects.count()
    found = client.get("/quan-tri/tai-khoan/?q=my duyen").content.decode()
    assert "Trần Thị Mỹ Duyên" in found
    assert "Võ Minh Tuấn" not in found


def test_a_key_is_shown_once_and_taken_back(ward):
    client, unit = ward.client(LONG), ward.unit.id
    said = {
        "name": "Phần mềm sở",
        "unit": unit,
        "scopes": ["dossiers:read"],
        "last_day": "2026-12-31",
    }
    secret = re.search(r"mc_[\w-]+", client.post("/quan-tri/khoa-ket-noi/", said).content.decode())
    key = ApiToken.objects.get(name="Phần mềm sở")
    assert accounts.actor_for_token(secret[0], ward.at.replace(day=4))
    assert secret[0] not in client.get("/quan-tri/khoa-ket-noi/").content.decode()
    client.post(f"/quan-tri/khoa-ket-noi/{key.pk}/thu-hoi/")
    assert client.post(f"/quan-tri/khoa-ket-noi/{key.pk}/thu-hoi/").status_code == 409
    wrong = client.post("/quan-tri/khoa-ket-noi/", said | {"last_day": "2029-12-31"})
    assert wrong.status_code == 422
    assert "trong vòng một năm" in wrong.content.decode()


def test_one_address_that_tries_many_names_is_locked_out_for_all(world):
    client = Client()
    for turn in range(20):
        client.post("/dang-nhap/", {"login": f"ten{turn}", "password": "sai"})
    told = client.post("/dang-nhap/", {"login": "ten99", "password": "sai"})
    assert told.status_code == 429
    right = client.post("/dang-nhap/", {"login": DUYEN, "password": accounts.DEMO_PASSWORD})
    assert right.status_code == 429
    elsewhere = Client(REMOTE_ADDR="10.1.2.3")
    assert elsewhere.post(
        "/dang-nhap/", {"login": DUYEN, "password": accounts.DEMO_PASSWORD}
    ).status_code == 302  # fmt: skip
