"""The clock's articles as tables (rules C1–C15), on the announced calendar of the province.

Each row is one sentence of the law with its date. Grounds: docs/law and docs/deadlines.md.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest

from motcua.base.dates import VIETNAM
from motcua.clock.deadlines import due
from motcua.clock.extensions import check_extension, is_late_notice
from motcua.clock.limits import (
    Extension,
    Ground,
    InvalidHistoryError,
    LimitUnit,
    OnResume,
    Pause,
    TimeLimit,
    UnableToExtendError,
)
from motcua.clock.lines import load_calendar
from motcua.clock.rulesets import ERA_A, ERA_B, RULES_DEFAULT, as_written, rules_on
from motcua.clock.timeliness import Timeliness, ended_at, is_near_due, timeliness

PROVINCE = load_calendar()
DAYS, ANY_DAYS, HOURS = LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY, LimitUnit.WORKING_HOUR
SUPPLEMENT = Ground.SUPPLEMENT


def moment(text: str) -> datetime:
    """`6/2/2024 08:00`; without an hour, nine o'clock."""
    day, _, hour = text.partition(" ")
    return datetime.strptime(f"{day} {hour or '09:00'}", "%d/%m/%Y %H:%M").replace(tzinfo=VIETNAM)


def limit(amount, unit=DAYS, **how) -> TimeLimit:
    return TimeLimit(Decimal(str(amount)), unit, **how)


def answer(received, amount, unit=DAYS, pauses=(), rules=RULES_DEFAULT, **how):
    """The due moment in the form `6/2/2024 17:00`, or None while the clock stands still."""
    stops = [
        Pause(moment(began), ended and moment(ended), *(ground or [SUPPLEMENT]))
        for began, ended, *ground in pauses
    ]
    found = due(
        limit(amount, unit, **how), moment(received), pauses=stops, calendar=PROVINCE, rules=rules
    )
    return found.at and f"{found.at.day}/{found.at.month}/{found.at:%Y %H:%M}"


@pytest.mark.parametrize(
    ("received", "amount", "unit", "expected"),
    [
        pytest.param("6/2/2024", 5, DAYS, "20/2/2024 17:00", id="Tết 2024 stops five working days"),
        pytest.param("26/4/2024", 3, DAYS, "4/5/2024 17:00", id="the make-up Saturday 4/5/2024 counts"),
        pytest.param("25/4/2025", 3, DAYS, "29/4/2025 17:00", id="the make-up Saturday 26/4/2025 counts"),
        pytest.param("24/4/2025", 5, DAYS, "5/5/2025 17:00", id="the swapped Friday 2/5/2025 does not count"),
        pytest.param("28/4/2023", 5, DAYS, "10/5/2023 17:00", id="days off in lieu 2/5 and 3/5/2023 do not count"),
        pytest.param("24/1/2025", 1, DAYS, "3/2/2025 17:00", id="one day over the whole of Tết 2025"),
        pytest.param("9/1/2026", 1, DAYS, "10/1/2026 17:00", id="the make-up Saturday 10/1/2026 counts"),
        pytest.param("24/4/2026", 7, DAYS, "8/5/2026 17:00", id="Giỗ Tổ in lieu, 30/4 and 1/5/2026 do not count"),
        pytest.param("21/8/2026", 2, DAYS, "24/8/2026 17:00", id="the make-up Saturday 22/8/2026 counts"),
        pytest.param("20/11/2026", 3, DAYS, "26/11/2026 17:00", id="the new holiday 24/11/2026 does not count"),
        pytest.param("31/1/2024", 10, ANY_DAYS, "15/2/2024 17:00", id="a last day in Tết moves to the day after"),
        pytest.param("16/4/2025", 14, ANY_DAYS, "5/5/2025 17:00", id="a last day on 30/4 moves over the swap"),
        pytest.param("5/2/2026", 10, ANY_DAYS, "23/2/2026 17:00", id="a last Sunday before Tết moves behind it"),
        pytest.param("3/5/2024 16:00", 8, HOURS, "4/5/2024 16:00", id="hours run on into the make-up Saturday"),
        pytest.param("4/5/2024 10:30", 4, HOURS, "4/5/2024 16:30", id="hours on a make-up Saturday skip lunch"),
        pytest.param("31/12/2025 15:30", 8, HOURS, "5/1/2026 15:30", id="hours over the long New Year 2026"),
        pytest.param("7/2/2024 15:00", 8, HOURS, "15/2/2024 15:00", id="hours over Tết 2024"),
        pytest.param("23/11/2026 16:00", 8, HOURS, "25/11/2026 16:00", id="hours over 24/11/2026"),
        pytest.param("16/3/2024 09:00", 8, HOURS, "18/3/2024 17:00", id="hours received on a Saturday begin on Monday"),
    ],
)  # fmt: skip
def test_the_official_calendar(received, amount, unit, expected):
    assert answer(received, amount, unit) == expected


