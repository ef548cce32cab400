"""An apology that appears by itself: the true reason, a date that can be kept, and once only."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.base.dates import format_due
from motcua.clock import queries as calendars
from motcua.control import delays
from motcua.control.actions import automatic, gate
from motcua.control.queries import apologies
from motcua.dossiers import timing
from motcua.dossiers.actions import issuing, pauses
from motcua.dossiers.models import DraftAct
from motcua.dossiers.states import ActKind, ActReason, ActStatus, Status

pytestmark = pytest.mark.django_db


def days_before(case, days):
    """So many working days before the date that the dossier has, at nine in the morning."""
    calendar = timing.calendar_of(case.state.receiving_unit_id)
    day = case.state.due_at.date()
    for _ in range(days):
        day -= timedelta(days=1)
        while not calendar.is_counting_day(day):
            day -= timedelta(days=1)
    return case.state.due_at.replace(year=day.year, month=day.month, day=day.day, hour=9)


def test_a_date_that_can_be_kept_needs_no_letter(case):
    assert automatic.draft_apologies(case.at) == 0
    assert not automatic.draft_apology(case.code, case.at)


def test_two_days_before_a_missed_date_the_letter_is_there(case):
    at = days_before(case, 1)
    assert automatic.draft_apologies(at) == 1
    act = DraftAct.objects.get(kind=ActKind.APOLOGY.value)
    assert (act.drafted_by_id, act.status) == (None, ActStatus.DRAFT.value)
    assert act.reason_code == ActReason.STEP_LATE.value
    assert "giờ làm việc, quy trình là" in act.content["reason"]
    promised = act.content["new_due"]
    assert promised > case.state.due_at.isoformat()
    assert automatic.draft_apologies(at) == 0, "once"
    assert case.state.extension is None, "nothing happens before it is issued"


def test_an_office_that_did_not_answer_is_the_reason(case):
    from motcua.dossiers.actions import consultations

    other = case.world.one_stop("ubnd-21040")
    consultations.consult(
        case.code, unit_id=other.id, question="Ranh giới có tranh chấp không?",
        amount=Decimal(1), request=case.by(case.officer),
    )  # fmt: skip
    automatic.draft_apologies(days_before(case, 1))
    act = DraftAct.objects.get(kind=ActKind.APOLOGY.value)
    assert act.reason_code == ActReason.ANSWER_LATE.value
    assert other.full_name in act.content["reason"]


def issued_apology(case, at):
    automatic.draft_apologies(at)
    act = DraftAct.objects.get(kind=ActKind.APOLOGY.value)
    hours = (at - case.at).total_seconds() / 3600
    gate.approve(act.pk, version=1, request=case.by(case.head, hours))
    from motcua.control.models import Review

    review = Review.objects.get(act=act)
    gate.clear(review.pk, version=2, request=case.by(case.controller, hours))
    issuing.issue_act(act.pk, version=3, request=case.by(case.chief, hours))
    act.refresh_from_db()
    return act


def test_a_promise_is_in_the_register_and_judged_by_what_happened(case):
    first = case.state.due_at
    act = issued_apology(case, days_before(case, 2))
    state = case.state
    assert state.due_original == first, "the first appointment stays"
    assert state.due_at == act.promised_at
    (row,) = apologies.register(at=act.issued_at)
    assert (row.code, row.kept, row.is_late_notice) == (case.code, None, False)
    assert (row.first_due, row.promised) == (first, act.promised_at)
    (later,) = apologies.register(at=act.promised_at + timedelta(days=1))
    assert later.kept is False


def test_the_register_names_nobody(case):
    act = issued_apology(case, days_before(case, 2))
    (row,) = apologies.register(at=act.issued_at)
    told = " ".join(str(value) for value in (row.code, row.agency, row.procedure, row.reason))
    assert "Bình" not in told
    assert "051085001239" not in told


def test_overdue_without_a_letter_is_listed_by_name(case):
    late = case.state.due_at + timedelta(days=2)
    (row,) = apologies.without_letter(case.controller, at=late)
    assert row.code == case.code
    automatic.draft_apologies(days_before(case, 1))
    (still,) = apologies.without_letter(case.controller, at=late)
    assert still.draft_status == ActStatus.DRAFT


def test_a_request_that_nobody_answered_leads_to_a_stop_that_people_decide(case):
    act = case.cleared(case.drafted())
    issuing.issue_act(act.pk, version=act.version, request=case.by(case.head))
    act.refresh_from_db()
    assert automatic.draft_stops(act.answer_due_at - timedelta(hours=1)) == 0
    assert automatic.draft_stops(act.answer_due_at + timedelta(hours=1)) == 1
    assert automatic.draft_stops(act.answer_due_at + timedelta(hours=1)) == 0
    stop = DraftAct.objects.get(kind=ActKind.STOP.value)
    assert format_due(act.answer_due_at) in stop.content["reason"]
    assert case.state.status is Status.SUPPLEMENT_REQUESTED
    clerk = case.world.in_unit("intake_officer", case.state.receiving_unit_id)
    late = case.by(clerk, 24 * 90)
    papers = [{"key": case.version.papers[0].key, "name": "Bản vẽ", "originals": 1}]
    recorded = pauses.supplement(case.code, papers=papers, request=late)
    assert recorded.state.status is Status.PROCESSING
    act.refresh_from_db()
    assert act.answered_at == late.at


@given(st.integers(0, 4000), st.integers(0, 4000))
def test_the_new_date_is_a_working_day_after_the_first_with_time_for_the_rest(left, early):
    from datetime import datetime

    from motcua.base.dates import VIETNAM

    calendar = calendars.calendar_for(calendars.PROVINCE)
    due = datetime(2026, 9, 17, 17, tzinfo=VIETNAM)
    at = due - timedelta(minutes=early)
    found = delays.new_date(at, left, due, calendar)
    assert calendar.is_counting_day(found.date())
    assert found > due
    assert calendar.minutes_between(at, found) >= left
