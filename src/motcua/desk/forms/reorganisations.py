"""Forms of reorganisations: the decision, one line of its map, an heir for single dossiers."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms

from motcua.agencies import queries as agencies
from motcua.agencies.reorganising.actions import Heading
from motcua.agencies.reorganising.maps import Line
from motcua.agencies.views import AgencyView, UnitView
from motcua.base.text import fold
from motcua.desk.forms.stamped import StampedForm
from motcua.desk.forms.steps import line, words

# A name is looked for among all that hold its words: an exact one may come late.
_ALL = 1000
_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]
_TYPED = {"inputmode": "numeric", "autocomplete": "off", "placeholder": "ngày/tháng/năm"}


def _day(label: str, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        help_text=hint,
        input_formats=_FORMATS,
        widget=forms.DateInput(_TYPED, format=_FORMATS[0]),
        error_messages={
            "required": f"Ghi {label.lower()}.",
            "invalid": f"Ghi {label.lower()} dạng 01/07/2025.",
        },
    )


def _name(label: str, names: str, *, required: bool = True, hint: str = "") -> forms.CharField:
    """A name typed with suggestions from the page's list `names`."""
    return forms.CharField(
        label=label, required=required, max_length=240, help_text=hint,
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": names, "class": "wide"}),
        error_messages={"required": f"Ghi {label.lower()}."},
    )  # fmt: skip


class HeadingForm(StampedForm):
    """What a decision says of itself."""

    number = line("Số quyết định, nghị quyết", hint="Ví dụ 1677/NQ-UBTVQH15")
    decided_on = _day("Ngày ban hành")
    title = line("Trích yếu", most=300)
    effective_on = _day("Áp dụng từ ngày", "Tính từ 00:00 ngày này.")

    def heading(self) -> Heading:
        said = self.cleaned_data
        return Heading(said["number"], said["decided_on"], said["title"], said["effective_on"])


class ChangeForm(HeadingForm):
    """The same with what is decided about leftovers and about agencies that live on."""

    keep_reason = words(
        "Lý do để lại hồ sơ chưa có nơi nhận",
        required=False,
        most=300,
        hint="Để trống: còn hồ sơ chưa có nơi nhận thì không áp dụng.",
    )
    continuing = forms.TypedMultipleChoiceField(
        label="Cơ quan vẫn hoạt động, chỉ chuyển bớt việc",
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="Cơ quan không đánh dấu sẽ kết thúc cùng mọi đơn vị, chức danh của nó.",
    )

    def __init__(self, *args: Any, predecessors: list[AgencyView], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["continuing"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = [(view.id, view.name) for view in predecessors]
        if not predecessors:
            del self.fields["continuing"]


class LineForm(StampedForm):
    """One line of the map; names are looked up in the register of the days before and after."""

    predecessor = _name("Cơ quan chuyển giao", "co-quan-cu")
    heir = _name("Cơ quan tiếp nhận", "co-quan-moi")
    area = _name(
        "Chỉ địa bàn", "dia-ban", required=False, hint="Xã, phường của chủ hồ sơ. Trống: mọi nơi."
    )
    sector_code = line("Chỉ lĩnh vực", required=False, most=20, hint="Mã lĩnh vực.")
    procedure_code = line(
        "Chỉ thủ tục", required=False, most=40, hint="Mã thủ tục, ví dụ 1.004194."
    )
    unit = line(
        "Chỉ một đơn vị của cơ quan chuyển giao", required=False, most=200,
        hint="Tên đơn vị, khi chỉ sắp xếp trong nội bộ.",
    )  # fmt: skip
    heir_unit = line("Đơn vị tiếp nhận", required=False, most=200)

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.before, self.day = day - timedelta(days=1), day

    def clean_predecessor(self) -> AgencyView:
        return _agency(self.cleaned_data["predecessor"], self.before)

    def clean_heir(self) -> AgencyView:
        return _agency(self.cleaned_data["heir"], self.day)

    def clean_area(self) -> int | None:
        text = self.cleaned_data["area"]
        if not text:
            return None
        found = agencies.search_areas(text, self.before, limit=_ALL)
        exact = [view for view in found if fold(view.full_name) == fold(text)] or found
        if len(exact) != 1:
            raise forms.ValidationError(_which(text, [view.full_name for view in exact]))
        return exact[0].id

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        for name, owner, on in (
            ("unit", "predecessor", self.before),
            ("heir_unit", "heir", self.day),
        ):
            if said.get(name) and said.get(owner):
                found = _unit(said[name], said[owner], on)
                said[name] = found
                if found is None:
                    self.add_error(name, f"{said[owner].name} không có đơn vị mang tên này.")
        return said

    def line(self) -> Line:
        said = self.cleaned_data
        return Line(
            said["predecessor"].id,
            said["heir"].id,
            unit=said["unit"].id if said["unit"] else None,
            heir_unit=said["heir_unit"].id if said["heir_unit"] else None,
            area=said["area"],
            sector=said["sector_code"],
            procedure=said["procedure_code"],
        )


class ChoiceForm(StampedForm):
    """Who takes dossiers for which the map names nobody."""

    codes = words("Mã hồ sơ", most=20_000, hint="Mỗi dòng một mã.")
    heir = _name("Cơ quan tiếp nhận", "co-quan-moi")
    reason = line("Lý do", most=300)

    def __init__(self, *args: Any, day: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.day = day

    def clean_heir(self) -> AgencyView:
        return _agency(self.cleaned_data["heir"], self.day)

    def clean_codes(self) -> list[str]:
        return str(self.cleaned_data["codes"]).split()


class ReasonForm(StampedForm):
    reason = line("Lý do", most=300)


def _agency(text: str, on: date) -> AgencyView:
    found = agencies.search_agencies(text, on, limit=_ALL)
    exact = [view for view in found if fold(view.name) == fold(text)] or found
    if len(exact) != 1:
        raise forms.ValidationError(_which(text, [view.name for view in exact]))
    return exact[0]


def _unit(text: str, agency: AgencyView, on: date) -> UnitView | None:
    wanted = fold(text)
    units = agencies.units_of_agency(agency.id, on)
    return next((unit for unit in units if wanted in {fold(unit.name), fold(unit.full_name)}), None)


def _which(text: str, names: list[str]) -> str:
    if not names:
        return f"Không có “{text}” trong sổ vào ngày đó. Chọn một tên trong danh sách gợi ý."
    return f"Có nhiều tên giống “{text}”: {'; '.join(names[:4])}. Ghi đủ tên."
