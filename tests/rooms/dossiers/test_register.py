"""The register: every number once and none missing, exported line by line, closed on 31 December."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from motcua.base.dates import VIETNAM
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError
from motcua.dossiers import exporting, facts
from motcua.dossiers.actions import intake, registers
from motcua.dossiers.actions.intake import Intake
from motcua.dossiers.books import ExportStatus, RegisterExport
from motcua.dossiers.people import People, Person
from motcua.dossiers.queries import register
from motcua.dossiers.queries.register import Narrowing
from motcua.dossiers.records import Request
from motcua.journal import queries as journal
from motcua.procedures import queries as procedures
from rooms.accounts.test_certificates import make_key, registered
from world import NOW, OTHER_WARD

BIRTH = "1.001193"
SEN = Person("=HYPERLINK(1)", id_number="051185004317", phone="0905000396", address="Tổ 6")


class Book:
    def __init__(self, world):
        self.unit = world.one_stop().id
        self.clerk = world.officer("intake_officer")
        self.head = world.officer("head_of_agency")
        version = procedures.current_version(BIRTH, NOW.date())
        papers = tuple(
            {"key": p.key, "name": p.name, "originals": 1}
            for p in version.papers
            if p.required and not p.condition and not p.shown_only
        )
        self.given = Intake(BIRTH, People(SEN, SEN), papers)

    def receives(self, minutes=0):
        request = Request(self.clerk, NOW + timedelta(minutes=minutes))
        return intake.receive(self.given, unit_id=self.unit, request=request).state

    def exported(self, kind):
        return registers.ask_export(
            self.unit, 2026, kind=kind, narrowing=Narrowing(), actor=self.clerk, at=NOW
        )


@pytest.fixture
def book(world, settings, tmp_path):
    settings.EXPORT_ROOT = tmp_path / "exports"
    return Book(world)


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(fates=st.lists(st.booleans(), max_size=7))
def test_whatever_fails_on_the_way_the_numbers_run_without_a_hole(book, fates):
    with transaction.atomic():
        for goes_well in fates:
            with transaction.atomic():
                book.receives()
                transaction.set_rollback(not goes_well)
        found = register.book(book.unit, 2026)
        assert (found.lines, found.holes) == (sum(fates), ())
        entries = register.entries(book.unit, 2026, Narrowing())
        assert [entry.number for entry in entries] == list(range(1, sum(fates) + 1))
        transaction.set_rollback(True)


def test_a_missing_number_is_a_finding(book):
    states = [book.receives() for _ in range(3)]
    with connection.cursor() as db:
        db.execute("UPDATE dossiers_dossier SET book_number = 9 WHERE code = %s", [states[2].code])
    assert register.book(book.unit, 2026).holes == (3, 4, 5, 6, 7, 8)


def test_the_lines_are_narrowed_and_turned_over(book):
    codes = [book.receives(n).code for n in range(3)]
    one = register.entries(book.unit, 2026, Narrowing(text=codes[1]))
    assert [entry.code for entry in one] == codes[1:2]
    assert register.entries(book.unit, 2026, Narrowing(standing="returned")) == ()
    assert register.entries(book.unit, 2026, Narrowing(procedure_code="X")) == ()
    assert [e.number for e in register.entries(book.unit, 2026, Narrowing(), after=2)] == [3]
    assert register.count(book.unit, 2026, Narrowing(standing="open")) == 3


def test_a_sheet_has_every_line_and_no_formula(book, settings):
    for minute in range(3):
        book.receives(minute)
    asked = book.exported("xlsx")
    assert asked.status == ExportStatus.DONE
    rows = list(load_workbook(settings.EXPORT_ROOT / asked.name).active.iter_rows())
    assert tuple(cell.value for cell in rows[0]) == exporting.HEADINGS
    assert [row[0].value for row in rows[1:]] == [1, 2, 3]
    assert {row[4].data_type for row in rows[1:]} == {"s"}
    told = journal.facts_about(facts.REGISTER, book.unit)[-1]
    assert told.data == {"year": 2026, "format": "xlsx", "lines": 3}


def test_a_thick_book_is_printed_in_volumes_in_the_background(book, settings, monkeypatch):
    monkeypatch.setattr(exporting, "VOLUME", 2)
    monkeypatch.setattr(registers, "AT_ONCE", 2)
    for minute in range(3):
        book.receives(minute)
    asked = book.exported("pdf")
    assert asked.status == ExportStatus.WAITING
    registers.make_export(asked.pk, at=NOW)
    registers.make_export(asked.pk, at=NOW)
    asked.refresh_from_db()
    assert (asked.status, asked.name[-4:], asked.done) == (ExportStatus.DONE, ".zip", 3)
    assert registers.drop_old(at=NOW + timedelta(days=8)) == 1
    assert not list(settings.EXPORT_ROOT.iterdir())
    assert not RegisterExport.objects.exists()


def test_a_thin_book_is_one_pdf(book, settings):
    book.receives()
    asked = book.exported("pdf")
    text = PdfReader(settings.EXPORT_ROOT / asked.name).pages[0].extract_text()
    assert "SỔ THEO DÕI HỒ SƠ" in text


def test_who_may_not_export_or_close(book, world):
    stranger = world.officer("intake_officer", OTHER_WARD)
    with pytest.raises(NotPermittedError):
        registers.ask_export(
            book.unit, 2026, kind="pdf", narrowing=Narrowing(), actor=stranger, at=NOW
        )
    with pytest.raises(InvalidError, match="bảng tính hay bản in"):
        book.exported("doc")
    with pytest.raises(NotPermittedError, match="lãnh đạo"):
        registers.close_register(book.unit, 2026, actor=book.clerk, at=NOW)


def test_the_book_is_closed_on_the_last_day_and_again_only_after_new_lines(book):
    book.receives()
    late = datetime(2026, 12, 31, 17, 0, tzinfo=VIETNAM)
    with pytest.raises(InvalidError, match="17 giờ ngày 31/12/2026"):
        registers.close_register(book.unit, 2026, actor=book.head, at=late - timedelta(minutes=1))
    made = registers.close_register(book.unit, 2026, actor=book.head, at=late)
    assert (made.last_number, made.sequence) == (1, 1)
    with pytest.raises(ConflictError, match="đã khóa ở số 1"):
        registers.close_register(book.unit, 2026, actor=book.head, at=late)
    book.receives(minutes=5)
    assert registers.close_register(book.unit, 2026, actor=book.head, at=late).sequence == 2


def test_the_printed_book_is_signed_by_whoever_has_a_certificate(book, world, settings, tmp_path):
    settings.SIGNING_KEYS = tmp_path / "keys"
    make_key(settings, book.head.name, world.at)
    registered(book.head.account_id, world.at)
    book.receives()
    asked = registers.ask_export(
        book.unit, 2026, kind="pdf", narrowing=Narrowing(), actor=book.head, at=world.at
    )
    asked.refresh_from_db()
    assert asked.signed
    assert b"/ByteRange" in (settings.EXPORT_ROOT / asked.name).read_bytes()
