"""`motcua due` line by line: every line gets its answer or its own sentence, and none stops the rest."""

from __future__ import annotations

import io
import json
import subprocess
import sys

import pytest

from motcua.clock import lines

FIVE_DAYS = {"received_at": "2024-02-06T08:00", "amount": 5, "unit": "working_day"}
PAUSED = {
    "received_at": "2026-08-20T14:10",
    "amount": 7,
    "unit": "working_day",
    "on_resume": "resume",
    "pauses": [
        {"from": "2026-08-24T16:20", "to": "2026-08-27T09:05", "ground": "financial_obligation"}
    ],
    "cutoff_15h": False,
}


def ask(calendar, question):
    text = question if isinstance(question, str | bytes) else json.dumps(question)
    return json.loads(lines.answer_line(text, calendar))


def test_an_answer_has_the_date_its_certainty_and_its_reasons(province):
    reply = ask(province, FIVE_DAYS)
    assert list(reply) == ["due_at", "provisional", "explanation"]
    assert (reply["due_at"], reply["provisional"]) == ("2024-02-20T17:00", False)
    assert reply["explanation"][-1]["amount"] == 5


@pytest.mark.parametrize(
    ("change", "due_at"),
    [
        pytest.param({}, "2026-09-07T17:00", id="resume, whatever the ground"),
        pytest.param({"on_resume": "restart"}, "2026-09-10T17:00", id="restart, whatever the ground"),
        pytest.param({"on_resume": None}, "2026-09-10T17:00", id="the law of the day where nothing is said"),
        pytest.param({"pauses": []}, "2026-08-28T17:00", id="no pause"),
        pytest.param({"pauses": None}, "2026-08-28T17:00", id="null is no pause"),
        pytest.param({"received_at": "2026-08-20T07:10Z"}, "2026-09-07T17:00", id="another zone"),
        pytest.param({"received_at": "2026-08-20"}, "2026-09-07T17:00", id="a date without hour is its first minute"),
        pytest.param({"amount": 6.25, "pauses": []}, "2026-08-28T09:00", id="a fraction"),
        pytest.param({"amount": 8, "unit": "working_hour", "pauses": []}, "2026-08-21T14:10", id="hours"),
        pytest.param({"unit": "calendar_day", "pauses": []}, "2026-08-27T17:00", id="calendar days"),
        pytest.param({"received_at": "2026-08-20T15:01", "cutoff_15h": True, "pauses": []}, "2026-09-03T17:00", id="cut-off"),
        pytest.param({"id": 17}, "2026-09-07T17:00", id="what is not asked is not looked at"),
    ],
)  # fmt: skip
def test_what_may_be_asked(province, change, due_at):
    assert ask(province, PAUSED | change)["due_at"] == due_at


def test_a_standing_clock_has_no_date(province):
    reply = ask(
        province,
        PAUSED | {"pauses": [{"from": "2026-08-24T16:20", "to": None, "ground": "supplement"}]},
    )
    assert (reply["due_at"], reply["provisional"]) == (None, False)
    assert reply["explanation"][-1]["kind"] == "waiting"


def test_beyond_the_announced_years_the_date_is_provisional(province):
    reply = ask(province, FIVE_DAYS | {"received_at": "2026-12-30T08:00"})
    assert reply["provisional"] is True


