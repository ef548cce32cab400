"""The catalogue for officers, and the quarantine where an administrator decides."""

from __future__ import annotations

import pytest

from doors.desk.conftest import ADMIN, BIRTH, DUYEN, HA
from doors.desk.test_forms_of_law import sent
from motcua.base.actor import SYSTEM
from motcua.desk.forms.contents import ContentForms
from motcua.procedures import queries as procedures
from motcua.procedures.importing import actions as importing
from motcua.procedures.importing import queries as quarantined
from motcua.procedures.models import QuarantinedRecord
from rooms.procedures import raws

LIST = "/danh-muc/can-xem-lai/"


@pytest.fixture
def waiting(ward, tmp_path):
    """One record without an executing agency waits."""
    row = raws.row(code="1.999999", codeNotation="1.999999", departments=[], name="Thủ tục lạ")
    importing.import_catalogue(path=raws.write(tmp_path, [row], None), actor=SYSTEM, at=ward.at)
    return QuarantinedRecord.objects.get()


@pytest.fixture
def admin(ward):
    return ward.client(ADMIN)


def test_the_catalogue_is_searched_and_a_version_opened(ward):
    client = ward.client(DUYEN)
    assert BIRTH in client.get("/danh-muc/", {"tim": "khai sinh"}).content.decode()
    version = procedures.current_version(BIRTH, ward.at.date())
    page = client.get(f"/danh-muc/phien-ban/{version.id}/").content.decode()
    assert version.name in page
    assert "Quy trình nội bộ" in page
    assert client.get("/danh-muc/phien-ban/999999/").status_code == 404


def test_the_list_says_why_each_record_waits(admin, waiting):
    page = admin.get(LIST).content.decode()
    assert "Thủ tục lạ" in page
    assert waiting.reasons[0]["sentence"] in page
    assert "Thủ tục lạ" not in admin.get(LIST, {"ly-do": "code_blank"}).content.decode()
    assert "Thủ tục lạ" not in admin.get(LIST, {"trang-thai": "taken"}).content.decode()


def test_a_record_is_shown_raw_and_beside_the_catalogue(admin, waiting):
    page = admin.get(f"{LIST}{waiting.pk}/").content.decode()
    assert "So với danh mục đang có" in page
    assert "Bản ghi gốc" in page
    assert admin.get(f"{LIST}999999/").status_code == 404


def test_a_dismissal_needs_its_reason(admin, waiting):
    address = f"{LIST}{waiting.pk}/quyet-dinh/"
    answer = admin.post(address, {"do": "dismiss", "note": " "})
    assert answer.status_code == 422
    assert "Ghi lý do loại bản ghi này" in answer.content.decode()
    assert admin.post(address, {"do": "dismiss", "note": "Trùng"}).status_code == 302
    waiting.refresh_from_db()
    assert (waiting.state, waiting.decision_note) == ("dismissed", "Trùng")
    assert admin.post(address, {"do": "dismiss", "note": "Nữa"}).status_code == 409


def corrected(admin, waiting, **said) -> dict[str, object]:
    """The form of the record as the page shows it, with some fields typed anew."""
    found = quarantined.one(waiting.pk)
    filled = sent(ContentForms(raw=found.proposal))
    data = {name: filled.getlist(name) for name in filled}
    return {**data, "do": "correct", **said}


def test_a_record_is_corrected_in_fields_beside_what_it_said(admin, waiting):
    address = f"{LIST}{waiting.pk}/quyet-dinh/"
    page = admin.get(f"{LIST}{waiting.pk}/").content.decode()
    assert "Bản ghi gốc ghi" in page
    assert '<textarea name="executing"' in page
    wrong = admin.post(address, corrected(admin, waiting, code="khong-ma", executing="Sở Xây dựng"))
    assert wrong.status_code == 422
    kept = wrong.content.decode()
    assert 'id="id_code_error"' in kept
    assert "Sở Xây dựng" in kept
    wider = admin.post(address, corrected(admin, waiting, more="papers"))
    assert "Giấy tờ 2" in wider.content.decode()
    taken = admin.post(address, corrected(admin, waiting, executing="Sở Xây dựng\nUBND cấp xã"))
    assert taken.status_code == 302
    waiting.refresh_from_db()
    assert waiting.state == "taken"
    assert waiting.version.content["executing"] == ["Sở Xây dựng", "UBND cấp xã"]


def test_many_are_left_out_for_one_reason(admin, waiting):
    said = {"do": "dismiss", "note": "Ngoài tỉnh", "record": [waiting.pk], "query": "ly-do="}
    answer = admin.post(f"{LIST}nhieu/", said, follow=True)
    assert "Đã loại 1 bản ghi." in answer.content.decode()


def test_only_the_business_administrator_decides(ward, waiting):
    address = f"{LIST}{waiting.pk}/quyet-dinh/"
    assert ward.client(HA).post(address, {"do": "dismiss", "note": "x"}).status_code == 403
