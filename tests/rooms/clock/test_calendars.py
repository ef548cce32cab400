"""The calendar file and its compiled form."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from motcua.clock.calendar_format import InvalidCalendarError
from motcua.clock.calendars import WorkingCalendar
from motcua.clock.limits import OutOfCalendarError

WEEK = {
    day: [["07:00", "11:30"], ["13:30", "17:00"]] for day in ("mon", "tue", "wed", "thu", "fri")
}
NINE = [["09:00", "11:00"]]


def calendar(*years, **more):
    return WorkingCalendar.from_json({"hours": [{"week": WEEK}], "years": list(years)} | more)


def test_what_is_written_can_be_read_again(province):
    again = WorkingCalendar.from_json(province.to_json())
    assert again.plan == province.plan


def test_a_half_day_counts_and_closes_at_noon(at):
    half = calendar({"year": 2026, "sessions": {"2026-02-13": [["07:00", "11:30"]]}})
    assert half.is_counting_day(date(2026, 2, 13))
    assert half.closing_at(date(2026, 2, 13)) == at("2026-02-13T11:30")
    assert half.closing_at(date(2026, 2, 14)) is None
    assert half.minutes_between(at("2026-02-13T00:00"), at("2026-02-14T00:00")) == 270


def test_hours_may_change_with_the_season(at):
    winter = WEEK | {"mon": [["07:30", "11:30"], ["13:00", "17:00"]]}
    seasons = calendar(
        {"year": 2026},
        hours=[{"from": "2020-01-01", "week": WEEK}, {"from": "2026-10-15", "week": winter}],
    )
    assert seasons.sessions_on(date(2026, 10, 12))[0][0] == 7 * 60
    assert seasons.sessions_on(date(2026, 10, 19))[0][0] == 7 * 60 + 30
    assert seasons.is_open_at(at("2026-10-12T07:10"))
    assert not seasons.is_open_at(at("2026-10-19T07:10"))


@pytest.mark.parametrize("first", [date(2026, 10, day) for day in range(1, 15)])
def test_a_week_begins_where_it_should_whenever_its_hours_begin(first):
    seasons = calendar(
        {"year": 2026},
        hours=[
            {"from": "2020-01-01", "week": WEEK},
            {"from": first.isoformat(), "week": {"sat": NINE}},
        ],
    )
    days = [first + timedelta(n) for n in range(28)]
    assert [day.weekday() for day in days if seasons.is_counting_day(day)] == [5] * 4


def test_a_make_up_day_has_the_hours_of_the_day_it_replaces():
    short_friday = WEEK | {"fri": NINE}
    made_up = calendar(
        {"year": 2026, "makeup_days": [{"on": "2026-08-22", "for": "2026-08-28"}, {"on": "2026-08-29"}]},
        hours=[{"week": short_friday}],
    )  # fmt: skip
    assert made_up.sessions_on(date(2026, 8, 22)) == ((540, 660),)
    assert made_up.sessions_on(date(2026, 8, 29)) == ((420, 690), (810, 1020))


def test_the_horizon_ends_before_the_first_year_that_is_not_announced():
    years = [{"year": 2024}, {"year": 2025}, {"year": 2026, "announced": False}, {"year": 2027}]
    assert calendar(*years).announced_until == date(2025, 12, 31)
    assert calendar(*years).announced_from == date(2024, 1, 1)
    assert calendar().announced_until is None
    assert calendar(announced_until="2030-06-30").announced_until == date(2030, 6, 30)


def test_outside_its_years_a_calendar_says_so(province):
    for day in (date(2010, 1, 1), date(2060, 1, 1)):
        with pytest.raises(OutOfCalendarError, match="lịch có từ 01/01/2015 đến 31/12/2041"):
            province.is_counting_day(day)
    with pytest.raises(OutOfCalendarError):
        province.add_working_days(date(2041, 12, 1), 100)


def test_days_are_counted_without_walking(province):
    friday = date(2026, 8, 21)
    assert province.add_working_days(friday, 2) == date(2026, 8, 24)
    assert province.working_days_between(friday, date(2026, 8, 24)) == 2
    assert province.working_days_between(date(2026, 8, 24), friday) == -2
    assert province.counting_days(friday.toordinal(), 2) == [
        date(2026, 8, 22).toordinal(),
        date(2026, 8, 24).toordinal(),
    ]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        pytest.param({"hours": []}, "ít nhất một khung giờ", id="no hours"),
        pytest.param({"hours": 5}, "danh sách", id="hours that are no list"),
        pytest.param({"hours": [{"week": {}}]}, "ít nhất một ngày", id="a week without work"),
        pytest.param({"hours": [{"week": {"mo": NINE}}]}, "mon", id="a weekday misspelt"),
        pytest.param({"hours": [{"week": {"mon": [["09:00"]]}}]}, "cặp giờ", id="half a session"),
        pytest.param({"hours": [{"week": {"mon": 9}}]}, "cặp giờ", id="no sessions"),
        pytest.param({"hours": [{"week": {"mon": [["9h", "10:00"]]}}]}, "07:00", id="an hour misspelt"),
        pytest.param({"hours": [{"week": {"mon": [["11:00", "09:00"]]}}]}, "trước khi bắt đầu", id="a session backwards"),
        pytest.param({"hours": [{"week": {"mon": [*NINE, *NINE]}}]}, "thứ tự", id="sessions that overlap"),
        pytest.param({"years": [{}]}, "số nguyên", id="a year without number"),
        pytest.param({"years": [{"year": 1066}]}, "ngoài khoảng", id="a year out of range"),
        pytest.param({"years": [{"year": 2026}, {"year": 2026}]}, "một mục", id="a year twice"),
        pytest.param({"years": [{"year": 2026, "days_off": [{"on": "2025-01-01", "name": "x"}]}]}, "không thuộc năm", id="a day of another year"),
        pytest.param({"years": [{"year": 2026, "days_off": [{"on": "2026-01-01"}]}]}, "cần tên", id="a day off without name"),
        pytest.param({"years": [{"year": 2026, "days_off": [{"on": "2026-01-01", "name": "x", "kind": "y"}]}]}, "holiday", id="an unknown kind of day off"),
        pytest.param({"years": [{"year": 2026, "days_off": [{"from": "2026-01-02", "to": "2026-01-01", "name": "x"}]}]}, "trước khi bắt đầu", id="a holiday backwards"),
        pytest.param({"years": [{"year": 2026, "days_off": [{"on": "2026-01-01", "name": "x"}] * 2}]}, "hai lần", id="a day off twice"),
        pytest.param({"years": [{"year": 2026, "days_off": [{"on": "2026-01-10", "name": "x"}], "makeup_days": [{"on": "2026-01-10"}]}]}, "vừa là ngày nghỉ", id="off and worked at once"),
        pytest.param({"announced_until": "mai"}, "2026-09-02", id="a date misspelt"),
        pytest.param({"announced_until": "2500-01-01"}, "ngoài khoảng", id="a date out of range"),
    ],
)  # fmt: skip
def test_a_calendar_that_contradicts_itself_is_refused_with_the_place(change, words):
    with pytest.raises(InvalidCalendarError, match=words):
        calendar(**change)


def test_a_calendar_must_be_an_object():
    with pytest.raises(InvalidCalendarError, match="đối tượng JSON"):
        WorkingCalendar.from_json([])
