"""Finding a procedure and reading it: as people type, as of any day, on paper too."""

from __future__ import annotations

import pytest

from doors.portal.conftest import BIRTH, BUILDING, COPIES, text_of, words_of_pdf

PAGES = [
    "/", "/thu-tuc/", f"/thu-tuc/{BIRTH}/", "/niem-yet/", "/niem-yet/ubnd-21028/",
    "/niem-yet/so-xay-dung/", "/tra-cuu/", "/tro-giup/", "/cach-tinh-thoi-han/",
    "/bao-ve-du-lieu-ca-nhan/", "/kha-nang-tiep-can/", f"/nop-ho-so/{BIRTH}/",
]  # fmt: skip


@pytest.mark.parametrize("address", PAGES)
def test_a_page_has_one_heading_its_path_and_says_what_it_is(citizen, address):
    answer = citizen.get(address)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert page.count("<h1") == 1
    assert "<title>" in page
    assert "style=" not in page


@pytest.mark.parametrize("typed", ["khai sinh", "khai sinh ", "dang ky khai sinh", "1.001193"])
def test_it_is_found_with_and_without_diacritics(citizen, typed):
    assert "Thủ tục đăng ký khai sinh" in text_of(citizen.get("/thu-tuc/", tim=typed))


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("xin phép xây nhà", "giấy phép xây dựng"),
        ("doc than", "xác nhận tình trạng hôn nhân"),
        ("làm sổ đỏ", "Giấy chứng nhận quyền sử dụng đất"),
    ],
)
def test_everyday_words_lead_to_official_ones_and_the_page_says_so(citizen, typed, name):
    text = text_of(citizen.get("/thu-tuc/", tim=typed))
    assert name in text
    assert "Đã tìm cả" in text


def test_nothing_found_says_what_to_try(citizen):
    assert "Thử một từ ngắn hơn" in text_of(citizen.get("/thu-tuc/", tim="qqzz ww"))


def test_filters_narrow_and_typing_shows_only_the_list(citizen):
    everything = text_of(citizen.get("/thu-tuc/"))
    assert "Thủ tục 1 đến 20" in everything
    narrowed = text_of(citizen.get("/thu-tuc/", linh_vuc="H48-MH01", cap="commune"))
    assert "Chứng thực bản sao" in narrowed
    assert "khai sinh" not in narrowed
    part = citizen.client.get("/thu-tuc/", {"tim": "ket hon"}, headers={"HX-Request": "true"})
    assert "<html" not in part.content.decode()
    assert "đăng ký kết hôn" in part.content.decode()


def test_a_filter_that_nobody_knows_is_left_out(citizen):
    assert citizen.get("/thu-tuc/", linh_vuc="'; DROP", trang="9" * 30).status_code == 200


def test_a_procedure_tells_all_that_the_law_demands(citizen):
    text = text_of(citizen.get(f"/thu-tuc/{BUILDING}/"))
    for heading in (
        "Giấy tờ cần nộp", "Các bước", "Cách nộp và thời hạn", "Phí, lệ phí", "Nộp ở đâu",
        "Kết quả", "Căn cứ pháp lý",
    ):  # fmt: skip
        assert heading in text
    assert "Ngoài danh mục này, cơ quan không được yêu cầu thêm." in text


def test_the_date_for_today_skips_the_days_off_and_says_why(citizen):
    # Thursday 03/09/2026, ten working days.
    text = text_of(citizen.get(f"/thu-tuc/{BUILDING}/"))
    assert "Nếu được tiếp nhận hôm nay" in text
    assert "Hẹn trả chậm nhất Thứ Năm 17/09/2026, 17:00" in text
    assert "10 ngày làm việc" in text


def test_in_the_evening_the_next_working_morning_counts(citizen):
    text = text_of(citizen.later(hours=10).get(f"/thu-tuc/{BUILDING}/"))
    assert "Nếu được tiếp nhận 04/09/2026" in text
    assert "Thứ Sáu 18/09/2026, 17:00" in text


def test_a_day_of_the_first_era_shows_the_version_of_that_day(citizen):
    then = text_of(citizen.get(f"/thu-tuc/{BIRTH}/", ngay="2024-03-01"))
    assert "Anh/chị đang xem bản có hiệu lực ngày 01/03/2024" in then
    assert "Bắt đầu nộp trên mạng" not in then
    assert "Nếu được tiếp nhận ngày 01/03/2024" in then
    now = text_of(citizen.get(f"/thu-tuc/{BIRTH}/"))
    assert "Bắt đầu nộp trên mạng" in now
    assert "bản đã công bố" in now


