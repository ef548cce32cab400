"""The counter's form: who, for what, with which papers, and how the result is to be given."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from motcua.agencies.views import AreaView, UnitView
from motcua.base.priority import Priority
from motcua.desk.forms.people import PeopleForm
from motcua.desk.forms.stamped import StampedForm
from motcua.dossiers.states import Channel, ReturnChannel
from motcua.procedures.content import Case

# A choice that moves the date or the fee: the page is drawn anew around what was typed.
_REFRESHES = {
    "hx-post": "", "hx-trigger": "change", "hx-target": "#quay", "hx-select": "#quay",
    "hx-swap": "outerHTML",
}  # fmt: skip
_TAKEN = (Channel.COUNTER, Channel.POST)


class ReceptionForm(PeopleForm, StampedForm):
    unit = forms.TypedChoiceField(label="Tiếp nhận tại", coerce=int)
    scan = forms.CharField(
        label="Quét mã trên CCCD",
        required=False,
        max_length=400,
        widget=forms.TextInput(
            attrs={
                "class": "scan", "data-scan": "", "data-key": "F2", "autocomplete": "off",
                "aria-describedby": "scan-hint", "autofocus": True,
            }
        ),
    )  # fmt: skip
    procedure_code = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)
    case_code = forms.ChoiceField(label="Trường hợp", required=False)
    area = forms.TypedChoiceField(
        label="Xã, phường giải quyết", coerce=int, empty_value=None, required=False
    )
    content = forms.CharField(
        label="Nội dung yêu cầu", required=False, max_length=1000,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    channel = forms.ChoiceField(
        label="Nộp qua", choices=[(way.value, way.label) for way in _TAKEN], required=False,
        initial=Channel.COUNTER.value,
    )  # fmt: skip
    sets = forms.IntegerField(label="Số bộ", min_value=1, max_value=20, initial=1)
    return_channel = forms.ChoiceField(
        label="Nhận kết quả",
        choices=[(way.value, way.label) for way in ReturnChannel],
        initial=ReturnChannel.COUNTER.value,
    )
    return_address = forms.CharField(
        label="Địa chỉ nhận kết quả", required=False, max_length=300,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )  # fmt: skip
    exempt = forms.BooleanField(label="Miễn phí, lệ phí theo quy định", required=False)
    fee_receipt = forms.CharField(
        label="Số biên lai đã thu", required=False, max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-key": "F8"}),
    )  # fmt: skip
    priority = forms.ChoiceField(
        label="Diện ưu tiên", required=False,
        choices=[("", "Không"), *((one.value, one.label) for one in Priority)],
    )  # fmt: skip
    note = forms.CharField(
        label="Cần hoàn thiện những gì", required=False, max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )  # fmt: skip

    def __init__(
        self,
        *args: Any,
        units: Sequence[UnitView],
        areas: Sequence[AreaView] = (),
        cases: Sequence[Case] = (),
        here: UnitView | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        unit, area, case = (self.fields[name] for name in ("unit", "area", "case_code"))
        if isinstance(case, forms.ChoiceField):
            case.choices = [("", "Trường hợp chung"), *((one.code, one.name) for one in cases)]
            case.widget.attrs |= _REFRESHES
        if isinstance(unit, forms.TypedChoiceField):
            unit.choices = [(view.id, view.name) for view in units]
        if isinstance(area, forms.TypedChoiceField):
            own = here is not None and any(view.id == here.area_id for view in areas)
            area.choices = [
                ("", "Tại đây" if own else "Chọn xã, phường"),
                *((view.id, view.full_name) for view in areas),
            ]
            area.widget.attrs |= _REFRESHES
