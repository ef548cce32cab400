"""The statutory forms of a dossier: right words, right edition, and a QR code that tells nobody's name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from motcua.base.actor import SYSTEM
from motcua.documents import pdf
from motcua.dossiers import forms
from motcua.dossiers.actions import handovers, intake, routing
from motcua.dossiers.actions.intake import Intake
from motcua.dossiers.people import People, Person
from motcua.dossiers.queries import detail, given
from motcua.dossiers.records import Request
from motcua.procedures import queries as procedures

AN = Person("Nguyễn Bảo An", address="Tổ 6, phường Nghĩa Lộ")
TUYEN = Person("Nguyễn Thị Thanh Tuyền", id_number="051185004317", phone="0905000317")
COPIES = "2.000635"


@pytest.fixture
def received(world):
    """Ms Tuyền hands in for her son An; one paper digitised."""
    version = procedures.current_version(COPIES, world.at.date())
    papers = tuple(
        {"key": p.key, "name": p.name, "originals": 1, "copies": 2, "source": "digitised"}
        for p in version.papers
        if p.required and not p.condition and not p.shown_only
    )
    taken = Intake(COPIES, People(TUYEN, AN), papers, content="Bản sao để nhập học")
    officer = world.officer("intake_officer")
    request = Request(officer, world.at)
    return intake.receive(taken, unit_id=world.one_stop().id, request=request).state.code


@pytest.fixture
def case(received):
    return detail.case(received, SYSTEM)


def test_the_receipt_says_who_what_when_and_for_how_much(case):
    sheet = forms.receipt(case)
    assert (sheet.applicant, sheet.submitter) == ("Nguyễn Bảo An", "Nguyễn Thị Thanh Tuyền")
    assert sheet.received_at == "09 giờ 40 phút, ngày 03/09/2026"
    assert sheet.due_at == "17 giờ 00 phút, ngày 04/09/2026"
    assert sheet.head.place_date == "Phường Nghĩa Lộ, ngày 03 tháng 09 năm 2026"
    assert sheet.head.number == "1/TNHS"
    assert [(line.form, line.count, line.note) for line in sheet.papers] == [
        ("bản chính", "1", "đã số hóa"),
        ("bản sao", "2", "đã số hóa"),
    ]
    assert "8.000\u00a0₫ (chưa nộp)" in sheet.fees
    assert sheet.request == "Bản sao để nhập học"


def test_the_receipt_carries_the_digest_of_its_fact(case):
    assert forms.receipt(case).digest == case.facts[0].digest
    assert case.facts[0].verb == "dossier.receive"


def test_the_qr_code_holds_the_look_up_address_and_nothing_else(case, settings):
    settings.PUBLIC_URL = "https://dichvucong.quangngai.gov.vn"
    address = forms.receipt(case).lookup_url
    assert address == f"https://dichvucong.quangngai.gov.vn/tra-cuu/?ma={case.state.code}"


@pytest.mark.parametrize(
    ("on", "receipt", "slip"),
    [(date(2024, 9, 3), "Mẫu số 01", "Mẫu số 05"), (date(2026, 9, 3), "Mẫu số 01", "Mẫu số 06")],
)
def test_the_number_of_a_form_is_that_of_its_era(case, on, receipt, slip):
    for sheet, number in ((forms.receipt(case), receipt), (forms.routing_slip(case), slip)):
        assert pdf.edition(sheet.form, on)["number"] == number
        assert pdf.render(sheet, on=on).startswith(b"%PDF")


def test_the_routing_slip_has_a_row_for_each_hand_over(world, received):
    officer = world.officer("intake_officer")
    routing.forward(received, request=Request(officer, world.at + timedelta(minutes=5)))
    row = forms.routing_slip(detail.case(received, SYSTEM)).rows[0]
    assert row.given_at == "09 giờ 45 phút, ngày 03/09/2026"
    assert row.giver == officer.name
    assert (row.taken_at, row.taker) == ("", "")


def test_the_hand_over_list_names_what_both_sign(world, received):
    officer = world.officer("intake_officer")
    made = handovers.offer_list([received], request=Request(officer, world.at)).lists[0]
    sheet = forms.handover_list(*given.sheet(made.pk, officer))
    assert [(row.code, row.applicant, row.sets) for row in sheet.rows] == [
        (received, "Nguyễn Bảo An", "1")
    ]
    assert (sheet.head.number, sheet.giver, sheet.taker) == ("1/2026/DSBG", officer.name, "")
    assert pdf.render(sheet, on=world.at.date()).startswith(b"%PDF")
