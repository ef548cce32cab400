"""A value of the rulebook as a form: its field follows the kind of the value."""

from __future__ import annotations

from typing import Any

from django import forms

from motcua.desk.forms.steps import line, words
from motcua.rulebook.entries import Entry
from motcua.rulebook.kinds import Block, Message, Number, Switch, Text, Value

DAY_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]


def day_field(label: str, *, hint: str = "", required: bool = True) -> forms.DateField:
    """A date as people write it; a browser's own field would follow the browser's language."""
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        input_formats=DAY_FORMATS,
        widget=forms.DateInput(
            {"inputmode": "numeric", "autocomplete": "off", "placeholder": "ngày/tháng/năm"},
            format=DAY_FORMATS[0],
        ),
        error_messages={
            "required": f"Ghi {label.lower()}.",
            "invalid": f"Ghi {label.lower()} dạng 02/09/2026.",
        },
    )


class RuleForm(forms.Form):
    """The wanted value, from which day, and why; `version` is the revision that was looked at."""

    value = forms.Field(label="Giá trị")
    effective_from = day_field("Áp dụng từ ngày", hint="Hôm nay hoặc một ngày sau.")
    reason = line("Lý do, căn cứ", most=500, hint="Số văn bản hoặc việc phát sinh.")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, entry: Entry, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.entry = entry
        self.fields["value"] = _field(entry)

    def clean_value(self) -> Value:
        said: Value = self.cleaned_data["value"]
        if isinstance(self.entry.kind, Switch):
            return bool(said == "on")
        return said


def shown(entry: Entry, value: Value) -> object:
    """The value as its field is filled."""
    if isinstance(entry.kind, Switch):
        return "on" if value else "off"
    return value


def _field(entry: Entry) -> forms.Field:
    kind = entry.kind
    if isinstance(kind, Switch):
        return forms.ChoiceField(
            label="Giá trị", choices=[("on", kind.on), ("off", kind.off)], help_text=entry.hint,
            widget=forms.RadioSelect, error_messages={"required": "Chọn một dòng."},
        )  # fmt: skip
    if isinstance(kind, Number):
        return _number(kind, entry.hint)
    if isinstance(kind, Message | Block):
        field = words("Lời văn", required=isinstance(kind, Message), hint=entry.hint, most=1200)
        field.widget.attrs["rows"] = 4
        return field
    return _text(kind, entry.hint)


def _text(kind: Text, hint: str) -> forms.CharField:
    said = " ".join(filter(None, (hint, kind.form)))
    field = line("Giá trị", required=not kind.blank, hint=said, most=kind.most)
    field.widget.attrs["class"] = "wide"
    return field


def _number(kind: Number, hint: str) -> forms.IntegerField:
    bounds = f"Từ {kind.least} đến {kind.most} {kind.unit}."
    return forms.IntegerField(
        label=f"Giá trị ({kind.unit})",
        help_text=f"{bounds} {hint}".strip(),
        widget=forms.NumberInput({"class": "w-short", "inputmode": "numeric"}),
        error_messages={"required": "Ghi một số.", "invalid": "Ghi một số nguyên."},
    )
