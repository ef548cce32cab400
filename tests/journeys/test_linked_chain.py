"""Story 2 in a browser: one birth chain from the counter over police and insurer to the parent."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db,
]
CARD = "051185004317|215001122|Nguyễn Thị Thanh Tuyền|14021985|Nữ|Tổ 6, phường Nghĩa Lộ|01012021"


def receives(ha) -> str:
    page = ha.page
    ha.goes_to("/quay/tiep-nhan/?thu-tuc=2.000986")
    ha.presses("F2")
    ha.types(CARD)
    ha.presses("Enter")
    expect(page.locator("#id_name")).to_have_value("Nguyễn Thị Thanh Tuyền")
    page.locator("#id_phone").fill("0905000317")
    ha.presses("F9")
    page.wait_for_url("**/quay/tiep-nhan/xong/**")
    code = re.search(r"/xong/([^/]+)/", page.url).group(1)
    receipt = page.request.get(f"/ho-so/{code}/giay-tiep-nhan/")
    assert receipt.body().startswith(b"%PDF")
    ha.presses("F4")
    ha.sees("Đã giao, chờ nơi nhận xác nhận.")
    return code


def takes_over(somebody, code):
    somebody.goes_to(f"/ho-so/{code}/")
    somebody.page.get_by_role("button", name="Nhận hồ sơ").click()
    somebody.sees("Đã nhận hồ sơ.")


def forwards(duyen, code):
    takes_over(duyen, code)
    duyen.page.get_by_role("button", name="Chuyển bước").click()
    duyen.sees("Đã chuyển bước.")


def signs(tuan, code):
    takes_over(tuan, code)
    tuan.goes_to(f"/ho-so/{code}/viec/ky-ket-qua/")
    tuan.page.get_by_label("Số, ký hiệu văn bản").fill("15/2026")
    tuan.page.get_by_role("button", name="Ký kết quả").click()
    tuan.sees("Đã ký kết quả.")


def sends_on(duyen, code):
    takes_over(duyen, code)
    duyen.sees("Các cơ quan cùng giải quyết")
    duyen.sees("Công an phường Nghĩa Lộ")
    assert duyen.violations() == []
    forwards_only(duyen, code)


def forwards_only(duyen, code):
    duyen.goes_to(f"/ho-so/{code}/viec/chuyen-buoc/")
    duyen.page.get_by_role("button", name="Chuyển bước").click()
    duyen.sees("Đã chuyển bước.")


def does_the_leg(somebody, code, number):
    """From the shelf of what is waited for: take the leg, then write down what came out of it."""
    somebody.goes_to("/ban-lam-viec/cho/don-vi/")
    assert somebody.violations() == []
    somebody.page.get_by_role("link", name=f"Nhận hồ sơ {code}").click()
    somebody.page.get_by_role("button", name="Nhận phần việc").click()
    somebody.sees("Đã nhận phần việc.")
    somebody.goes_to(f"/ho-so/{code}/viec/xong-phan-viec/")
    somebody.page.get_by_label("Số văn bản, kết quả").fill(number)
    assert somebody.violations() == []
    somebody.page.get_by_role("button", name="Ghi đã xong").click()
    somebody.sees("Đã ghi kết quả phần việc.")


def cannot_record_yet(yen, code):
    takes_over(yen, code)
    yen.goes_to(f"/ho-so/{code}/viec/ghi-nhan-ket-qua/")
    yen.page.get_by_role("button", name="Ghi nhận kết quả").click()
    yen.sees("còn chờ Công an phường Nghĩa Lộ")


def records(yen, code):
    yen.goes_to(f"/ho-so/{code}/viec/ghi-nhan-ket-qua/")
    yen.page.get_by_role("button", name="Ghi nhận kết quả").click()
    yen.sees("Đã ghi nhận kết quả.")


def gives(toan, code):
    toan.goes_to(f"/quay/tra-ket-qua/{code}/")
    toan.page.get_by_label("Đã xem CCCD của người nhận").check()
    toan.presses("F9")
    toan.sees("Đã trả kết quả.")


def test_one_chain_from_the_counter_to_the_parent(person):
    ha, duyen, yen = person("tiepnhan.nghialo"), person("hotich.nghialo"), person("vanthu.nghialo")
    code = receives(ha)
    forwards(duyen, code)
    signs(person("chutich.nghialo"), code)
    sends_on(duyen, code)
    cannot_record_yet(yen, code)
    does_the_leg(person("cutru.nghialo"), code, "TT-88")
    does_the_leg(person("thebhyt.bhxh"), code, "TE1-51-0042")
    records(yen, code)
    gives(person("traketqua.nghialo"), code)
    ha.goes_to(f"/ho-so/{code}/")
    ha.sees("số TE1-51-0042")
    assert ha.violations() == []