@pytest.mark.parametrize(("year", "expected"), [(2023, 249), (2024, 251), (2025, 250), (2026, 249)])
def test_working_days_of_a_year(year, expected):
    assert PROVINCE.working_days_between(date(year - 1, 12, 31), date(year, 12, 31)) == expected


# C1, C2: the start


def test_c1_the_limit_runs_from_acceptance_not_from_submission():
    assert ERA_B.clock_start(moment("3/9/2026 09:40")) == moment("3/9/2026 09:40")


def test_c2_outside_its_area_a_dossier_starts_when_the_competent_agency_has_it():
    accepted, received = moment("3/9/2026"), moment("4/9/2026")
    assert ERA_B.clock_start(accepted, competent_received_at=received) == received
    assert ERA_A.clock_start(accepted, competent_received_at=received) == accepted


def test_rule_sets_follow_their_dates():
    assert rules_on(date(2025, 6, 30)) is ERA_A
    assert rules_on(date(2025, 7, 1)) is ERA_B


# C3–C7: units


@pytest.mark.parametrize(
    ("received", "amount", "unit", "cutoff", "expected"),
    [
        pytest.param("3/9/2026 15:01", 1, DAYS, False, "4/9/2026 17:00", id="without the flag 15:01 is that day"),
        pytest.param("3/9/2026 15:00", 1, DAYS, True, "4/9/2026 17:00", id="15:00 sharp is not after 15:00"),
        pytest.param("3/9/2026 15:01", 1, DAYS, True, "7/9/2026 17:00", id="after 15:00 it is received tomorrow"),
        pytest.param("3/9/2026 15:01", 8, HOURS, True, "4/9/2026 17:00", id="hours then run from tomorrow's opening"),
        pytest.param("4/9/2026 16:00", 1, DAYS, True, "8/9/2026 17:00", id="after 15:00 on Friday is Monday"),
        pytest.param("3/9/2026 00:00", 1, DAYS, False, "4/9/2026 17:00", id="the day of receipt is not counted"),
        pytest.param("3/9/2026 23:59", 1, DAYS, False, "4/9/2026 17:00", id="the hour of receipt does not matter"),
        pytest.param("5/9/2026 09:00", 1, DAYS, False, "7/9/2026 17:00", id="received on Saturday, Monday is the first day"),
        pytest.param("3/9/2026 09:00", 1, ANY_DAYS, False, "4/9/2026 17:00", id="one day is tomorrow"),
        pytest.param("4/9/2026 09:00", 1, ANY_DAYS, False, "7/9/2026 17:00", id="a last Saturday moves to Monday"),
        pytest.param("4/9/2026 09:00", 5, ANY_DAYS, False, "9/9/2026 17:00", id="a weekend inside is counted"),
        pytest.param("3/9/2026 10:00", "1.5", HOURS, False, "3/9/2026 11:30", id="a sum that ends with the session stays there"),
        pytest.param("3/9/2026 10:00", 2, HOURS, False, "3/9/2026 14:00", id="lunch is not counted"),
        pytest.param("3/9/2026 12:00", 1, HOURS, False, "3/9/2026 14:30", id="received at lunch, the afternoon begins it"),
        pytest.param("3/9/2026 06:00", 1, HOURS, False, "3/9/2026 08:00", id="received before opening, the opening begins it"),
        pytest.param("3/9/2026 17:00", 8, HOURS, False, "4/9/2026 17:00", id="received at closing, tomorrow is the whole of it"),
        pytest.param("3/9/2026 08:10", "0.5", DAYS, False, "3/9/2026 14:10", id="half a day is four hours"),
        pytest.param("3/9/2026 08:10", "6.25", DAYS, False, "14/9/2026 09:00", id="6,25 days are six days and two hours"),
        pytest.param("3/9/2026 08:10", "7.5", DAYS, False, "15/9/2026 11:00", id="7,5 days are seven days and four hours"),
        pytest.param("3/9/2026 08:10", "1.0", DAYS, False, "4/9/2026 17:00", id="1,0 days are one day"),
        pytest.param("3/9/2026 08:10", "2.5", ANY_DAYS, False, "7/9/2026 17:00", id="days off that move the last day hold the fraction"),
    ],
)  # fmt: skip
def test_c3_to_c7_units_and_the_cut_off(received, amount, unit, cutoff, expected):
    assert answer(received, amount, unit, cutoff_15h=cutoff) == expected


