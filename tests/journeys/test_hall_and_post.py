"""One result, from a number at the kiosk to the signature at the other end of the post."""

from __future__ import annotations

import os
import re
import subprocess
import sys

import pytest

from journeys.conftest import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
HA, DUYEN, TOAN = "tiepnhan.nghialo", "hotich.nghialo", "traketqua.nghialo"
# Two births of yesterday, made by the actions in the house's own database: one just received, one
# whose result waits for the post.
MADE = """
import django; django.setup()
from datetime import timedelta
from motcua.accounts import queries as accounts
from motcua.accounts.models import Account
from motcua.agencies import queries as agencies
from motcua.base.time import now
from motcua.dossiers.actions import intake, results, routing
from motcua.dossiers.people import People, Person
from motcua.dossiers.records import Request
from motcua.procedures import queries as procedures
at = now() - timedelta(days=1)
def asks(name):
    return Request(accounts.actor_for(Account.objects.get(username=name + ".nghialo").pk, at), at)
unit = agencies.unit_by_key("ubnd-21028-mot-cua", at.date())
version = procedures.current_version("1.001193", at.date(), agency_id=unit.agency_id)
papers = tuple({"key": p.key, "name": p.name, "originals": 1} for p in version.papers
               if p.required and not p.condition and not p.shown_only)
sen = Person("Nguyễn Thị Sen", id_number="051185004317", phone="0905000396", address="Tổ 6")
given = intake.Intake("1.001193", People(sen, sen), papers, return_channel="post")
codes = [intake.receive(given, unit_id=unit.id, request=asks("tiepnhan")).state.code for _ in "ab"]
routing.forward(codes[1], request=asks("tiepnhan"))
routing.take_over(codes[1], request=asks("hotich"))
routing.forward(codes[1], request=asks("hotich"))
routing.take_over(codes[1], request=asks("chutich"))
results.sign_result(codes[1], number="1/2026", request=asks("chutich"))
routing.take_over(codes[1], request=asks("vanthu"))
results.record_result(codes[1], request=asks("vanthu"))
print(*codes)
"""


@pytest.fixture
def births(house, database, tmp_path):
    env = os.environ | {
        "DATABASE_URL": database, "MOTCUA_DATA": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "motcua.config.settings", "PYTHONPATH": str(ROOT / "src"),
    }  # fmt: skip
    made = subprocess.run(
        [sys.executable, "-c", MADE], env=env, capture_output=True, text=True, check=False
    )
    assert made.returncode == 0, made.stderr
    return made.stdout.split()


def test_a_number_a_list_and_a_parcel(person, house, births):
    received, completed = births
    ha, duyen, toan = person(HA), person(DUYEN), person(TOAN, width=360)
    takes_a_number_and_is_called(person, ha, house)

    ha.goes_to("/quay/ban-giao/")
    ha.page.get_by_label(re.compile(f"Chọn {received}")).wait_for()
    ha.page.get_by_role("button", name="Giao và lập danh sách").click()
    ha.sees("Chờ ký nhận")
    assert ha.violations() == []
    duyen.goes_to(ha.page.url)
    duyen.presses("F9")
    duyen.sees("Đã ký nhận danh sách.")

    toan.goes_to("/quay/buu-chinh/")
    toan.page.get_by_role("button", name="Lập danh sách giao bưu chính").click()
    toan.sees("Chờ ký nhận")
    assert toan.violations() == []
    ha.goes_to(toan.page.url)
    ha.presses("F9")
    ha.sees("Đã ký nhận danh sách.")
    toan.goes_to("/quay/buu-chinh/")
    toan.sees("Đang chuyển")
    assert toan.violations() == []
    parcel = toan.page.locator("article", has_text=completed)
    parcel.get_by_text("Ghi trạng thái").click()
    parcel.get_by_label("Bưu chính báo").select_option(label="Đã phát")
    parcel.get_by_label("Người ký nhận").fill("Trần Văn Bình")
    parcel.get_by_role("button", name="Ghi", exact=True).click()
    toan.sees(f"Đã ghi trạng thái bưu gửi của {completed}.")
    toan.goes_to(f"/ho-so/{completed}/")
    toan.sees("Đã trả kết quả")
    assert [one.complaints for one in (ha, duyen, toan)] == [[], [], []]


def takes_a_number_and_is_called(person, ha, house):
    furnished(ha)
    link = kiosk_link(ha).removeprefix(house)
    citizen = person()
    citizen.page.add_init_script("window.print = () => {}")
    citizen.goes_to(link)
    assert citizen.violations() == []
    citizen.page.get_by_role("button", name=re.compile("Hộ tịch")).click()
    citizen.page.wait_for_url("**/lay-so/phieu/**")
    citizen.sees("A001")
    ha.goes_to("/quay/goi-so/")
    ha.page.get_by_role("button", name="Mở quầy 1").click()
    ha.sees("Chưa gọi ai")
    board = ha.page.get_by_role("link", name="Bảng gọi số").get_attribute("href")
    ha.presses("n")
    ha.sees("A001")
    assert ha.violations() == []
    citizen.goes_to(board)
    citizen.sees("Mời đến quầy")
    citizen.sees("A001")
    assert citizen.violations() == []
    ha.presses("t")
    ha.page.wait_for_url("**/quay/tiep-nhan/?*")


def furnished(ha):
    """The hall of the ward, by the pages that furnish it."""
    ha.goes_to("/quay/goi-so/thiet-dat/")
    ha.page.get_by_label("Ký hiệu").fill("A")
    ha.page.get_by_label("Tên nhóm việc").fill("Hộ tịch")
    ha.page.get_by_role("button", name="Thêm hoặc đổi tên").click()
    ha.page.get_by_label("Số quầy").fill("1")
    ha.page.get_by_label("A Hộ tịch").check()
    ha.page.get_by_role("button", name="Thêm hoặc sửa quầy").click()
    ha.sees("Quầy 1")


def kiosk_link(ha):
    ha.page.get_by_label("Tên máy").fill("Máy ở cửa")
    ha.page.get_by_role("button", name="Thêm máy").click()
    ha.sees("Mở liên kết này một lần")
    return ha.page.locator(".note .code").inner_text()
