"""Questions about an apology with its new appointment (Mẫu 04; Decree 61/2018 art. 19(9))."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from motcua.base.dates import format_due
from motcua.control.checklist.shape import Check, Matter, open_, right, wrong
from motcua.control.states import ReturnReason


def checks(matter: Matter) -> Iterator[Check]:
    """Once, later, in time."""
    yield _once(matter)
    yield _later(matter)
    yield _in_time(matter)


def _once(matter: Matter) -> Check:
    question = "Là lần hẹn lại đầu tiên?"
    if matter.is_extended:
        return wrong("once", question, "Đã hẹn lại một lần rồi.", ReturnReason.SECOND_REQUEST)
    return right("once", question, "Phải.")


def _later(matter: Matter) -> Check:
    question = "Ngày hẹn mới có hợp lệ?"
    text = matter.text("new_due")
    if not text or matter.extension_problem:
        problem = matter.extension_problem or "Chưa có ngày hẹn mới."
        return wrong("later", question, problem, ReturnReason.WRONG_DATE)
    new_due = datetime.fromisoformat(text)
    if new_due <= matter.at:
        return wrong("later", question, "Ngày hẹn mới đã qua.", ReturnReason.WRONG_DATE)
    return right("later", question, f"Hẹn đến {format_due(new_due)}.")


def _in_time(matter: Matter) -> Check:
    question = "Có báo trước ngày hẹn ít nhất một ngày?"
    limit = matter.apologise_until
    if limit is None or matter.at <= limit:
        return right("in_time", question, "Có.")
    return open_(
        "in_time", question,
        f"Không: phải gửi trước {format_due(limit)}. Vẫn gửi, và tính là thư chậm.",
        ReturnReason.TOO_LATE,
    )  # fmt: skip