def test_c5_a_province_may_count_days_as_working_days():
    working = replace(ERA_B, calendar_days_as_working=True)
    assert answer("4/9/2026", 5, ANY_DAYS) == "9/9/2026 17:00"
    assert answer("4/9/2026", 5, ANY_DAYS, rules=working) == "11/9/2026 17:00"


# Rule C8: a supplement

WAIT = ("24/8/2026 16:20", "27/8/2026 09:05")


@pytest.mark.parametrize(
    ("on_resume", "amount", "unit", "pauses", "expected"),
    [
        pytest.param("resume", 7, DAYS, [WAIT], "7/9/2026 17:00", id="resume: the day of the request is the third, 28/8 the fourth"),
        pytest.param("restart", 7, DAYS, [WAIT], "10/9/2026 17:00", id="restart: seven whole days after 27/8"),
        pytest.param(None, 7, DAYS, [WAIT], "10/9/2026 17:00", id="where the procedure is silent, a supplement restarts"),
        pytest.param("resume", 7, DAYS, [("24/8/2026 16:20", None)], None, id="while papers are awaited there is no date"),
        pytest.param("resume", 7, DAYS, [("28/8/2026 17:01", None)], "28/8/2026 17:00", id="a request after the date buys no time"),
        pytest.param("restart", 7, DAYS, [("3/9/2026 08:00", "4/9/2026 08:00")], "28/8/2026 17:00", id="nor does a restart after the date"),
        pytest.param("resume", 7, DAYS, [("24/8/2026 08:00", "24/8/2026 16:00")], "28/8/2026 17:00", id="a pause within one day costs no day"),
        pytest.param("restart", 7, DAYS, [("24/8/2026 08:00", "24/8/2026 16:00")], "7/9/2026 17:00", id="a restart within one day begins again after it"),
        pytest.param("resume", 7, DAYS, [("20/8/2026 15:00", "24/8/2026 08:00")], "7/9/2026 17:00", id="a pause on the day of receipt leaves the whole limit"),
        pytest.param("resume", 7, DAYS, [("28/8/2026 16:00", "3/9/2026 10:00")], "3/9/2026 17:00", id="stopped on the last day: due on the day of completion"),
        pytest.param("resume", 7, DAYS, [("28/8/2026 16:00", "3/9/2026 18:00")], "4/9/2026 17:00", id="completed after closing: due on the next working day"),
        pytest.param("resume", 7, DAYS, [("28/8/2026 16:00", "5/9/2026 10:00")], "7/9/2026 17:00", id="completed on a Saturday: due on Monday"),
        pytest.param("resume", 7, DAYS, [("24/8/2026 16:20", "26/8/2026 09:00"), ("25/8/2026 08:00", "27/8/2026 09:05")], "7/9/2026 17:00", id="overlapping pauses are one"),
        pytest.param("resume", 7, DAYS, [WAIT, ("4/9/2026 09:00", "8/9/2026 10:00")], "9/9/2026 17:00", id="a second pause takes its own days"),
        pytest.param("restart", 7, DAYS, [WAIT, ("4/9/2026 09:00", "8/9/2026 10:00")], "17/9/2026 17:00", id="a second completion restarts once more"),
        pytest.param("resume", 10, ANY_DAYS, [WAIT], "3/9/2026 17:00", id="calendar days: three days later, moved behind the holiday"),
        pytest.param("resume", 8, HOURS, [("20/8/2026 16:00", "21/8/2026 08:00")], "21/8/2026 16:10", id="hours go on minute by minute"),
        pytest.param("restart", 8, HOURS, [("20/8/2026 16:00", "21/8/2026 08:00")], "22/8/2026 08:00", id="hours restart at the minute of completion"),
        pytest.param("resume", "6.25", DAYS, [("27/8/2026 09:00", "27/8/2026 10:00")], "28/8/2026 09:00", id="nor does a pause on the last whole day bring its hours forward"),
        pytest.param("resume", "6.25", DAYS, [("27/8/2026 18:00", "29/8/2026 09:00")], "3/9/2026 09:00", id="the hours of a fraction are still whole on a day off"),
    ],
)  # fmt: skip
def test_c8_what_a_supplement_does(on_resume, amount, unit, pauses, expected):
    how = {"on_resume": on_resume and OnResume(on_resume)}
    assert answer("20/8/2026 14:10", amount, unit, pauses, **how) == expected


