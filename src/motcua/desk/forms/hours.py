"""The weekly hours of a calendar, typed as people write them, and which calendar a unit follows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from motcua.agencies.views import UnitView
from motcua.base.dates import WEEKDAYS
from motcua.base.text import fold
from motcua.clock import queries as known
from motcua.clock.calendar_format import (
    WEEKDAY_KEYS,
    Hours,
    InvalidCalendarError,
    read_plan,
    read_sessions,
)
from motcua.desk.forms.rules import day_field
from motcua.desk.forms.steps import line, words
from motcua.desk.years import sessions_words

_SESSION = re.compile(r"\s*(\d{1,2})[:hH](\d{2})\s*[-–]\s*(\d{1,2})[:hH](\d{2})\s*")
PURPOSES = (("hours", "tính thời hạn"), ("reception", "quầy tiếp nhận"))


def read_hours(text: str) -> list[list[str]]:
    """`07:00–11:30, 13:30–17:00`, or `nghỉ`, in the form of a calendar file.

    Raises `ValidationError` with the sentence for what cannot be read.
    """
    if not text.strip() or fold(text).startswith("nghi"):
        return []
    found = [_SESSION.fullmatch(part) for part in text.split(",")]
    pairs = [pair.groups() for pair in found if pair]
    if len(pairs) < len(found):
        raise forms.ValidationError(
            "Ghi giờ dạng 07:00–11:30, 13:30–17:00; ghi nghỉ nếu không làm việc."
        )
    sessions = [[f"{a:0>2}:{b}", f"{c:0>2}:{d}"] for a, b, c, d in pairs]
    try:
        read_sessions(sessions)
    except InvalidCalendarError as refusal:
        raise forms.ValidationError(str(refusal)) from refusal
    return sessions


class DayHours(forms.CharField):
    """The hours of one weekday."""

    def clean(self, value: Any) -> list[list[str]]:
        return read_hours(str(super().clean(value) or ""))


def _day(purpose: str, number: int) -> DayHours:
    label = f"{WEEKDAYS[number]}, {dict(PURPOSES)[purpose]}"
    return DayHours(
        label=WEEKDAYS[number], required=False, max_length=80,
        widget=forms.TextInput({"autocomplete": "off", "class": "wide", "aria-label": label}),
    )  # fmt: skip


class HoursForm(forms.Form):
    """Seven days for each purpose, from which day they hold, and why."""

    name = line("Tên lịch", most=80, hint="Để người xem biết là giờ của nơi nào.")
    since = day_field("Áp dụng từ ngày")
    decision = line("Số quyết định, thông báo", required=False, most=300)
    reason = words("Lý do đổi giờ", most=500)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for purpose, _ in PURPOSES:
            for number, key in enumerate(WEEKDAY_KEYS):
                self.fields[f"{purpose}_{key}"] = _day(purpose, number)

    @property
    def days(self) -> list[tuple[str, Any, Any]]:
        """Weekday, its counting hours, its reception hours: the rows of the page."""
        return [
            (WEEKDAYS[number], self[f"hours_{key}"], self[f"reception_{key}"])
            for number, key in enumerate(WEEKDAY_KEYS)
        ]

    @property
    def rest(self) -> list[Any]:
        return [self[name] for name in ("since", "decision", "reason")]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not self.errors and not any(said[f"hours_{key}"] for key in WEEKDAY_KEYS):
            self.add_error("hours_mon", "Cần ít nhất một ngày có giờ làm việc.")
        return said

    def content(self, before: Mapping[str, Any]) -> dict[str, Any]:
        """The weekly hours as a calendar keeps them: earlier ones stay, later ones too."""
        said = self.cleaned_data
        found: dict[str, Any] = {"name": said["name"]}
        for purpose, _ in PURPOSES:
            week = {
                key: said[f"{purpose}_{key}"] for key in WEEKDAY_KEYS if said[f"{purpose}_{key}"]
            }
            kept = [
                item
                for item in before.get(purpose) or before.get("hours", [])
                if item["from"] != said["since"].isoformat()
            ]
            entry = {"from": said["since"].isoformat(), "week": week or found["hours"][-1]["week"]}
            found[purpose] = sorted([*kept, entry], key=lambda item: str(item["from"]))
        return found


def initial_of(content: Mapping[str, Any], on: date) -> dict[str, Any]:
    """The form filled with the hours in force on that day."""
    given: dict[str, Any] = {"name": content.get("name", ""), "since": on}
    for purpose, _ in PURPOSES:
        weekly = read_plan({"hours": content.get(purpose) or content["hours"]}).hours
        week = _in_force(weekly, on).week
        for key, sessions in zip(WEEKDAY_KEYS, week, strict=True):
            given[f"{purpose}_{key}"] = sessions_words(sessions) if sessions else "nghỉ"
    return given


def _in_force(weekly: tuple[Hours, ...], on: date) -> Hours:
    return next((hours for hours in reversed(weekly) if hours.from_on <= on), weekly[0])


class UnitCalendarsForm(forms.Form):
    """By which calendar a unit counts and opens; `version` is what it follows now."""

    calendar_key = forms.ChoiceField(label="Lịch tính thời hạn", widget=forms.RadioSelect)
    reception_key = forms.ChoiceField(label="Lịch mở quầy tiếp nhận", widget=forms.RadioSelect)
    reason = line("Căn cứ", most=500, hint="Số quyết định hoặc việc phát sinh.")

    def __init__(self, *args: Any, unit: UnitView, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        given = {"calendar_key": unit.calendar_key, "reception_key": unit.reception_key}
        kwargs["initial"] = given
        super().__init__(*args, **kwargs)
        for name in ("calendar_key", "reception_key"):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = calendar_choices()
                field.error_messages["invalid_choice"] = "Chọn một lịch trong danh sách."


def calendar_choices() -> list[tuple[str, str]]:
    """Every calendar with its name."""
    keys = known.keys()
    return [(key, known.calendar_for(key, max_age=5.0).plan.name or key) for key in keys]
