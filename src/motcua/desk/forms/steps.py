"""One small form for each thing that may be done with a dossier."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django import forms

from motcua.accounts import queries as accounts
from motcua.base.actor import Actor
from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError
from motcua.desk.forms.stamped import StampedForm
from motcua.documents.kinds import ACCEPT, MOST_BYTES
from motcua.dossiers import placing
from motcua.dossiers.actions.results import IDENTITY_CHECKS
from motcua.dossiers.folding import DossierState
from motcua.dossiers.states import ReturnChannel
from motcua.procedures.pinned import PinnedVersion
from motcua.procedures.process import Step

_DAY = {"type": "date"}
_PLAIN = {"autocomplete": "off"}
_ROWS = {"rows": 3}


def words(
    label: str, *, required: bool = True, hint: str = "", most: int = 1000
) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=most, help_text=hint,
        widget=forms.Textarea(attrs=_ROWS), error_messages={"required": f"Ghi {label.lower()}."},
    )  # fmt: skip


def line(label: str, *, required: bool = True, hint: str = "", most: int = 60) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=most, help_text=hint,
        widget=forms.TextInput(attrs=_PLAIN), error_messages={"required": f"Ghi {label.lower()}."},
    )  # fmt: skip


def files(label: str, *, required: bool = False) -> forms.FileField:
    return forms.FileField(
        label=label, required=required,
        widget=forms.FileInput(attrs={"accept": ACCEPT, "data-most-bytes": MOST_BYTES}),
        help_text="PDF, ảnh hoặc văn bản, không quá 20 MB",
    )  # fmt: skip


class StepForm(StampedForm):
    """Knows the dossier it is about; its fields are what the step needs to be told."""

    file_field: ClassVar[str] = ""
    file_place: ClassVar[str] = "paper"

    def __init__(
        self,
        *args: Any,
        state: DossierState,
        pinned: PinnedVersion,
        at: datetime,
        actor: Actor | None = None,
        **kwargs: Any,
    ) -> None:
        kwargs["initial"] = {"version": state.version, **(kwargs.get("initial") or {})}
        super().__init__(*args, **kwargs)
        self.state, self.pinned, self.at, self.actor = state, pinned, at, actor
        self.on = in_vietnam(at).date()
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices that depend on the dossier."""

    @property
    def current(self) -> Step | None:
        return next((s for s in self.pinned.process.steps if s.key == self.state.step_key), None)

    def file_key(self) -> str:
        """Which paper, leg or letter the file of a valid form belongs to."""
        return ""

    def choose(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices
            field.error_messages["invalid_choice"] = "Chọn một dòng trong danh sách."
            field.error_messages["required"] = f"Chọn {str(field.label).lower()}."


class NothingForm(StepForm):
    """A step that needs no words."""


class ReasonForm(StepForm):
    reason = words("Lý do")


class WithdrawalForm(StepForm):
    reason = words("Lý do người nộp nêu", required=False)


class ForwardForm(StepForm):
    """Which way on, and to whom where that can be known beforehand."""

    choice = forms.ChoiceField(label="Hướng đi tiếp", required=False, widget=forms.RadioSelect)
    to_officer = forms.TypedChoiceField(
        label="Giao cho", coerce=int, empty_value=None, required=False
    )
    note = words("Ghi chú cho người nhận", required=False)

    def prepare(self) -> None:
        step = self.current
        ways = step.next if step else ()
        names = {s.key: s.name for s in self.pinned.process.steps}
        if len(ways) > 1:
            self.choose("choice", [(way.to, way.label or names[way.to]) for way in ways])
            self.fields["choice"].required = True
        else:
            del self.fields["choice"]
        people = self._people(ways[0].to) if len(ways) == 1 else []
        if people:
            self.choose("to_officer", [("", "Chưa chỉ định"), *people])
        else:
            del self.fields["to_officer"]

    @property
    def goes_to(self) -> str:
        """`Thẩm định` or, where there are several ways, nothing."""
        step = self.current
        if step is None or len(step.next) != 1:
            return ""
        return self.pinned.process.step(step.next[0].to).name

    def _people(self, key: str) -> list[tuple[Any, str]]:
        step = self.pinned.process.step(key)
        try:
            unit_id = placing.step_unit(step, self.state, self.on)
        except InvalidError:
            return []
        found = accounts.officers_of(unit_id, step.role, self.on)
        return [(person.id, person.full_name) for person in found]


class SendBackForm(StepForm):
    to_step = forms.ChoiceField(label="Trả về bước")
    reason = words("Lý do trả lại")

    def prepare(self) -> None:
        step = self.current
        names = {s.key: s.name for s in self.pinned.process.steps}
        self.choose("to_step", [(key, names[key]) for key in (step.send_back_to if step else ())])


class AssignForm(StepForm):
    officer = forms.TypedChoiceField(label="Người thụ lý", coerce=int)
    note = words("Ghi chú", required=False)

    def prepare(self) -> None:
        unit_id = self.state.holder_unit_id
        people = accounts.officers_of(unit_id, None, self.on) if unit_id else []
        self.choose("officer", [("", "Chọn người"), *((p.id, p.full_name) for p in people)])


class SignForm(StepForm):
    """The result's number and day, and its file."""

    file_field, file_place = "result_file", "result"

    number = line("Số, ký hiệu văn bản")
    signed_on = forms.DateField(
        label="Ngày ký", required=False, widget=forms.DateInput(_DAY, format="%Y-%m-%d"),
        error_messages={"invalid": "Chọn ngày ký."},
    )  # fmt: skip
    result_file = files("Tệp kết quả đã ký")
    note = words("Ghi chú", required=False)

    def prepare(self) -> None:
        self.initial.setdefault("signed_on", self.on)

    def clean_signed_on(self) -> date | None:
        day: date | None = self.cleaned_data["signed_on"]
        return day


class RecordForm(StepForm):
    file_field, file_place = "result_file", "result"

    number = line("Số đã vào sổ", required=False, hint="Để trống nếu giữ số lúc ký.")
    result_file = files("Tệp kết quả đã đóng dấu")

    def prepare(self) -> None:
        if self.state.result:
            self.initial.setdefault("number", self.state.result.get("number", ""))


class InstantForm(StepForm):
    file_field, file_place = "result_file", "result"

    number = line("Số, ký hiệu văn bản")
    result_file = files("Tệp kết quả")

    def prepare(self) -> None:
        if self.pinned.register:
            # The register gives the number.
            self.fields["number"].required = False
            self.fields["number"].widget = forms.HiddenInput()


class ReturnForm(StepForm):
    identity_check = forms.ChoiceField(
        label="Đã kiểm tra người nhận",
        choices=list(IDENTITY_CHECKS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn cách đã kiểm tra người nhận."},
    )
    receiver_name = line("Họ tên người nhận", most=200)
    receiver_id = line("Số giấy tờ người nhận", required=False, most=20)
    method = forms.ChoiceField(
        label="Trả bằng cách", choices=[(way.value, way.label) for way in ReturnChannel]
    )

    def prepare(self) -> None:
        self.initial.setdefault("method", self.state.return_channel)
        owner = (self.state.people or {}).get("owner", {})
        self.initial.setdefault("receiver_name", owner.get("name", ""))
        self.initial.setdefault("receiver_id", owner.get("id_number", ""))


class FeeForm(StepForm):
    amount = forms.IntegerField(label="Số tiền (đồng)", min_value=0)
    receipt = line("Số biên lai", most=40)

    def prepare(self) -> None:
        self.initial.setdefault("amount", self.state.fee_total)


class SupplementForm(StepForm):
    """Papers that have come in: what was asked, one line each."""

    file_field = "paper_file"
    paper_file = files("Bản quét giấy tờ bổ sung")

    def prepare(self) -> None:
        for paper in self.pinned.papers:
            self.fields[f"got_{paper.key}"] = forms.IntegerField(
                label=f"Số bản nhận thêm: {paper.name}", required=False, min_value=0, max_value=99,
                widget=forms.NumberInput(attrs={"class": "qty"}),
            )  # fmt: skip

    def papers(self) -> list[dict[str, Any]]:
        names = {paper.key: paper.name for paper in self.pinned.papers}
        return [
            {"key": key, "name": name, "originals": count, "copies": 0, "source": "paper"}
            for key, name in names.items()
            if (count := self.cleaned_data.get(f"got_{key}"))
        ]
