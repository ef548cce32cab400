"""Wrong answers of other systems, each with the right one and the rule that makes it right.

The vectors were obtained by running or re-deriving what those systems compute: `theirs` lists what
they answer (one or two engines of the same product), `right` is what a citizen must be told.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from motcua.base.dates import VIETNAM
from motcua.clock.calendars import WorkingCalendar
from motcua.clock.deadlines import due
from motcua.clock.limits import Ground, InvalidHistoryError, LimitUnit, OnResume, Pause, TimeLimit
from motcua.clock.timeliness import Timeliness, elapsed, timeliness

DAYS, HOURS = LimitUnit.WORKING_DAY, LimitUnit.WORKING_HOUR
OFFICE = [["07:30", "11:30"], ["13:00", "17:00"]]
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")


def calendar(office=OFFICE, off=(), makeup=(), **week) -> WorkingCalendar:
    """A week of that office, with days off and make-up days written `2024-05-03`."""
    years = {}
    for day in off:
        years.setdefault(day[:4], ([], []))[0].append({"on": day, "name": "Nghỉ lễ"})
    for day in makeup:
        years.setdefault(day[:4], ([], []))[1].append({"on": day})
    return WorkingCalendar.from_json(
        {
            "hours": [{"week": dict.fromkeys(WEEKDAYS, office) | week}],
            "years": [
                {"year": int(year), "days_off": days, "makeup_days": makeups}
                for year, (days, makeups) in years.items()
            ]
            or [{"year": 2024}],
        }
    )


def moment(text: str) -> datetime:
    return datetime.strptime(text, "%d/%m/%y %H:%M").replace(tzinfo=VIETNAM)


def answer(received, amount, unit, days, **how) -> str:
    limit = TimeLimit(Decimal(str(amount)), unit, how.pop("on_resume", None))
    found = due(limit, moment(received), calendar=days, **how)
    return f"{found.at.day}/{found.at.month}/{found.at:%y %H:%M}"


PLAIN = calendar()
NEW_YEAR = calendar(off=["2023-12-30", "2024-01-01"])
MAKEUP = calendar(off=["2024-05-03"], makeup=["2024-05-04"])
ONLY_MAKEUP = calendar(makeup=["2024-05-04"])
TET = calendar(off=[f"2024-02-{day:02}" for day in range(8, 15)])
SATURDAY = calendar(sat=[["07:30", "11:30"]])
SHORT_DAY = calendar([["07:30", "11:30"], ["13:30", "17:00"]])
TET_RULE = "Tết is not counted and the date falls at closing time (C4)"


@pytest.mark.parametrize(
    ("received", "amount", "unit", "days", "theirs", "right"),
    [
        pytest.param("8/1/24 08:00", 1, DAYS, PLAIN, ["9/1/24 08:00", "9/1/24 08:15"], "9/1/24 17:00", id="a day ends with the day's work, not at the hour of receipt (C4)"),
        pytest.param("8/1/24 10:00", 2, DAYS, PLAIN, ["10/1/24 10:00", "10/1/24 10:15"], "10/1/24 17:00", id="nor after two days (C4)"),
        pytest.param("12/1/24 15:00", 1, DAYS, PLAIN, ["15/1/24 15:00", "15/1/24 15:15"], "15/1/24 17:00", id="nor over a weekend (C4)"),
        pytest.param("8/1/24 06:00", 1, DAYS, PLAIN, ["9/1/24 07:30", "9/1/24 06:15"], "9/1/24 17:00", id="received before opening, the next day is the first (C4)"),
        pytest.param("8/1/24 12:00", 1, DAYS, PLAIN, ["9/1/24 13:00", "9/1/24 12:15"], "9/1/24 17:00", id="received at lunch, the next day is the first (C4)"),
        pytest.param("8/1/24 17:30", 1, DAYS, PLAIN, ["10/1/24 07:30", "9/1/24 17:45"], "9/1/24 17:00", id="received in the evening, still the next day is the first (C4)"),
        pytest.param("12/1/24 17:30", 1, DAYS, PLAIN, ["16/1/24 07:30", "15/1/24 17:45"], "15/1/24 17:00", id="received on Friday evening, Monday is the first (C4)"),
        pytest.param("13/1/24 09:00", 1, DAYS, PLAIN, ["16/1/24 07:30", "15/1/24 09:15"], "15/1/24 17:00", id="received on Saturday, Monday is the first (C4)"),
        pytest.param("14/1/24 09:00", 3, DAYS, PLAIN, ["18/1/24 07:30"], "17/1/24 17:00", id="received on Sunday, Wednesday is the third (C4)"),
        pytest.param("8/1/24 08:10", "0.5", DAYS, PLAIN, ["8/1/24 13:45", "8/1/24 14:15"], "8/1/24 13:40", id="half a day is four hours, without rounding to quarters (C7)"),
        pytest.param("8/1/24 10:00", 4, HOURS, PLAIN, ["8/1/24 16:15"], "8/1/24 15:30", id="hours skip lunch and are not rounded (C6)"),
        pytest.param("8/1/24 15:00", 4, HOURS, PLAIN, ["9/1/24 09:15"], "9/1/24 09:30", id="hours run on into the next morning (C6)"),
        pytest.param("8/1/24 16:07", "1.5", HOURS, PLAIN, ["9/1/24 08:15", "9/1/24 07:15"], "9/1/24 08:07", id="hours are spent minute by minute (C6)"),
        pytest.param("8/1/24 11:30", 1, HOURS, PLAIN, ["8/1/24 13:00", "8/1/24 14:45"], "8/1/24 14:00", id="an hour from 11:30 is an hour of the afternoon (C6)"),
        pytest.param("8/1/24 17:00", 1, HOURS, PLAIN, ["8/1/24 18:00"], "9/1/24 08:30", id="an hour from closing is an hour of tomorrow (C6)"),
        pytest.param("8/1/24 08:00", 10, DAYS, PLAIN, ["22/1/24 08:00"], "22/1/24 17:00", id="ten days end at closing time (C4)"),
        pytest.param("8/1/24 08:00", 30, DAYS, PLAIN, ["19/2/24 08:00"], "19/2/24 17:00", id="thirty days end at closing time (C4)"),
        pytest.param("8/1/24 09:13", 20, DAYS, PLAIN, ["5/2/24 09:15"], "5/2/24 17:00", id="no quarter of an hour is ever rounded (C4)"),
        pytest.param("29/12/23 09:00", 1, DAYS, NEW_YEAR, ["2/1/24 09:00"], "2/1/24 17:00", id="over New Year the date falls at closing time (C4)"),
        pytest.param("1/1/24 09:00", 1, DAYS, NEW_YEAR, ["2/1/24 09:00", "3/1/24 07:30"], "2/1/24 17:00", id="received on a holiday, the next working day is the first (C4)"),
        pytest.param("2/5/24 09:00", 1, DAYS, MAKEUP, ["6/5/24 09:00"], "4/5/24 17:00", id="a make-up Saturday right after a holiday counts (C4, calendar)"),
        pytest.param("3/5/24 09:00", 1, DAYS, ONLY_MAKEUP, ["4/5/24 09:00"], "4/5/24 17:00", id="a make-up Saturday after a working day counts until closing (C4, calendar)"),
        pytest.param("5/2/24 09:00", 5, DAYS, TET, ["19/2/24 09:00"], "19/2/24 17:00", id=f"five days: {TET_RULE}"),
        pytest.param("7/2/24 15:30", 1, DAYS, TET, ["15/2/24 15:30"], "15/2/24 17:00", id=f"from the eve: {TET_RULE}"),
        pytest.param("9/2/24 09:00", 1, DAYS, TET, ["15/2/24 09:00"], "15/2/24 17:00", id=f"from within: {TET_RULE}"),
        pytest.param("12/1/24 15:00", 1, DAYS, SATURDAY, ["13/1/24 15:00"], "13/1/24 11:30", id="a counted Saturday ends at its own closing time (C4, calendar)"),
        pytest.param("8/1/24 08:00", 1, DAYS, SHORT_DAY, ["9/1/24 08:30"], "9/1/24 17:00", id="in an office of 7,5 hours a day is still a day (C4)"),
        pytest.param("8/1/24 08:00", 5, DAYS, SHORT_DAY, ["15/1/24 10:30"], "15/1/24 17:00", id="and five days five days (C4)"),
        pytest.param("8/1/24 08:00", 15, DAYS, SHORT_DAY, ["30/1/24 08:00"], "29/1/24 17:00", id="and fifteen do not drift to sixteen (C4)"),
        pytest.param("8/1/24 08:00", 260, DAYS, PLAIN, ["2/1/25 07:30", "6/1/25 08:00"], "6/1/25 17:00", id="260 days are not cut at a year (C4)"),
        pytest.param("8/1/24 08:00", 300, DAYS, PLAIN, ["2/1/25 07:30", "3/3/25 08:00"], "3/3/25 17:00", id="nor are 300 (C4)"),
    ],
)  # fmt: skip
def test_opencps_due_dates(received, amount, unit, days, theirs, right):
    found = answer(received, amount, unit, days)
    assert found == right
    assert found not in theirs


@pytest.mark.parametrize(
    ("start", "until", "theirs", "right"),
    [
        pytest.param("8/1/24 09:00", "9/1/24 18:00", 24.5, 14.5, id="two days are not three"),
        pytest.param(
            "8/1/24 18:00", "9/1/24 09:00", 9.5, 1.5, id="an evening is not a working day"
        ),
        pytest.param("8/1/24 09:00", "8/1/24 18:00", None, 6.5, id="within one day"),
        pytest.param("12/1/24 15:00", "15/1/24 09:00", None, 3.5, id="over a weekend"),
    ],
)
def test_opencps_elapsed_time(start, until, theirs, right):
    passed = elapsed(moment(start), moment(until), calendar=PLAIN)
    assert passed.minutes == right * 60
    assert passed.minutes != (theirs or 0) * 60
    assert sum(step.amount for step in passed.explanation[:-1]) == passed.minutes


def test_opencps_a_pause_is_kept_whatever_else_is_done_in_between():
    """Theirs adds the pause only if no other action came in between; a ledger needs no luck."""
    stop = Pause(moment("10/1/24 10:00"), moment("15/1/24 09:00"), Ground.SUPPLEMENT)
    resumed = answer("8/1/24 09:00", 5, DAYS, PLAIN, pauses=[stop], on_resume=OnResume.RESUME)
    assert resumed == "18/1/24 17:00"


def test_opencps_timeliness_of_days_is_a_matter_of_dates():
    """Their default compares hours on the due day; the national formula compares dates (C11)."""
    due_at = moment("17/1/24 10:00")
    assert timeliness(moment("17/1/24 16:00"), due_at, DAYS) is Timeliness.ON_TIME
    assert timeliness(moment("17/1/24 16:00"), due_at, HOURS) is Timeliness.LATE


E_PAR = calendar([["07:30", "11:30"], ["13:30", "16:00"]])


@pytest.mark.parametrize(
    ("received", "amount", "theirs", "right"),
    [
        pytest.param("8/1/24 09:00", 3, "11/1/24 11:30", "11/1/24 16:00", id="the last day ends with the day's work, not with the half of receipt (C4)"),
        pytest.param("8/1/24 14:00", "0.5", "9/1/24 11:30", "9/1/24 09:30", id="half a day is four working hours, not the next half (C7)"),
        pytest.param("8/1/24 09:00", "0.5", "8/1/24 16:00", "8/1/24 15:00", id="also in the morning (C7)"),
        pytest.param("8/1/24 09:00", "1.5", "9/1/24 11:30", "10/1/24 11:30", id="the half of one and a half days is not lost (C7)"),
    ],
)  # fmt: skip
def test_e_par_due_dates(received, amount, theirs, right):
    found = answer(received, amount, DAYS, E_PAR)
    assert found == right != theirs


def test_e_par_no_limit_of_nothing():
    """Theirs takes 0 days as "this half-day"; a published limit is more than nothing (NĐ 63 art. 8)."""
    with pytest.raises(InvalidHistoryError):
        TimeLimit(Decimal(0), DAYS)


def test_e_par_the_day_of_the_request_was_the_officers():
    """Theirs gives back a Friday on which papers were asked for at four o'clock (C8)."""
    stop = Pause(moment("12/1/24 15:50"), moment("13/1/24 09:00"), Ground.SUPPLEMENT)
    found = answer("8/1/24 09:00", 5, DAYS, E_PAR, pauses=[stop], on_resume=OnResume.RESUME)
    theirs = "16/1/24 16:00"
    assert found == "15/1/24 16:00" != theirs


