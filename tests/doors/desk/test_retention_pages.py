"""Erasing what is past its time, on pages: one asks, another types the number and agrees."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

import pytest

from doors.desk.conftest import ADMIN, DIRECTOR, DUYEN, HA, VINH
from motcua.dossiers.erasures import Erasure
from motcua.dossiers.models import Dossier, DraftAct
from motcua.dossiers.retention import emptying
from world import NOW

ADDRESS = "/quan-tri/luu-giu/"
FORM = f"{ADDRESS}khong-tiep-nhan/"


def text_of(answer):
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode())))


@pytest.fixture
def code(ward):
    """An online dossier that was declined more than a year ago."""
    code = ward.submitted()
    Dossier.objects.filter(code=code).update(
        status="declined", submitted_at=NOW - timedelta(days=400)
    )
    return code


def asked(ward):
    return ward.client(ADMIN).post(FORM, {"seen": "1", "reason": "QĐ 3"})


def test_one_asks_another_types_the_number_and_it_is_gone(ward, code):
    admin, director = ward.client(ADMIN), ward.client(DIRECTOR)
    page = text_of(admin.get(ADDRESS))
    assert "1 hồ sơ hết thời hạn" in page
    assert "Tỉnh chưa điền" in page
    assert "Luật Lưu trữ 33/2024/QH15" in page
    assert "Sẽ xóa những gì" in text_of(admin.get(FORM))
    stale = admin.post(FORM, {"seen": "7", "reason": "QĐ 3"})
    assert (stale.status_code, "khác lúc xem" in text_of(stale)) == (422, True)
    assert ward.client(HA).post(FORM, {"seen": "1", "reason": "QĐ 3"}).status_code == 403
    done = asked(ward)
    assert done.status_code == 302
    round_ = done["Location"]
    assert Dossier.objects.get(code=code).owner_name
    assert "Đề nghị xóa dữ liệu của 1 hồ sơ" in text_of(director.get("/quan-tri/"))
    assert "Tỉnh chưa điền thời hạn" in text_of(director.get(round_))
    own = text_of(admin.get(round_))
    assert "Cần người thứ hai xác nhận" in own
    assert "Xác nhận và xóa" not in own
    assert admin.post(f"{round_}xac-nhan/", {"count": "1"}).status_code == 403
    assert code in text_of(director.get(round_))
    wrong = director.post(f"{round_}xac-nhan/", {"count": "2"})
    assert (wrong.status_code, "Ghi đúng số này" in text_of(wrong)) == (409, True)
    assert director.post(f"{round_}xac-nhan/", {"count": "x"}).status_code == 422
    assert director.post(f"{round_}xac-nhan/", {"count": "1"}).status_code == 302
    assert Dossier.objects.get(code=code).owner_name == ""
    assert "Đã xóa 1 trong 1 hồ sơ" in text_of(admin.get(round_))
    again = director.post(f"{round_}xac-nhan/", {"count": "1"})
    assert again.status_code == 409
    assert "của 1 hồ sơ" in text_of(admin.get(ADDRESS))
    assert admin.get(f"{ADDRESS}khong-co/").status_code == 404
    assert admin.get(f"{ADDRESS}dot/999999/").status_code == 404


def test_refused_or_withdrawn_nothing_goes(ward, code):
    first = asked(ward)["Location"]
    assert "Chờ xác nhận" in text_of(ward.client(ADMIN).get(ADDRESS))
    twice = asked(ward)
    assert (twice.status_code, "đang có một đề nghị" in text_of(twice)) == (422, True)
    no = f"{first}khong-dong-y/"
    assert ward.client(DIRECTOR).post(no, {"reason": ""}).status_code == 422
    assert ward.client(DIRECTOR).post(no, {"reason": "Chờ hội đồng"}).status_code == 302
    assert "Lý do: Chờ hội đồng" in text_of(ward.client(ADMIN).get(first))
    second = asked(ward)["Location"]
    assert ward.client(ADMIN).post(f"{second}rut/").status_code == 302
    assert Dossier.objects.get(code=code).owner_name
    assert not Erasure.objects.filter(dossiers__gt=0).exists()


def test_the_pages_of_an_emptied_case_still_open(ward):
    code = ward.processing()
    said = {
        "key": "a", "reason": "Không đủ điều kiện", "ground": "Điều 15", "reason_code": "untrue",
    }  # fmt: skip
    act = ward.client(DUYEN).post(f"/ho-so/{code}/van-ban/soan/refusal/", said)["Location"]
    ward.client(VINH).post(f"{act}duyet/", {"version": "1"})
    emptying.empty(Dossier.objects.get(code=code).pk, NOW)
    DraftAct.objects.update(status="cancelled")
    for address in (f"/ho-so/{code}/", act):
        page = ward.client(VINH).get(address)
        assert page.status_code == 200
        assert "Không đủ điều kiện" not in page.content.decode()
