"""Each page as each role: shown to whoever it is for, refused with a reason to all others."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from doors.desk.conftest import (
    ADMIN,
    DUYEN,
    HA,
    STRANGER,
    TOAN,
    TUAN,
    VINH,
    YEN,
)

EVERYBODY = {HA, DUYEN, VINH, TUAN, YEN, TOAN, STRANGER, ADMIN}
PAGES = [
    ("desk:inbox", (), EVERYBODY),
    ("desk:shelf", ("qua-han",), EVERYBODY),
    ("desk:shelf", ("sap-den-han",), EVERYBODY),
    ("desk:shelf", ("dong-ho-khong-chay",), EVERYBODY),
    ("desk:shelf", ("chua-phan-cong",), EVERYBODY),
    ("desk:shelf", ("ca-don-vi",), EVERYBODY),
    ("desk:shelf", ("xong-hom-nay",), EVERYBODY),
    ("desk:reception", (), {HA}),
    ("desk:find_procedure", (), {HA}),
    ("desk:online_queue", (), {HA}),
    ("desk:handover", (), EVERYBODY),
    ("desk:return_counter", (), {HA, TOAN}),
    ("desk:search", (), EVERYBODY),
    ("desk:assignment", (), {VINH, TUAN}),
    ("desk:signing", (), {VINH, TUAN}),
    ("desk:catalogue", (), EVERYBODY),
    ("desk:quarantine", (), {ADMIN}),
    ("desk:own_account", (), EVERYBODY),
]


@pytest.mark.parametrize(("name", "args", "welcome"), PAGES)
def test_a_page_opens_for_its_roles_and_tells_the_others_why_not(ward, name, args, welcome):
    address = reverse(name, args=args)
    for username in sorted(EVERYBODY):
        answer = ward.client(username).get(address)
        if name == "desk:inbox" and username == ADMIN:
            # Whoever handles no dossiers begins elsewhere.
            assert answer["Location"] == reverse("desk:administration")
        elif username in welcome:
            assert answer.status_code == 200, (username, address)
        else:
            assert answer.status_code == 403, (username, address)
            assert "Trang này dành cho" in answer.content.decode()


@pytest.mark.parametrize(
    ("username", "where"),
    [
        (HA, "desk:inbox"),
        (TUAN, "desk:inbox"),
        (ADMIN, "desk:administration"),
        ("kiemsoat.tt", "desk:gate"),
        ("giamdoc.tt", "desk:board"),
    ],
)
def test_everybody_begins_with_their_own_work(ward, username, where):
    client = ward.client(username)
    assert client.get(reverse("desk:begin"))["Location"] == reverse(where)
    assert client.get(reverse(where)).status_code == 200


def test_the_director_who_heads_the_centre_has_an_inbox_too(ward):
    assert ward.client("giamdoc.tt").get(reverse("desk:inbox")).status_code == 200


@pytest.mark.parametrize(("name", "args", "_welcome"), PAGES)
def test_a_stranger_is_asked_to_sign_in_and_comes_back(world, name, args, _welcome):
    address = reverse(name, args=args)
    answer = Client().get(address)
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("account_login"))
    assert address in answer["Location"]


def test_an_unknown_shelf_is_not_there(ward):
    assert ward.client(HA).get("/ban-lam-viec/khong-co/").status_code == 404


def test_the_pages_of_a_dossier_are_its_own_agencies_only(ward):
    code = ward.processing()
    pages = ["", "giay-tiep-nhan/", "phieu-kiem-soat/", "viec/xin-rut/", "van-ban/soan/refusal/"]
    for page in pages:
        answer = ward.client(STRANGER).get(f"/ho-so/{code}/{page}")
        assert answer.status_code == 404, page
        assert "Nguyễn Thị Thanh Tuyền" not in answer.content.decode()
    for username in (HA, DUYEN, VINH, TUAN, YEN, TOAN):
        answer = ward.client(username).get(f"/ho-so/{code}/")
        assert answer.status_code == 200
        assert "Nguyễn Thị Thanh Tuyền" in answer.content.decode()


def test_an_administrator_sees_no_dossier(ward):
    code = ward.received()
    assert ward.client(ADMIN).get(f"/ho-so/{code}/").status_code == 404
    found = ward.client(ADMIN).get("/tim-kiem/?tim=thanh tuyen").content.decode()
    assert code not in found
    assert "Không thấy hồ sơ nào" in found


def test_a_change_is_not_made_by_opening_an_address(ward):
    assert ward.client(HA).get("/quay/ban-giao/giao/").status_code == 405


def test_a_form_without_its_token_is_refused(ward):
    client = Client(enforce_csrf_checks=True)
    client.cookies = ward.client(HA).cookies
    assert client.post("/quay/tiep-nhan/", {"do": "accept"}).status_code == 403


def test_a_refusal_keeps_the_frame_and_offers_a_way_on(ward):
    page = ward.client(HA).get("/ban-lam-viec/phan-cong/").content.decode()
    assert "UBND phường Nghĩa Lộ" in page
    assert reverse("desk:inbox") in page


@pytest.mark.parametrize(
    ("username", "page"), [(HA, "/quay/tiep-nhan/"), (TOAN, "/quay/tra-ket-qua/")]
)
def test_the_counter_opens_on_the_page_of_ones_work(ward, username, page):
    answer = ward.client(username).get("/quay/")
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert ward.client(DUYEN).get("/quay/").status_code == 403
