"""The forms of oversight: a finding, an answer, a last word, a rule of alerts."""

from __future__ import annotations

from typing import Any

from django import forms

from motcua.control.states import AlertKind
from motcua.desk.forms.stamped import StampedForm
from motcua.desk.forms.steps import line, words


def _day(label: str, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Chọn ngày.", "invalid": "Chọn ngày."},
    )


class FindingForm(StampedForm):
    """What the Centre found and until when it wants an answer."""

    unit_id = forms.ChoiceField(label="Đơn vị", error_messages={"required": "Chọn đơn vị."})
    title = line("Tiêu đề", most=200)
    content = words("Điều đã thấy, việc phải làm", most=8000)
    ground = words("Căn cứ", required=False, most=500)
    code = line("Mã hồ sơ liên quan", required=False, most=40)
    due_on = _day("Hạn trả lời")

    def __init__(self, *args: Any, units: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["unit_id"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Chọn đơn vị…"), *units]


class AnswerForm(StampedForm):
    answer = words("Trả lời của đơn vị", most=8000)


class VerdictForm(StampedForm):
    """Closing needs no words; asking again needs words and a day."""

    verdict = words("Ý kiến của Trung tâm", required=False, most=4000)
    due_on = _day("Hạn mới, nếu yêu cầu trả lời lại", required=False)


class AlertRuleForm(StampedForm):
    kind = forms.ChoiceField(label="Cảnh báo khi", choices=AlertKind.pairs())
    threshold = forms.IntegerField(
        label="Từ bao nhiêu", min_value=1, max_value=10**6,
        error_messages={"required": "Ghi ngưỡng.", "invalid": "Ghi số."},
    )  # fmt: skip
    agency_key = forms.ChoiceField(label="Cơ quan", required=False)
    effective_from = _day("Áp dụng từ ngày")

    def __init__(self, *args: Any, agencies: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency_key"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Mọi cơ quan"), *agencies]
