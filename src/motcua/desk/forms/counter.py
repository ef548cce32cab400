"""Forms of the counter's own works: priority, completing, a receipt after all, a correction."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms

from motcua.base.priority import Priority
from motcua.base.verdict import InvalidError
from motcua.desk.forms.steps import StepForm, SupplementForm, line, words
from motcua.dossiers import certifying
from motcua.dossiers.actions.instant import MOST_RECEIPT, Correction
from motcua.dossiers.people import People, parse_person, people_from_json
from motcua.dossiers.states import TripCause
from motcua.procedures.tariffs import (
    MOST_COPIES,
    MOST_PAGES,
    MOST_SIGNATURES,
    Quantities,
)

_NOBODY_CAME = "none"
_CAUSES = (
    (TripCause.OFFICER.value, "Phải đến thêm: cơ quan hướng dẫn chưa đủ"),
    (TripCause.APPLICANT.value, "Phải đến thêm: người nộp chưa làm theo hướng dẫn"),
    (_NOBODY_CAME, "Không phải đến: gửi qua mạng hoặc bưu chính"),
)
_GROUNDS = [(one.value, one.label) for one in Priority]
_COUNTED = {
    "copies": ("Số bản", MOST_COPIES),
    "pages": ("Số trang bản chính", MOST_PAGES),
    "signatures": ("Số chữ ký", MOST_SIGNATURES),
}


def trip_field() -> forms.ChoiceField:
    """Decree 63/2010 art. 20(4): every further coming is counted with its cause."""
    return forms.ChoiceField(
        label="Người nộp đã đến thêm một lần?", choices=_CAUSES, widget=forms.RadioSelect,
        error_messages={"required": "Chọn một dòng: lần đi lại được đếm theo nguyên nhân."},
    )  # fmt: skip


def cause_of(said: Mapping[str, Any]) -> str:
    """What the action takes: empty where nobody had to come."""
    return "" if said["trip"] == _NOBODY_CAME else str(said["trip"])


class AcceptForm(StepForm):
    """Priority where the evidence for it is among the papers."""

    priority = forms.ChoiceField(
        label="Diện ưu tiên", required=False, choices=[("", "Không"), *_GROUNDS],
        help_text="Chỉ chọn khi hồ sơ có giấy tờ chứng minh.",
    )  # fmt: skip


class CompletedForm(StepForm):
    trip = trip_field()


class SuppliedForm(SupplementForm):
    trip = trip_field()


class PriorityForm(StepForm):
    priority = forms.ChoiceField(
        label="Diện ưu tiên", required=False, choices=[("", "Không còn ưu tiên"), *_GROUNDS]
    )
    evidence = words("Giấy tờ đã xem, hoặc lý do", most=300)

    def prepare(self) -> None:
        self.initial.setdefault("priority", self.state.priority)


class CorrectionForm(StepForm):
    """The entry as it stands, to be put right; or struck out with its reason."""

    name = line("Họ và tên", most=200)
    content = line("Tên giấy tờ", most=300, required=False)
    receipt = line("Số biên lai thu thêm", most=MOST_RECEIPT, required=False,
                   hint="Chỉ khi phải thu thêm tiền.")  # fmt: skip
    void = forms.BooleanField(label="Hủy số này (trả lại tiền, giữ số trong sổ)", required=False)
    reason = words("Lý do", most=500)

    def prepare(self) -> None:
        kept = self.state.quantities or {}
        for name in certifying.counted_in(self.pinned):
            label, most = _COUNTED[name]
            self.fields[name] = forms.IntegerField(
                label=label, min_value=1, max_value=most, initial=kept.get(name, 1), required=False,
                widget=forms.NumberInput(attrs={"class": "qty"}),
            )  # fmt: skip
        self.order_fields(["name", "content", *_COUNTED, "receipt", "void", "reason"])
        self.initial.setdefault("content", self.state.content)
        if self.state.people:
            known = people_from_json(self.state.people)
            self.initial.setdefault("name", known.applicant.name)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or self.cleaned_data
        try:
            said["correction"] = self._correction(said)
        except InvalidError as refusal:
            for field, sentence in refusal.fields.items():
                self.add_error(field if field in self.fields else None, sentence)
        return said

    def _correction(self, said: Mapping[str, Any]) -> Correction:
        if said.get("void"):
            return Correction(void=True)
        names = certifying.counted_in(self.pinned)
        counted = Quantities(**{name: said.get(name) or 0 for name in names})
        return Correction(
            counted=counted, content=said.get("content", ""),
            people=self._people(str(said.get("name", ""))), receipt=said.get("receipt", ""),
        )  # fmt: skip

    def _people(self, name: str) -> People | None:
        """The same people under the name as it should have been; None where they were erased."""
        if not self.state.people:
            return None
        known = people_from_json(self.state.people)
        person = parse_person(known.applicant.to_json() | {"name": name}, needs_contact=False)
        owner = person if known.owner == known.applicant else known.owner
        return replace(known, applicant=person, owner=owner)
