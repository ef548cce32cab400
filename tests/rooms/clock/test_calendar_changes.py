"""An officer changes a calendar: proposed, shown, confirmed; never edited in place."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import Error, connection, transaction

from motcua.base.actor import SYSTEM
from motcua.base.verdict import NotPermittedError
from motcua.clock import actions, queries
from motcua.clock.actions import CalendarMovedError, UnableToChangeError
from motcua.clock.calendar_format import InvalidCalendarError
from motcua.clock.deadlines import due
from motcua.clock.limits import LimitUnit, TimeLimit
from motcua.clock.models import CalendarProposal, CalendarRevision
from motcua.clock.projection import DeadlineInput, moved

pytestmark = pytest.mark.django_db
SEVEN_DAYS = TimeLimit(7, LimitUnit.WORKING_DAY)
FORM_2027 = {
    "year": 2027,
    "decision": "Thông báo 01/TB-VPCP",
    "days_off": [{"on": "2027-01-01", "name": "Tết Dương lịch"}],
}


def _propose_2027(actor, at, **extra):
    return actions.propose_year(
        content=FORM_2027 | extra, reason="Năm 2027 đã công bố", actor=actor, at=at
    )


def test_the_shipped_years_are_there_from_the_first_day():
    calendar = queries.calendar_for()
    assert calendar.announced_until == date(2026, 12, 31)
    assert calendar.is_counting_day(date(2026, 8, 22))
    assert not calendar.is_counting_day(date(2026, 11, 24))
    assert calendar.revision == queries.revision() > 0


def test_laying_the_shipped_calendar_again_changes_nothing():
    before = queries.revision()
    assert actions.load_seed(actor=SYSTEM) == 0
    assert queries.revision() == before


def test_counters_open_on_saturday_which_does_not_count():
    saturday = date(2026, 10, 17)
    assert queries.reception_calendar_for().is_counting_day(saturday)
    assert not queries.calendar_for().is_counting_day(saturday)


def test_a_proposal_changes_nothing_until_it_is_confirmed(chi_lan, ba_tam, at):
    before = queries.revision()
    proposal = _propose_2027(chi_lan, at("2026-11-23T09:00"))
    assert queries.revision() == before
    assert queries.calendar_for().is_counting_day(date(2027, 1, 1))

    change = actions.confirm_change(proposal, actor=ba_tam, at=at("2026-11-23T10:00"))

    assert change.revision == queries.revision() > before
    assert (change.key, change.year, change.decision) == ("province", 2027, "Thông báo 01/TB-VPCP")
    calendar = queries.calendar_for()
    assert not calendar.is_counting_day(date(2027, 1, 1))
    assert calendar.announced_until == date(2027, 12, 31)


def test_what_would_move_is_known_before_anybody_confirms(chi_lan, at):
    started = at("2026-12-28T09:00")
    proposal = _propose_2027(chi_lan, at("2026-11-23T09:00"))
    old, new = queries.calendars_under(proposal)["province"]
    inputs = [
        DeadlineInput("qua năm", SEVEN_DAYS, started),
        DeadlineInput("trong năm", SEVEN_DAYS, at("2026-11-02T09:00")),
    ]
    (move,) = moved(inputs, old, new)
    assert move.ref == "qua năm"
    assert (move.old_at, move.new_at) == (at("2027-01-06T17:00"), at("2027-01-07T17:00"))
    assert (move.days, move.was_provisional, move.is_provisional) == (1, True, False)


def test_the_calendar_as_it_was_known_on_a_day_can_be_asked_for(chi_lan, ba_tam, at):
    proposal = _propose_2027(chi_lan, at("2026-11-23T09:00"))
    actions.confirm_change(proposal, actor=ba_tam, at=at("2026-11-24T09:00"))
    new_year = date(2027, 1, 1)
    assert queries.calendar_for(on=date(2026, 11, 23)).is_counting_day(new_year)
    assert not queries.calendar_for(on=date(2026, 11, 24)).is_counting_day(new_year)


def test_a_commune_with_its_own_hours_keeps_the_days_off_of_the_province(chi_lan, ba_tam, at):
    week = {
        day: [["07:30", "11:30"], ["13:00", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")
    }
    proposal = actions.propose_hours(
        key="ly-son",
        content={"name": "Đặc khu Lý Sơn", "hours": [{"from": "2025-07-01", "week": week}]},
        reason="Giờ tàu",
        actor=chi_lan,
        at=at("2026-11-23T09:00"),
    )
    assert list(queries.calendars_under(proposal)) == ["ly-son"]
    actions.confirm_change(proposal, actor=ba_tam, at=at("2026-11-23T09:05"))
    island = queries.calendar_for("ly-son")
    assert not island.is_counting_day(date(2026, 9, 2))
    assert island.sessions_on(date(2026, 9, 3))[0][0] == 7 * 60 + 30
    assert queries.calendar_for().sessions_on(date(2026, 9, 3))[0][0] == 7 * 60

    of_province = _propose_2027(chi_lan, at("2026-11-23T09:10"))
    assert set(queries.calendars_under(of_province)) == {"province", "ly-son"}


def test_a_key_nobody_has_described_is_the_provinces():
    assert queries.calendar_for("xa-nao-do").plan.hours == queries.calendar_for().plan.hours


def test_the_compiled_calendar_is_kept_until_a_revision_comes(
    chi_lan, ba_tam, at, django_assert_num_queries
):
    first = queries.calendar_for()
    with django_assert_num_queries(1):
        assert queries.calendar_for() is first
    with django_assert_num_queries(0):
        assert queries.calendar_for(max_age=60) is first
    proposal = _propose_2027(chi_lan, at("2026-11-23T09:00"))
    actions.confirm_change(proposal, actor=ba_tam, at=at("2026-11-23T09:00"))
    assert queries.calendar_for() is not first


def test_a_case_officer_may_not_touch_the_calendar(anh_tuan, chi_lan, at):
    now = at("2026-11-23T09:00")
    with pytest.raises(NotPermittedError, match="quản trị nghiệp vụ"):
        _propose_2027(anh_tuan, now)
    proposal = _propose_2027(chi_lan, now)
    with pytest.raises(NotPermittedError):
        actions.confirm_change(proposal, actor=anh_tuan, at=now)
    with pytest.raises(NotPermittedError):
        actions.withdraw_change(proposal, actor=anh_tuan, at=now)
    with pytest.raises(NotPermittedError):
        actions.load_seed(actor=anh_tuan)
    with pytest.raises(NotPermittedError):
        actions.propose_hours(content={}, reason="x", actor=anh_tuan, at=now)


def test_a_second_proposal_for_the_same_year_waits(chi_lan, at):
    now = at("2026-11-23T09:00")
    first = _propose_2027(chi_lan, now)
    with pytest.raises(UnableToChangeError, match="đang có một đề nghị"):
        _propose_2027(chi_lan, now, decision="khác")
    actions.withdraw_change(first, actor=chi_lan, at=now)
    _propose_2027(chi_lan, now, decision="khác")
    assert [p.decision for p in queries.open_proposals()] == ["khác"]


def test_a_settled_proposal_cannot_be_settled_again(chi_lan, ba_tam, at):
    now = at("2026-11-23T09:00")
    proposal = _propose_2027(chi_lan, now)
    actions.confirm_change(proposal, actor=ba_tam, at=now)
    with pytest.raises(UnableToChangeError, match="không còn chờ"):
        actions.confirm_change(proposal, actor=ba_tam, at=now)
    with pytest.raises(UnableToChangeError, match="không còn chờ"):
        actions.withdraw_change(proposal, actor=chi_lan, at=now)


def test_a_proposal_made_against_an_older_calendar_is_not_confirmed(chi_lan, ba_tam, at):
    now = at("2026-11-23T09:00")
    proposal = _propose_2027(chi_lan, now)
    other = actions.propose_year(
        content={"year": 2028, "days_off": [{"on": "2028-01-03", "name": "Nghỉ bù"}]},
        reason="Bổ sung",
        actor=chi_lan,
        at=now,
    )
    actions.confirm_change(other, actor=ba_tam, at=now)
    with pytest.raises(CalendarMovedError, match="Rút đề nghị"):
        actions.confirm_change(proposal, actor=ba_tam, at=now)
    assert queries.proposal(proposal).state == "proposed"


def test_a_change_that_changes_nothing_or_says_no_reason_is_refused(chi_lan, at):
    now = at("2026-11-23T09:00")
    current = next(part for part in queries.parts_of("province") if part.year == 2026)
    with pytest.raises(UnableToChangeError, match="không có gì để đổi"):
        actions.propose_year(content=current.content, reason="lại", actor=chi_lan, at=now)
    with pytest.raises(UnableToChangeError, match="lý do"):
        actions.propose_year(content=FORM_2027, reason=" ", actor=chi_lan, at=now)
    with pytest.raises(InvalidCalendarError, match="không thuộc năm"):
        _propose_2027(chi_lan, now, days_off=[{"on": "2026-01-01", "name": "lạc"}])
    with pytest.raises(InvalidCalendarError, match="tên"):
        actions.propose_hours(content={"hours": []}, reason="x", actor=chi_lan, at=now)
    assert not CalendarProposal.objects.exists()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE clock_calendarrevision SET reason = 'khác'",
        "DELETE FROM clock_calendarrevision",
        "TRUNCATE clock_calendarrevision",
    ],
)
def test_the_database_refuses_to_rewrite_the_history(statement):
    with (
        pytest.raises(Error, match="chỉ được ghi thêm"),
        transaction.atomic(),
        connection.cursor() as db,
    ):
        db.execute(statement)
    assert CalendarRevision.objects.count() == len(queries.history())


def test_the_history_says_who_and_why(chi_lan, ba_tam, at):
    proposal = _propose_2027(chi_lan, at("2026-11-23T09:00"))
    actions.confirm_change(proposal, actor=ba_tam, at=at("2026-11-23T10:00"))
    newest = queries.history()[0]
    assert (newest.year, newest.actor_name, newest.reason) == (
        2027,
        "Phan Thị Tâm",
        "Năm 2027 đã công bố",
    )
    assert newest.at == at("2026-11-23T10:00")


def test_a_date_beyond_the_announced_years_is_provisional_until_they_come(chi_lan, ba_tam, at):
    started = at("2026-12-28T09:00")
    assert due(SEVEN_DAYS, started, calendar=queries.calendar_for()).provisional
    proposal = _propose_2027(chi_lan, at("2026-11-23T09:00"))
    actions.confirm_change(proposal, actor=ba_tam, at=at("2026-11-23T10:00"))
    assert not due(SEVEN_DAYS, started, calendar=queries.calendar_for()).provisional


def test_the_author_of_a_proposal_does_not_confirm_it(chi_lan, ba_tam, at):
    """Four eyes: the director or another keeper confirms; the director does not propose."""
    now = at("2026-11-23T09:00")
    proposal = _propose_2027(chi_lan, now)
    with pytest.raises(NotPermittedError, match="nhờ Giám đốc Trung tâm"):
        actions.confirm_change(proposal, actor=chi_lan, at=now)
    with pytest.raises(NotPermittedError, match="quản trị nghiệp vụ"):
        actions.withdraw_change(proposal, actor=ba_tam, at=now)
    assert actions.confirm_change(proposal, actor=ba_tam, at=now).proposal_id == proposal
