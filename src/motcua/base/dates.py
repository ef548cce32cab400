"""Dates and hours as people in Vietnam read and write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone

# Vietnam has had no daylight saving since 1975; a fixed offset is faster than a zone file.
VIETNAM = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
WEEKDAYS = ("Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy", "Chủ nhật")


def in_vietnam(at: datetime) -> datetime:
    """The same instant in Vietnam's zone; a value without a zone is taken as Vietnam's."""
    return at.replace(tzinfo=VIETNAM) if at.tzinfo is None else at.astimezone(VIETNAM)


def format_date(day: date) -> str:
    """`08/09/2026`; of an instant, the day it falls on in Vietnam."""
    if isinstance(day, datetime):
        day = in_vietnam(day)
    return f"{day.day:02}/{day.month:02}/{day.year}"


def format_moment(at: datetime) -> str:
    """`17:00, 08/09/2026`."""
    local = in_vietnam(at)
    return f"{local:%H:%M}, {format_date(local)}"


def format_due(at: datetime) -> str:
    """`Thứ Ba 08/09/2026, 17:00`."""
    local = in_vietnam(at)
    return f"{WEEKDAYS[local.weekday()]} {format_date(local)}, {local:%H:%M}"
