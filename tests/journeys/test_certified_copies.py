"""Story 1: a commune clerk records certified copies, one after the other, by keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
CARD = "051185004317|215001122|Nguyễn Thị Thanh Tuyền|14021985|Nữ|Tổ 6, phường Nghĩa Lộ|01012021"
HA = "tiepnhan.nghialo"


def records(ha, paper, copies, pages, fee, receipt=""):
    """Scan, name, count, one key: the receipt number goes on by itself."""
    page = ha.page
    ha.types(CARD)
    ha.presses("Enter")
    expect(page.locator("#id_name")).to_have_value("Nguyễn Thị Thanh Tuyền")
    expect(page.locator("#id_content")).to_be_focused()
    ha.types(paper)
    ha.presses("F6")
    ha.types(copies)
    ha.presses("Tab")
    ha.types(pages)
    expect(page.locator("#tien")).to_contain_text(fee)
    if receipt:
        ha.presses("F8")
        ha.types(receipt)
    ha.presses("F9")
    ha.sees(f"thu {fee}")
    expect(page.locator("#id_scan")).to_be_focused()


def test_from_the_card_to_the_book_without_a_mouse(person):
    ha = person(HA).goes_to("/quay/lam-ngay/")
    records(ha, "Căn cước công dân", "3", "4", "18.000", receipt="BL000125")
    records(ha, "Học bạ", "1", "300", "200.000")
    records(ha, "Bằng đại học", "2", "1", "4.000")
    expect(ha.page.locator("#id_receipt")).to_have_value("BL000128")
    assert ha.violations() == []
    ha.presses("F3")
    ha.presses("2")
    expect(ha.page.locator("#viec [aria-current]")).to_contain_text("chữ ký")
    expect(ha.page.locator("#id_signatures")).to_be_visible()
    ha.goes_to("/quay/so-ngay/")
    ha.sees("Cộng 3 việc")
    ha.sees("Đã khớp")
    ha.page.get_by_role("link", name="Nguyễn Thị Thanh Tuyền").first.click()
    ha.sees("Sổ chứng thực bản sao từ bản chính")
    assert ha.violations() == []
    assert ha.complaints == []


def test_a_mistake_leads_to_its_field_at_once(person):
    page = person(HA).goes_to("/quay/lam-ngay/?thu-tuc=2.000815").page
    page.get_by_label("Họ và tên").fill("Nguyễn Thị Sen")
    page.keyboard.press("F9")
    expect(page.locator(".err-sum")).to_be_visible()
    faulty = page.locator("#lam-ngay [aria-invalid=true]").first
    expect(faulty).to_be_focused()
    expect(faulty).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [360, 1280])
def test_the_counters_pages_are_accessible_and_keep_their_width(person, width):
    ha = person(HA, width)
    for path in ("/quay/lam-ngay/?thu-tuc=2.000884", "/quay/so-ngay/"):
        ha.goes_to(path)
        assert ha.violations() == [], (path, width)
    assert ha.complaints == []


def test_without_scripts_it_is_a_plain_form(chromium, house, person):
    ha = person(HA)
    plain = chromium.new_context(
        java_script_enabled=False, base_url=house, storage_state=ha.context.storage_state()
    )
    page = plain.new_page()
    page.goto("/quay/lam-ngay/?thu-tuc=2.000815")
    page.get_by_label("Quét mã trên CCCD").fill(CARD)
    page.get_by_role("button", name="Tìm", exact=True).click()
    assert page.get_by_label("Họ và tên").input_value() == "Nguyễn Thị Thanh Tuyền"
    page.get_by_label("Tên giấy tờ").fill("Giấy khai sinh")
    page.get_by_label("Số biên lai").fill("BL000900")
    page.get_by_role("button", name="Ghi và trả ngay").click()
    page.get_by_text("Đã ghi số").wait_for()
    plain.close()
