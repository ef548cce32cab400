"""Story 10: a decision is drawn, rehearsed, approved by a second person, applied; work goes on."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
ROOT = Path(__file__).resolve().parents[2]
OLD, NEW = "Ủy ban nhân dân xã Ba Xa", "Ủy ban nhân dân phường Nghĩa Lộ"
# A dossier that Ba Xa's counter has just taken in; prints its code and the day.
RECEIVED = """
import django; django.setup()
from motcua.accounts import queries as accounts
from motcua.agencies import queries as agencies
from motcua.base.dates import in_vietnam
from motcua.base.time import now
from motcua.dossiers.actions import intake
from motcua.dossiers.people import People, Person
from motcua.dossiers.records import Request
from motcua.procedures import queries as procedures
at = now()
on = in_vietnam(at).date()
unit = agencies.one_stop_of(agencies.agency_by_key("ubnd-21538", on).id, on)
clerk = accounts.actor_for(accounts.officers_of(unit.id, "intake_officer", on)[0].id, at)
version = procedures.current_version("1.004873", on)
papers = tuple({"key": p.key, "name": p.name, "originals": 1} for p in version.papers
               if p.required and not p.condition and not p.shown_only)
sen = Person("Nguyễn Thị Sen", id_number="051185004317", phone="0905000317")
made = intake.receive(intake.Intake("1.004873", People(sen, sen), papers), unit_id=unit.id,
                      request=Request(clerk, at))
print(made.state.code, f"{on:%d/%m/%Y}")
"""


@pytest.fixture
def received(house, database):
    env = os.environ | {
        "DATABASE_URL": database,
        "DJANGO_SETTINGS_MODULE": "motcua.config.settings",
    }
    told = subprocess.run(
        [sys.executable, "-c", RECEIVED],
        cwd=ROOT,
        env=env,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    return told.split()


def both_widths(somebody, name=""):
    found = []
    for width in (360, 1280):
        somebody.page.set_viewport_size({"width": width, "height": 800})
        found += [(width, violation) for violation in somebody.violations()]
        if folder := os.environ.get("MOTCUA_PICTURES"):
            somebody.page.screenshot(path=f"{folder}/{name}-{width}.png", full_page=True)
    return found


def test_two_places_become_one_and_the_new_officer_finds_the_dossier(person, received):
    code, today = received
    lien = person("nghiepvu.tt")
    draw(lien, today)
    rehearse(lien, code)
    lien.page.click("button:has-text('Trình duyệt')")
    lien.sees("Chờ người khác duyệt.")
    director = person("giamdoc.tt")
    agree_and_apply(director, lien.page.url)
    clerk = person("tiepnhan.nghialo")
    clerk.goes_to(f"/ho-so/{code}/")
    clerk.sees("Nguyễn Thị Sen")
    clerk.sees("tiếp nhận, nay")
    assert both_widths(clerk, "dossier") == []
    gone = person("motcua.baxa")
    assert gone.page.goto(f"/ho-so/{code}/").status == 404
    for somebody in (lien, director, clerk):
        assert [said for said in somebody.complaints if "status of 4" not in said] == []


def draw(lien, today):
    page = lien.page
    lien.goes_to("/quan-tri/sap-xep/")
    page.click("text=Soạn quyết định")
    page.fill("[name=number]", "12/NQ-HĐND")
    page.fill("[name=decided_on]", today)
    page.fill("[name=title]", "Nhập xã Ba Xa vào phường Nghĩa Lộ")
    page.fill("[name=effective_on]", "32/13/2026")
    page.click("button:has-text('Lưu')")
    lien.sees("Ghi áp dụng từ ngày dạng")
    assert both_widths(lien, "form") == []
    page.fill("[name=effective_on]", today)
    page.click("button:has-text('Lưu')")
    lien.sees("Bản đồ chưa có dòng nào")
    page.click("text=Thêm dòng")
    page.fill("[name=predecessor]", OLD)
    page.fill("[name=heir]", "phường không có")
    page.click("button:has-text('Lưu')")
    lien.sees("Không có “phường không có” trong sổ")
    page.fill("[name=heir]", NEW)
    assert both_widths(lien, "line") == []
    page.click("button:has-text('Lưu')")


def rehearse(lien, code):
    page = lien.page
    page.click("button:has-text('Diễn tập')")
    lien.sees("Chưa đổi gì.")
    lien.sees("không hồ sơ nào bị bỏ lại.")
    assert both_widths(lien, "rehearsed") == []
    page.click("td.n a")
    lien.sees(code)
    assert both_widths(lien, "list") == []
    page.go_back()
    with page.expect_download() as book:
        page.click("text=Tải bảng tính")
    assert book.value.suggested_filename.endswith(".xlsx")


def agree_and_apply(director, decision):
    director.page.goto(decision)
    director.page.click("button:has-text('Duyệt')")
    director.page.click("button.asking:has-text('Bấm lần nữa để duyệt')")
    director.sees("Đã duyệt.")
    director.page.click("button:has-text('Áp dụng ngay')")
    director.page.click("button.asking:has-text('Bấm lần nữa để áp dụng')")
    director.sees("Đã áp dụng.")
    assert both_widths(director, "applied") == []
