"""The words of a deadline: what the citizen reads under "Vì sao là ngày này"."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from motcua.clock.day_marks import Mark
from motcua.clock.deadlines import due
from motcua.clock.limits import Extension, Ground, LimitUnit, OnResume, Pause, TimeLimit
from motcua.clock.rulesets import ERA_A

DAYS, ANY_DAYS, HOURS = LimitUnit.WORKING_DAY, LimitUnit.CALENDAR_DAY, LimitUnit.WORKING_HOUR


@pytest.fixture
def gam(province, at):
    """The dossier of Phạm Thị Hồng Gấm: seven days, papers asked for on the third."""
    return due(
        TimeLimit(Decimal(7), DAYS, OnResume.RESUME),
        at("2026-08-20T14:10"),
        pauses=[Pause(at("2026-08-24T16:20"), at("2026-08-27T09:05"), Ground.SUPPLEMENT)],
        calendar=province,
    )


def told(found):
    return [(step.title, step.label) for step in found.explanation]


def test_a_dossier_with_a_pause_and_a_holiday(gam):
    assert told(gam) == [
        ("Tiếp nhận lúc 14:10, thứ Năm 20/08", "0"),
        ("21/08, 22/08 và 24/08", "+3"),
        ("Chờ anh/chị bổ sung, 25/08 đến 27/08", "dừng"),
        ("Thứ Sáu 28/08", "+1"),
        ("29/08 đến 02/09", "0"),
        ("03/09, 04/09 và 07/09", "+3"),
        ("Hẹn trả thứ Hai 07/09, 17:00", "7 ngày"),
    ]
    reasons = {step.title: step.reason for step in gam.explanation}
    assert reasons["21/08, 22/08 và 24/08"].startswith(
        "Thứ Bảy 22/08 có tính, vì là ngày làm bù cho thứ Hai 31/08."
    )
    assert reasons["Chờ anh/chị bổ sung, 25/08 đến 27/08"] == (
        "Yêu cầu gửi lúc 16:20 ngày 24/08; anh/chị nộp đủ lúc 09:05 ngày 27/08. "
        "Đồng hồ dừng 3 ngày làm việc."
    )
    assert reasons["29/08 đến 02/09"] == (
        "Nghỉ hoán đổi (31/08), Quốc khánh (01/09 và 02/09) và ngày nghỉ hằng tuần không tính."
    )
    assert reasons["Hẹn trả thứ Hai 07/09, 17:00"] == "Hết giờ làm việc của ngày thứ 7."


def test_every_step_but_the_sum_names_its_ground(gam):
    assert all(step.ground for step in gam.explanation[:-1])


def test_the_day_calendar_of_the_same_dossier(gam, at):
    marks = {f"{day.on:%d/%m}": (day.mark, day.number) for day in gam.days}
    assert (gam.days[0].on, gam.days[-1].on) == (date(2026, 8, 20), date(2026, 9, 7))
    assert marks["20/08"] == (Mark.START, None)
    assert marks["22/08"] == (Mark.MAKEUP, 2)
    assert marks["23/08"] == (Mark.OFF, None)
    assert marks["24/08"] == (Mark.COUNTED, 3)
    assert marks["25/08"] == marks["27/08"] == (Mark.PAUSED, None)
    assert marks["31/08"] == (Mark.HOLIDAY, None)
    assert marks["07/09"] == (Mark.DUE, 7)
    today = {day.on: day.mark for day in gam.days_as_of(at("2026-09-03T09:40").date())}
    assert [today[day.on] for day in gam.days if day.number in (5, 6, 7)] == [
        Mark.COUNTED,
        Mark.TO_COUNT,
        Mark.DUE,
    ]


def test_a_restart_takes_back_what_was_counted(province, at):
    found = due(
        TimeLimit(Decimal(7), DAYS),
        at("2024-08-20T14:10"),
        pauses=[Pause(at("2024-08-23T10:00"), at("2024-08-27T09:05"), Ground.SUPPLEMENT)],
        calendar=province,
        rules=ERA_A,
    )
    labels = [step.label for step in found.explanation]
    assert labels == ["0", "+3", "dừng", "−3", "+3", "0", "+4", "7 ngày"]
    (restart,) = [step for step in found.explanation if step.kind == "restart"]
    assert restart.ground == "Khoản 4 Điều 19 Nghị định 61/2018/NĐ-CP"
    numbers = [day.number for day in found.days if day.number]
    assert numbers == [1, 2, 3, 1, 2, 3, 4, 5, 6, 7]


def test_hours_are_told_by_the_day(province, at):
    found = due(TimeLimit(Decimal(8), HOURS), at("2024-05-03T16:00"), calendar=province)
    assert told(found) == [
        ("Tiếp nhận lúc 16:00, thứ Sáu 03/05", "0"),
        ("Thứ Sáu 03/05, 16:00 đến 17:00", "+1 giờ"),
        ("Thứ Bảy 04/05, 07:00 đến 16:00", "+7 giờ"),
        ("Hẹn trả thứ Bảy 04/05, 16:00", "8 giờ"),
    ]
    assert "làm bù cho thứ Hai 29/04" in found.explanation[2].reason


def test_long_hours_fold_the_days_between(province, at):
    found = due(TimeLimit(Decimal(80), HOURS), at("2026-10-05T10:00"), calendar=province)
    assert told(found)[1:] == [
        ("Thứ Hai 05/10, 10:00 đến 17:00", "+5 giờ"),
        ("06/10 đến 16/10", "+72 giờ"),
        ("Thứ Hai 19/10, 07:00 đến 10:00", "+3 giờ"),
        ("Hẹn trả thứ Hai 19/10, 10:00", "80 giờ"),
    ]


def test_hours_around_a_holiday(province, at):
    found = due(TimeLimit(Decimal(8), HOURS), at("2026-11-23T16:00"), calendar=province)
    assert ("Thứ Ba 24/11", "0") in told(found)
    steps = {step.title: step.reason for step in found.explanation}
    assert steps["Thứ Ba 24/11"] == "Ngày Văn hóa Việt Nam (24/11) không tính."


def test_a_last_calendar_day_on_a_holiday_moves(province, at):
    found = due(TimeLimit(Decimal(10), ANY_DAYS), at("2024-01-31T09:00"), calendar=province)
    assert told(found)[1:] == [
        ("01/02 đến 10/02", "+10"),
        ("10/02 đến 14/02", "0"),
        ("Hẹn trả thứ Năm 15/02, 17:00", "10 ngày"),
    ]
    assert found.explanation[2].ground == "Khoản 5 Điều 148 Bộ luật Dân sự 2015"


def test_with_nothing_left_the_answer_is_due_when_the_papers_are_there(province, at):
    found = due(
        TimeLimit(Decimal(2), DAYS, OnResume.RESUME),
        at("2026-10-05T10:00"),
        pauses=[Pause(at("2026-10-07T16:00"), at("2026-10-12T09:00"), Ground.SUPPLEMENT)],
        calendar=province,
    )
    last = found.explanation[-1]
    assert (last.title, last.label) == ("Hẹn trả thứ Hai 12/10, 17:00", "2 ngày")
    assert last.reason.startswith("Thời hạn đã đếm đủ khi đồng hồ dừng")


def test_received_within_a_holiday_only_the_rest_of_it_is_told(province, at):
    found = due(TimeLimit(Decimal(1), DAYS), at("2026-09-01T09:00"), calendar=province)
    assert told(found) == [
        ("Tiếp nhận lúc 09:00, thứ Ba 01/09", "0"),
        ("Thứ Tư 02/09", "0"),
        ("Thứ Năm 03/09", "+1"),
        ("Hẹn trả thứ Năm 03/09, 17:00", "1 ngày"),
    ]


def test_a_fraction_is_told_as_days_and_hours(province, at):
    found = due(TimeLimit(Decimal("6.25"), DAYS), at("2026-10-05T10:00"), calendar=province)
    assert told(found)[1:] == [
        ("06/10 đến 13/10", "+6"),
        ("Thứ Tư 14/10, 07:00 đến 09:00", "+2 giờ"),
        ("Hẹn trả thứ Tư 14/10, 09:00", "50 giờ"),
    ]
    assert found.explanation[-1].reason == "Đủ 6 ngày và 2 giờ."


def test_a_fraction_that_days_off_hold_adds_nothing(province, at):
    limit = TimeLimit(Decimal("58.25"), LimitUnit.CALENDAR_DAY, OnResume.RESUME)
    found = due(limit, at("2023-02-02T00:00"), calendar=province)
    assert told(found)[1:] == [
        ("03/02 đến 01/04", "+58"),
        ("01/04 đến 02/04", "0"),
        ("Phần lẻ 2 giờ", "+2 giờ"),
        ("Hẹn trả thứ Hai 03/04, 17:00", "466 giờ"),
    ]
    assert found.explanation[-1].reason == "Đủ 58 ngày và 2 giờ."
    sunday = at("2023-04-02T09:00")
    stopped = due(
        limit, at("2023-02-02T00:00"), calendar=province,
        pauses=[Pause(sunday, sunday, Ground.SUPPLEMENT)],
    )  # fmt: skip
    assert stopped.at == found.at


def test_the_cut_off_names_its_rule(province, at):
    limit = TimeLimit(Decimal(1), DAYS, cutoff_15h=True)
    start = due(limit, at("2026-10-05T15:30"), calendar=province).explanation[0]
    assert start.reason == (
        "Nhận sau 15 giờ nên tính như nhận đầu giờ thứ Ba 06/10. "
        "Ngày nhận hồ sơ không tính. Bắt đầu đếm từ thứ Tư 07/10."
    )
    assert "tiếp nhận sau 15 giờ" in start.ground


def test_a_standing_clock_ends_without_a_date(province, at):
    found = due(
        TimeLimit(Decimal(7), DAYS),
        at("2026-08-20T14:10"),
        pauses=[Pause(at("2026-08-24T16:20"), None, Ground.SUPPLEMENT)],
        calendar=province,
    )
    last = found.explanation[-1]
    assert (last.kind, last.label) == ("waiting", "dừng")
    assert last.title == "Chờ anh/chị bổ sung, từ thứ Hai 24/08"
    assert found.days[-1].on == at("2026-08-24T00:00").date()


@pytest.mark.parametrize(
    ("ground", "words", "law"),
    [
        (Ground.FINANCIAL_OBLIGATION, "Chờ thực hiện nghĩa vụ tài chính", "đất đai"),
        (Ground.WITHDRAWAL_REQUEST, "Chờ trả lời yêu cầu rút hồ sơ", "rút hồ sơ"),
        (Ground.EXPERT_ASSESSMENT, "Chờ kết quả trưng cầu giám định", "đất đai"),
    ],
)
def test_each_ground_has_its_words_and_its_law(province, at, ground, words, law):
    found = due(
        TimeLimit(Decimal(7), DAYS, land=True),
        at("2026-08-20T14:10"),
        pauses=[Pause(at("2026-08-24T16:20"), at("2026-08-24T16:50"), ground)],
        calendar=province,
    )
    (pause,) = [step for step in found.explanation if step.kind == "pause"]
    assert pause.title == f"{words}, thứ Hai 24/08"
    assert law in pause.ground


def test_an_extension_and_a_late_request_are_told(province, at):
    found = due(
        TimeLimit(Decimal(7), DAYS),
        at("2026-08-20T14:10"),
        pauses=[Pause(at("2026-09-08T08:00"), None, Ground.SUPPLEMENT)],
        extensions=[Extension(at("2026-08-27T09:00"), at("2026-09-04T17:00"), "chờ đo lại")],
        calendar=province,
    )
    kinds = {step.kind: step for step in found.explanation}
    assert kinds["extension"].title == "Hẹn lại thứ Sáu 04/09, 17:00"
    assert kinds["extension"].reason == "Hẹn trước đó là 17:00 ngày 28/08. Lý do: chờ đo lại."
    assert "sau ngày hẹn" in kinds["no_pause"].reason
    assert kinds["sum"].label == "9 ngày"


def test_a_difficult_area_and_a_provisional_date_are_told(province, at):
    found = due(
        TimeLimit(Decimal(7), DAYS, land=True),
        at("2026-12-24T09:00"),
        calendar=province,
        difficult_area=True,
    )
    titles = [step.title for step in found.explanation]
    assert titles[1] == "Vùng có điều kiện khó khăn, thêm 10 ngày"
    assert found.explanation[-1].label == "17 ngày"
    assert "Ngày tạm tính: lịch nghỉ năm 2027 chưa công bố" in found.explanation[-1].reason
    assert titles[-1] == "Hẹn trả thứ Hai 18/01/2027, 17:00"


def test_a_step_can_be_handed_to_a_machine(gam):
    assert gam.explanation[1].to_json() == {
        "kind": "count",
        "title": "21/08, 22/08 và 24/08",
        "reason": gam.explanation[1].reason,
        "ground": "Thông báo lịch nghỉ lễ năm 2026, phần hoán đổi ngày làm việc",
        "amount": 3,
        "unit": "day",
        "from": "2026-08-21",
        "to": "2026-08-24",
    }