def _pause(**change):
    return {"pauses": [PAUSED["pauses"][0] | change]}


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        pytest.param("", "không phải một đối tượng JSON", id="an empty line"),
        pytest.param("ngày mai", "không phải một đối tượng JSON", id="not JSON"),
        pytest.param("[1]", "không phải một đối tượng JSON", id="not an object"),
        pytest.param("[" * 100_000, "không phải một đối tượng JSON", id="too deep"),
        pytest.param('{"amount": 1e99999999999999999999}', "không phải", id="a number too long to be one"),
        pytest.param('{"amount": ' + "9" * 5000 + "}", "không phải", id="more digits than can be read"),
        pytest.param(b'{"unit": "\xff"}', "UTF-8", id="not UTF-8"),
        pytest.param('{"amount": NaN}', "NaN", id="NaN"),
        pytest.param('{"amount": -Infinity}', "NaN", id="Infinity"),
        pytest.param({}, "received_at", id="nothing in it"),
        pytest.param({"received_at": 5}, "received_at", id="a number for a date"),
        pytest.param({"received_at": "2026-13-45T08:00"}, "received_at", id="no such date"),
        pytest.param({"received_at": "0001-01-01T00:00+14:00"}, "received_at", id="before all time"),
        pytest.param({"received_at": "\ud800"}, "received_at", id="half a character"),
        pytest.param({"received_at": "1990-01-01T08:00"}, "trước lịch làm việc", id="before the calendar"),
        pytest.param({"received_at": "9999-12-31T08:00"}, "sau lịch làm việc", id="after the calendar"),
        pytest.param({"received_at": "2041-12-20T08:00", "amount": 60}, "sau lịch làm việc", id="leaving the calendar"),
        pytest.param({"received_at": "2041-12-20T08:00", "amount": 600, "unit": "working_hour"}, "sau lịch làm việc", id="leaving it by the hour"),
        pytest.param({"amount": None}, "amount", id="no amount"),
        pytest.param({"amount": True}, "amount", id="true is no number"),
        pytest.param({"amount": "5"}, "amount", id="a word is no number"),
        pytest.param({"amount": 0}, "lớn hơn 0", id="nothing"),
        pytest.param({"amount": -2}, "lớn hơn 0", id="less than nothing"),
        pytest.param({"amount": 1e300}, "10 năm", id="too much"),
        pytest.param('{"received_at":"2024-02-06T08:00","unit":"working_day","amount":1e999999}', "10 năm", id="far too much"),
        pytest.param({"amount": 1e-300}, "dưới một phút", id="too little"),
        pytest.param({"unit": "week"}, "unit phải là một trong", id="an unknown unit"),
        pytest.param({"unit": ["working_day"]}, "unit phải là một trong", id="a list of units"),
        pytest.param({"on_resume": "pause"}, "on_resume phải là một trong", id="an unknown way to resume"),
        pytest.param({"cutoff_15h": "no"}, "cutoff_15h phải là", id="a word for true"),
        pytest.param({"pauses": "none"}, "pauses phải là", id="a word for pauses"),
        pytest.param({"pauses": [5]}, "Mỗi lần tạm dừng", id="a number for a pause"),
        pytest.param(_pause(ground="other"), "ground phải là một trong", id="no such ground"),
        pytest.param(_pause(ground=None), "ground phải là một trong", id="no ground at all"),
        pytest.param(_pause(ground="consultation"), "Lấy ý kiến", id="consultation never pauses"),
        pytest.param(_pause(to="2026-08-24T16:19"), "kết thúc trước", id="a pause that ends before it begins"),
        pytest.param({"pauses": [{"from": "2026-08-20T14:09", "to": None, "ground": "supplement"}]}, "trước khi tiếp nhận", id="a pause before the receipt"),
        pytest.param({"pauses": PAUSED["pauses"] + [{"from": "2026-08-21T09:00", "to": None, "ground": "supplement"}]}, "thứ tự", id="pauses out of order"),
    ],
)  # fmt: skip
def test_a_bad_line_gets_a_sentence(province, bad, words):
    question = PAUSED | bad if isinstance(bad, dict) and bad else bad
    reply = ask(province, question)
    assert list(reply) == ["error"]
    assert words in reply["error"]
    assert reply["error"].endswith(".")


def test_one_line_in_one_line_out(tmp_path):
    questions = [json.dumps(FIVE_DAYS).encode(), b"", b"\xff", json.dumps(PAUSED).encode()]
    out = io.BytesIO()
    assert lines.run(io.BytesIO(b"\n".join(questions)), out) == 0
    replies = [json.loads(line) for line in out.getvalue().splitlines()]
    assert [reply.get("due_at", "error") for reply in replies] == [
        "2024-02-20T17:00",
        "error",
        "error",
        "2026-09-07T17:00",
    ]


def test_another_calendar_can_be_taken(tmp_path):
    path = tmp_path / "lich.json"
    week = {day: [["08:00", "12:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat")}
    path.write_text(
        json.dumps({"hours": [{"week": week}], "announced_until": "2030-12-31"}), "utf-8"
    )
    out = io.BytesIO()
    assert lines.run(io.BytesIO(json.dumps(FIVE_DAYS).encode()), out, path) == 0
    assert json.loads(out.getvalue())["due_at"] == "2024-02-12T12:00"


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '{"hours": []}', '{"hours": [{"week": {"monday": []}}]}']
)
def test_a_calendar_that_cannot_be_read_is_said_so(tmp_path, content, capsys):
    path = tmp_path / "lich.json"
    path.write_text(content, "utf-8")
    assert lines.run(io.BytesIO(b"{}"), io.BytesIO(), path) == 2
    assert lines.run(io.BytesIO(b"{}"), io.BytesIO(), tmp_path / "khong-co.json") == 2
    assert "Không đọc được lịch làm việc" in capsys.readouterr().err


def test_it_starts_without_django():
    code = "import sys, motcua.clock.lines; sys.exit('django' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
