"""Steps from the dossier's page: offered to whoever may, refused to others, safe when two are quick."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from doors.desk.conftest import DUYEN, HA, STRANGER, TOAN, TUAN, VINH, YEN, hidden
from motcua.dossiers.models import Attachment, DraftAct

PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


def offered(ward, username, code) -> set[str]:
    page = ward.client(username).get(f"/ho-so/{code}/").content.decode()
    return set(re.findall(rf"/ho-so/{re.escape(code)}/viec/([a-z-]+)/", page))


def test_the_page_offers_what_the_policy_allows(ward):
    code = ward.processing()
    assert {"chuyen-buoc", "lay-y-kien", "tra-lai-buoc"} <= offered(ward, DUYEN, code)
    assert "phan-cong" in offered(ward, VINH, code)
    assert offered(ward, TOAN, code) == {"noi-de-ho-so-giay", "giu-ban-chinh"}
    assert "xin-rut" in offered(ward, HA, code)


def test_what_is_barred_says_why(ward):
    page = ward.client(DUYEN).get(f"/ho-so/{ward.processing()}/").content.decode()
    assert "“Phân công” là việc của" in page


def test_the_whole_way_of_a_birth_registration(ward):
    code = ward.received()
    assert ward.step(HA, code, "giao-buoc-dau", note="").status_code == 302
    assert ward.step(DUYEN, code, "nhan-ban-giao").status_code == 302
    assert ward.step(DUYEN, code, "chuyen-buoc", note="Đủ điều kiện").status_code == 302
    assert ward.step(TUAN, code, "nhan-ban-giao").status_code == 302
    signed = {"number": "15/2026", "signed_on": "2026-09-03", "note": "",
              "result_file": SimpleUploadedFile("giay-khai-sinh.pdf", PDF)}  # fmt: skip
    assert ward.step(TUAN, code, "ky-ket-qua", **signed).status_code == 302
    assert ward.step(YEN, code, "nhan-ban-giao").status_code == 302
    assert ward.step(YEN, code, "ghi-nhan-ket-qua", number="15/2026").status_code == 302
    assert ward.state(code).status == "completed"
    given = {"identity_check": "card", "receiver_name": "Nguyễn Thị Thanh Tuyền",
             "receiver_id": "051185004317", "method": "counter", "back": "return"}  # fmt: skip
    answer = ward.step(TOAN, code, "tra-ket-qua", **given)
    assert answer["Location"] == "/quay/tra-ket-qua/"
    assert ward.state(code).status == "returned"
    page = ward.client(TOAN).get(f"/ho-so/{code}/").content.decode()
    assert "Trước hạn" in page
    assert "giay-khai-sinh.pdf" in page


@pytest.mark.parametrize("username", [HA, VINH, YEN, TOAN])
def test_only_the_head_of_the_agency_signs(ward, username):
    code = ward.to_sign()
    answer = ward.step(username, code, "ky-ket-qua", number="1", note="")
    assert answer.status_code == 403
    assert ward.state(code).result is None


def test_a_step_needs_its_words(ward):
    code = ward.processing()
    answer = ward.step(DUYEN, code, "tra-lai-buoc", to_step="b1", reason="")
    assert answer.status_code == 422
    assert "Ghi lý do trả lại." in answer.content.decode()


def test_a_page_that_has_grown_old_is_told_so(ward):
    code = ward.processing()
    client, address = ward.client(DUYEN), f"/ho-so/{code}/viec/chuyen-buoc/"
    said = hidden(client.get(address).content.decode()) | {"note": ""}
    assert ward.step(VINH, code, "phan-cong", officer=said_officer(ward, code)).status_code == 302
    answer = client.post(address, said)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert "Có người vừa làm trước" in page
    assert f'href="/ho-so/{code}/"' in page


def said_officer(ward, code) -> str:
    page = ward.client(VINH).get(f"/ho-so/{code}/viec/phan-cong/").content.decode()
    return re.search(r'<option value="(\d+)"', page).group(1)


def test_the_same_step_sent_twice_is_taken_once(ward):
    code = ward.received()
    client, address = ward.client(HA), f"/ho-so/{code}/viec/giao-buoc-dau/"
    said = hidden(client.get(address).content.decode()) | {"note": ""}
    first, second = (client.post(address, said) for _ in range(2))
    assert (first.status_code, second.status_code) == (302, 302)
    assert ward.state(code).version == 2


def test_an_unknown_step_is_not_there(ward):
    assert ward.client(HA).get(f"/ho-so/{ward.received()}/viec/xoa/").status_code == 404


def test_unpaid_money_stands_before_the_result(ward):
    code = ward.completed("2.000635")
    page = ward.client(TOAN).get(f"/quay/tra-ket-qua/{code}/").content.decode()
    assert "Còn phải thu 8.000\u00a0₫" in page
    assert "Đã kiểm tra người nhận" not in page
    paid = ward.step(TOAN, code, "thu-phi", amount="8000", receipt="BL-7", back="return")
    assert paid["Location"] == f"/quay/tra-ket-qua/{code}/"
    page = ward.client(TOAN).get(f"/quay/tra-ket-qua/{code}/").content.decode()
    assert "Đã kiểm tra người nhận" in page


def test_a_draft_waits_for_the_head_and_then_for_the_centre(ward):
    code = ward.processing()
    address = f"/ho-so/{code}/van-ban/soan/refusal/"
    said = {
        "key": "a", "reason": "Không đủ điều kiện vì trẻ đã được khai sinh nơi khác",
        "ground": "Điều 15 Luật Hộ tịch", "reason_code": "untrue",
    }  # fmt: skip
    answer = ward.client(DUYEN).post(address, said)
    act = answer["Location"]
    assert ward.client(DUYEN).post(act + "duyet/", {"version": "1"}).status_code == 403
    assert (
        ward.client(VINH).post(act + "tra-lai/", {"version": "1", "reason": " "}).status_code == 422
    )
    assert (
        ward.client(VINH).post(act + "tra-lai/", {"version": "1", "reason": "Ghi rõ"}).status_code
        == 302
    )
    assert "Ghi rõ" in ward.client(DUYEN).get(act).content.decode()
    edited = ward.client(DUYEN).post(
        act + "sua/", said | {"version": "2", "reason": "Thiếu điều kiện a"}
    )
    assert edited.status_code == 302
    assert ward.client(VINH).post(act + "duyet/", {"version": "2"}).status_code == 409
    assert ward.client(VINH).post(act + "duyet/", {"version": "3"}).status_code == 302
    assert "Trung tâm đang kiểm soát" in ward.client(DUYEN).get(act).content.decode()
    assert DraftAct.objects.get().status == "head_approved"
    assert ward.state(code).status == "processing"
    assert "Chờ kiểm soát" in ward.client(DUYEN).get("/ban-lam-viec/").content.decode()


def test_a_supplement_names_only_published_papers(ward):
    code = ward.processing()
    address = f"/ho-so/{code}/van-ban/soan/supplement_request/"
    said = {"key": "a", "reason": "Thiếu", "ground": "Điều 16", "deadline": "2026-09-20"}
    answer = ward.client(DUYEN).post(address, said | {"papers": ["tu-bia-ra"]})
    assert answer.status_code == 422
    assert not DraftAct.objects.exists()


def test_a_file_is_added_seen_and_taken_out_by_its_owner_only(ward):
    code = ward.processing()
    files = {"tep": SimpleUploadedFile("ban-ve.pdf", PDF), "paper_key": ""}
    assert ward.client(DUYEN).post(f"/ho-so/{code}/tep/", files).status_code == 302
    row = Attachment.objects.get()
    address = f"/ho-so/{code}/tep/{row.pk}/"
    seen = ward.client(VINH).get(address)
    assert seen["Content-Type"] == "application/pdf"
    assert ward.client(STRANGER).get(address).status_code == 404
    assert ward.client(VINH).post(address + "bo/").status_code == 403
    assert ward.client(DUYEN).post(address + "bo/").status_code == 302
    assert ward.client(DUYEN).get(address).status_code == 403


def test_a_file_opens_only_through_its_own_dossier(ward):
    first, second = ward.processing(), ward.processing()
    files = {"tep": SimpleUploadedFile("ban-ve.pdf", PDF), "paper_key": ""}
    ward.client(DUYEN).post(f"/ho-so/{first}/tep/", files)
    row = Attachment.objects.get()
    assert ward.client(DUYEN).get(f"/ho-so/{second}/tep/{row.pk}/").status_code == 404


def test_the_routing_slip_has_a_row_for_each_hand_over(ward):
    answer = ward.client(DUYEN).get(f"/ho-so/{ward.to_sign()}/phieu-kiem-soat/")
    assert answer["Content-Type"] == "application/pdf"


def test_whoever_only_looks_is_offered_nothing_to_write(ward):
    code = ward.processing()
    for username, offered in ((DUYEN, True), ("thanhtra.tinh", False), ("kiemsoat.tt", False)):
        page = ward.client(username).get(f"/ho-so/{code}/").content.decode()
        for words in ("/van-ban/soan/", "/du-thao-ket-qua/", "Thêm tệp quét", "làm bước chính"):
            assert (words in page) is offered, (username, words)
