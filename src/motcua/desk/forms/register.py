"""One small form for each thing that may be done with an agency or a unit."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms

from motcua.agencies import queries as agencies
from motcua.agencies.rules import AGENCY_CODE_PATTERN
from motcua.agencies.states import AgencyKind, Level, SuccessionKind, UnitKind
from motcua.base.text import fold
from motcua.desk.forms.rules import day_field
from motcua.desk.forms.steps import line

_CODE_HINT = "Ví dụ H51.36.07 (Quyết định 20/2020/QĐ-TTg)."
_CHOOSE = {"required": "Chọn một dòng.", "invalid_choice": "Chọn một dòng trong danh sách."}


def _reason() -> forms.CharField:
    return line("Căn cứ", most=500, hint="Số quyết định hoặc việc phát sinh.")


def _code(label: str, *, required: bool = False) -> forms.RegexField:
    return forms.RegexField(
        AGENCY_CODE_PATTERN, label=label, required=required, max_length=20, help_text=_CODE_HINT,
        widget=forms.TextInput({"autocomplete": "off"}),
        error_messages={
            "required": "Nhập mã định danh.",
            "invalid": "Mã định danh không đúng dạng, ví dụ H51.36.07.",
        },
    )  # fmt: skip


class RegisterForm(forms.Form):
    """Knows the day and what it is about; `prepare` fills in choices."""

    def __init__(self, *args: Any, on: date, about: Any = None, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.today, self.about = on, about
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices that depend on the day."""

    def choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices


class RenameForm(RegisterForm):
    name = line("Tên mới", most=200)
    on = day_field("Áp dụng từ ngày", hint="Giấy tờ của ngày trước đó giữ tên cũ.")
    reason = _reason()


class RecodeForm(RegisterForm):
    unit_code = _code("Mã định danh mới")
    reason = _reason()


class CloseForm(RegisterForm):
    effective_to = day_field(
        "Ngừng từ ngày",
        hint="Ngày đầu tiên không còn hoạt động. Bàn giao hết hồ sơ trước ngày này.",
    )
    reason = _reason()


class ReasonForm(RegisterForm):
    reason = _reason()


class UnitForm(RegisterForm):
    name = line("Tên đơn vị", most=200)
    kind = forms.ChoiceField(
        label="Loại", choices=[(kind.value, kind.label) for kind in UnitKind],
        initial=UnitKind.ROOM.value, error_messages=_CHOOSE,
    )  # fmt: skip
    unit_code = _code("Mã định danh")
    effective_from = day_field("Hoạt động từ ngày")
    reason = _reason()

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("name") and self.about is not None:
            said["key"] = key_of(f"{self.about.key}-{said['name']}", 80)
        return said


class AgencyForm(RegisterForm):
    name = line("Tên cơ quan", most=200)
    kind = forms.ChoiceField(
        label="Loại", choices=[(kind.value, kind.label) for kind in AgencyKind],
        initial=AgencyKind.DEPARTMENT.value, error_messages=_CHOOSE,
    )  # fmt: skip
    area = forms.ChoiceField(label="Địa bàn", error_messages=_CHOOSE)
    parent = forms.ChoiceField(label="Thuộc cơ quan", required=False, error_messages=_CHOOSE)
    code_new = _code("Mã định danh")
    effective_from = day_field("Hoạt động từ ngày")
    reason = _reason()

    def prepare(self) -> None:
        places = agencies.areas(self.today)
        shown = [place for place in places if place.level != Level.DISTRICT]
        self.choose("area", [(place.id, place.full_name) for place in shown])
        above = agencies.agencies_on(self.today, Level.PROVINCE.value)
        self.choose("parent", [("", "Không thuộc cơ quan nào")] + [(a.id, a.name) for a in above])
        self.levels = {place.id: place.level for place in places}

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("name"):
            said["key"] = key_of(said["name"], 60)
        if said.get("area"):
            said["level"] = Level(self.levels[int(said["area"])])
        return said


class ReceptionForm(RegisterForm):
    unit = forms.ChoiceField(
        label="Nơi tiếp nhận hồ sơ của cơ quan", required=False, error_messages=_CHOOSE
    )
    on = day_field("Áp dụng từ ngày")
    reason = _reason()

    def prepare(self) -> None:
        units = agencies.receiving_units(self.today)
        own = [("", "Bộ phận Một cửa của chính cơ quan")]
        self.choose("unit", own + [(unit.id, unit.name) for unit in units])


class SuccessionForm(RegisterForm):
    """The heirs as lines: one name or key a line; after a vertical stroke, the area it takes."""

    kind = forms.ChoiceField(
        label="Hình thức", choices=[(kind.value, kind.label) for kind in SuccessionKind if kind is not SuccessionKind.RENAMING],
        error_messages=_CHOOSE,
    )  # fmt: skip
    heirs = forms.CharField(
        label="Cơ quan tiếp nhận nhiệm vụ", widget=forms.Textarea({"rows": 3}), max_length=2000,
        help_text="Mỗi dòng một cơ quan, ghi đúng tên. Chia theo địa bàn thì ghi thêm địa bàn sau dấu |, "
        "ví dụ: Ủy ban nhân dân xã Bình Sơn | xã Bình Sơn.",
        error_messages={"required": "Ghi ít nhất một cơ quan."},
    )  # fmt: skip
    on = day_field(
        "Từ ngày", hint="Ngày đầu tiên cơ quan tiếp nhận làm thay; cơ quan này kết thúc."
    )
    reason = _reason()

    def clean_heirs(self) -> dict[int, int | None]:
        """Successor to its area, or None where it takes all."""
        named = {fold(view.name): view.id for view in agencies.agencies_on(self.today)}
        places = {fold(place.full_name): place.id for place in agencies.areas(self.today)}
        found: dict[int, int | None] = {}
        for text in str(self.cleaned_data["heirs"]).splitlines():
            name, stroke, place = (part.strip() for part in text.partition("|"))
            if not name:
                continue
            if fold(name) not in named:
                raise forms.ValidationError(
                    f"Không có cơ quan “{name}” đang hoạt động. Ghi đúng tên trong sổ."
                )
            if stroke and fold(place) not in places:
                raise forms.ValidationError(
                    f"Không có địa bàn “{place}”. Ghi như trong sổ, ví dụ xã Bình Sơn."
                )
            found[named[fold(name)]] = places[fold(place)] if stroke else None
        return found


def key_of(text: str, most: int) -> str:
    """A stable key made of the words: `ubnd-phong-moi`."""
    return re.sub(r"[^a-z0-9]+", "-", fold(text)).strip("-")[:most].strip("-")
