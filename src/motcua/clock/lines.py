"""`motcua due`: one JSON question a line, one JSON answer a line, without Django or a database.

    {"received_at": "2024-02-06T08:00", "amount": 5, "unit": "working_day", "on_resume": "restart",
     "pauses": [{"from": "…", "to": "…" or null, "ground": "supplement"}], "cutoff_15h": false}

`on_resume`, `pauses` and `cutoff_15h` may be left out. A history is counted as it stands: each pause
in it stops the clock, and `on_resume` holds for each of them. Left out, it is what the law of the
day of receipt says. A line that cannot be answered gets `{"error": "…"}`; the others are not
touched. The form of a calendar file is in `motcua.clock.calendar_format`.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO, NoReturn, TypeVar

from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError, RefusedError
from motcua.clock.calendars import WorkingCalendar
from motcua.clock.deadlines import Due, due
from motcua.clock.limits import Ground, InvalidHistoryError, LimitUnit, OnResume, Pause, TimeLimit
from motcua.clock.rulesets import RULE_SETS, RuleSet, as_written, rules_on

DEFAULT_CALENDAR = Path(__file__).with_name("data") / "calendar.json"
_RULES = {rules.key: as_written(rules) for rules in RULE_SETS}
Choice = TypeVar("Choice", bound=StrEnum)
_LONGEST_DATE = 40
_UNREADABLE = (
    'Dòng này không phải một đối tượng JSON. Mẫu: {"received_at": "2024-02-06T08:00", '
    '"amount": 5, "unit": "working_day"}.'
)


def run(stdin: BinaryIO, stdout: BinaryIO, calendar_path: str | Path | None = None) -> int:
    """Answer every line; the exit code is 0, or 2 when the calendar file cannot be read.

    Each answer is flushed, so that another program can hold a conversation.
    """
    try:
        calendar = load_calendar(calendar_path)
    except (OSError, ValueError, RecursionError, InvalidError) as error:
        sys.stderr.write(f"Không đọc được lịch làm việc: {error}\n")
        return 2
    for line in stdin:
        stdout.write(answer_line(line, calendar).encode() + b"\n")
        stdout.flush()
    return 0


def load_calendar(path: str | Path | None = None) -> WorkingCalendar:
    """The calendar in that file, or the one of the demo province.

    Raises OSError, ValueError or `InvalidCalendarError`.
    """
    text = Path(path or DEFAULT_CALENDAR).read_text(encoding="utf-8-sig")
    return WorkingCalendar.from_json(json.loads(text))


def answer_line(line: str | bytes, calendar: WorkingCalendar) -> str:
    """The answer to one line, without line end; whatever the line is, it does not raise."""
    try:
        text = line if isinstance(line, str) else line.decode("utf-8")
        reply = answer(_decode(text.removeprefix("\ufeff").strip()), calendar)
    except UnicodeDecodeError:
        reply = {"error": "Dòng này không phải chữ UTF-8. Lưu lại tệp theo mã UTF-8."}
    except (ValueError, RecursionError, ArithmeticError):
        reply = {"error": _UNREADABLE}
    except RefusedError as refusal:
        reply = {"error": str(refusal)}
    return _ENCODER.encode(reply)


def answer(question: object, calendar: WorkingCalendar) -> dict[str, object]:
    """The same for a question that was already read; raises `RefusedError` when it has no answer."""
    if not isinstance(question, Mapping):
        raise InvalidHistoryError(_UNREADABLE)
    received_at = _moment(question.get("received_at"), "received_at")
    limit = _limit(
        _amount(question.get("amount")),
        _choice(LimitUnit, question.get("unit"), "unit"),
        None
        if question.get("on_resume") is None
        else _choice(OnResume, question["on_resume"], "on_resume"),
        _flag(question.get("cutoff_15h"), "cutoff_15h"),
    )
    found = due(
        limit,
        received_at,
        pauses=_pauses(question.get("pauses")),
        calendar=calendar,
        rules=_rules_of(received_at),
    )
    return _reply(found)


def _reply(found: Due) -> dict[str, object]:
    return {
        "due_at": None if found.at is None else found.at.isoformat()[:16],
        "provisional": found.provisional,
        "explanation": [step.to_json() for step in found.explanation],
    }


def _rules_of(received_at: datetime) -> RuleSet:
    return _RULES[rules_on(received_at.date()).key]


@lru_cache(maxsize=4096)
def _limit(
    amount: Decimal,
    unit: LimitUnit,
    on_resume: OnResume | None,
    cutoff_15h: bool,  # noqa: FBT001 - a key of the cache
) -> TimeLimit:
    return TimeLimit(amount, unit, on_resume, cutoff_15h)


def _pauses(raw: object) -> tuple[Pause, ...]:
    if not raw and (raw is None or raw == []):
        return ()
    if not isinstance(raw, list):
        raise InvalidHistoryError("pauses phải là một danh sách các lần tạm dừng.")
    return tuple(_pause(item) for item in raw)


def _pause(raw: object) -> Pause:
    if not isinstance(raw, Mapping):
        raise InvalidHistoryError("Mỗi lần tạm dừng là một đối tượng có from, to và ground.")
    until = raw.get("to")
    ground = raw.get("ground")
    if ground == "consultation":
        raise InvalidHistoryError(
            "Lấy ý kiến cơ quan khác không làm dừng thời hạn. Bỏ lần tạm dừng này rồi tính lại."
        )
    return Pause(
        began_at=_moment(raw.get("from"), "from"),
        ended_at=None if until is None else _moment(until, "to"),
        ground=_choice(Ground, ground, "ground"),
    )


def _moment(raw: object, name: str) -> datetime:
    if isinstance(raw, str) and len(raw) <= _LONGEST_DATE:
        try:
            return in_vietnam(datetime.fromisoformat(raw))
        except (ValueError, OverflowError):
            pass
    raise InvalidHistoryError(f"{name} cần ngày giờ dạng 2024-02-06T08:00.")


def _amount(raw: object) -> Decimal:
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal):
        raise InvalidHistoryError("amount phải là một số lớn hơn 0, ví dụ 5 hoặc 6.25.")
    return raw if isinstance(raw, Decimal) else Decimal(str(raw))


def _flag(raw: object, name: str) -> bool:
    if raw is None or isinstance(raw, bool):
        return bool(raw)
    raise InvalidHistoryError(f"{name} phải là true hoặc false.")


def _choice(kind: type[Choice], raw: object, name: str) -> Choice:
    if isinstance(raw, str):
        try:
            return kind(raw)
        except ValueError:
            pass
    raise InvalidHistoryError(f"{name} phải là một trong: {', '.join(kind)}.")


def _refuse_constant(_name: str) -> NoReturn:
    raise InvalidHistoryError("JSON không có NaN hay Infinity. Ghi amount là một số thường.")


_decode = json.JSONDecoder(parse_float=Decimal, parse_constant=_refuse_constant).decode
_ENCODER = json.JSONEncoder(ensure_ascii=False)
