"""The one-screen page of the commune clerk, its live fee, the day book, and putting things right."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from doors.desk.conftest import DUYEN, HA, STATUS, TOAN, TUAN
from doors.desk.test_budgets import MOST, statements
from doors.desk.test_reception import CARD, value
from motcua.dossiers import checks
from motcua.dossiers.models import Dossier
from world import NOW

ADDRESS, BOOK = "/quay/lam-ngay/", "/quay/so-ngay/"
COPIES, SIGNATURES = "2.000815", "2.000884"
SAID = {
    "do": "save", "key": "one-key", "procedure_code": COPIES, "name": "Nguyễn Thị Sen",
    "id_number": "051185004317", "content": "Căn cước công dân", "copies": "3", "pages": "4",
    "receipt": "BL000125",
}  # fmt: skip


@pytest.fixture
def ha(ward):
    return ward.client(HA)


def save(client, **said):
    answer = client.post(ADDRESS, SAID | {"key": str(said)} | said)
    assert answer.status_code == 302, re.findall(r"err-msg[^>]*>([^<]*)", answer.content.decode())
    return answer["Location"]


def saved_code(location: str) -> str:
    return re.search(r"ma=([^&]+)", location).group(1)


def test_one_key_writes_it_down_and_is_ready_for_the_next(ha):
    where = save(ha)
    page = ha.get(where).content.decode()
    assert "Đã ghi số 1, thu 18.000\xa0₫." in page
    assert "1 việc" in page
    assert value(page, "receipt") == "BL000126"
    assert value(page, "name") == ""
    assert re.search(r'id="id_scan"[^>]* autofocus', page)
    done = Dossier.objects.get(code=saved_code(where))
    assert (done.status, done.register_number, done.fee_total) == ("returned", 1, 18_000)


def test_the_same_person_stays_for_the_next_paper(ha):
    page = ha.get(save(ha, do="again")).content.decode()
    assert value(page, "name") == "Nguyễn Thị Sen"
    assert value(page, "content") == ""
    assert re.search(r'name="content"[^>]* autofocus', page)
    assert value(ha.get(ADDRESS).content.decode(), "name") == ""


def test_a_card_fills_the_person_and_the_cursor_goes_to_the_paper(ha):
    page = ha.post(
        ADDRESS, {"scan": CARD, "lookup": "1", "procedure_code": COPIES}
    ).content.decode()
    assert value(page, "name") == "Nguyễn Thị Thanh Tuyền"
    assert re.search(r'name="content"[^>]* autofocus', page)


def test_keys_offer_what_is_done_on_the_spot_the_most_frequent_first(ha):
    save(ha, procedure_code=SIGNATURES, signatures="2", copies="1")
    page = ha.get(ADDRESS).content.decode()
    codes = re.findall(r'name="pick" value="([^"]*)"', page)
    assert codes[0] == SIGNATURES
    assert set(codes) == {COPIES, SIGNATURES, "2.000635"}
    assert 'name="signatures"' in page
    assert 'name="pages"' not in page


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ({"copies": "3", "pages": "4"}, "18.000\xa0₫"),
        ({"copies": "1", "pages": "300"}, "200.000\xa0₫"),
        ({"copies": "3", "pages": "4", "exempt": "on"}, "0\xa0₫"),
        ({"copies": "", "pages": "4"}, "4.000\xa0₫ ?|6.000"),
        ({"copies": "ba", "pages": "4"}, "Ghi số bản, số trang"),
        ({"copies": "0", "pages": "4"}, "Ghi số bản, số trang"),
        ({"copies": "9" * 30, "pages": "4"}, "Ghi số bản, số trang"),
    ],
)
def test_the_fee_is_computed_while_somebody_types(ha, typed, shown):
    page = ha.get(f"{ADDRESS}tien/", {"procedure_code": COPIES, **typed}).content.decode()
    assert re.search(shown, page)


def test_the_fee_of_no_procedure_is_no_error(ha):
    assert ha.get(f"{ADDRESS}tien/").status_code == 200


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ({"name": ""}, "Ghi họ và tên."),
        ({"content": ""}, "Ghi tên giấy tờ."),
        ({"copies": "0"}, "Số bản ít nhất là 1."),
        ({"pages": "x"}, "Số trang bản chính là số nguyên."),
        ({"receipt": ""}, "Ghi số biên lai đã thu."),
        ({"id_number": "12"}, "Số định danh có 12 số"),
        ({"signed_by": "999999"}, "không phải"),
    ],
)
def test_a_mistake_brings_everything_back_and_writes_nothing(ha, said, sentence):
    answer = ha.post(ADDRESS, SAID | said)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page or "Người ký" in page
    assert not Dossier.objects.exists()
    if "name" not in said:
        assert value(page, "name") == "Nguyễn Thị Sen"


def test_the_same_form_sent_twice_counts_once(ha):
    first, again = (ha.post(ADDRESS, SAID)["Location"] for _ in range(2))
    assert first == again
    assert Dossier.objects.count() == 1


def test_only_the_counter_opens_it(ward):
    for username in (DUYEN, TOAN, TUAN):
        assert ward.client(username).get(ADDRESS).status_code == 403
        assert ward.client(username).post(ADDRESS, SAID).status_code == 403
    assert not Dossier.objects.exists()


@pytest.fixture
def late(ward, monkeypatch):
    at = NOW.replace(hour=15, minute=20)
    monkeypatch.setattr("motcua.desk.gates.now", lambda: at)
    return at


def test_before_fifteen_it_is_promised_for_the_day(ha):
    page = ha.get(ADDRESS).content.decode()
    assert "Kết quả: trả ngay trong ngày." in page
    assert "ngày làm việc tiếp theo" not in page


def test_after_fifteen_the_screen_says_so_and_the_date_keeps_it(ha, ward, late):
    page = ha.get(ADDRESS).content.decode()
    assert "Kết quả: ngày làm việc tiếp theo, Thứ Sáu 04/09/2026, 17:00." in page
    where = save(ha, do="later")
    code = where.rstrip("/").rsplit("/", 1)[1]
    state = ward.state(code)
    assert (state.status.value, f"{state.due_at:%d/%m}") == ("accepted", "04/09")
    assert "Trả sau" in ha.get(ADDRESS).content.decode()
    ward.step(HA, code, "giai-quyet-ngay")
    assert ward.state(code).register_number == 1
    assert checks.check(due_dates=True).findings == []


def test_a_receipt_is_printed_only_after_somebody_asked_for_it(ward, ha):
    code = saved_code(save(ha))
    assert ha.get(f"/ho-so/{code}/giay-tiep-nhan/").status_code == 422
    page = ha.get(f"/ho-so/{code}/").content.decode()
    assert "Giải quyết ngay, không cấp Giấy tiếp nhận" in page
    assert ward.step(HA, code, "cap-giay-tiep-nhan").status_code == 302
    assert ha.get(f"/ho-so/{code}/giay-tiep-nhan/").content.startswith(b"%PDF")


def test_a_mistake_in_the_book_is_put_right_and_seen(ward, ha):
    code = saved_code(save(ha))
    page = ha.get(f"/ho-so/{code}/viec/dinh-chinh/").content.decode()
    assert value(page, "copies") == "3"
    wrong = {"name": "Nguyễn Thị Xen", "content": "Bằng lái xe", "copies": "2", "pages": "4"}
    assert ward.step(HA, code, "dinh-chinh", **wrong, reason="").status_code == 422
    assert ward.step(HA, code, "dinh-chinh", **wrong, reason="Đếm nhầm").status_code == 302
    state = ward.state(code)
    assert (state.fee_total, state.people["owner"]["name"]) == (12_000, "Nguyễn Thị Xen")
    book = ha.get(BOOK).content.decode()
    assert "-6.000\xa0₫" in book
    assert "Đã khớp" in book
    assert ward.step(HA, code, "dinh-chinh", name="Nguyễn Thị Xen", void="on", reason="Ghi hai lần")
    assert "Đã hủy" in ha.get(BOOK).content.decode()


def test_the_day_book_adds_up_by_officer_and_by_procedure(ward, ha):
    save(ha)
    save(ha, copies="1", pages="1")
    save(ha, procedure_code=SIGNATURES, copies="1", signatures="2")
    book = ha.get(BOOK).content.decode()
    assert "Cộng 3 việc" in book
    assert "Số 2, quyển 2026-SCT/BS" in book
    assert book.count("30.000\xa0₫") >= 3
    assert "Đã khớp" in book
    tuan = ward.client(TUAN).get(BOOK)
    assert tuan.status_code == 200
    assert "Cộng 3 việc" in tuan.content.decode()


def test_other_money_of_the_day_stands_in_the_book_too(ward, ha):
    ward.received("2.000635")
    code = Dossier.objects.get().code
    ward.step(HA, code, "thu-phi", amount="8000", receipt="BL-9")
    book = ha.get(BOOK).content.decode()
    assert "BL-9" in book
    assert "Hồ sơ có hẹn" in book


def test_money_that_does_not_agree_is_named(ha):
    code = saved_code(save(ha))
    Dossier.objects.update(fee_total=1)
    page = ha.get(BOOK).content.decode()
    assert "Tiền chưa khớp ở 1 hồ sơ." in page
    assert code in page


@pytest.mark.parametrize("asked", ["?ngay=2026-13-45", "?ngay=x", "?ngay=2030-01-01", "?don-vi=0"])
def test_a_day_that_is_none_is_today(ha, asked):
    assert "Sổ ngày 03/09/2026" in ha.get(BOOK + asked).content.decode()


def test_another_day_has_its_own_book(ha):
    save(ha)
    before = (NOW - timedelta(days=1)).date().isoformat()
    assert "Ngày này chưa ghi việc nào" in ha.get(f"{BOOK}?ngay={before}").content.decode()


def test_an_office_without_a_counter_has_no_book(ward):
    assert ward.client("nghiepvu.tt").get(BOOK).status_code == 403


@pytest.mark.parametrize("address", [ADDRESS, BOOK])
def test_pages_cost_the_same_however_long_the_day(ha, address):
    save(ha)
    few = statements(ha, address)
    for number in range(4):
        save(ha, key=f"k{number}")
    assert statements(ha, address) == few <= MOST + 2


def test_who_comes_again_is_asked_why(ward, ha):
    ward.received(STATUS)
    guided = {
        "do": "guide", "key": "g", "unit": str(ward.unit.id), "procedure_code": STATUS,
        "name": "Nguyễn Thị Sen", "phone": "0905000317", "same_owner": "on", "sets": "1",
        "return_channel": "counter", "note": "Thiếu tờ khai", "priority": "pregnant",
    }  # fmt: skip
    code = ha.post("/quay/tiep-nhan/", guided)["Location"].rstrip("/").rsplit("/", 1)[1]
    assert ward.step(HA, code, "da-hoan-thien").status_code == 422
    assert ward.step(HA, code, "da-hoan-thien", trip="officer").status_code == 302
    page = ha.get(f"/ho-so/{code}/").content.decode()
    assert "Cơ quan hướng dẫn chưa đủ" in page
    assert '<b class="num">1/2</b>' in page
    assert "Ưu tiên: Phụ nữ mang thai" in page
    assert ward.step(HA, code, "tiep-nhan", priority="disabled").status_code == 302
    assert ward.state(code).priority == "disabled"
    assert ward.step(HA, code, "uu-tien", priority="", evidence="Ghi nhầm").status_code == 302
    assert ward.state(code).priority == ""
