"""Hours and calendars of units: who moves is shown exactly, moves when confirmed, also in pieces."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from motcua.agencies import queries as agencies
from motcua.base.dates import format_due
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError, RefusedError
from motcua.clock import queries as clock
from motcua.clock import runs
from motcua.clock.actions import UnableToChangeError
from motcua.clock.states import ProposalState
from motcua.dossiers import checks, records, tasks
from motcua.dossiers.actions import calendars, intake, unit_calendars
from motcua.dossiers.people import People, Person
from motcua.dossiers.records import Request
from motcua.journal import queries as journal
from motcua.procedures import queries as procedures
from twin import at_once, twin
from world import World

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


def wanted(world, calendar="thu-bay", reception="province"):
    return {
        "calendar_key": calendar, "reception_key": reception, "reason": "Quyết định 7",
        "at": world.at,
    }  # fmt: skip


@pytest.fixture
def asked(world, saturdays, admin):
    """The ward should follow the Saturdays; nobody has agreed yet."""
    return unit_calendars.propose_assignment(
        world.one_stop().id, actor=admin, **wanted(world, reception="thu-bay")
    )


def follow(world, admin, director, calendar, reception="province"):
    number = unit_calendars.propose_assignment(
        world.one_stop().id, actor=admin, **wanted(world, calendar, reception)
    )
    return unit_calendars.confirm_assignment(number, actor=director, at=world.at)


def dates(received):
    return [format_due(records.load_by_id(one.id).due_at) for one in received]


def test_a_new_calendar_moves_nobody_until_a_second_person_lets_a_unit_follow_it(
    world, received, admin, director, saturdays
):
    monday = "Thứ Hai 07/09/2026, 17:00"
    assert dates(received) == [monday] * 4
    unit = world.one_stop().id
    shown = list(unit_calendars.preview_assignment(unit, saturdays))
    assert [move.dossier_id for move in shown] == [one.id for one in received[:3]]
    assert {format_due(move.moved.new_at) for move in shown} == {"Thứ Bảy 05/09/2026, 11:30"}
    given = wanted(world, saturdays, saturdays) | {"actor": admin}
    asked = unit_calendars.propose_assignment(unit, **given)
    assert [move.dossier_id for move in unit_calendars.preview(clock.proposal(asked))] == [
        one.id for one in received[:3]
    ]
    assert dates(received) == [monday] * 4
    assert agencies.unit(unit).calendar_key == "province"
    done = unit_calendars.confirm_assignment(asked, actor=director, at=world.at)
    assert (done.moved, done.run_id) == (3, None)
    assert dates(received) == ["Thứ Bảy 05/09/2026, 11:30"] * 3 + [monday]
    assert checks.check(due_dates=True).findings == []
    with pytest.raises(UnableToChangeError, match="đang theo lịch này"):
        unit_calendars.propose_assignment(unit, **given)
    told = [fact.verb for fact in journal.facts_about("calendar", asked)]
    assert told == ["clock.following_proposed", "clock.following_confirmed"]
    follow(world, admin, director, "province")
    assert dates(received) == [monday] * 4
    assert agencies.unit(unit).calendar_key == "province"


def test_who_may_not_and_what_is_not_there(world, received, admin, director, saturdays):
    unit = world.one_stop().id
    for somebody in (world.officer("case_officer"), director):
        with pytest.raises(NotPermittedError):
            unit_calendars.propose_assignment(unit, actor=somebody, **wanted(world))
    with pytest.raises(InvalidError, match="Lập lịch trước"):
        unit_calendars.propose_assignment(unit, actor=admin, **wanted(world, "khong-co"))
    with pytest.raises(UnableToChangeError, match="cần lý do"):
        unit_calendars.propose_assignment(unit, actor=admin, **(wanted(world) | {"reason": " "}))
    with pytest.raises(NotPermittedError):
        propose(world.officer("case_officer"), world)
    assert dates(received)[0] == "Thứ Hai 07/09/2026, 17:00"


def test_nobody_confirms_what_they_proposed_nor_in_its_authors_name(world, received, admin, asked):
    lent = tuple(replace(one, lent_by=admin.account_id) for one in admin.grants)
    stand_in = replace(world.officer("clerk"), grants=lent)
    for somebody in (admin, stand_in):
        for settle in (
            lambda who: unit_calendars.confirm_assignment(asked, actor=who, at=world.at),
            lambda who: calendars.refuse_calendar(asked, reason="x", actor=who, at=world.at),
        ):
            with pytest.raises(NotPermittedError, match="không tự xác nhận"):
                settle(somebody)
    with pytest.raises(NotPermittedError, match="xác nhận được"):
        unit_calendars.confirm_assignment(asked, actor=world.officer("case_officer"), at=world.at)
    assert dates(received)[0] == "Thứ Hai 07/09/2026, 17:00"


def test_refused_or_withdrawn_it_changes_nothing_and_cannot_come_back(
    world, received, admin, director, asked
):
    with pytest.raises(UnableToChangeError, match="đang có một đề nghị"):
        unit_calendars.propose_assignment(world.one_stop().id, actor=admin, **wanted(world))
    with pytest.raises(InvalidError, match="Ghi lý do"):
        calendars.refuse_calendar(asked, reason=" ", actor=director, at=world.at)
    calendars.refuse_calendar(asked, reason="Chưa có quyết định", actor=director, at=world.at)
    fact = journal.facts_about("calendar", asked)[-1]
    assert fact.verb == "clock.proposal_refused"
    assert "Chưa có" in fact.private["reason"]
    assert clock.proposal(asked).state is ProposalState.REFUSED
    again = unit_calendars.propose_assignment(world.one_stop().id, actor=admin, **wanted(world))
    calendars.withdraw_calendar(again, actor=admin, at=world.at)
    for number in (asked, again):
        with pytest.raises(UnableToChangeError, match="không còn chờ"):
            unit_calendars.confirm_assignment(number, actor=director, at=world.at)
    assert agencies.unit(world.one_stop().id).calendar_key == "province"
    assert dates(received)[0] == "Thứ Hai 07/09/2026, 17:00"


def test_what_was_shown_must_still_be_true(world, admin, director, asked):
    fridays = hours(sat=[["07:00", "10:30"]])
    calendars.confirm_calendar(propose(admin, world, fridays), actor=director, at=world.at)
    with pytest.raises(ConflictError, match="Lịch đã đổi"):
        unit_calendars.confirm_assignment(asked, actor=director, at=world.at)


def test_the_two_kinds_of_proposal_are_not_taken_for_each_other(world, admin, director, asked):
    hourly = propose(admin, world, hours(sat=[["07:00", "10:30"]]))
    with pytest.raises(UnableToChangeError):
        unit_calendars.confirm_assignment(hourly, actor=director, at=world.at)
    with pytest.raises(RefusedError, match="không đổi lịch"):
        calendars.confirm_calendar(asked, actor=director, at=world.at)


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


def test_a_large_assignment_is_a_run_too(world, received, admin, director, saturdays, monkeypatch):
    monkeypatch.setattr(unit_calendars, "LARGE", 2)
    done = follow(world, admin, director, saturdays)
    assert done.run_id is not None
    assert tasks.continue_calendar_runs() >= 1
    assert dates(received)[0] == "Thứ Bảy 05/09/2026, 11:30"
    assert dates(received)[3] == "Thứ Hai 07/09/2026, 17:00"


def test_two_confirm_the_same_assignment_at_once(loaded_world, django_db_blocker):
    with django_db_blocker.unblock(), twin():
        world = World()
        admin = world.officer("business_admin", "trung-tam-pvhcc")
        director = world.officer("centre_director", "trung-tam-pvhcc")
        calendars.confirm_calendar(propose(admin, world), actor=director, at=world.at)
        asked = unit_calendars.propose_assignment(world.one_stop().id, actor=admin, **wanted(world))
        answers = at_once(
            *[lambda: unit_calendars.confirm_assignment(asked, actor=director, at=world.at)] * 2
        )
        refused = [one for one in answers if isinstance(one, RefusedError)]
        assert len(refused) == 1, answers
        assert str(refused[0]).endswith(".")
        told = [fact.verb for fact in journal.facts_about("calendar", asked)]
        assert told.count("clock.following_confirmed") == 1
