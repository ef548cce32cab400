"""Story 6: an officer leaves, a head with a second factor hands the work over, somebody stands in."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value

from motcua.accounts.queries import DEMO_PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
ROOT = Path(__file__).resolve().parents[2]
LEAVER, TAKER, HEAD = "hotich.binhson", "xahoi.binhson", "chanhvanphong.binhson"
PERIOD = 30
# Bình Sơn's office: three dossiers with the officer who leaves, and a colleague of the same room.
WORK = """
import django; django.setup()
from datetime import date
from motcua.accounts import actions, queries as accounts
from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.base.actor import SYSTEM
from motcua.base.dates import in_vietnam
from motcua.base.time import now
from motcua.dossiers.actions import intake, routing
from motcua.dossiers.people import People, Person
from motcua.dossiers.records import Request
from motcua.procedures import queries as procedures
at = now()
on = in_vietnam(at).date()
known = {name: accounts.account_by_username(name).id for name in ("hotich.binhson", "xahoi.binhson")}
leaver = accounts.actor_for(known["hotich.binhson"], at)
actions.assign_post(known["xahoi.binhson"], unit_id=leaver.grants[0].unit_id, role=Role.CASE_OFFICER,
                    effective_from=date(2026, 1, 1), actor=SYSTEM, at=at)
unit = agencies.one_stop_of(leaver.grants[0].agency_id, on)
clerk = accounts.actor_for(accounts.officers_of(unit.id, "intake_officer", on)[0].id, at)
version = procedures.current_version("1.001193", on)
papers = tuple({"key": p.key, "name": p.name, "originals": 1} for p in version.papers
               if p.required and not p.condition and not p.shown_only)
for name in ("Nguyễn Thị Sen", "Nguyễn Thị Súng", "Nguyễn Thị Mai"):
    someone = Person(name, id_number="051185004317", phone="0905000317")
    made = intake.receive(intake.Intake("1.001193", People(someone, someone), papers),
                          unit_id=unit.id, request=Request(clerk, at))
    routing.forward(made.state.code, request=Request(clerk, at))
    routing.take_over(made.state.code, request=Request(leaver, at))
"""


@pytest.fixture
def work(house, database):
    env = os.environ | {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "motcua.config.settings",
    }
    subprocess.run([sys.executable, "-c", WORK], cwd=ROOT, env=env, check=True)


def both_widths(somebody) -> list:
    found = []
    for width in (360, 1280):
        somebody.page.set_viewport_size({"width": width, "height": 800})
        found += [(width, violation) for violation in somebody.violations()]
    return found


def code(secret: str) -> str:
    """What the telephone shows now."""
    return format_hotp_value(hotp_value(secret, int(time.time()) // PERIOD))


def test_an_officer_leaves_and_another_is_away(person, work):
    head = person(HEAD)
    page = head.page
    head.goes_to("/tai-khoan/xac-thuc/ung-dung/")
    assert both_widths(head) == []
    secret = page.locator(".factor-secret").inner_text().replace(" ", "")
    page.fill("[name=password]", DEMO_PASSWORD)
    page.fill("[name=code]", code(secret))
    page.click("text=Bật lớp xác thực")
    head.sees("Mã chỉ hiện một lần.")
    recovery = page.locator(".codes-sheet li").first.inner_text()
    page.click("button:has-text('Thoát')")
    page.fill("[name=login]", HEAD)
    page.fill("[name=password]", DEMO_PASSWORD)
    page.click("main button[type=submit]")
    head.sees("Xác thực bước hai")
    assert both_widths(head) == []
    page.fill("[name=code]", recovery)
    page.click("text=Vào hệ thống")
    page.wait_for_url("**/ban-lam-viec/")
    hands_over(head)
    stands_in(person)


def hands_over(head):
    page = head.page
    head.goes_to("/lanh-dao/")
    assert both_widths(head) == []
    page.get_by_role("link", name=re.compile("Bàn giao hồ sơ của Đỗ Thị Thanh Nga")).click()
    page.get_by_label("Phan Thị Tường Vi").check()
    page.click("text=Xem trước")
    head.sees("3 hồ sơ sẽ chuyển")
    assert both_widths(head) == []
    page.fill("[name=reason]", "Chuyển công tác về sở")
    page.click("text=Chuyển 3 hồ sơ")
    page.click("button.asking")
    head.sees("Đã chuyển 3 hồ sơ.")


def stands_in(person):
    """The successor is away for a day: the work shows on the other shelf, and is gone on return."""
    vi = person(TAKER)
    vi.sees("Nguyễn Thị Sen")
    vi.goes_to("/vang-mat/")
    assert both_widths(vi) == []
    vi.page.select_option("[name=stand_in]", label="Đỗ Thị Thanh Nga")
    today = vi.page.evaluate("new Date(Date.now() + 7 * 3600e3).toISOString().slice(0, 10)")
    vi.page.fill("[name=begins_on]", today)
    vi.page.fill("[name=ends_on]", today)
    vi.page.fill("[name=reason]", "Đi họp ở tỉnh")
    vi.page.click("button:has-text('Ghi vắng mặt')")
    vi.sees("Đang vắng")
    nga = person(LEAVER)
    nga.sees("thay Phan Thị Tường Vi")
    assert both_widths(nga) == []
    vi.page.click("text=Tôi đã về")
    vi.sees("Mọi việc trở lại như trước.")
    nga.goes_to("/ban-lam-viec/")
    assert nga.page.get_by_text("Nguyễn Thị Sen").count() == 0
