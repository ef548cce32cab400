"""Whether a new appointment may be given (C12), before anybody writes the letter."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from motcua.base.dates import format_due
from motcua.clock.calendars import DAY, WorkingCalendar, tick_of
from motcua.clock.limits import Extension, LimitUnit, TimeLimit, UnableToExtendError
from motcua.clock.rulesets import RULES_DEFAULT, RuleSet


def check_extension(
    extension: Extension,
    *,
    given: Sequence[Extension],
    due_at: datetime | None,
    limit: TimeLimit,
    calendar: WorkingCalendar,
    rules: RuleSet = RULES_DEFAULT,
) -> None:
    """Raises `UnableToExtendError`: a second time, without reason, not later, on a day off, too long.

    `given` are the extensions the dossier already had, `due_at` its present appointment (None
    while its clock stands still).
    """
    if len(given) >= rules.most_extensions:
        raise UnableToExtendError(
            "Hồ sơ chỉ được hẹn lại một lần. Giữ ngày hẹn hiện tại và giải quyết ngay."
        )
    if not extension.reason.strip():
        raise UnableToExtendError("Hẹn lại cần lý do. Ghi lý do sẽ in trong thư xin lỗi.")
    if due_at is None:
        raise UnableToExtendError(
            "Đồng hồ đang dừng nên chưa có ngày hẹn để lùi. Chờ hết tạm dừng rồi hẹn lại."
        )
    if extension.new_due_at is not None:
        _check_appointment(extension.new_due_at, due_at, limit, calendar, rules)
    elif extension.added is not None:
        _check_share(extension.added / limit.amount, rules)


def is_late_notice(
    extension: Extension,
    due_at: datetime,
    calendar: WorkingCalendar,
    rules: RuleSet = RULES_DEFAULT,
) -> bool:
    """Whether the letter comes later than the law asks: one working day before the due date.

    It must still be written; the register of apologies shows that it was late.
    """
    decided, due = tick_of(extension.decided_at) // DAY, tick_of(due_at) // DAY
    days = calendar.counted_until(due) - calendar.counted_until(decided)
    return days < rules.extension_notice_days


def _check_appointment(
    new_due_at: datetime,
    due_at: datetime,
    limit: TimeLimit,
    calendar: WorkingCalendar,
    rules: RuleSet,
) -> None:
    new, old = tick_of(new_due_at), tick_of(due_at)
    in_days = limit.unit is not LimitUnit.WORKING_HOUR
    if new <= old or (in_days and new // DAY == old // DAY):
        raise UnableToExtendError(
            f"Ngày hẹn mới phải sau ngày hẹn hiện tại, {format_due(due_at)}. Chọn ngày muộn hơn."
        )
    if calendar.counting_from(new // DAY) != new // DAY:
        raise UnableToExtendError(
            f"{format_due(new_due_at)} là ngày nghỉ. Chọn một ngày làm việc để hẹn lại."
        )
    if in_days:
        days = calendar.counted_until(new // DAY) - calendar.counted_until(old // DAY)
        _check_share(days / limit.amount, rules)
    else:
        minutes = calendar.worked_until(new) - calendar.worked_until(old)
        _check_share(minutes / (limit.amount * 60), rules)


def _check_share(share: Decimal, rules: RuleSet) -> None:
    most = rules.extension_share
    if most is not None and share > most:
        raise UnableToExtendError(
            f"Hẹn lại dài quá {most:.0%} thời hạn của thủ tục. Chọn ngày hẹn sớm hơn."
        )
