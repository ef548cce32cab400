"""The forms of the control desk: a decision with its words, and a rule with its days."""

from __future__ import annotations

from typing import Any

from django import forms

from motcua.control.states import ReturnReason
from motcua.desk.forms.stamped import StampedForm
from motcua.desk.forms.steps import line, words
from motcua.dossiers.states import ActKind


class ClearForm(StampedForm):
    """A note is asked for only where the checklist found something wrong."""

    note = words("Ý kiến", required=False, most=2000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        # Two forms with a note stand on one page: each has its own id.
        super().__init__(*args, **{"auto_id": "duyet-%s"} | kwargs)


class ReturnForm(StampedForm):
    """Why the act goes back: reasons that are counted, words that can be followed."""

    reasons = forms.MultipleChoiceField(
        label="Lý do trả lại",
        choices=ReturnReason.pairs(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn ít nhất một lý do."},
    )
    note = words("Ý kiến gửi người soạn", required=False, most=2000)


class RuleForm(StampedForm):
    """One rule of what is looked at."""

    kind = forms.ChoiceField(
        label="Loại văn bản", choices=[(kind.value, kind.label) for kind in ActKind]
    )
    share = forms.IntegerField(
        label="Tỷ lệ phải kiểm soát (%)", min_value=0, max_value=100, initial=100,
        help_text="100: mọi văn bản. 0: không kiểm soát. Ở giữa: lấy mẫu.",
        error_messages={"required": "Ghi tỷ lệ.", "invalid": "Ghi số từ 0 đến 100."},
    )  # fmt: skip
    agency_key = forms.ChoiceField(label="Cơ quan", required=False)
    sector_code = forms.ChoiceField(label="Lĩnh vực", required=False)
    procedure_code = line("Mã thủ tục", required=False, hint="Để trống: mọi thủ tục.", most=40)
    effective_from = forms.DateField(
        label="Áp dụng từ ngày",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Chọn ngày.", "invalid": "Chọn ngày."},
    )
    reason = words("Lý do, văn bản quyết định", most=500)

    def __init__(
        self,
        *args: Any,
        agencies: list[tuple[str, str]],
        sectors: list[tuple[str, str]],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        for name, choices in (("agency_key", agencies), ("sector_code", sectors)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = [
                    ("", "Mọi cơ quan" if name == "agency_key" else "Mọi lĩnh vực"),
                    *choices,
                ]


class EndRuleForm(StampedForm):
    """The day from which a rule no longer holds."""

    effective_to = forms.DateField(
        label="Thôi áp dụng từ ngày",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": "Chọn ngày.", "invalid": "Chọn ngày."},
    )
