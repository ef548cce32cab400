"""The values a deadline is made of: a limit, its pauses, its extension, and why they are refused."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from enum import StrEnum

from motcua.base.verdict import InvalidError, RefusedError

# A working day of a limit is eight hours, whatever the office hours are (OpenCPS practice,
# and the office hours of the province add up to the same): only fractions of days use it.
MINUTES_PER_DAY = 480
MOST_DAYS = Decimal(3660)
# Shorter than any real limit; it keeps the written form of an amount short, too.
_FINEST = Decimal("1e-6")


class LimitUnit(StrEnum):
    """What a limit is counted in."""

    WORKING_DAY = "working_day"
    CALENDAR_DAY = "calendar_day"
    WORKING_HOUR = "working_hour"

    @property
    def label(self) -> str:
        return _UNIT_LABELS[self]


_UNIT_LABELS = {
    LimitUnit.WORKING_DAY: "ngày làm việc",
    LimitUnit.CALENDAR_DAY: "ngày",
    LimitUnit.WORKING_HOUR: "giờ làm việc",
}


class OnResume(StrEnum):
    """What happens to the time already spent when a pause ends."""

    RESTART = "restart"
    RESUME = "resume"

    @property
    def label(self) -> str:
        return "đếm lại từ đầu" if self is OnResume.RESTART else "tính tiếp phần còn lại"


class Ground(StrEnum):
    """Why a clock may stand still. Consultation of another agency is not among them (rule C10)."""

    SUPPLEMENT = "supplement"
    FINANCIAL_OBLIGATION = "financial_obligation"
    WITHDRAWAL_REQUEST = "withdrawal_request"
    VIOLATION_HANDLING = "violation_handling"
    EXPERT_ASSESSMENT = "expert_assessment"

    @property
    def label(self) -> str:
        return _GROUND_LABELS[self]


_GROUND_LABELS = {
    Ground.SUPPLEMENT: "Chờ anh/chị bổ sung",
    Ground.FINANCIAL_OBLIGATION: "Chờ thực hiện nghĩa vụ tài chính",
    Ground.WITHDRAWAL_REQUEST: "Chờ trả lời yêu cầu rút hồ sơ",
    Ground.VIOLATION_HANDLING: "Chờ xử lý vi phạm",
    Ground.EXPERT_ASSESSMENT: "Chờ kết quả trưng cầu giám định",
}


class InvalidHistoryError(InvalidError):
    """Limit, pauses or extensions contradict each other."""

    code = "invalid_history"


class OutOfCalendarError(InvalidError):
    """A moment lies outside the years that the calendar reaches."""

    code = "out_of_calendar"


class UnableToExtendError(RefusedError):
    """A new appointment may not be given (rule C12)."""

    code = "unable_to_extend"


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """A published limit, as the version of the procedure states it.

    `amount` may have a fraction: n days and fraction × 8 working hours (C7). `on_resume` is what
    the procedure says about supplements; None leaves it to the rule set (C8). `land` brings the
    pauses and the extra days of land law (C9, C15); `pauses_on` are further grounds on which this
    procedure's own text stops the clock. `days` and `minutes` are the amount, taken apart.
    """

    amount: Decimal
    unit: LimitUnit
    on_resume: OnResume | None = None
    cutoff_15h: bool = False
    land: bool = False
    pauses_on: frozenset[Ground] = frozenset()
    days: int = field(init=False, repr=False, compare=False)
    minutes: int = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        amount = Decimal(self.amount)
        days, minutes = split_amount(amount, self.unit)
        object.__setattr__(self, "amount", amount)
        object.__setattr__(self, "days", days)
        object.__setattr__(self, "minutes", minutes)

    @property
    def label(self) -> str:
        """`7 ngày làm việc`, `6,25 ngày làm việc`, `8 giờ làm việc`."""
        return f"{format_amount(self.amount)} {self.unit.label}"

    @property
    def budget_minutes(self) -> int:
        """What the steps of the internal process may add up to at most (C13)."""
        return self.days * MINUTES_PER_DAY + self.minutes

    def to_json(self) -> dict[str, object]:
        return {
            "amount": str(self.amount),
            "unit": self.unit.value,
            "on_resume": self.on_resume.value if self.on_resume else None,
            "cutoff_15h": self.cutoff_15h,
            "land": self.land,
            "pauses_on": sorted(ground.value for ground in self.pauses_on),
        }

    @classmethod
    def from_json(cls, raw: Mapping[str, object]) -> TimeLimit:
        """What `to_json` wrote; raises `InvalidHistoryError` for anything else."""
        try:
            return cls(
                amount=Decimal(str(raw["amount"])),
                unit=LimitUnit(str(raw["unit"])),
                on_resume=OnResume(str(raw["on_resume"])) if raw.get("on_resume") else None,
                cutoff_15h=bool(raw.get("cutoff_15h", False)),
                land=bool(raw.get("land", False)),
                pauses_on=_grounds(raw.get("pauses_on")),
            )
        except (KeyError, ValueError, InvalidOperation) as error:
            raise InvalidHistoryError(
                "Thời hạn lưu không đúng mẫu. Cần amount, unit và, nếu có, on_resume."
            ) from error


@dataclass(frozen=True, slots=True)
class Pause:
    """A stretch in which the clock stands still; `ended_at` None while it still does (C8–C10).

    `paper` names what it rests on (`Thông báo số 12/TB-TQN`); it is told and counts for nothing.
    """

    began_at: datetime
    ended_at: datetime | None
    ground: Ground
    paper: str = ""


@dataclass(frozen=True, slots=True)
class Extension:
    """A new appointment, given once: as a moment, or as an amount added in the limit's unit (C12).

    In a limit of days the new appointment is the end of working time on the day of `new_due_at`.
    """

    decided_at: datetime
    new_due_at: datetime | None = None
    reason: str = ""
    added: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.new_due_at is None) == (self.added is None):
            raise InvalidHistoryError(
                "Hẹn lại cần đúng một trong hai: ngày hẹn mới, hoặc số ngày thêm."
            )


def split_amount(amount: Decimal, unit: LimitUnit) -> tuple[int, int]:
    """Whole days and the working minutes beyond them; a part of a minute is given in full (C7).

    Raises `InvalidHistoryError` for an amount that is not a number above 0 and within ten years.
    """
    if not amount.is_finite() or amount <= 0:
        raise InvalidHistoryError("Thời hạn phải là một số lớn hơn 0.")
    if amount > (MOST_DAYS * 8 if unit is LimitUnit.WORKING_HOUR else MOST_DAYS):
        raise InvalidHistoryError("Thời hạn dài quá 10 năm. Xem lại số và đơn vị.")
    if amount < _FINEST:
        raise InvalidHistoryError("Thời hạn ngắn dưới một phút. Xem lại số và đơn vị.")
    if unit is LimitUnit.WORKING_HOUR:
        return 0, _ceiling(amount * 60)
    days = int(amount)
    return days, _ceiling((amount - days) * MINUTES_PER_DAY)


def format_amount(amount: Decimal) -> str:
    """`7`, `6,25`: as Vietnamese writes numbers, without idle zeros."""
    text = f"{amount:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.replace(".", ",")


def format_minutes(minutes: int) -> str:
    """`7 giờ`, `3 giờ 20 phút`, `40 phút`."""
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{rest} phút"
    return f"{hours} giờ {rest} phút" if rest else f"{hours} giờ"


def _grounds(raw: object) -> frozenset[Ground]:
    return frozenset(map(Ground, raw)) if isinstance(raw, list | tuple) else frozenset()


def _ceiling(amount: Decimal) -> int:
    return int(amount.to_integral_value(ROUND_CEILING))
