"""Forms for what goes on beside the holder's own work: legs, letters, notices, verification."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django import forms

from motcua.accounts import queries as accounts
from motcua.agencies import queries as agencies
from motcua.base.dates import format_date
from motcua.base.money import format_money
from motcua.clock.limits import LimitUnit
from motcua.desk.forms.steps import StepForm, files, line, words
from motcua.dossiers import beside, placing
from motcua.dossiers.obligations import Duty, Notice, paper_name, unpaid

_DAY = {"type": "date"}
_LIMITS = (
    (LimitUnit.WORKING_DAY.value, "ngày làm việc"),
    (LimitUnit.WORKING_HOUR.value, "giờ làm việc"),
)


def day(label: str, *, required: bool = True, hint: str = "") -> forms.DateField:
    return forms.DateField(
        label=label, required=required, help_text=hint,
        widget=forms.DateInput(_DAY, format="%Y-%m-%d"),
        error_messages={"required": f"Chọn {label.lower()}.", "invalid": f"Chọn {label.lower()}."},
    )  # fmt: skip


def money(label: str, *, required: bool = True) -> forms.IntegerField:
    return forms.IntegerField(
        label=label, required=required, min_value=1, max_value=10**13,
        error_messages={"required": f"Ghi {label.lower()}.", "invalid": "Ghi số tiền bằng số."},
        widget=forms.NumberInput({"inputmode": "numeric"}),
    )  # fmt: skip


class LegForm(StepForm):
    """Which leg, among those that wait for the actor's units."""

    leg = forms.ChoiceField(label="Phần việc")

    def prepare(self) -> None:
        self.choose("leg", [(leg["key"], leg["name"]) for leg in self.mine()])

    def mine(self) -> list[beside.Entry]:
        ours = self.actor.unit_ids if self.actor else frozenset()
        running = [leg for leg in self.state.legs if beside.is_running(leg)]
        return [leg for leg in running if leg["unit"] in ours] or running


class TakeLegForm(LegForm):
    officer = forms.TypedChoiceField(label="Giao cho", coerce=int, empty_value=None, required=False)

    def prepare(self) -> None:
        super().prepare()
        people = {
            person.id: person.full_name
            for leg in self.mine()
            for person in accounts.officers_of(leg["unit"], None, self.on)
        }
        self.choose("officer", [("", "Tôi nhận làm"), *people.items()])


class OpenLegForm(StepForm):
    leg = forms.ChoiceField(label="Phần việc")

    def prepare(self) -> None:
        closed = [
            leg
            for leg in self.pinned.process.legs
            if beside.standing(self.state, leg.key) is None
            and beside.may_open(self.state, self.pinned, leg)
        ]
        self.choose("leg", [(leg.key, leg.name) for leg in closed])


class FinishLegForm(LegForm):
    """What came out of the leg; of a tax leg up to three notices of what is owed."""

    template_name = "desk/finish_leg_form.html"
    ROWS = 3
    NOTICE = ("kind", "number", "on", "amount", "due_on")
    file_field, file_place = "leg_file", "leg"

    number = line("Số văn bản, kết quả", required=False)
    note = words("Nội dung kết quả", required=False)
    leg_file = files("Tệp kết quả")

    def prepare(self) -> None:
        super().prepare()
        taxed = {leg.key for leg in self.pinned.process.legs if leg.waits_for_payment}
        self.has_notices = any(leg["key"] in taxed for leg in self.mine())
        if not self.has_notices:
            return
        for row in range(1, self.ROWS + 1):
            self._add_notice(row)

    def _add_notice(self, row: int) -> None:
        self.fields[f"kind_{row}"] = forms.ChoiceField(
            label="Khoản nộp", choices=Duty.pairs(), required=False
        )
        self.fields[f"number_{row}"] = line("Số thông báo", required=False)
        self.fields[f"on_{row}"] = day("Ngày thông báo", required=False)
        self.fields[f"amount_{row}"] = money("Số tiền (đồng)", required=False)
        self.fields[f"due_on_{row}"] = day("Hạn nộp", required=False)

    @property
    def notice_rows(self) -> list[list[forms.BoundField]]:
        """The fields of each notice, for the page."""
        rows = range(1, self.ROWS + 1)
        return [[self[f"{name}_{row}"] for name in self.NOTICE] for row in rows]

    def file_key(self) -> str:
        return str(self.cleaned_data.get("leg", ""))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        said["notices"] = [
            notice
            for row in range(1, self.ROWS + 1)
            if self.has_notices and (notice := self._notice(row, said)) is not None
        ]
        return said

    def _notice(self, row: int, said: dict[str, Any]) -> Notice | None:
        number, amount = said.get(f"number_{row}"), said.get(f"amount_{row}")
        if not number and not amount:
            return None
        if not number:
            self.add_error(f"number_{row}", "Ghi số thông báo.")
        if not amount:
            self.add_error(f"amount_{row}", "Ghi số tiền phải nộp.")
        return Notice(
            number or "", said.get(f"on_{row}") or self.on, amount or 0,
            Duty(said.get(f"kind_{row}") or Duty.OTHER), said.get(f"due_on_{row}"),
        )  # fmt: skip


class SendBackLegForm(LegForm):
    reason = words("Lý do trả lại")


class NoticeForm(StepForm):
    """One notice of what is owed."""

    kind = forms.ChoiceField(label="Khoản nộp", choices=Duty.pairs())
    number = line("Số thông báo")
    notice_on = day("Ngày thông báo")
    amount = money("Số tiền phải nộp (đồng)")
    due_on = day("Hạn nộp", required=False)

    def prepare(self) -> None:
        self.initial.setdefault("notice_on", self.on)

    def notice(self) -> Notice:
        said = self.cleaned_data
        return Notice(
            said["number"], said["notice_on"], said["amount"], Duty(said["kind"]), said["due_on"]
        )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        if not self.errors:
            said["notice"] = self.notice()
        return said


