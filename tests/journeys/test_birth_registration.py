"""A birth registration from the counter to the parent's hands, in a browser; the counter by keyboard only."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
]
CARD = "051185004317|215001122|Nguyễn Thị Thanh Tuyền|14021985|Nữ|Tổ 6, phường Nghĩa Lộ|01012021"
HA, DUYEN, TUAN, YEN, TOAN = (
    "tiepnhan.nghialo", "hotich.nghialo", "chutich.nghialo", "vanthu.nghialo",
    "traketqua.nghialo",
)  # fmt: skip


def receives_by_keyboard(ha) -> str:
    """Scan, pick, accept, print, hand over: no mouse, no reload."""
    ha.goes_to("/quay/tiep-nhan/")
    page = ha.page
    ha.presses("F2")
    ha.types(CARD)
    ha.presses("Enter")
    expect(page.locator("#id_name")).to_have_value("Nguyễn Thị Thanh Tuyền")
    ha.tabs_to("#id_phone")
    ha.types("0905000317")
    ha.presses("F3")
    ha.types("dang ky khai sinh")
    ha.presses("Enter")
    page.wait_for_selector("#giay-to input[type=checkbox]:checked")
    assert page.input_value("#id_phone") == "0905000317"
    ha.presses("F4")
    assert page.evaluate("document.activeElement.name.startsWith('paper_')")
    ha.presses("F9")
    page.wait_for_url("**/quay/tiep-nhan/xong/**")
    return re.search(r"/xong/([^/]+)/", page.url).group(1)


def prints_and_hands_over(ha, code):
    ha.sees("Đã tiếp nhận hồ sơ")
    receipt = ha.page.request.get(f"/ho-so/{code}/giay-tiep-nhan/")
    assert receipt.headers["content-type"] == "application/pdf"
    assert receipt.body().startswith(b"%PDF")
    assert ha.violations() == []
    ha.presses("F4")
    ha.sees("Đã giao, chờ nơi nhận xác nhận.")


def takes_over_and_forwards(duyen, code):
    duyen.goes_to("/quay/ban-giao/")
    duyen.page.get_by_label(re.compile(f"Chọn {code}")).wait_for()
    duyen.page.get_by_role("button", name="Nhận các hồ sơ đã chọn").click()
    duyen.sees("Đã nhận 1 hồ sơ.")
    duyen.goes_to("/ban-lam-viec/")
    duyen.presses("j", "Enter")
    duyen.page.wait_for_url(f"**/ho-so/{code}/")
    assert duyen.violations() == []
    duyen.presses("c")
    duyen.sees("Đã chuyển bước.")


def signs(tuan, code):
    tuan.goes_to(f"/ho-so/{code}/")
    tuan.page.get_by_role("button", name="Nhận hồ sơ").click()
    tuan.sees("Đã nhận hồ sơ.")
    tuan.goes_to("/ban-lam-viec/cho-ky/")
    tuan.page.get_by_role("link", name=f"Ký hồ sơ {code}").click()
    tuan.page.get_by_label("Số, ký hiệu văn bản").fill("15/2026")
    tuan.page.get_by_role("button", name="Ký kết quả").click()
    tuan.sees("Đã ký kết quả.")


def records(yen, code):
    yen.goes_to(f"/ho-so/{code}/")
    yen.page.get_by_role("button", name="Nhận hồ sơ").click()
    yen.page.get_by_role("button", name="Ghi nhận kết quả").click()
    yen.sees("Đã ghi nhận kết quả.")


def gives(toan, code):
    toan.goes_to("/quay/tra-ket-qua/")
    toan.types(code)
    toan.presses("Enter")
    toan.page.get_by_role("link", name="Nguyễn Thị Thanh Tuyền").click()
    assert toan.violations() == []
    toan.page.get_by_label("Đã xem CCCD của người nhận").check()
    toan.presses("F9")
    toan.sees("Đã trả kết quả.")
    toan.goes_to(f"/ho-so/{code}/")
    toan.sees("Trước hạn")


def test_from_the_counter_to_the_parents_hands(person):
    ha = person(HA)
    code = receives_by_keyboard(ha)
    prints_and_hands_over(ha, code)
    others = {DUYEN: takes_over_and_forwards, TUAN: signs, YEN: records, TOAN: gives}
    assert ha.complaints == []
    for username, does in others.items():
        somebody = person(username)
        does(somebody, code)
        assert somebody.complaints == []


@pytest.mark.parametrize("width", [360, 1280])
def test_every_page_of_the_desk_is_accessible_and_keeps_its_width(person, width):
    ha, tuan, admin = person(HA, width), person(TUAN, width), person("nghiepvu.tt", width)
    walks = {
        ha: ["/ban-lam-viec/", "/quay/tiep-nhan/?thu-tuc=1.001193", "/quay/truc-tuyen/",
             "/quay/ban-giao/", "/quay/tra-ket-qua/", "/tim-kiem/?tim=nguyen",
             "/ban-lam-viec/xong-hom-nay/", "/tai-khoan/"],
        tuan: ["/ban-lam-viec/ca-don-vi/", "/ban-lam-viec/phan-cong/", "/ban-lam-viec/cho-ky/"],
        admin: ["/danh-muc/", "/danh-muc/can-xem-lai/"],
    }  # fmt: skip
    for somebody, paths in walks.items():
        for path in paths:
            somebody.goes_to(path)
            assert somebody.violations() == [], (path, width)
        assert somebody.complaints == []


def test_without_scripts_the_counter_is_a_plain_form(chromium, house, person):
    ha = person(HA)
    plain = chromium.new_context(
        java_script_enabled=False, base_url=house, storage_state=ha.context.storage_state()
    )
    page = plain.new_page()
    page.goto("/quay/tiep-nhan/")
    page.get_by_label("Quét mã trên CCCD").fill(CARD)
    page.get_by_role("button", name="Tìm", exact=True).click()
    assert page.get_by_label("Họ và tên người nộp").input_value() == "Nguyễn Thị Thanh Tuyền"
    page.get_by_label("Tìm thủ tục").fill("1.001193")
    page.get_by_label("Tìm thủ tục").press("Enter")
    page.locator("#pick button").first.click()
    page.locator("#id_phone").fill("0905000317")
    page.get_by_role("button", name="Tiếp nhận và in giấy hẹn").click()
    page.wait_for_url("**/quay/tiep-nhan/xong/**")
    plain.close()
