"""How long personal data is kept: the schedule, what is past its time, erasing it."""

from __future__ import annotations

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from motcua.accounts.states import Role
from motcua.base.dates import in_vietnam
from motcua.base.verdict import ConflictError, InvalidError
from motcua.desk import errors, frame, histories
from motcua.desk.asking import DeskRequest
from motcua.desk.forms.steps import line
from motcua.desk.gates import FORM, officer
from motcua.desk.views.administration import KEEPERS
from motcua.dossiers.retention import actions, facts, queries
from motcua.dossiers.retention.queries import Counted
from motcua.journal import queries as journal
from motcua.pages.words import number
from motcua.rulebook import queries as rulebook


class EraseForm(forms.Form):
    """The number is typed by hand: nothing of this comes back."""

    count = forms.IntegerField(
        label="Ghi lại số hồ sơ sẽ mất dữ liệu cá nhân",
        widget=forms.NumberInput({"class": "w-short", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Ghi số hồ sơ.", "invalid": "Ghi một số nguyên."},
    )  # fmt: skip
    reason = line(
        "Căn cứ xóa",
        most=300,
        hint="Số quyết định, biên bản của hội đồng xác định giá trị tài liệu.",
    )


@officer(*KEEPERS)
def retention(request: DeskRequest) -> HttpResponse:
    """The schedule with what is past it, what goes by itself, and every round of erasing."""
    on = in_vietnam(request.at).date()
    rows = [
        (found, rulebook.standing(found.kind.rule, on).words, queries.last_day_of(found.kind))
        for found in queries.rehearsed(request.at)
    ]
    context = frame.context(request) | {
        "rows": rows,
        "total": sum(found.dossiers for found, _, _ in rows),
        "passing": list(queries.passing()),
        "is_automatic": rulebook.is_on("retention.automatic", on),
        "may_erase": bool(actions.can_erase(request.actor)),
        "history": histories.told(reversed(journal.facts_about(facts.RETENTION, 0))),
    }
    return render(request, "desk/retention.html", context)


@officer(Role.BUSINESS_ADMIN, methods=FORM)
def erase_past(request: DeskRequest, slug: str) -> HttpResponse:
    """Erase one kind, after the number has been typed."""
    found = next((one for one in queries.rehearsed(request.at) if one.kind.slug == slug), None)
    if found is None:
        raise InvalidError(
            "Không có loại dữ liệu này. Mở lại trang Lưu giữ dữ liệu.", code="not_found"
        )
    form = EraseForm(request.POST if request.method == "POST" else None, label_suffix="")
    if form.is_valid():
        if form.cleaned_data["count"] == found.dossiers:
            return _erased(request, found, form) or _page(request, found, form)
        form.add_error(
            "count", f"Hiện có {number(found.dossiers)} hồ sơ hết thời hạn. Ghi đúng số này."
        )
    return _page(request, found, form)


def _erased(request: DeskRequest, found: Counted, form: EraseForm) -> HttpResponse | None:
    said = form.cleaned_data
    try:
        done = actions.erase(
            found.kind.slug,
            seen=said["count"],
            reason=said["reason"],
            actor=request.actor,
            at=request.at,
        )
    except InvalidError as refusal:
        errors.onto_form(form, refusal)
    except ConflictError as refusal:
        form.add_error(None, str(refusal))
    else:
        left = found.dossiers - done
        more = f" Còn {number(left)} hồ sơ, làm thêm lần nữa." if left else ""
        messages.success(request, f"Đã xóa dữ liệu cá nhân của {number(done)} hồ sơ.{more}")
        return HttpResponseRedirect(reverse("desk:retention"))
    return None


def _page(request: DeskRequest, found: Counted, form: EraseForm) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = frame.context(request) | {"found": found, "form": form}
    return render(request, "desk/retention_form.html", context, status=status)


urlpatterns = [
    path("quan-tri/luu-giu/", retention, name="retention"),
    path("quan-tri/luu-giu/<slug:slug>/", erase_past, name="erase_past"),
]
