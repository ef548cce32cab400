"""The gate in a browser: a supplement that is returned, mended and answered, a refusal, promises."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from motcua.base.dates import in_vietnam
from motcua.base.time import now

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
OFFICER, ROOM, CHIEF = "diachinh.nghialo", "kinhte.nghialo", "chutich.nghialo"
COUNTER, CONTROLLER, DIRECTOR = "tiepnhan.nghialo", "kiemsoat.tt", "giamdoc.tt"
OFFICE_HEAD = "chanhvanphong.nghialo"
GROUND = "Khoản 2 Điều 54 Nghị định 175/2024/NĐ-CP"
CLEAR = "Bản vẽ mặt cắt móng không đọc được kích thước; in lại trang KC-02 ở tỷ lệ 1/50."
_SRC = Path(__file__).parents[2] / "src"
PAGES = (
    "/kiem-soat/", "/kiem-soat/da-quyet-dinh/", "/kiem-soat/xin-loi/", "/kiem-soat/so-lieu/",
    "/kiem-soat/so-lieu/returned/", "/kiem-soat/quy-dinh/", "/theo-doi/", "/theo-doi/man-hinh/",
    "/theo-doi/canh-bao/", "/theo-doi/ket-luan/", "/thu-xin-loi/",
)  # fmt: skip


@pytest.fixture(scope="module")
def laid(house, database, tmp_path_factory) -> dict[str, str]:
    """What lies on the desks, made by the real actions at moments before now."""
    env = os.environ | {
        "DATABASE_URL": database, "MOTCUA_DATA": str(tmp_path_factory.mktemp("ground")),
        "MOTCUA_DEBUG": "1", "PYTHONPATH": str(_SRC),
    }  # fmt: skip
    command = [sys.executable, "-X", "utf8", str(Path(__file__).with_name("gate_ground.py"))]
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    return json.loads(done.stdout)


def deadline() -> str:
    return (in_vietnam(now()).date() + timedelta(days=25)).isoformat()


def act_of(somebody, code) -> str:
    """The address of the dossier's act, as its page shows it."""
    somebody.goes_to(f"/ho-so/{code}/")
    link = somebody.page.locator(f'a[href^="/ho-so/{code}/van-ban/"]:not([href*="soan"])').first
    return link.get_attribute("href")


def presses_twice(somebody, key):
    """The first press asks, the second does it."""
    somebody.presses(key)
    expect(somebody.page.locator(f'[data-key="{key}"]')).to_contain_text("Bấm lần nữa")
    somebody.presses(key)


def asks_without_ground(officer, code):
    officer.goes_to(f"/ho-so/{code}/van-ban/soan/supplement_request/")
    page = officer.page
    page.locator("#p2-on").check()
    page.locator("[name=p2-defect]").select_option("unclear")
    page.get_by_label("Lý do", exact=True).fill("Bản vẽ chưa đạt.")
    page.get_by_label("Căn cứ pháp lý").fill("theo quy định")
    page.get_by_label("Hạn bổ sung").fill(deadline())
    assert officer.violations() == []
    page.get_by_role("button", name="Lưu bản soạn").click()
    officer.sees("Đã lưu bản soạn.")
    return page.url


def agrees(head, address):
    head.goes_to(address)
    presses_twice(head, "c")
    head.sees("Bản soạn chờ Trung tâm kiểm soát.")


def opens_first(controller):
    controller.goes_to("/kiem-soat/")
    controller.presses("j", "Enter")
    controller.page.wait_for_url("**/kiem-soat/van-ban/*/")


def returns(controller):
    opens_first(controller)
    controller.sees("Chưa duyệt nguyên văn được")
    assert controller.violations() == []
    presses_twice(controller, "t")
    controller.sees("Đã trả lại người soạn.")


def corrects(officer, address):
    officer.goes_to(address)
    officer.sees("Bị trả lại để sửa.")
    officer.page.get_by_role("link", name="Sửa bản soạn").click()
    officer.page.get_by_label("Căn cứ pháp lý").fill(GROUND)
    officer.page.get_by_role("button", name="Lưu bản soạn").click()
    officer.sees("Đã lưu bản soạn.")


def mends_by_keyboard(controller):
    opens_first(controller)
    controller.presses("s")
    controller.page.wait_for_url("**/sua/")
    assert controller.violations() == []
    controller.tabs_to("[name=reason]")
    controller.presses("Control+a")
    controller.types(CLEAR)
    controller.tabs_to("main form button[type=submit]")
    controller.presses("Enter")
    controller.page.get_by_role("button", name="Bấm lần nữa để duyệt bản sửa").wait_for()
    controller.presses("Enter")
    controller.sees("Đã sửa và cho phép phát hành.")