@pytest.mark.parametrize("on_resume", OnResume)
def test_c8_a_pause_over_before_a_cut_off_start_changes_nothing(on_resume):
    evening = [("4/9/2026 16:10", "4/9/2026 16:40")]
    how = {"cutoff_15h": True, "on_resume": on_resume}
    assert answer("4/9/2026 16:00", 1, DAYS, evening, **how) == "8/9/2026 17:00"


def test_c8_the_first_appointment_is_kept_beside_the_new_one():
    found = due(
        limit(7, on_resume=OnResume.RESUME),
        moment("20/8/2026 14:10"),
        pauses=[Pause(*map(moment, WAIT), SUPPLEMENT)],
        calendar=PROVINCE,
    )
    assert (found.original_at, found.at) == (moment("28/8/2026 17:00"), moment("7/9/2026 17:00"))


# C9, C10, C14: which grounds stop a clock

TAX = [("24/8/2026 16:20", "27/8/2026 09:05", Ground.FINANCIAL_OBLIGATION)]


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        pytest.param({}, "28/8/2026 17:00", id="in other fields owing money does not stop the clock"),
        pytest.param({"land": True}, "7/9/2026 17:00", id="in land matters that time is not counted"),
        pytest.param({"land": True, "on_resume": OnResume.RESTART}, "7/9/2026 17:00", id="not counted is no restart, even where supplements restart"),
        pytest.param({"pauses_on": frozenset({Ground.FINANCIAL_OBLIGATION})}, "7/9/2026 17:00", id="unless the procedure itself says so"),
    ],
)  # fmt: skip
def test_c9_financial_obligation(how, expected):
    assert answer("20/8/2026 14:10", 7, DAYS, TAX, **how) == expected


def test_c9_days_off_are_left_out_of_land_limits():
    assert answer("4/9/2026", 5, ANY_DAYS, land=True) == "11/9/2026 17:00"


def test_c10_consultation_is_no_ground_at_all():
    with pytest.raises(ValueError, match="consultation"):
        Ground("consultation")


@pytest.mark.parametrize("ground", [Ground.VIOLATION_HANDLING, Ground.EXPERT_ASSESSMENT])
def test_c14_without_a_legal_ground_the_clock_runs_on_and_the_explanation_says_so(ground):
    found = due(
        limit(7),
        moment("20/8/2026"),
        pauses=[Pause(moment("24/8/2026"), None, ground)],
        calendar=PROVINCE,
    )
    assert found.at == moment("28/8/2026 17:00")
    (step,) = [step for step in found.explanation if step.kind == "no_pause"]
    assert "Không phải căn cứ dừng" in step.reason
    assert not RULES_DEFAULT.stops(ground, limit(7))
    assert as_written(RULES_DEFAULT).stops(ground, limit(7))


# C11: the end


def test_c11_processing_ends_when_the_result_is_recorded_not_when_it_is_collected():
    recorded, collected = moment("3/9/2026"), moment("9/9/2026")
    assert ended_at(finished_at=recorded, returned_at=collected) == recorded
    assert ended_at(returned_at=collected, stopped_at=recorded) == collected
    assert ended_at(stopped_at=recorded) == recorded
    assert ended_at() is None


