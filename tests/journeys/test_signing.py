"""Results signed in a browser: three ticked at once, one of them changed in between, and a room's own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from playwright.sync_api import expect

from motcua.accounts.queries import DEMO_PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
CHIEF, ROOM, OFFICER = "chutich.nghialo", "kinhte.nghialo", "diachinh.nghialo"
CHIEFS_NAME, ROOMS_NAME = "Võ Minh Tuấn", "Nguyễn Thành Nam"
_SRC = Path(__file__).parents[2] / "src"
PERIOD = 30


@pytest.fixture(scope="module")
def beside(house, database, folder):
    """Runs the ground's words on the house's database and folder."""
    env = os.environ | {
        "DATABASE_URL": database, "MOTCUA_DATA": str(folder), "MOTCUA_DEBUG": "1",
        "PYTHONPATH": str(_SRC),
    }  # fmt: skip
    ground = str(Path(__file__).with_name("signing_ground.py"))
    with subprocess.Popen(
        [sys.executable, "-X", "utf8", ground],
        env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip

        def told(word):
            process.stdin.write(f"{word}\n")
            process.stdin.flush()
            return json.loads(process.stdout.readline())

        yield told
        process.stdin.close()


def proves(somebody):
    """A telephone is added, and its code is asked from now on before anything is signed."""
    page = somebody.page
    somebody.goes_to("/tai-khoan/xac-thuc/ung-dung/")
    secret = page.locator(".factor-secret").inner_text().replace(" ", "")
    page.fill("[name=password]", DEMO_PASSWORD)
    page.fill("[name=code]", shown(secret))
    page.click("text=Bật lớp xác thực")
    somebody.sees("Mã chỉ hiện một lần.")
    return page.locator(".codes-sheet li").first.inner_text()


def shown(secret):
    """What the telephone shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))


def signs_in_again(somebody, username, recovery):
    page = somebody.page
    page.click("button:has-text('Thoát')")
    page.fill("[name=login]", username)
    page.fill("[name=password]", DEMO_PASSWORD)
    page.click("main button[type=submit]")
    somebody.sees("Xác thực bước hai")
    page.fill("[name=code]", recovery)
    page.click("text=Vào hệ thống")
    page.wait_for_url("**/ban-lam-viec/**")


def confirms(somebody, codes):
    """Ticks them among what waits, and confirms once for all."""
    somebody.goes_to("/ban-lam-viec/cho-ky/")
    for code in codes:
        somebody.page.locator(f'input[name=code][value="{code}"]').check()
    somebody.page.get_by_role("button", name="Ký số các hồ sơ đã chọn").click()
    somebody.page.get_by_role("button", name=f"Ký số {len(codes)} kết quả").click()
    somebody.sees(f"Đang ký 0 / {len(codes)}")


def writes_anew(officer, code):
    officer.goes_to(f"/ho-so/{code}/du-thao-ket-qua/")
    officer.page.get_by_label("Nội dung kết quả").fill("Cấp phép xây dựng nhà ở, bản sửa.")
    officer.page.get_by_role("button", name="Lưu, thay dự thảo cũ").click()
    officer.sees("Đã lưu dự thảo kết quả")


def opens_a_signature(somebody, code, signer):
    somebody.goes_to(f"/ho-so/{code}/")
    somebody.page.locator('a[href*="/chu-ky/"]').first.click()
    somebody.sees("Toàn bộ văn bản, không có gì thêm vào sau khi ký")
    expect(somebody.page.locator("main")).to_contain_text(signer)


def test_three_at_once_one_changed_in_between_and_signed_in_the_end(person, beside):
    laid = beside("lay")
    chief, officer = person(CHIEF), person(OFFICER)
    signs_in_again(chief, CHIEF, proves(chief))
    confirms(chief, laid["permits"])
    bar = chief.page.get_by_role("progressbar")
    expect(bar).to_have_attribute("aria-valuenow", "0")
    first, changed, _last = laid["permits"]
    writes_anew(officer, changed)
    assert beside("sign") == len(laid["permits"])
    chief.sees("Xong: đã ký 2 / 3 kết quả.")
    expect(bar).to_have_attribute("aria-valuenow", "3")
    row = chief.page.get_by_role("row").filter(has_text=changed)
    expect(row).to_contain_text("Dự thảo đã được thay sau khi anh/chị xác nhận.")
    assert chief.violations() == []

    chief.page.get_by_role("button", name="Ký lại 1 kết quả").click()
    chief.sees("Đang ký 0 / 1")
    beside("sign")
    chief.sees("Xong: đã ký 1 / 1 kết quả.")
    opens_a_signature(chief, first, CHIEFS_NAME)
    opens_a_signature(chief, changed, CHIEFS_NAME)

    room = person(ROOM, width=360)
    confirms(room, [laid["household"]])
    beside("sign")
    room.sees("Xong: đã ký 1 / 1 kết quả.")
    opens_a_signature(room, laid["household"], ROOMS_NAME)
    assert room.violations() == []
    assert chief.complaints == officer.complaints == room.complaints == []
