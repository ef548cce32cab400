"""A citizen with a phone: finds, applies with a scan, gets a code, follows, and reads why."""

from __future__ import annotations

import io
import re
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pypdf import PdfWriter

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
]
HA, PHONE, DIGITS = "tiepnhan.nghialo", "0905000396", "0396"
BIRTH = "/thu-tuc/1.001193/"
PAGES = [
    "/", "/thu-tuc/", "/thu-tuc/?tim=xay+nha", "/thu-tuc/?linh_vuc=H48-MH01", "/thu-tuc/?tim=qqzz",
    BIRTH, f"{BIRTH}?ngay=2024-03-01", f"{BIRTH}?ngay=2001-01-01", "/thu-tuc/1.013225/",
    "/niem-yet/", "/niem-yet/so-xay-dung/", "/nop-ho-so/1.001193/", "/tra-cuu/",
    "/tra-cuu/?ma=H48.102-260820-0042&het=1", "/tro-giup/", "/cach-tinh-thoi-han/",
    "/cach-tinh-thoi-han/?ngay=2026-08-20&gio=14:10&so=7&don_vi=working_day",
    "/bao-ve-du-lieu-ca-nhan/", "/kha-nang-tiep-can/",
]  # fmt: skip


@pytest.fixture(scope="module")
def scan(tmp_path_factory) -> Path:
    """A one-page scan."""
    path = tmp_path_factory.mktemp("scan") / "giấy chứng sinh.pdf"
    writer, drawn = PdfWriter(), io.BytesIO()
    writer.add_blank_page(width=595, height=842)
    writer.write(drawn)
    path.write_bytes(drawn.getvalue())
    return path


def goes_on(page, name="Lưu và tiếp tục"):
    page.get_by_role("button", name=name, exact=True).click()


def finds(citizen):
    citizen.goes_to("/")
    citizen.page.get_by_label("Tìm thủ tục").fill("dang ky khai sinh")
    citizen.page.get_by_role("button", name="Tìm thủ tục").click()
    citizen.page.get_by_role("link", name="Thủ tục đăng ký khai sinh", exact=True).click()
    citizen.sees("Giấy tờ cần nộp")
    citizen.sees("Nếu được tiếp nhận")


def applies(page, scan, look=lambda: None) -> str:
    """Every page of the application, in order; `look` is called on each."""
    page.get_by_role("link", name="Nộp trên mạng").first.click()
    look()
    goes_on(page, "Bắt đầu")
    look()
    page.get_by_label("Cho chính tôi").check()
    goes_on(page)
    look()
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Sen")
    page.get_by_label("Số CCCD hoặc số định danh").fill("051185004317")
    page.get_by_label("Số điện thoại").fill(PHONE)
    goes_on(page)
    look()
    page.get_by_label("Xã, phường, đặc khu").select_option(label="Nghĩa Lộ (phường)")
    goes_on(page)
    look()
    page.get_by_label("Nội dung đề nghị").fill("Khai sinh cho con, sinh ngày 02/11/2026")
    goes_on(page)
    look()
    for number in (0, 1):
        page.locator("input[type=file]").nth(number).set_input_files(scan)
    goes_on(page, "Tải lên rồi chọn thêm")
    expect(page.get_by_text("giấy chứng sinh.pdf")).to_have_count(2)
    look()
    goes_on(page)
    look()
    page.get_by_label("Tại quầy").check()
    goes_on(page)
    look()
    page.get_by_label("Tôi cam đoan").check()
    goes_on(page, "Gửi hồ sơ")
    page.wait_for_url("**/da-nop/")
    look()
    return page.locator(".given .code").inner_text()


def accepts(ha, code):
    ha.goes_to("/quay/truc-tuyen/")
    ha.sees(code)
    ha.goes_to(f"/ho-so/{code}/viec/tiep-nhan/")
    ha.page.locator("main form button[type=submit], main form button:not([type])").first.click()
    ha.sees("Đã tiếp nhận hồ sơ.")


def follows(somebody, code):
    somebody.goes_to("/tra-cuu/")
    somebody.page.get_by_label("Mã hồ sơ").fill(code)
    somebody.page.get_by_label("4 số cuối").fill(DIGITS)
    goes_on(somebody.page, "Xem hồ sơ")
    somebody.page.wait_for_url(f"**/tra-cuu/{code}/")


def test_from_the_search_to_the_reason_of_the_date(person, scan):
    citizen = person(width=360)
    faults = []
    finds(citizen)
    code = applies(citizen.page, scan, lambda: faults.extend(citizen.violations()))
    citizen.sees("Chờ tiếp nhận trong 8 giờ làm việc")
    assert faults == []
    assert citizen.complaints == []
    accepts(person(HA), code)
    later = person(width=360)
    follows(later, code)
    later.sees("Hẹn trả kết quả")
    later.sees("Vì sao là ngày")
    later.sees("Ngày nhận hồ sơ không tính.")
    read = later.page.inner_text("body").replace(code, "")
    assert not re.search(rf"Sen|{PHONE}|{DIGITS}|051185004317", read)
    assert later.violations() == []
    assert later.complaints == []


def test_without_scripts_it_is_plain_forms(chromium, house, scan):
    plain = chromium.new_context(java_script_enabled=False, base_url=house)
    page = plain.new_page()
    page.goto(BIRTH)
    code = applies(page, scan)
    page.get_by_role("link", name="Xem hồ sơ").click()
    expect(page.get_by_text(f"Mã hồ sơ {code}")).to_be_visible()
    plain.close()


def test_the_list_follows_what_is_typed_and_the_address_keeps_it(person):
    citizen = person().goes_to("/thu-tuc/")
    citizen.page.locator("#id_tim").press_sequentially("ket hon", delay=20)
    expect(citizen.page.locator("#ket-qua th a").first).to_contain_text("kết hôn")
    citizen.page.wait_for_url("**tim=ket*hon**")
    assert citizen.violations() == []
    assert citizen.complaints == []


@pytest.mark.parametrize("width", [360, 1280])
def test_every_public_page_is_accessible_and_keeps_its_width(person, width):
    citizen = person(width=width)
    for path in PAGES:
        citizen.goes_to(path)
        assert citizen.violations() == [], (path, width)


@pytest.mark.parametrize("width", [360, 1280])
def test_pages_with_mistakes_and_of_a_dossier_are_accessible(person, scan, width):
    citizen = person(width=width).goes_to(BIRTH)
    code = applies(citizen.page, scan)
    follows(citizen, code)
    assert citizen.violations() == []
    for slug in ("rut-ho-so", "bo-sung"):
        citizen.goes_to(f"/tra-cuu/{code}/{slug}/")
        assert citizen.violations() == [], slug
    citizen.goes_to("/tra-cuu/")
    goes_on(citizen.page, "Xem hồ sơ")
    citizen.sees("Có 2 chỗ cần sửa")
    assert citizen.violations() == []