@pytest.mark.parametrize(
    ("finished", "unit", "expected"),
    [
        pytest.param("4/9/2026 17:00", DAYS, Timeliness.EARLY, id="the day before is early"),
        pytest.param("7/9/2026 07:00", DAYS, Timeliness.ON_TIME, id="the morning of the day is on time"),
        pytest.param("7/9/2026 18:30", DAYS, Timeliness.ON_TIME, id="the evening of the day is on time"),
        pytest.param("8/9/2026 07:00", DAYS, Timeliness.LATE, id="the next morning is late"),
        pytest.param("7/9/2026 16:59", HOURS, Timeliness.EARLY, id="in hours a minute before is early"),
        pytest.param("7/9/2026 17:00", HOURS, Timeliness.ON_TIME, id="in hours the minute itself is on time"),
        pytest.param("7/9/2026 17:01", HOURS, Timeliness.LATE, id="in hours a minute after is late"),
    ],
)  # fmt: skip
def test_early_on_time_late(finished, unit, expected):
    assert timeliness(moment(finished), moment("7/9/2026 17:00"), unit) is expected


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        pytest.param("3/9/2026 09:00", False, id="more than a fifth and more than a day left"),
        pytest.param("4/9/2026 17:00", True, id="one working day left"),
        pytest.param("7/9/2026 08:00", True, id="due today"),
        pytest.param("7/9/2026 17:01", False, id="past due is not near due"),
    ],
)
def test_near_due(at, expected):
    received, due_at = moment("20/8/2026 14:10"), moment("7/9/2026 17:00")
    assert is_near_due(due_at, moment(at), PROVINCE, started_at=received) is expected


def test_near_due_is_the_last_fifth_of_a_long_limit():
    received, due_at = moment("1/6/2026 07:00"), moment("10/7/2026 17:00")
    assert not is_near_due(due_at, moment("1/7/2026 07:00"), PROVINCE, started_at=received)
    assert is_near_due(due_at, moment("3/7/2026 07:00"), PROVINCE, started_at=received)
    assert not is_near_due(due_at, moment("3/7/2026 07:00"), PROVINCE)


# C12: one new appointment


def _extended(*extensions, pauses=(), unit=DAYS, amount=7):
    return due(
        limit(amount, unit, on_resume=OnResume.RESUME),
        moment("20/8/2026 14:10"),
        pauses=pauses,
        extensions=extensions,
        calendar=PROVINCE,
    )


LETTER = Extension(moment("27/8/2026"), moment("4/9/2026 17:00"), "chờ đo lại ranh giới")


def test_c12_a_new_appointment_keeps_the_first_one():
    found = _extended(LETTER)
    assert (found.original_at, found.at) == (moment("28/8/2026 17:00"), moment("4/9/2026 17:00"))


def test_c12_it_may_be_given_as_days():
    three = Extension(moment("27/8/2026"), reason="đo lại", added=Decimal(2))
    assert _extended(three).at == moment("4/9/2026 17:00")


def test_c12_a_second_one_is_refused():
    again = Extension(moment("3/9/2026"), moment("9/9/2026 17:00"), "vẫn chờ")
    with pytest.raises(UnableToExtendError, match="chỉ được hẹn lại một lần"):
        _extended(LETTER, again)


def test_c12_a_later_pause_moves_the_new_appointment():
    pause = Pause(moment("3/9/2026 09:00"), moment("7/9/2026 10:00"), SUPPLEMENT)
    assert _extended(LETTER, pauses=[pause]).at == moment("8/9/2026 17:00")


def test_c12_hours_are_reappointed_to_the_minute():
    letter = Extension(moment("20/8/2026 15:00"), moment("24/8/2026 10:15"), "máy hỏng")
    assert _extended(letter, unit=HOURS, amount=8).at == moment("24/8/2026 10:15")


def test_c12_an_appointment_before_its_own_decision_is_nonsense():
    with pytest.raises(InvalidHistoryError, match="sau lúc quyết định"):
        _extended(Extension(moment("27/8/2026"), moment("26/8/2026"), "nhầm"))
    with pytest.raises(InvalidHistoryError, match="đúng một trong hai"):
        Extension(moment("27/8/2026"))


@pytest.mark.parametrize(
    ("new_due", "reason", "given", "due_at", "sentence"),
    [
        pytest.param("4/9/2026 17:00", "bận", [LETTER], "28/8/2026 17:00", "chỉ được hẹn lại một lần", id="once only"),
        pytest.param("4/9/2026 17:00", " ", [], "28/8/2026 17:00", "cần lý do", id="with a reason"),
        pytest.param("28/8/2026 17:00", "bận", [], "28/8/2026 17:00", "phải sau ngày hẹn", id="to a later day"),
        pytest.param("2/9/2026 17:00", "bận", [], "28/8/2026 17:00", "là ngày nghỉ", id="to a working day"),
        pytest.param("4/9/2026 17:00", "bận", [], None, "Đồng hồ đang dừng", id="while the clock runs"),
    ],
)  # fmt: skip
def test_c12_an_apology_letter_is_checked_before_it_is_written(
    new_due, reason, given, due_at, sentence
):
    with pytest.raises(UnableToExtendError, match=sentence):
        check_extension(
            Extension(moment("27/8/2026"), moment(new_due), reason),
            given=given,
            due_at=due_at and moment(due_at),
            limit=limit(7),
            calendar=PROVINCE,
        )


