"""Spans of working time in words, and when a deadline is near.

A working day is eight working hours here, as on every chip; the exact date is the clock's.
"""

from __future__ import annotations

from enum import StrEnum

MINUTES_A_DAY = 480
NEAR_SHARE = 0.2


class Urgency(StrEnum):
    """How a deadline looks; the value is the style class of its chip."""

    CALM = ""
    NEAR = "near"
    OVER = "over"
    HOLD = "hold"


def span(minutes: int) -> str:
    """Working minutes in words: `2 ngày 5 giờ`; minutes only below one day; never `0`."""
    days, rest = divmod(abs(minutes), MINUTES_A_DAY)
    hours, rest = divmod(rest, 60)
    parts = [(days, "ngày"), (hours, "giờ"), (0 if days else rest, "phút")]
    return " ".join(f"{amount} {unit}" for amount, unit in parts if amount) or "dưới 1 phút"


def urgency(remaining: int, total: int, *, paused: bool = False) -> Urgency:
    """Near is a fifth of the time or one working day left; zero left is not yet overdue."""
    if paused:
        return Urgency.HOLD
    if remaining < 0:
        return Urgency.OVER
    if remaining <= MINUTES_A_DAY or remaining <= total * NEAR_SHARE:
        return Urgency.NEAR
    return Urgency.CALM


def remaining_sentence(remaining: int, urgency_: Urgency) -> str:
    """`Còn 2 ngày 5 giờ`, `Quá hạn 1 ngày`, `Dừng, còn 4 ngày`."""
    if urgency_ is Urgency.OVER:
        return f"Quá hạn {span(remaining)}"
    if urgency_ is Urgency.HOLD:
        return f"Dừng, còn {span(remaining)}" if remaining > 0 else "Đang dừng"
    return f"Còn {span(remaining)}"


def share_class(part: float, whole: float) -> str:
    """`share-0` … `share-100` in steps of five: the policy on styles forbids a width in the page."""
    share = 0.0 if whole <= 0 else min(max(part / whole, 0.0), 1.0)
    return f"share-{round(share * 20) * 5}"


def share(part: int, whole: int) -> str:
    """`98,1% (12.180 / 12.417)`; without a denominator there is no share."""
    if whole == 0:
        return "chưa có số liệu (0 / 0)"
    percent = f"{part / whole * 100:.1f}".replace(".", ",")
    return f"{percent}% ({number(part)} / {number(whole)})"


def number(amount: int) -> str:
    """`12.417`."""
    return f"{amount:,}".replace(",", ".")
