"""Hours and calendars of units: who moves is shown exactly, moves when confirmed, also in pieces."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.agencies import queries as agencies
from motcua.base.dates import format_due
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError
from motcua.clock import queries as clock
from motcua.clock import runs
from motcua.dossiers import checks, records, tasks
from motcua.dossiers.actions import calendars, intake, unit_calendars
from motcua.dossiers.people import People, Person
from motcua.dossiers.records import Request
from motcua.procedures import queries as procedures

SEN = Person("Nguyễn Thị Sen", phone="0905000317")
DAY = [["07:00", "11:30"], ["13:30", "17:00"]]


def hours(**more):
    week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), DAY) | more
    return {"name": "Lịch có sáng thứ Bảy", "hours": [{"from": "2018-01-01", "week": week}]}


SATURDAYS = hours(sat=[["07:00", "11:30"]])


@pytest.fixture
def received(world):
    """Three births on a Thursday, due on Friday; a fourth at another ward."""
    version = procedures.current_version("1.001193", world.at.date())
    papers = tuple({"key": p.key, "name": p.name, "originals": 1} for p in version.papers)
    data = intake.Intake("1.001193", People(SEN, SEN), papers)

    def take(ward, at):
        clerk = world.officer("intake_officer", ward)
        request = Request(clerk, at)
        return intake.receive(data, unit_id=world.one_stop(ward).id, request=request)

    friday = world.at + timedelta(days=1)
    return [take("ubnd-21028", friday + timedelta(minutes=n)) for n in range(3)] + [
        take("ubnd-21040", friday)
    ]


@pytest.fixture
def admin(world):
    return world.officer("business_admin", "trung-tam-pvhcc")


@pytest.fixture
def director(world):
    return world.officer("centre_director", "trung-tam-pvhcc")


def propose(admin, world, content=SATURDAYS, key="thu-bay"):
    return calendars.propose_calendar_hours(
        content=content, reason="Làm sáng thứ Bảy", actor=admin, at=world.at, key=key
    )


@pytest.fixture
def saturdays(world, admin, director):
    calendars.confirm_calendar(propose(admin, world), actor=director, at=world.at)
    return "thu-bay"


def dates(received):
    return [format_due(records.load_by_id(one.id).due_at) for one in received]


def test_a_new_calendar_moves_nobody_until_a_unit_follows_it(world, received, admin, saturdays):
    monday = "Thứ Hai 07/09/2026, 17:00"
    assert dates(received) == [monday] * 4
    unit = world.one_stop().id
    shown = list(unit_calendars.preview_assignment(unit, saturdays))
    assert [move.dossier_id for move in shown] == [one.id for one in received[:3]]
    assert {format_due(move.moved.new_at) for move in shown} == {"Thứ Bảy 05/09/2026, 11:30"}
    given = {
        "calendar_key": saturdays, "reception_key": saturdays, "reason": "Quyết định 7",
        "actor": admin, "at": world.at,
    }  # fmt: skip
    done = unit_calendars.assign_calendars(unit, **given)
    assert (done.moved, done.run_id) == (3, None)
    assert dates(received) == ["Thứ Bảy 05/09/2026, 11:30"] * 3 + [monday]
    assert checks.check(due_dates=True).findings == []
    with pytest.raises(ConflictError):
        unit_calendars.assign_calendars(unit, **given)
    back = given | {"calendar_key": "province", "reception_key": "province"}
    unit_calendars.assign_calendars(unit, **back)
    assert dates(received) == [monday] * 4
    assert agencies.unit(unit).calendar_key == "province"


def test_who_may_not_and_what_is_not_there(world, received, admin, saturdays):
    given = {"reception_key": "province", "reason": "x", "at": world.at}
    unit = world.one_stop().id
    with pytest.raises(NotPermittedError):
        unit_calendars.assign_calendars(
            unit, calendar_key=saturdays, actor=world.officer("case_officer"), **given
        )
    with pytest.raises(InvalidError, match="Lập lịch trước"):
        unit_calendars.assign_calendars(unit, calendar_key="khong-co", actor=admin, **given)
    with pytest.raises(NotPermittedError):
        propose(world.officer("case_officer"), world)
    assert dates(received)[0] == "Thứ Hai 07/09/2026, 17:00"


def test_a_large_change_counts_at_once_and_moves_in_pieces(
    world, received, admin, director, monkeypatch, at
):
    """Killed after any piece, the next call goes on behind it; nothing moves twice."""
    monkeypatch.setattr(calendars, "LARGE", 2)
    monkeypatch.setattr(calendars, "PIECE", 2)
    number = propose(admin, world, key="province")
    assert len(list(calendars.preview_calendar(number))) == 4
    done = calendars.confirm_calendar(number, actor=director, at=world.at)
    assert done.run_id is not None
    clock.forget()
    assert dates(received) == ["Thứ Hai 07/09/2026, 17:00"] * 4
    assert calendars.continue_run(done.run_id, at=world.at)
    half = runs.run(done.run_id)
    assert (half.total, half.seen, half.moved, half.finished_at) == (4, 2, 2, None)
    assert runs.open_runs() == [done.run_id]

    def killed(*args, **said):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(runs, "advance_run", killed)
        with pytest.raises(KeyboardInterrupt):
            calendars.continue_run(done.run_id, at=world.at)
    assert runs.run(done.run_id) == half
    assert tasks.continue_calendar_runs() == 1
    whole = runs.run(done.run_id)
    assert (whole.moved, whole.seen) == (4, 4)
    assert whole.finished_at is not None
    assert dates(received) == ["Thứ Bảy 05/09/2026, 11:30"] * 4
    assert not calendars.continue_run(done.run_id, at=world.at)
    facts = records.load_by_id(received[0].id).version
    assert tasks.continue_calendar_runs() == 0
    assert records.load_by_id(received[0].id).version == facts


def test_a_large_assignment_is_a_run_too(world, received, admin, saturdays, monkeypatch):
    monkeypatch.setattr(unit_calendars, "LARGE", 2)
    done = unit_calendars.assign_calendars(
        world.one_stop().id, calendar_key=saturdays, reception_key="province", reason="QĐ 7",
        actor=admin, at=world.at,
    )  # fmt: skip
    assert done.run_id is not None
    assert tasks.continue_calendar_runs() >= 1
    assert dates(received)[0] == "Thứ Bảy 05/09/2026, 11:30"
    assert dates(received)[3] == "Thứ Hai 07/09/2026, 17:00"
