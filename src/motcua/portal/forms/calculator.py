"""The small calculator of the page on deadlines."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django import forms

from motcua.base.dates import VIETNAM
from motcua.clock.limits import Ground, LimitUnit, Pause, TimeLimit

_MOST = 365
_DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
_DAY_ERRORS = {"invalid": "Ghi ngày theo dạng 23/11/2026.", "required": "Chọn ngày."}
_FORMATS = ["%Y-%m-%d", "%d/%m/%Y"]


class CalculatorForm(forms.Form):
    """Day and hour of receipt, a limit, and at most one stop for supplements."""

    ngay = forms.DateField(
        label="Ngày tiếp nhận", widget=_DAY, input_formats=_FORMATS, error_messages=_DAY_ERRORS
    )
    gio = forms.TimeField(
        label="Giờ tiếp nhận",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        error_messages={"invalid": "Ghi giờ theo dạng 14:10.", "required": "Ghi giờ tiếp nhận."},
    )
    so = forms.DecimalField(
        label="Thời hạn",
        min_value=Decimal("0.25"),
        max_value=_MOST,
        max_digits=6,
        decimal_places=2,
        localize=False,
        widget=forms.NumberInput(attrs={"step": "any"}),
        error_messages={
            "required": "Ghi số ngày hoặc số giờ.",
            "invalid": "Ghi một số, ví dụ 7.",
            "min_value": "Thời hạn phải lớn hơn 0.",
            "max_value": f"Công cụ này tính đến {_MOST}.",
        },
    )
    don_vi = forms.ChoiceField(label="Tính bằng", choices=[(u.value, u.label) for u in LimitUnit])
    dung_tu = forms.DateField(
        label="Ngày cơ quan yêu cầu bổ sung", required=False, widget=_DAY,
        input_formats=_FORMATS, error_messages=_DAY_ERRORS,
    )  # fmt: skip
    dung_den = forms.DateField(
        label="Ngày nộp đủ bổ sung", required=False, widget=_DAY,
        input_formats=_FORMATS, error_messages=_DAY_ERRORS,
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        began, ended, start = (cleaned.get(k) for k in ("dung_tu", "dung_den", "ngay"))
        if ended and not began:
            self.add_error("dung_tu", "Ghi cả ngày cơ quan yêu cầu bổ sung.")
        if began and start and began < start:
            self.add_error("dung_tu", "Ngày yêu cầu bổ sung phải sau ngày tiếp nhận.")
        if began and ended and ended < began:
            self.add_error("dung_den", "Ngày nộp đủ phải sau ngày yêu cầu.")
        return cleaned

    @property
    def limit(self) -> TimeLimit:
        unit = LimitUnit(self.cleaned_data["don_vi"])
        return TimeLimit(self.cleaned_data["so"], unit)

    @property
    def received_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["ngay"], self.cleaned_data["gio"], VIETNAM)

    @property
    def pauses(self) -> tuple[Pause, ...]:
        """From the end of the day of the request to the morning of the day of the last paper."""
        began, ended = self.cleaned_data.get("dung_tu"), self.cleaned_data.get("dung_den")
        if not began:
            return ()
        start = max(datetime.combine(began, time(16), VIETNAM), self.received_at)
        stop = datetime.combine(ended, time(16), VIETNAM) if ended else None
        if stop is not None and stop <= start:
            stop = start + timedelta(minutes=1)
        return (Pause(start, stop, Ground.SUPPLEMENT),)