def issues(chief, address, sees):
    """Signed by the head; gives the number of the letter."""
    chief.goes_to(address)
    chief.sees(sees)
    presses_twice(chief, "c")
    chief.sees("Đã ký phát hành.")
    chief.goes_to(address)
    found = re.search(r"Số (\S+)", chief.page.locator("main").inner_text())
    assert found, chief.page.locator("main").inner_text()
    return found.group(1)


def follows(citizen, code, laid_phone):
    citizen.goes_to("/tra-cuu/")
    citizen.page.get_by_label("Mã hồ sơ").fill(code)
    citizen.page.get_by_label("4 số cuối").fill(laid_phone)
    citizen.page.get_by_role("button", name="Xem hồ sơ", exact=True).click()
    citizen.page.wait_for_url(f"**/tra-cuu/{code}/")


def answers(counter, code):
    counter.goes_to(f"/ho-so/{code}/viec/nhan-bo-sung/")
    counter.page.locator("[name=got_ban-ve]").fill("2")
    counter.page.get_by_label("Không phải đến").check()
    counter.page.get_by_role("button", name="Đã nhận đủ").click()
    counter.sees("Đã nhận bổ sung, đồng hồ chạy tiếp.")


def test_a_supplement_returned_mended_answered_and_resumed(person, laid):
    code = laid["permit"]
    officer, room, controller = person(OFFICER), person(ROOM), person(CONTROLLER)
    address = asks_without_ground(officer, code)
    agrees(room, address)
    citizen = person(width=360)
    follows(citizen, code, "0501")
    assert "Bản vẽ" not in citizen.page.inner_text("main")
    returns(controller)
    corrects(officer, address)
    agrees(room, address)
    mends_by_keyboard(controller)
    number = issues(person(CHIEF), address, "Trung tâm đã sửa văn bản")
    follows(citizen, code, "0501")
    citizen.sees(f"Số {number}")
    citizen.sees(CLEAR)
    assert citizen.violations() == []
    answers(person(COUNTER), code)
    officer.goes_to(f"/ho-so/{code}/")
    officer.sees("bổ sung")
    assert "Đồng hồ đang dừng" not in officer.page.inner_text("main")
    follows(citizen, code, "0501")
    citizen.sees("Đã nhận bổ sung")
    assert controller.complaints == officer.complaints == citizen.complaints == []


def test_a_refusal_names_the_published_condition_and_goes_out_by_two_keys(person, laid):
    code = laid["refused"]
    officer = person(OFFICER).goes_to(f"/ho-so/{code}/van-ban/soan/refusal/")
    page = officer.page
    page.locator("[name=reason_code]").select_option("condition_unmet")
    page.locator("[name=condition]").select_option(index=1)
    condition = page.locator("[name=condition]").input_value()
    page.get_by_label("Lý do", exact=True).fill("Thửa đất nằm trong hành lang đường đã quy hoạch.")
    page.get_by_label("Căn cứ pháp lý").fill("Khoản 1 Điều 91 Luật Xây dựng số 50/2014/QH13")
    page.get_by_role("button", name="Lưu bản soạn").click()
    officer.sees("Đã lưu bản soạn.")
    address = page.url
    agrees(person(ROOM), address)
    controller = person(CONTROLLER)
    opens_first(controller)
    controller.sees("Từ chối giải quyết")
    presses_twice(controller, "d")
    controller.sees("Đã cho phép phát hành.")
    number = issues(person(CHIEF), address, "Được phép phát hành.")
    citizen = person(width=360)
    follows(citizen, code, "0502")
    citizen.sees(f"Số {number}")
    citizen.sees(condition)
    assert controller.complaints == []


def test_a_promise_that_the_system_drafted_and_promises_kept_and_broken(person, laid):
    code = laid["apology"]
    room, controller = person(OFFICE_HEAD), person(CONTROLLER)
    address = act_of(room, code)
    room.goes_to(address)
    room.sees("hệ thống soạn sẵn")
    agrees(room, address)
    opens_first(controller)
    controller.sees("giờ làm việc, quy trình là")
    presses_twice(controller, "d")
    controller.sees("Đã cho phép phát hành.")
    issues(person(CHIEF), address, "Được phép phát hành.")
    anybody = person().goes_to("/thu-xin-loi/")
    for which, word in (("apology", "Chưa đến ngày"), ("kept", "Giữ lời"), ("broken", "Không giữ")):
        row = anybody.page.get_by_role("row").filter(has_text=laid[which])
        expect(row).to_contain_text(word)
    assert not re.search(r"0905000|Sương|Việt|Thảo", anybody.page.inner_text("main"))


@pytest.mark.parametrize("width", [360, 1280])
def test_the_pages_of_the_centre_are_accessible_and_keep_their_width(person, laid, width):
    director = person(DIRECTOR, width)
    for path in PAGES:
        director.goes_to(path)
        assert director.violations() == [], (path, width)
    director.goes_to("/theo-doi/")
    director.page.locator("tbody td a").first.click()
    assert director.violations() == []
    assert director.complaints == []
