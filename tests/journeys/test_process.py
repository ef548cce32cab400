"""A process changed in a browser: drawn while typing, approved by other eyes, running dossiers moved."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from journeys.conftest import ROOT
from journeys.test_calendar import both_widths

pytestmark = [pytest.mark.django_db, pytest.mark.browser]
KEEPER, DIRECTOR = "nghiepvu.tt", "giamdoc.tt"
# No other journey has a dossier of it: the house is shared, and what moves is counted.
MARRIAGE = "1.000894"
RECEIVE = f"""
import django
django.setup()
from motcua.dossiers.actions import intake
from motcua.dossiers.people import People, Person
from motcua.dossiers.records import Request
from motcua.procedures import queries as procedures
from world import World
world = World()
sen = Person("Nguyễn Thị Sen", id_number="051185004317", phone="0905000317")
unit = world.one_stop()
version = procedures.current_version("{MARRIAGE}", world.at.date(), agency_id=unit.agency_id)
papers = tuple({{"key": p.key, "name": p.name, "originals": 1}} for p in version.papers
               if p.required and not p.condition and not p.shown_only)
asked = Request(world.officer("intake_officer"), world.at)
print(intake.receive(
    intake.Intake("{MARRIAGE}", People(sen, sen), papers), unit_id=unit.id, request=asked
).state.code, version.id, version.process_id)
"""


@pytest.fixture
def running(database, house, tmp_path) -> list[str]:
    """The code of a dossier under way, its version and its process."""
    env = os.environ | {
        "DATABASE_URL": database, "MOTCUA_DATA": str(tmp_path), "MOTCUA_DEBUG": "1",
        "DJANGO_SETTINGS_MODULE": "motcua.config.settings",
        "PYTHONPATH": f"{ROOT / 'src'}:{ROOT / 'tests'}",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", RECEIVE],
        env=env, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return done.stdout.split()[-3:]


def test_a_process_is_changed_approved_and_running_dossiers_follow(person, running):
    code, version, process = running
    lien = person(KEEPER)
    draft = changed(lien, version)
    huong = person(DIRECTOR)
    approved(huong, draft)
    moved(lien, huong, process, code)
    for address in ("quyet-dinh/moi/", "viec-cong-bo/", f"thu-tuc/{MARRIAGE}/"):
        lien.goes_to(f"/danh-muc/{address}")
        assert both_widths(lien) == []
    assert [said for said in lien.complaints if "status of 4" not in said] == []


def changed(lien, version) -> str:
    """The second step gets another name; the drawing follows, a mistake is told at its field."""
    page = lien.page
    lien.goes_to(f"/danh-muc/phien-ban/{version}/")
    page.click("text=Soạn bản mới từ bản này")
    lien.sees("Nội dung giữ nguyên.")
    draft = page.url
    page.click("text=Sửa quy trình")
    page.fill("[name=steps-1-name]", "Thẩm tra, xác minh")
    page.press("[name=steps-1-name]", "Tab")
    page.locator("svg text", has_text="Thẩm tra, xác minh").first.wait_for()
    page.fill("[name=steps-1-ways]", "khong-co")
    page.press("[name=steps-1-ways]", "Tab")
    lien.sees("dẫn đến “khong-co”")
    page.click("button:has-text('Lưu quy trình')")
    page.locator("#id_steps-1-ways_error").wait_for()
    assert both_widths(lien) == []
    page.fill("[name=steps-1-ways]", "b3")
    page.click("button:has-text('Lưu quy trình')")
    lien.sees("đổi tên thành “Thẩm tra, xác minh”")
    assert both_widths(lien) == []
    page.click("text=Sửa nội dung")
    assert both_widths(lien) == []
    return draft


def approved(huong, draft) -> None:
    """Another person approves the process by a decision."""
    huong.goes_to(draft)
    huong.page.click("text=Chỉ phê duyệt quy trình")
    huong.page.select_option("[name=process-announcement]", index=1)
    huong.page.click("button:has-text('Phê duyệt quy trình')")
    huong.page.click("button.asking:has-text('Bấm lần nữa')")
    huong.sees("Đã phê duyệt quy trình.")
    assert both_widths(huong) == []


def moved(lien, huong, process, code) -> None:
    """One rehearses and sees which dossier; the other confirms."""
    page = lien.page
    lien.goes_to(f"/danh-muc/quy-trinh/{process}/chuyen-ho-so/")
    page.fill("[name=reason]", "Quyết định 12/QĐ-UBND")
    assert both_widths(lien) == []
    page.click("button:has-text('Tập dượt')")
    lien.sees("1 hồ sơ chuyển")
    page.click("tbody a:has-text('1')")
    lien.sees(code)
    assert both_widths(lien) == []
    huong.goes_to(page.url)
    huong.page.click("button:has-text('Xác nhận chuyển')")
    huong.page.click("button.asking:has-text('Bấm lần nữa để chuyển 1 hồ sơ')")
    huong.sees("Đã chuyển 1 hồ sơ sang quy trình mới.")
