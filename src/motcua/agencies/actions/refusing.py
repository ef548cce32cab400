"""Why the register cannot be changed so: in words, whoever found it, action or database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Model

from motcua.base.turns import take_turn
from motcua.base.verdict import InvalidError


class UnableToChangeRegisterError(InvalidError):
    """The change would make the register contradict itself."""


_BY_CONSTRAINT = {
    "unit_codes_apart": (
        "unit_code",
        "Mã định danh này đang dùng cho bộ phận khác trong cùng thời gian. Chọn mã khác.",
        "Mã đang được dùng.",
    ),
    "unit_periods_apart": (
        "key",
        "Khóa này đã có bộ phận khác trong cùng thời gian. Chọn khóa khác.",
        "Khóa đang được dùng.",
    ),
    "agency_periods_apart": (
        "key",
        "Khóa này đã có cơ quan khác trong cùng thời gian. Chọn khóa khác.",
        "Khóa đang được dùng.",
    ),
    "agency_code_new_form": (
        "code_new",
        "Mã định danh không đúng dạng, ví dụ H51.36. Kiểm tra lại.",
        "Sai dạng.",
    ),
}
_OTHERWISE = (
    "unit_code",
    "Mã hoặc ngày không đúng dạng. Kiểm tra lại các ô rồi lưu.",
    "Sai dạng.",
)


@contextmanager
def in_words() -> Iterator[None]:
    """A savepoint in which the database's refusal becomes `UnableToChangeRegisterError`.

    One writer of keys and codes at a time, until its transaction ends.
    """
    try:
        with transaction.atomic():
            take_turn("agencies.register")
            yield
    except IntegrityError as fault:
        raise _refusal(fault) from fault


def _refusal(fault: IntegrityError) -> UnableToChangeRegisterError:
    text = str(fault)
    name = next((name for name in _BY_CONSTRAINT if name in text), "")
    field, sentence, short = _BY_CONSTRAINT.get(name, _OTHERWISE)
    return UnableToChangeRegisterError(sentence, fields={field: short})


Row = TypeVar("Row", bound=Model)


def found(row: Row | None) -> Row:
    """The row that was asked for; raises where there is none."""
    if row is None:
        raise UnableToChangeRegisterError(
            "Không thấy cơ quan, đơn vị này trong sổ. Mở lại sổ để chọn.", code="not_found"
        )
    return row


def need_reason(reason: str) -> str:
    """The reason as it is kept; raises where there is none."""
    said = " ".join(reason.split())[:500]
    if not said:
        raise UnableToChangeRegisterError(
            "Đổi sổ cơ quan cần căn cứ. Ghi số quyết định hoặc việc phát sinh.",
            fields={"reason": "Ghi căn cứ."},
        )
    return said