def test_before_the_first_version_the_page_offers_those_there_are(citizen):
    answer = citizen.get(f"/thu-tuc/{BIRTH}/", ngay="2001-01-01")
    assert answer.status_code == 404
    assert "không áp dụng" in text_of(answer)
    assert "Bản có hiệu lực từ 01/07/2025" in text_of(answer)


@pytest.mark.parametrize(
    "address", ["/thu-tuc/9.999999/", "/thu-tuc/9.999999/ban-in/", "/niem-yet/x/"]
)
def test_what_nobody_published_is_not_found(citizen, address):
    assert citizen.get(address).status_code == 404


def test_the_printed_sheet_carries_the_address_and_the_papers(citizen):
    answer = citizen.get(f"/thu-tuc/{BIRTH}/ban-in/")
    words = " ".join(words_of_pdf(answer.content).split())
    assert answer["Content-Type"] == "application/pdf"
    assert f"/thu-tuc/{BIRTH}/" in words
    assert "Giấy chứng sinh" in words
    assert "có hiệu lực từ 01/07/2025" in words


def test_what_cannot_be_done_online_offers_no_button(citizen):
    text = text_of(citizen.get(f"/thu-tuc/{COPIES}/"))
    assert "chưa nhận hồ sơ trên mạng" in text
    refused = citizen.get(f"/nop-ho-so/{COPIES}/")
    assert refused.status_code == 422
    assert "Nộp tại quầy" in text_of(refused)


def test_the_posted_list_has_the_columns_of_the_notice_board(citizen):
    page = citizen.get("/niem-yet/so-xay-dung/").content.decode()
    for column in ("STT", "Tên thủ tục", "Thời hạn", "Phí, lệ phí", "Cách thức", "Căn cứ pháp lý"):
        assert f">{column}</th>" in page
    assert 'class="qr"' in page
    assert "Thủ tục đăng ký khai sinh" not in page
    assert "Thủ tục đăng ký khai sinh" in citizen.get("/niem-yet/ubnd-21028/").content.decode()


def test_the_home_page_puts_each_procedure_into_exactly_one_topic(citizen):
    import re

    from motcua.procedures import queries as procedures

    page = citizen.get("/").content.decode()
    counted = sum(int(n) for n in re.findall(r"num\">(\d+) thủ tục<", page))
    assert counted == sum(count for _, _, count in procedures.sectors(citizen.clock[0].date()))


def test_the_home_page_tells_of_the_holiday_that_comes(citizen):
    from datetime import datetime

    from motcua.base.dates import VIETNAM

    assert "nghỉ lễ" not in text_of(citizen.get("/"))
    citizen.clock[0] = datetime(2026, 11, 23, 9, tzinfo=VIETNAM)
    text = text_of(citizen.get("/"))
    assert "Thứ Ba 24/11/2026 nghỉ lễ. Ngày này không tính vào thời hạn." in text
    assert "cán bộ tiếp nhận từ thứ Tư 25/11/2026" in text


def test_the_calculator_counts_as_the_house_does(citizen):
    asked = {"ngay": "2026-08-20", "gio": "14:10", "so": "7", "don_vi": "working_day"}
    text = text_of(citizen.get("/cach-tinh-thoi-han/", **asked))
    assert "Thứ Sáu 28/08/2026, 17:00" in text
    assert "Thứ Bảy 22/08" in text


def test_the_calculator_stops_for_a_supplement(citizen):
    asked = {"ngay": "2026-08-20", "gio": "14:10", "so": "7", "don_vi": "working_day",
             "dung_tu": "2026-08-24", "dung_den": "2026-08-27"}  # fmt: skip
    assert "dừng" in text_of(citizen.get("/cach-tinh-thoi-han/", **asked))


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"so": "0"}, "Thời hạn phải lớn hơn 0."),
        ({"so": "abc"}, "Ghi một số, ví dụ 7."),
        ({"ngay": "2026-13-40"}, "Ghi ngày theo dạng 23/11/2026."),
        ({"dung_den": "2026-08-27"}, "Ghi cả ngày cơ quan yêu cầu bổ sung."),
        ({"ngay": "1900-01-01"}, "lịch"),
    ],
)
def test_the_calculator_says_what_to_write(citizen, wrong, sentence):
    asked = {"ngay": "2026-08-20", "gio": "14:10", "so": "7", "don_vi": "working_day"} | wrong
    text = text_of(citizen.get("/cach-tinh-thoi-han/", **asked))
    assert sentence in text
    assert "chỗ cần sửa" in text


def test_machines_get_their_answers(citizen):
    assert "Disallow: /tra-cuu/" in citizen.get("/robots.txt").content.decode()
    assert citizen.get("/healthz").content == b"ok\n"
    assert citizen.get("/favicon.ico").status_code == 301
    assert citizen.client.post("/thu-tuc/").status_code == 405