def test_c12_a_lawful_letter_passes_and_a_cap_can_be_set():
    asked = {"given": (), "due_at": moment("28/8/2026 17:00"), "calendar": PROVINCE}
    check_extension(LETTER, limit=limit(7), **asked)
    capped = replace(ERA_B, extension_share=Decimal("0.5"))
    far = Extension(moment("27/8/2026"), moment("11/9/2026 17:00"), "chờ")
    with pytest.raises(UnableToExtendError, match="50%"):
        check_extension(far, limit=limit(7), rules=capped, **asked)
    hours = {**asked, "due_at": moment("27/8/2026 10:00")}
    with pytest.raises(UnableToExtendError, match="50%"):
        check_extension(LETTER, limit=limit(8, HOURS), rules=capped, **hours)
    days = Extension(moment("27/8/2026"), reason="chờ", added=Decimal(4))
    with pytest.raises(UnableToExtendError, match="50%"):
        check_extension(days, limit=limit(7), rules=capped, **asked)


def test_c12_the_letter_is_due_one_working_day_before_the_date():
    due_at = moment("28/8/2026 17:00")
    assert not is_late_notice(LETTER, due_at, PROVINCE)
    assert is_late_notice(
        Extension(moment("28/8/2026"), LETTER.new_due_at, "muộn"), due_at, PROVINCE
    )


# C13: what the steps may add up to


@pytest.mark.parametrize(
    ("amount", "unit", "minutes"),
    [(8, HOURS, 480), ("6.25", DAYS, 3000), ("0.5", DAYS, 240), (15, ANY_DAYS, 7200)],
)
def test_c13_the_budget_of_the_internal_process(amount, unit, minutes):
    assert limit(amount, unit).budget_minutes == minutes


# C15: difficult areas


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        pytest.param({"land": True}, "15/9/2026 11:00", id="land elsewhere: 7,5 days"),
        pytest.param({"land": True, "difficult": True}, "29/9/2026 11:00", id="land in a difficult area: 17,5 days"),
        pytest.param({"difficult": True}, "15/9/2026 11:00", id="other matters get nothing added"),
    ],
)  # fmt: skip
def test_c15_ten_days_more_for_land_in_difficult_areas(how, expected):
    found = due(
        limit("7.5", land=how.get("land", False)),
        moment("3/9/2026 08:10"),
        calendar=PROVINCE,
        difficult_area=how.get("difficult", False),
    )
    assert found.at == moment(expected)
    assert found.case.extra_days == (10 if "difficult" in how and "land" in how else 0)


# The horizon


def test_a_date_is_provisional_as_soon_as_its_way_leaves_the_announced_years():
    inside = due(limit(3), moment("28/12/2026"), calendar=PROVINCE)
    beyond = due(limit(4), moment("28/12/2026"), calendar=PROVINCE)
    before = due(limit(4), moment("30/12/2022"), calendar=PROVINCE)
    assert [inside.provisional, beyond.provisional, before.provisional] == [False, True, True]


def test_no_pause_is_taken_before_the_receipt_or_backwards():
    for began, ended in (("19/8/2026", "27/8/2026"), ("24/8/2026", "23/8/2026")):
        with pytest.raises(InvalidHistoryError):
            answer("20/8/2026", 7, DAYS, [(began, ended)])
    with pytest.raises(InvalidHistoryError, match="thứ tự"):
        answer("20/8/2026", 7, DAYS, [("25/8/2026", "26/8/2026"), ("24/8/2026", "26/8/2026")])


@pytest.mark.parametrize("amount", ["0", "-1", "NaN", "Infinity", "1e9", "1e-9"])
def test_a_limit_is_a_number_above_nothing_and_within_ten_years(amount):
    with pytest.raises(InvalidHistoryError, match="Thời hạn"):
        limit(amount)


def test_the_time_of_another_zone_is_the_same_moment():
    utc = datetime.fromisoformat("2026-09-03T23:30:00+00:00")
    there = utc.astimezone(VIETNAM)
    assert due(limit(1), utc, calendar=PROVINCE).at == due(limit(1), there, calendar=PROVINCE).at
    assert there - utc == timedelta(0)
