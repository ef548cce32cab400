"""The counter: a person is found, a procedure picked, papers ticked, a dossier taken in once."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from doors.desk.conftest import BIRTH, DUYEN, HA, STATUS
from motcua.dossiers.models import Attachment, Dossier
from motcua.procedures import queries as procedures

ADDRESS = "/quay/tiep-nhan/"
CARD = "051185004317|215001122|Nguyễn Thị Thanh Tuyền|14021985|Nữ|Tổ 6, phường Nghĩa Lộ|01012021"
PDF = b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF"


@pytest.fixture
def ha(ward):
    return ward.client(HA)


@pytest.fixture
def filled(ward):
    """What Ms Tuyền and the officer have filled in, complete and correct."""
    ticked = {f"paper_{p['key']}": "1" for p in ward.papers()}
    counts = {f"paper_{p['key']}_originals": "1" for p in ward.papers()}
    return {
        "do": "accept", "key": "one-key", "unit": str(ward.unit.id), "procedure_code": BIRTH,
        "name": "Nguyễn Thị Thanh Tuyền", "id_number": "051185004317", "phone": "0905 000 317",
        "same_owner": "on", "sets": "1", "return_channel": "counter", "channel": "counter",
        **ticked, **counts,
    }  # fmt: skip


def value(page: str, name: str) -> str:
    field = re.search(rf'<input[^>]*name="{name}"[^>]*>', page).group(0)
    found = re.search(r'value="([^"]*)"', field)
    return found.group(1) if found else ""


def code_of(answer) -> str:
    assert answer.status_code == 302, answer.content.decode()[:2000]
    return answer["Location"].rstrip("/").rsplit("/", 1)[1]


def test_a_scanned_card_fills_in_who_it_is(ha):
    page = ha.post(ADDRESS, {"scan": CARD, "lookup": "1", "same_owner": "on"}).content.decode()
    assert value(page, "name") == "Nguyễn Thị Thanh Tuyền"
    assert value(page, "born_on") == "14/02/1985"
    assert value(page, "address") == "Tổ 6, phường Nghĩa Lộ"
    assert value(page, "scan") == ""


def test_twelve_digits_find_the_person_of_an_earlier_dossier(ward, ha):
    ward.received()
    page = ha.post(ADDRESS, {"scan": "051185004317", "lookup": "1"}).content.decode()
    assert value(page, "phone") == "0905000317"
    assert "Đã có 1 hồ sơ trước đây, gần nhất 03/09/2026." in page


def test_a_number_never_met_is_kept_and_said_so(ha):
    page = ha.post(ADDRESS, {"scan": "051999999999", "lookup": "1"}).content.decode()
    assert value(page, "id_number") == "051999999999"
    assert "Chưa gặp số này" in page


def test_a_scan_that_is_no_card_stays_to_be_mended(ha):
    page = ha.post(ADDRESS, {"scan": "hỏng|rồi", "lookup": "1"}).content.decode()
    assert value(page, "scan") == "hỏng|rồi"
    assert "Không đọc được thẻ" in page


@pytest.mark.parametrize("typed", ["đăng ký khai sinh", "dang ky khai sinh", "1.001193", "dkks"])
def test_a_procedure_is_found_by_words_code_or_initials(ha, typed):
    page = ha.get(f"{ADDRESS}thu-tuc/", {"find": typed}).content.decode()
    assert f'value="{BIRTH}"' in page


def test_the_most_frequent_procedure_lies_under_key_one(ward, ha):
    ward.received(STATUS)
    ward.received(STATUS)
    ward.received(BIRTH)
    page = ha.get(ADDRESS).content.decode()
    assert re.findall(r'name="pick" value="([^"]*)"', page)[:2] == [STATUS, BIRTH]


def test_picking_shows_the_date_and_ticks_what_is_required_and_loses_nothing(ha):
    typed = {"pick": BIRTH, "name": "Y Blễ Niê", "phone": "0905", "owner_name": "Y Thu"}
    page = ha.post(ADDRESS, typed).content.decode()
    assert "Thứ Sáu 04/09/2026" in page
    assert len(re.findall(r'type="checkbox" name="paper_[^"]*"[^>]*checked', page)) == 2
    assert value(page, "name") == "Y Blễ Niê"
    assert value(page, "owner_name") == "Y Thu"


def test_a_complete_dossier_gets_its_code_its_date_and_its_receipt(ha, filled):
    code = code_of(ha.post(ADDRESS, filled))
    assert code == "H48.102-260903-0001"
    page = ha.get(f"{ADDRESS}xong/{code}/").content.decode()
    assert "Thứ Sáu 04/09/2026, 17:00" in page
    receipt = ha.get(f"/ho-so/{code}/giay-tiep-nhan/")
    assert receipt["Content-Type"] == "application/pdf"
    assert receipt.content.startswith(b"%PDF")
    assert receipt["Cache-Control"] == "private, no-store"


def test_a_mistake_brings_everything_back_with_a_sentence_at_its_field(ha, filled):
    page = ha.post(ADDRESS, filled | {"phone": "0905", "content": "Con thứ hai"})
    text = page.content.decode()
    assert page.status_code == 422
    assert text.count("Số điện thoại có 10 số. Anh/chị mới nhập 4 số.") == 2
    assert value(text, "content") == "Con thứ hai"
    assert value(text, "name") == "Nguyễn Thị Thanh Tuyền"
    assert not Dossier.objects.exists()


def test_a_missing_paper_is_named_in_its_row(ward, ha, filled):
    missing = f"paper_{ward.papers()[0]['key']}"
    filled.pop(missing)
    page = ha.post(ADDRESS, filled)
    assert page.status_code == 422
    assert "Giấy này bắt buộc." in page.content.decode()


def test_files_sent_with_a_mistake_are_there_after_it_is_mended(ward, ha, filled):
    key = ward.papers()[0]["key"]
    scan = {f"scan_{key}": SimpleUploadedFile("to-khai.pdf", PDF)}
    text = ha.post(ADDRESS, filled | {"phone": "0905"} | scan).content.decode()
    assert "to-khai.pdf" in text
    code = code_of(ha.post(ADDRESS, filled | {"kept": value(text, "kept")}))
    kept = Attachment.objects.get(dossier__code=code)
    assert (kept.paper_key, kept.name) == (key, "to-khai.pdf")


def test_a_note_of_files_made_by_somebody_else_counts_for_nothing(ward, ha, filled):
    key = ward.papers()[0]["key"]
    scan = {f"scan_{key}": SimpleUploadedFile("to-khai.pdf", PDF)}
    text = ha.post(ADDRESS, filled | {"phone": "0905"} | scan).content.decode()
    forged = value(text, "kept")[:-4] + "abcd"
    code = code_of(ha.post(ADDRESS, filled | {"kept": forged}))
    assert not Attachment.objects.filter(dossier__code=code).exists()


def test_a_file_of_an_unknown_kind_is_refused_and_nothing_is_received(ward, ha, filled):
    scan = {f"scan_{ward.papers()[0]['key']}": SimpleUploadedFile("anh.gif", b"GIF89a....")}
    page = ha.post(ADDRESS, filled | scan)
    assert page.status_code == 422
    assert "anh.gif" in page.content.decode()
    assert not Dossier.objects.exists()


def test_the_fee_taken_at_the_counter_is_written_down_with_the_dossier(ward, ha, filled):
    copies = "2.000635"
    papers = {f"paper_{p['key']}": "1" for p in ward.papers(copies)}
    owed = {"fee_0": "1", "fee_0_amount": "8.000", "fee_receipt": "BL-7"}
    said = filled | papers | owed | {"procedure_code": copies}
    state = ward.state(code_of(ha.post(ADDRESS, said)))
    assert (state.money, state.fee_total) == ("paid", 8000)


def test_an_amount_that_is_no_number_is_told_and_kept(ward, ha, filled):
    copies = "2.000635"
    papers = {f"paper_{p['key']}": "1" for p in ward.papers(copies)}
    owed = {"fee_0": "1", "fee_0_amount": "tám nghìn", "procedure_code": copies}
    page = ha.post(ADDRESS, filled | papers | owed)
    assert page.status_code == 422
    assert "ghi số tiền bằng chữ số." in page.content.decode()
    assert value(page.content.decode(), "fee_0_amount") == "tám nghìn"


def test_a_case_with_a_limit_of_its_own_moves_the_date(ward, ha):
    on = ward.at.date()
    found = (procedures.version(row.id) for row in procedures.search(on=on, limit=500))
    version, case = next(
        (version, case)
        for version in found
        if version.accepts_dossiers
        for case in version.cases
        if case.limit and version.of_case(case.code).limit != version.limit
    )
    said = {"procedure_code": version.code, "name": "A"}
    usual = ha.post(ADDRESS, said).content.decode()
    moved = ha.post(ADDRESS, said | {"case_code": case.code}).content.decode()
    days = [re.search(r'class="big s mt-1 mb-1">([^<]*)', page).group(1) for page in (usual, moved)]
    assert days[0] != days[1]
    assert case.name in moved


def test_owner_and_representative_are_people_of_their_own(ward, ha, filled):
    filled.pop("same_owner")
    said = {"owner_name": "Nguyễn Bảo An", "has_representative": "on",
            "representative_name": "Lê Văn Ba", "representative_phone": "0905111222"}  # fmt: skip
    people = ward.state(code_of(ha.post(ADDRESS, filled | said))).people
    assert people["applicant"]["name"] == "Nguyễn Thị Thanh Tuyền"
    assert people["owner"]["name"] == "Nguyễn Bảo An"
    assert people["representative"]["name"] == "Lê Văn Ba"


def test_a_mistake_about_the_owner_stands_at_the_owner(ha, filled):
    filled.pop("same_owner")
    page = ha.post(ADDRESS, filled | {"owner_name": "", "owner_phone": "12"}).content.decode()
    assert 'href="#id_owner_name"' in page
    assert 'href="#id_owner_phone"' in page


def test_the_same_form_sent_twice_is_one_dossier(ha, filled):
    first, second = (code_of(ha.post(ADDRESS, filled)) for _ in range(2))
    assert first == second
    assert Dossier.objects.count() == 1


def test_one_key_for_two_different_forms_is_refused(ha, filled):
    code_of(ha.post(ADDRESS, filled))
    answer = ha.post(ADDRESS, filled | {"name": "Người Khác"})
    assert answer.status_code == 409
    assert Dossier.objects.count() == 1


def test_guidance_is_written_down_and_nothing_is_accepted(ward, ha, filled):
    said = filled | {"do": "guide", "note": "Bổ sung Giấy chứng sinh bản chính."}
    said = {key: text for key, text in said.items() if not key.startswith("paper_")}
    state = ward.state(code := code_of(ha.post(ADDRESS, said)))
    assert state.status == "supplement_requested"
    assert state.due_at is None
    assert "Chưa có ngày hẹn" in ha.get(f"/ho-so/{code}/").content.decode()


def test_guidance_without_words_is_sent_back(ha, filled):
    page = ha.post(ADDRESS, filled | {"do": "guide", "note": " "})
    assert page.status_code == 422
    assert "Ghi rõ cần hoàn thiện những gì." in page.content.decode()


def test_the_counter_of_another_unit_cannot_be_chosen(world, ha, filled):
    other = world.one_stop("ubnd-21040")
    assert ha.post(ADDRESS, filled | {"unit": str(other.id)}).status_code == 422
    assert not Dossier.objects.exists()


def test_who_receives_nothing_does_not_come_to_the_counter(ward, filled):
    assert ward.client(DUYEN).post(ADDRESS, filled).status_code == 403
