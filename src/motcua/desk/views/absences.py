"""Who is away and who stands in: for oneself, and for heads the people they lead."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from motcua.accounts import actions, directory
from motcua.accounts import queries as accounts
from motcua.base.dates import VIETNAM, in_vietnam
from motcua.base.verdict import InvalidError
from motcua.desk import errors, frame
from motcua.desk.asking import DeskRequest
from motcua.desk.gates import CHANGE, FORM, officer
from motcua.dossiers.actions.reassigning import led_units

_DAY = {"type": "date"}


class AbsenceForm(forms.Form):
    """From the beginning of one day until the end of another."""

    account = forms.TypedChoiceField(label="Người vắng", coerce=int)
    stand_in = forms.TypedChoiceField(
        label="Người thay", coerce=int,
        help_text="Thấy hồ sơ của người vắng trong hộp việc của mình và làm thay; hết hạn thì tự thôi.",
    )  # fmt: skip
    begins_on = forms.DateField(
        label="Vắng từ ngày", widget=forms.DateInput(_DAY, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(label="Đến hết ngày", widget=forms.DateInput(_DAY, format="%Y-%m-%d"))
    reason = forms.CharField(label="Lý do", max_length=300)

    def __init__(self, request: DeskRequest, people: dict[int, str], data: Any = None) -> None:
        super().__init__(data, initial={"account": request.actor.account_id})
        self.colleagues = _colleagues(request)
        self._choose("account", people)
        self._choose("stand_in", self.colleagues)
        for field in self.fields.values():
            field.error_messages["required"] = f"Nhập mục “{field.label}”."
            field.error_messages["invalid"] = "Nhập ngày như 15/9/2026."

    def _choose(self, name: str, people: dict[int, str]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Chọn"), *sorted(people.items(), key=lambda one: one[1])]
            field.error_messages["invalid_choice"] = "Chọn một dòng trong danh sách."

    def record(self, request: DeskRequest) -> None:
        said = self.cleaned_data
        begins = datetime.combine(said["begins_on"], time(), VIETNAM)
        actions.record_absence(
            said["account"], stand_in=said["stand_in"], begins_at=max(begins, request.at),
            ends_at=datetime.combine(said["ends_on"], time(), VIETNAM) + timedelta(days=1),
            reason=said["reason"], actor=request.actor, at=request.at,
        )  # fmt: skip


def _colleagues(request: DeskRequest) -> dict[int, str]:
    on = in_vietnam(request.at).date()
    own = {grant.agency_id for grant in request.actor.grants if grant.lent_by is None}
    return {
        one.id: one.full_name
        for agency in sorted(own)
        for one in accounts.colleagues_of(agency, on)
    }


def _people(request: DeskRequest) -> dict[int, str]:
    """Oneself, and whoever works in the units that are led."""
    staff = accounts.staff_of(led_units(request.actor, request.at), in_vietnam(request.at).date())
    people = {one.account_id: one.full_name for one in staff}
    return people | {request.actor.account_id or 0: request.actor.name}


@officer(methods=FORM)
def absences(request: DeskRequest) -> HttpResponse:
    """What is written down, and the form for another."""
    people = _people(request)
    form = AbsenceForm(request, people, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            form.record(request)
        except InvalidError as refusal:
            errors.onto_form(form, refusal)
        else:
            messages.success(
                request, "Đã ghi vắng mặt. Người thay làm thay từ ngày ấy, tự thôi khi hết hạn."
            )
            return HttpResponseRedirect(reverse("desk:absences"))
    found = directory.absences(request.at, account_ids=people)
    context = frame.context(request) | {
        "form": form,
        "absences": [(row, row.account_id in people) for row in found],
        "me": request.actor.account_id,
    }
    return render(request, "desk/absences.html", context, status=422 if form.errors else 200)


@officer(methods=CHANGE)
def end(request: DeskRequest, absence_id: int) -> HttpResponse:
    """Back early, or not going."""
    actions.end_absence(absence_id, actor=request.actor, at=request.at)
    messages.success(request, "Đã kết thúc vắng mặt. Mọi việc trở lại như trước.")
    return HttpResponseRedirect(reverse("desk:absences"))


urlpatterns = [
    path("vang-mat/", absences, name="absences"),
    path("vang-mat/<number:absence_id>/ket-thuc/", end, name="end_absence"),
]
