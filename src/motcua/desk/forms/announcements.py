"""A decision as it is registered, with the duties it gives out; publishing and ending by one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from motcua.base.verdict import InvalidError
from motcua.clock.calendars import WorkingCalendar
from motcua.desk.forms.rows import Json, Row, Rows, choice, place_mistakes
from motcua.desk.forms.steps import line, words
from motcua.procedures import registers
from motcua.procedures.announcements import NewAnnouncement, parse_announcement
from motcua.procedures.importing.wording import slug
from motcua.procedures.registers import due_by_law
from motcua.procedures.states import AnnouncementKind, DutyKind

_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]
_TYPED = {"inputmode": "numeric", "autocomplete": "off", "placeholder": "ngày/tháng/năm"}


def day(label: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    """A date as a decision prints it."""
    return forms.DateField(
        label=label,
        required=required,
        help_text=hint,
        input_formats=_FORMATS,
        widget=forms.DateInput(_TYPED, format=_FORMATS[0]),
        error_messages={
            "required": f"Ghi {label.lower()}.",
            "invalid": f"Ghi {label.lower()} dạng 02/09/2026.",
        },
    )


class AnnouncementForm(forms.Form):
    number = line("Số quyết định", most=60, hint="Ví dụ 1351/QĐ-UBND")
    signed_on = day("Ngày ký")
    kind = forms.ChoiceField(label="Loại", choices=AnnouncementKind.pairs())
    issuer = line("Cơ quan ban hành", most=200)
    effective_on = day("Ngày có hiệu lực")
    sector = line("Mã lĩnh vực", required=False, most=20)
    summary = words("Trích yếu", most=5000)
    legal_bases = words("Căn cứ pháp lý", required=False, hint="Mỗi dòng một văn bản.", most=20_000)
    replaces = forms.MultipleChoiceField(
        label="Thay thế các quyết định",
        required=False,
        help_text="Giữ phím Ctrl để chọn nhiều.",
        widget=forms.SelectMultiple({"size": 6, "class": "form-select"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["replaces"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = registers.keys()


class DutyRow(Row):
    """One duty; without a day the law's own is taken."""

    part: ClassVar[str] = "duties"
    title: ClassVar[str] = "Việc"
    named: ClassVar[tuple[str, ...]] = ("agency",)
    agency = choice("Cơ quan", [], span=5)
    kind = choice("Việc phải làm", DutyKind.pairs(), span=4)
    due_on = day("Hạn", required=False)

    def item(self) -> Json:
        said = self.said
        return {"agency": said["agency"], "kind": said["kind"], "due_on": said["due_on"]}

    @classmethod
    def filled(cls, item: Json) -> Json:
        return item


class AnnouncementForms:
    """The form with its rows of duties; `agencies` are keys and names."""

    def __init__(
        self, agencies: list[tuple[str, str]], *, data: QueryDict | None = None, blank: int = 2
    ) -> None:
        self.form = AnnouncementForm(data)
        self.duties = Rows(_with_agencies(agencies), data=data, blank=blank)

    @property
    def lists(self) -> dict[str, Rows]:
        return {"duties": self.duties}

    @property
    def every(self) -> list[forms.Form]:
        """All forms in the order of the page."""
        return [self.form, *self.duties.forms]

    def announcement(self, calendar: WorkingCalendar) -> NewAnnouncement | None:
        """What was typed; None after the mistakes have been put at their fields."""
        if not self.form.is_valid() or any(row.errors for row in self.duties.forms):
            return None
        said = self.form.cleaned_data
        try:
            return parse_announcement(_raw(said, self.duties.items(), calendar))
        except InvalidError as refusal:
            place_mistakes(refusal.fields, self.lists, self.form)
            return None


def _with_agencies(agencies: list[tuple[str, str]]) -> type[DutyRow]:
    """The row with the agencies of the day to choose from."""
    chosen = choice("Cơ quan", agencies, span=5, blank="Chọn cơ quan")
    return type("DutyRow", (DutyRow,), {"agency": chosen})


def _raw(said: Mapping[str, Any], duties: list[Json], calendar: WorkingCalendar) -> Json:
    signed_on, effective_on = said["signed_on"], said["effective_on"]
    return {
        "key": _key(said["number"], signed_on),
        "number": said["number"],
        "signed_on": signed_on.isoformat(),
        "kind": said["kind"],
        "issuer": said["issuer"],
        "effective_on": effective_on.isoformat(),
        "summary": said["summary"],
        "sector": said["sector"],
        "legal_bases": [one.strip() for one in said["legal_bases"].splitlines() if one.strip()],
        "replaces": said["replaces"],
        "duties": [
            duty
            | {
                "due_on": (
                    duty["due_on"]
                    or due_by_law(DutyKind(duty["kind"]), signed_on, effective_on, calendar)
                ).isoformat()
            }
            for duty in duties
        ],
    }


def _key(number: str, signed_on: date) -> str:
    """`1351/QĐ-UBND` of 4 October 2022 as `1351-qd-ubnd-20221004`."""
    return re.sub(r"^-+", "", f"{slug(number)}-{signed_on:%Y%m%d}")


class ByDecisionForm(forms.Form):
    """A decision out of the register."""

    announcement = forms.TypedChoiceField(
        label="Quyết định", coerce=int, error_messages={"required": "Chọn quyết định."}
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["announcement"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Chọn quyết định"), *registers.choices()]


class PublishForm(ByDecisionForm):
    effective_from = day("Áp dụng từ ngày")
    effective_to = day("Hết hiệu lực từ ngày", required=False, hint="Để trống nếu chưa định.")


class AbolishForm(ByDecisionForm):
    effective_on = day("Bãi bỏ từ ngày")


class ProofForm(forms.Form):
    proof = line("Bằng chứng", most=500)
