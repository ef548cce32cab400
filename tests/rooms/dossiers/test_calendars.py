"""A year of the calendar is changed: who moves is shown, and moves only when it is confirmed."""

from __future__ import annotations

import pytest

from motcua.base.dates import format_due
from motcua.base.verdict import NotPermittedError
from motcua.clock import queries as calendars
from motcua.dossiers import checks, records
from motcua.dossiers.actions import calendars as changes
from motcua.dossiers.actions import intake
from motcua.dossiers.people import People, Person
from motcua.dossiers.records import Request
from motcua.procedures import queries as procedures

SEN = Person("Nguyễn Thị Sen", phone="0905000317")


@pytest.fixture
def received(world):
    version = procedures.current_version("1.001193", world.at.date())
    papers = tuple({"key": p.key, "name": p.name, "originals": 1} for p in version.papers)
    data = intake.Intake("1.001193", People(SEN, SEN), papers)
    clerk = world.officer("intake_officer")
    return intake.receive(data, unit_id=world.one_stop().id, request=Request(clerk, world.at))


@pytest.fixture
def storm_day():
    """The year 2026 with Friday 4 September off as well."""
    year = next(part for part in calendars.parts_of("province") if part.year == 2026)
    content = dict(year.content)
    content["days_off"] = [*content["days_off"], {"on": "2026-09-04", "name": "Nghỉ tránh bão"}]
    return content


def test_the_move_is_shown_first_and_made_when_confirmed(world, received, storm_day):
    admin = world.officer("business_admin", "trung-tam-pvhcc")
    director = world.officer("centre_director", "trung-tam-pvhcc")
    assert format_due(received.state.due_at) == "Thứ Sáu 04/09/2026, 17:00"
    number = changes.propose_calendar_year(
        content=storm_day, reason="Công điện tránh bão", actor=admin, at=world.at
    )
    (move,) = changes.preview_calendar(number)
    assert (move.code, move.moved.days) == (received.state.code, 3)
    assert records.load_by_id(received.id).due_at == received.state.due_at
    done = changes.confirm_calendar(number, actor=director, at=world.at)
    after = records.load_by_id(received.id)
    assert done.moved == 1
    assert format_due(after.due_at) == "Thứ Hai 07/09/2026, 17:00"
    assert after.due_original == received.state.due_original
    assert checks.check(due_dates=True).findings == []


def test_a_case_officer_may_not_change_the_calendar(world, storm_day):
    with pytest.raises(NotPermittedError):
        changes.propose_calendar_year(
            content=storm_day, reason="Thích nghỉ", actor=world.officer("case_officer"), at=world.at
        )


def test_a_dossier_accepted_under_the_calendar_of_before_is_found_afterwards(
    world, received, storm_day
):
    """Two things at once: the calendar is confirmed while a counter still counts by the old one."""
    admin = world.officer("business_admin", "trung-tam-pvhcc")
    director = world.officer("centre_director", "trung-tam-pvhcc")
    number = changes.propose_calendar_year(
        content=storm_day, reason="Công điện tránh bão", actor=admin, at=world.at
    )
    from motcua.clock import actions as clock

    clock.confirm_change(number, actor=director, at=world.at)
    calendars.forget()
    assert changes.settle_due_dates(actor=admin, at=world.at) == 1
    assert format_due(records.load_by_id(received.id).due_at) == "Thứ Hai 07/09/2026, 17:00"
    assert changes.settle_due_dates(actor=admin, at=world.at) == 0


def test_the_night_erases_what_nobody_sent(world, tmp_path, settings):
    from datetime import timedelta

    from motcua.documents.actions import store
    from motcua.documents.models import StoredFile
    from motcua.dossiers.actions import applications
    from motcua.dossiers.models import Application

    settings.DOCUMENT_ROOT = tmp_path
    applications.open_application("1.001193", at=world.at)
    store(
        b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF",
        actor=world.officer("intake_officer"),
        at=world.at,
    )
    assert applications.purge(at=world.at + timedelta(days=1)) == 0
    assert applications.purge(at=world.at + timedelta(days=31)) == 1
    assert not Application.objects.exists()
    assert not StoredFile.objects.exists()


def test_the_night_leaves_what_a_letter_or_a_dossier_holds(world, tmp_path, settings):
    from motcua.documents import queries as documents

    held = {table for table, _ in documents.held_by()}
    assert {"dossiers_attachment", "dossiers_draftact", "dossiers_issueddocument"} <= held
    assert "documents_signaturecheck" not in held
