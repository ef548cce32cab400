"""What holds for every limit, start and pause, not only for the ones the law's tables name."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from motcua.base.dates import VIETNAM
from motcua.clock.calendars import moment_of, tick_of
from motcua.clock.deadlines import due
from motcua.clock.limits import Ground, LimitUnit, OnResume, Pause, TimeLimit
from motcua.clock.lines import load_calendar
from motcua.clock.timeliness import elapsed, remaining_minutes

PROVINCE = load_calendar()
units = st.sampled_from(LimitUnit)
moments = st.datetimes(datetime(2023, 1, 1), datetime(2026, 6, 30)).map(
    lambda at: at.replace(second=0, microsecond=0, tzinfo=VIETNAM)
)
quarters = st.integers(1, 240).map(lambda n: Decimal(n) / 4)
spans = st.integers(0, 60 * 24 * 40).map(lambda minutes: timedelta(minutes=minutes))
quick = settings(max_examples=150, deadline=None)


def at(received, amount, unit, *pauses, on_resume=OnResume.RESUME):
    limit = TimeLimit(amount, unit, on_resume)
    return due(limit, received, pauses=pauses, calendar=PROVINCE).at


def stop(began, ended):
    return Pause(began, ended, Ground.SUPPLEMENT)


@quick
@given(moments, moments, quarters, units)
def test_who_comes_first_is_never_due_later(one, other, amount, unit):
    first, second = sorted((one, other))
    if amount % 1 and unit is not LimitUnit.WORKING_HOUR and amount < 1:
        amount += 1  # below one day hours decide, and hours of one evening may share a morning
    assert at(first, amount, unit) <= at(second, amount, unit)


@quick
@given(moments, quarters, quarters, units)
def test_a_longer_limit_is_never_due_earlier(received, one, other, unit):
    shorter, longer = sorted((Decimal(one), Decimal(other)))
    assert at(received, shorter, unit) <= at(received, longer, unit)


@quick
@given(moments, quarters, units, spans, spans, st.sampled_from(OnResume))
def test_a_pause_never_brings_the_date_forward(received, amount, unit, after, length, on_resume):
    began = received + after
    paused = at(received, amount, unit, stop(began, began + length), on_resume=on_resume)
    without = at(received, amount, unit)
    assert paused >= without
    if began > without:
        assert paused == without


@quick
@given(moments, quarters, units, spans, spans)
def test_a_restart_is_a_new_receipt_at_the_end_of_the_pause(received, amount, unit, after, length):
    began = received + after
    ended = began + length
    if began <= at(received, amount, unit):
        again = at(received, amount, unit, stop(began, ended), on_resume=OnResume.RESTART)
        assert again == at(ended, amount, unit)


@quick
@given(moments, st.integers(1, 400), spans, spans)
def test_resumed_hours_cost_exactly_the_working_minutes_of_the_pause(
    received, hours, after, length
):
    amount, began = Decimal(hours) / 4, received + after
    paused = stop(began, began + length)
    found = at(received, amount, LimitUnit.WORKING_HOUR, paused)
    ran = elapsed(received, found, pauses=[paused], calendar=PROVINCE)
    assert ran.minutes == amount * 60
    assert sum(step.amount for step in ran.explanation[:-1]) == ran.minutes


@quick
@given(moments, quarters, units, spans)
def test_while_the_clock_stands_there_is_no_date_and_the_first_one_stays(
    received, amount, unit, after
):
    began = received + after
    limit = TimeLimit(amount, unit, OnResume.RESUME)
    found = due(limit, received, pauses=[stop(began, None)], calendar=PROVINCE)
    assert found.original_at == at(received, amount, unit)
    assert found.at == (None if began <= found.original_at else found.original_at)


@quick
@given(moments, moments, moments)
def test_working_time_adds_up_and_reverses(one, two, three):
    first, second, third = sorted((one, two, three))
    between = PROVINCE.minutes_between
    assert between(first, second) + between(second, third) == between(first, third)
    assert remaining_minutes(first, third, PROVINCE) == -between(first, third)
    assert elapsed(first, third, calendar=PROVINCE).minutes == between(first, third)


@quick
@given(moments)
def test_a_tick_is_a_minute_of_vietnam(moment):
    assert moment_of(tick_of(moment)) == moment
    assert tick_of(moment.replace(tzinfo=None)) == tick_of(moment)
    assert tick_of(moment.astimezone(None)) == tick_of(moment)


@quick
@given(moments, quarters, units)
def test_every_date_falls_inside_working_time(received, amount, unit):
    found = at(received, amount, unit)
    minute = found.hour * 60 + found.minute
    sessions = PROVINCE.sessions_on(found.date())
    assert any(start < minute <= end for start, end in sessions)
    if unit is not LimitUnit.WORKING_HOUR and amount % 1 == 0:
        assert minute == sessions[-1][1]


@quick
@given(moments, st.integers(1, 20_000))
def test_counting_back_and_forth_meets_in_the_middle(moment, minutes):
    """From the found moment exactly so many working minutes are left, and work is going on."""
    tick = tick_of(moment + timedelta(days=400))
    before = PROVINCE.before_minutes(tick, minutes)
    assert PROVINCE.minutes_between(moment_of(before), moment_of(tick)) == minutes
    assert PROVINCE.is_open_at(moment_of(before))