PROVINCE = [["07:00", "11:30"], ["13:30", "17:00"]]
TD = calendar(PROVINCE)
TD_HOLIDAYS = calendar(PROVINCE, off=["2024-01-01", *(f"2024-02-{d:02}" for d in range(8, 15))])


@pytest.mark.parametrize(
    ("received", "amount", "days", "theirs", "right"),
    [
        pytest.param("8/1/24 17:30", 8, TD, "10/1/24 07:00", "9/1/24 17:00", id="a sum that ends with the day stays in it (C6)"),
        pytest.param("13/1/24 09:00", 8, TD, "15/1/24 09:00", "15/1/24 17:00", id="hours of a Saturday begin on Monday morning (C6)"),
        pytest.param("13/1/24 09:00", 4, TD, "13/1/24 15:00", "15/1/24 11:00", id="nothing is due on a day off (C6)"),
        pytest.param("8/1/24 11:30", 1, TD, "8/1/24 03:00", "8/1/24 14:30", id="an hour from lunch is not in the night before (C6)"),
        pytest.param("1/1/24 09:00", 8, TD_HOLIDAYS, "2/1/24 09:00", "2/1/24 17:00", id="hours of a holiday begin on the next morning (C6)"),
        pytest.param("9/2/24 09:00", 8, TD_HOLIDAYS, "15/2/24 09:00", "15/2/24 17:00", id="hours of Tết begin on the morning after (C6)"),
    ],
)  # fmt: skip
def test_td_due_dates(received, amount, days, theirs, right):
    found = answer(received, amount, HOURS, days)
    assert found == right != theirs


def test_td_agrees_where_it_is_right():
    assert answer("8/1/24 08:00", 2080, HOURS, TD) == "6/1/25 08:00"


@pytest.mark.parametrize(
    ("asked", "given", "theirs", "right"),
    [
        pytest.param("12/1/24 16:00", "15/1/24 08:00", "22/1/24 07:00", "17/1/24 14:00", id="two working hours of waiting cost two hours, not three days (C8)"),
        pytest.param("9/1/24 10:00", "10/1/24 10:00", None, "18/1/24 10:00", id="a day of waiting costs a day (C8)"),
    ],
)  # fmt: skip
def test_td_what_waiting_costs(asked, given, theirs, right):
    stop = Pause(moment(asked), moment(given), Ground.SUPPLEMENT)
    before = answer("8/1/24 10:00", 56, HOURS, TD)
    after = answer("8/1/24 10:00", 56, HOURS, TD, pauses=[stop], on_resume=OnResume.RESUME)
    assert (before, after) == ("17/1/24 10:00", right)
    assert after != theirs
