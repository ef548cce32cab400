"""Forms of the administration of people: account, post, key of a machine."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms

from motcua.accounts.states import Role, Scope
from motcua.agencies import queries as agencies
from motcua.agencies.states import UnitKind
from motcua.base.dates import VIETNAM

_DAY = {"type": "date"}
_OFF = {"autocomplete": "off"}
_ALL = frozenset(kind.value for kind in UnitKind)


def _line(label: str, *, required: bool = True, most: int = 120, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=most, help_text=hint,
        widget=forms.TextInput(_OFF), error_messages={"required": f"Nhập {label.lower()}."},
    )  # fmt: skip


def _date(label: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=hint,
        widget=forms.DateInput(_DAY, format="%Y-%m-%d"),
        error_messages={"required": f"Chọn {label.lower()}.", "invalid": "Nhập ngày như 15/9/2026."},
    )  # fmt: skip


class DetailsForm(forms.Form):
    """What an account says about its officer."""

    full_name = _line("Họ và tên")
    phone = _line("Điện thoại", required=False, most=15)
    email = forms.EmailField(
        label="Thư điện tử", required=False,
        error_messages={"invalid": "Nhập địa chỉ như ten@quangngai.gov.vn."},
    )  # fmt: skip


class AccountForm(DetailsForm):
    """A new account; its first password is made by the house and shown once."""

    username = _line("Tên đăng nhập", most=60, hint="Chữ thường không dấu, số, dấu chấm, gạch.")
    field_order = ("username", "full_name", "phone", "email")


class UnitField(forms.TypedChoiceField):
    """One of the units in force; the agency's name helps to find it."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, **kwargs)

    def offer(self, on: date) -> None:
        units = sorted(agencies.units_on(on, _ALL), key=lambda unit: (unit.agency_name, unit.name))
        groups: dict[str, list[tuple[int, str]]] = {}
        for unit in units:
            groups.setdefault(unit.agency_name, []).append((unit.id, unit.name))
        self.choices = [("", "Chọn đơn vị"), *groups.items()]
        self.error_messages |= {
            "required": "Chọn đơn vị.", "invalid_choice": "Chọn một đơn vị trong danh sách."
        }  # fmt: skip


class PostForm(forms.Form):
    """A role in a unit between two dates."""

    unit = UnitField(label="Đơn vị")
    role = forms.ChoiceField(
        label="Vai trò", choices=[("", "Chọn vai trò"), *((r.value, r.label) for r in Role)],
        error_messages={"required": "Chọn vai trò.", "invalid_choice": "Chọn một vai trò."},
    )  # fmt: skip
    effective_from = _date("Từ ngày")
    effective_to = _date("Đến hết ngày", required=False, hint="Bỏ trống khi chưa biết.")

    def __init__(self, data: Any = None, *, on: date) -> None:
        super().__init__(data, initial={"effective_from": on})
        field = self.fields["unit"]
        if isinstance(field, UnitField):
            field.offer(on)

    def until(self) -> date | None:
        """The first day on which the post is held no more."""
        last = self.cleaned_data["effective_to"]
        return last + timedelta(days=1) if last else None


class EndPostForm(forms.Form):
    last_day = _date("Ngày làm cuối")


class KeyForm(forms.Form):
    """A machine's key to one unit."""

    name = _line("Tên hệ thống", hint="Ví dụ: Phần mềm một cửa của sở, máy chủ đồng bộ.")
    unit = UnitField(label="Đơn vị")
    scopes = forms.MultipleChoiceField(
        label="Quyền", choices=[(s.value, s.label) for s in Scope],
        widget=forms.CheckboxSelectMultiple, error_messages={"required": "Chọn ít nhất một quyền."},
    )  # fmt: skip
    last_day = _date("Hết hạn sau ngày", hint="Nhiều nhất một năm.")

    def __init__(self, data: Any = None, *, on: date) -> None:
        super().__init__(data, initial={"last_day": on + timedelta(days=180)})
        field = self.fields["unit"]
        if isinstance(field, UnitField):
            field.offer(on)

    def expires_at(self) -> datetime:
        return datetime.combine(self.cleaned_data["last_day"], time(), VIETNAM) + timedelta(days=1)