class AddNoticeForm(NoticeForm):
    replaces = forms.ChoiceField(
        label="Thay cho thông báo", required=False,
        help_text="Để trống nếu là thông báo thêm.",
    )  # fmt: skip

    def prepare(self) -> None:
        super().prepare()
        self.choose("replaces", [("", "Không thay thông báo nào"), *notice_choices(self)])


class SettlementForm(StepForm):
    """The receipt of exactly one notice."""

    notice = forms.ChoiceField(label="Nộp cho thông báo", required=False)
    receipt = line("Số chứng từ đã nộp", most=60)
    paid_on = day("Ngày nộp", required=False)
    amount = money("Số tiền trên chứng từ (đồng)", required=False)

    def prepare(self) -> None:
        self.initial.setdefault("paid_on", self.on)
        choices = notice_choices(self)
        if not choices:
            del self.fields["notice"]
            return
        self.choose("notice", choices)
        said = all(one["amount"] is not None for one in unpaid(self.state))
        for name in ("notice", "amount", "paid_on"):
            self.fields[name].required = said


def notice_choices(form: StepForm) -> list[tuple[str, str]]:
    return [(one["id"], notice_words(one)) for one in unpaid(form.state)]


def notice_words(notice: beside.Entry) -> str:
    """`Lệ phí trước bạ: Thông báo số 12/TB ngày 08/09/2026, 4.500.000 ₫, hạn 08/10/2026`."""
    if notice["amount"] is None:
        return "Khoản đã ghi ở yêu cầu"
    due = f", hạn {format_date(date.fromisoformat(notice['due_on']))}" if notice["due_on"] else ""
    amount = format_money(notice["amount"])
    return f"{Duty(notice['kind']).label}: {paper_name(notice)}, {amount}{due}"


class ConsultForm(StepForm):
    """A letter: to whom, what is asked, and within how long."""

    unit_id = forms.TypedChoiceField(label="Lấy ý kiến của", coerce=int)
    number = line("Số, ký hiệu văn bản", required=False, hint="Để trống nếu văn thư chưa cấp số.")
    question = words("Nội dung cần ý kiến", most=4000)
    amount = forms.DecimalField(
        label="Trả lời trong", min_value=Decimal("0.5"), max_value=480, decimal_places=2,
        help_text="Thời hạn giải quyết vẫn tính trong lúc chờ ý kiến.",
        error_messages={"required": "Ghi thời gian trả lời.", "invalid": "Ghi một số."},
    )  # fmt: skip
    unit = forms.ChoiceField(label="Tính bằng", choices=_LIMITS)

    def prepare(self) -> None:
        self.initial.setdefault("amount", 3)
        self.choose("unit_id", [])
        field = self.fields["unit_id"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Chọn đơn vị"), *self._groups()]

    def _groups(self) -> list[tuple[str, list[tuple[int, str]]]]:
        held = self.state.holder_unit_id
        own = agencies.units_of_agency(self.state.competent_agency_id, self.on)
        inside = [(unit.id, unit.name) for unit in own if unit.id != held]
        groups: dict[str, list[tuple[int, str]]] = {"Trong cơ quan giải quyết": inside}
        for unit in placing.offices(self.on):
            if unit.agency_id != self.state.competent_agency_id and unit.id != held:
                title = "Cấp tỉnh" if unit.level == "province" else "Xã, phường"
                groups.setdefault(title, []).append((unit.id, unit.agency_name))
        return [(title, units) for title, units in groups.items() if units]


class _OneConsultationForm(StepForm):
    consultation = forms.ChoiceField(label="Phiếu lấy ý kiến")

    def prepare(self) -> None:
        waiting = [item for item in self.state.consultations if not item["answered_at"]]
        units = agencies.units({item["unit"] for item in waiting})
        self.choose(
            "consultation",
            [
                (item["id"], f"Phiếu {item['id']}: {item.get('name') or units[item['unit']].name}")
                for item in waiting
                if self.concerns(item)
            ],
        )

    def concerns(self, item: beside.Entry) -> bool:
        return bool(item)


class AnswerForm(_OneConsultationForm):
    file_field, file_place = "answer_file", "consultation"

    number = line("Số, ký hiệu văn bản trả lời", required=False)
    answer = words("Ý kiến trả lời", most=4000)
    answer_file = files("Tệp văn bản trả lời")

    def concerns(self, item: beside.Entry) -> bool:
        return self.actor is None or item["unit"] in self.actor.unit_ids

    def file_key(self) -> str:
        return str(self.cleaned_data.get("consultation", ""))


class RemindForm(_OneConsultationForm):
    """Which letter to remind of."""


class VerificationForm(StepForm):
    """What was seen, where, when and with whom (Decree 61/2018 art. 19(3b))."""

    file_field, file_place = "minutes_file", "verify"

    held_at = forms.DateTimeField(
        label="Thời gian xác minh",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M"],
        error_messages={"required": "Chọn ngày và giờ.", "invalid": "Chọn ngày và giờ."},
    )
    place = line("Địa điểm", most=300)
    participants = words("Thành phần tham gia", hint="Mỗi người một dòng: họ tên, chức danh.")
    content = words("Nội dung và kết quả xác minh", most=8000)
    minutes_file = files("Biên bản đã ký, ảnh hiện trường")
