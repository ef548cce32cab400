"""The working calendar in a browser, and a proposal that four windows confirm at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from journeys.test_twice_at_once import Visitor, fields
from motcua.accounts.queries import DEMO_PASSWORD

pytestmark = pytest.mark.django_db
KEEPER, DIRECTOR = "nghiepvu.tt", "giamdoc.tt"
TIMES = 4
# Years that no open dossier reaches: the house is shared with the other journeys.
TWICE, BROWSED = "/lich-lam-viec/2023/", "/lich-lam-viec/2024/"


def visitor_of(house, username: str) -> Visitor:
    visitor = Visitor(house)
    visitor.ask("GET", "/dang-nhap/")
    status, _, _ = visitor.send("/dang-nhap/", {"login": username, "password": DEMO_PASSWORD})
    assert status == 302
    return visitor


def test_a_proposal_confirmed_four_times_at_once_counts_once(house):
    visitor, director = visitor_of(house, KEEPER), visitor_of(house, DIRECTOR)
    _, _, page = visitor.ask("GET", f"{TWICE}sua/")
    # A row's kind is chosen from a list, which has no value of its own on the page.
    kinds = {f"days_off-{place}-kind": "holiday" for place in range(20)}
    said = fields(page) | kinds | {"decision": "Thông báo 5034/TB-BLĐTBXH", "reason": "Bổ sung số"}
    status, proposal, _ = visitor.send(f"{TWICE}sua/", said | {"do": "propose"})
    assert status == 302
    together = Barrier(TIMES)

    def confirm(_):
        together.wait()
        return director.send(f"{proposal}xac-nhan/", {})

    with ThreadPoolExecutor(TIMES) as windows:
        answers = list(windows.map(confirm, range(TIMES)))
    assert [(status, where) for status, where, _ in answers] == [(302, proposal)] * TIMES
    _, _, year = visitor.ask("GET", TWICE)
    assert year.count('<div class="t">Bổ sung số</div>') == 1


@pytest.mark.browser
def test_the_keeper_changes_a_year_on_a_phone_and_at_a_desk(person):
    lien = person(KEEPER)
    page = lien.page
    lien.goes_to(f"{BROWSED}sua/")
    page.fill("[name=sessions-0-on]", "31/12/2024")
    page.fill("[name=sessions-0-hours]", "sáng")
    page.click("text=Lưu đề nghị")
    lien.sees("Có 2 chỗ cần sửa")
    assert page.evaluate("document.activeElement.className") == "err-sum"
    assert both_widths(lien) == []
    page.fill("[name=sessions-0-hours]", "7:00-11:30")
    page.fill("[name=reason]", "Tổng kết năm")
    page.click("text=Lưu đề nghị")
    lien.sees("giờ riêng Thứ Ba 31/12/2024: 07:00–11:30")
    assert both_widths(lien) == []
    tam = person(DIRECTOR)
    tam.goes_to(page.url)
    assert both_widths(tam) == []
    tam.page.click("button:has-text('Xác nhận')")
    tam.page.click("button.asking:has-text('Bấm lần nữa để áp dụng')")
    tam.sees("Đã áp dụng lịch mới.")
    for address in ("/lich-lam-viec/", BROWSED):
        lien.goes_to(address)
        assert both_widths(lien) == []
    assert page.locator("td.odd:has-text('31')").count() == 1
    assert [said for said in lien.complaints if "status of 4" not in said] == []


def both_widths(somebody) -> list:
    """What axe finds on the page at the width of a phone and of a desk."""
    found = []
    for width in (360, 1280):
        somebody.page.set_viewport_size({"width": width, "height": 800})
        found += [(width, violation) for violation in somebody.violations()]
    return found
