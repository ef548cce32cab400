"""How long personal data is kept: the schedule, what is past its time, and erasing it by two people."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from motcua.accounts.states import Role
from motcua.base.dates import in_vietnam
from motcua.base.verdict import ConflictError, InvalidError
from motcua.desk import errors, frame, histories, law_pages
from motcua.desk.asking import DeskRequest
from motcua.desk.forms.steps import line
from motcua.desk.gates import CHANGE, FORM, officer
from motcua.desk.views.administration import KEEPERS
from motcua.dossiers import tasks
from motcua.dossiers.erasures import Erasure, ErasureState
from motcua.dossiers.retention import actions, facts, queries
from motcua.dossiers.retention.queries import CONTENTS
from motcua.journal import queries as journal
from motcua.pages.words import number
from motcua.rulebook import queries as rulebook

_SHOWN = 50
_ROUNDS = 20
_TAGS = {
    ErasureState.PROPOSED: "warn", ErasureState.CONFIRMED: "ok", ErasureState.WITHDRAWN: "flat",
    ErasureState.REFUSED: "bad",
}  # fmt: skip


class ProposeForm(forms.Form):
    """Why; the number that was shown comes along."""

    seen = forms.IntegerField(widget=forms.HiddenInput, required=False)
    reason = line(
        "Căn cứ xóa",
        most=300,
        hint="Số quyết định, biên bản của hội đồng xác định giá trị tài liệu.",
    )


class ConfirmForm(forms.Form):
    """The number is typed by hand: nothing of this comes back."""

    count = forms.IntegerField(
        label="Ghi lại số hồ sơ sẽ mất dữ liệu cá nhân",
        widget=forms.NumberInput({"class": "w-short", "inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"required": "Ghi số hồ sơ.", "invalid": "Ghi một số nguyên."},
    )  # fmt: skip


@officer(*KEEPERS)
def retention(request: DeskRequest) -> HttpResponse:
    """The schedule with what is past it, what goes by itself, and every round of erasing."""
    on = in_vietnam(request.at).date()
    waiting = {row.slug: row.pk for row in queries.waiting()}
    every = queries.rehearsed(request.at)
    rows = [
        {
            "found": found,
            "standing": rulebook.standing(found.kind.rule, on),
            "before": queries.last_day_of(found.kind),
            "waiting": waiting.get(found.kind.slug),
        }
        for found in every
    ]
    context = frame.context(request) | {
        "rows": rows,
        "total": sum(found.dossiers for found in every),
        "passing": list(queries.passing()),
        "is_automatic": rulebook.is_on("retention.automatic", on),
        "may_propose": bool(actions.can_propose(request.actor)),
        "rounds": [
            (row, ErasureState(row.state), _TAGS[ErasureState(row.state)])
            for row in Erasure.objects.order_by("-id")[:_ROUNDS]
        ],
        "history": histories.told(reversed(journal.facts_about(facts.RETENTION, 0))),
    }
    return render(request, "desk/retention.html", context)


@officer(Role.BUSINESS_ADMIN, methods=FORM)
def propose_erasure(request: DeskRequest, slug: str) -> HttpResponse:
    """Ask for one kind, with all that would go counted."""
    found = next((one for one in queries.rehearsed(request.at) if one.kind.slug == slug), None)
    if found is None:
        raise InvalidError(
            "Không có loại dữ liệu này. Mở lại trang Lưu giữ dữ liệu.", code="not_found"
        )
    form = ProposeForm(
        request.POST if request.method == "POST" else None, label_suffix="",
        initial={"seen": found.dossiers},
    )  # fmt: skip
    if form.is_valid() and (done := _proposed(request, slug, form)):
        return done
    ids = queries.past(found.kind, actions.MOST)
    context = frame.context(request) | {
        "found": found, "form": form, "counts": _counts(queries.contents(ids)),
        "first": len(ids), "is_part": len(ids) < found.dossiers,
        "is_default": _is_default(found.kind.rule, request),
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "desk/retention_form.html", context, status=status)


def _proposed(request: DeskRequest, slug: str, form: ProposeForm) -> HttpResponseRedirect | None:
    said = form.cleaned_data
    try:
        number_ = actions.propose(
            slug, seen=said["seen"] or 0, reason=said["reason"], actor=request.actor, at=request.at
        )
    except InvalidError as refusal:
        errors.onto_form(form, refusal)
    except ConflictError as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, "Đã ghi đề nghị. Nhờ người thứ hai xem lại rồi xác nhận.")
        return _to(number_)
    return None


def _is_default(rule: str, request: DeskRequest) -> bool:
    """Whether the province has not said itself how long this kind is kept."""
    return rulebook.standing(rule, in_vietnam(request.at).date()).is_default


def _counts(counts: dict[str, int]) -> list[tuple[str, int]]:
    return [(CONTENTS[name], counts.get(name, 0)) for name in CONTENTS]


@officer(*KEEPERS)
def erasure(request: DeskRequest, erasure_id: int) -> HttpResponse:
    """One round: what exactly goes, who asked, who agreed, how far it is."""
    return _page(request, queries.erasure(erasure_id))


def _page(
    request: DeskRequest, row: Erasure, form: ConfirmForm | None = None, refusal: str = ""
) -> HttpResponse:
    state = ErasureState(row.state)
    is_open = state is ErasureState.PROPOSED
    verdict = actions.can_confirm(request.actor, row.proposed_by)
    names = law_pages.people([row.proposed_by, row.settled_by])
    context: dict[str, Any] = frame.context(request) | {
        "row": row, "state": state, "kind": _TAGS[state], "is_open": is_open,
        "proposed_by": names[row.proposed_by],
        "settled_by": names[row.settled_by] if row.settled_by else "",
        "counts": _counts(row.counts), "size": len(row.ids),
        "codes": queries.codes_of(row, _SHOWN), "more": max(len(row.ids) - _SHOWN, 0),
        "may_confirm": is_open and bool(verdict), "why_not": verdict.reason,
        "may_withdraw": is_open and bool(actions.can_propose(request.actor)),
        "form": form or ConfirmForm(label_suffix=""), "refusal": refusal,
        "is_default": is_open and any(
            kind.slug == row.slug and _is_default(kind.rule, request)
            for kind in queries.kinds(request.at)
        ),
        "is_under_way": state is ErasureState.CONFIRMED and row.finished_at is None,
    }  # fmt: skip
    if refusal:
        status = HTTPStatus.CONFLICT
    else:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK
    return render(request, "desk/erasure.html", context, status=status)


@officer(Role.BUSINESS_ADMIN, Role.CENTRE_DIRECTOR, methods=CHANGE)
def confirm_erasure(request: DeskRequest, erasure_id: int) -> HttpResponse:
    """Agree after the number has been typed; a small round is done at once."""
    row = queries.erasure(erasure_id)
    form = ConfirmForm(request.POST, label_suffix="")
    if not form.is_valid():
        return _page(request, row, form)
    try:
        actions.confirm(
            erasure_id, seen=form.cleaned_data["count"], actor=request.actor, at=request.at
        )
    except ConflictError as refusal:
        return _page(request, queries.erasure(erasure_id), refusal=str(refusal))
    if actions.carry_out(erasure_id, at=request.at, most=actions.AT_ONCE):
        tasks.erase.defer()
        messages.success(request, "Đã xác nhận. Đang xóa dần trong nền; không cần giữ trang mở.")
    else:
        done = queries.erasure(erasure_id).dossiers
        messages.success(request, f"Đã xóa dữ liệu cá nhân của {number(done)} hồ sơ.")
    return _to(erasure_id)


@officer(Role.BUSINESS_ADMIN, Role.CENTRE_DIRECTOR, methods=CHANGE)
def refuse_erasure(request: DeskRequest, erasure_id: int) -> HttpResponse:
    """Say no, with the reason."""
    actions.refuse(
        erasure_id, reason=request.POST.get("reason", ""), actor=request.actor, at=request.at
    )
    messages.success(request, "Đã ghi không đồng ý. Không xóa gì.")
    return _to(erasure_id)


@officer(Role.BUSINESS_ADMIN, methods=CHANGE)
def withdraw_erasure(request: DeskRequest, erasure_id: int) -> HttpResponse:
    """Take the request back."""
    actions.withdraw(erasure_id, actor=request.actor, at=request.at)
    messages.success(request, "Đã rút đề nghị. Không xóa gì.")
    return _to(erasure_id)


def _to(erasure_id: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk:erasure", args=[erasure_id]))


urlpatterns = [
    path("quan-tri/luu-giu/", retention, name="retention"),
    path("quan-tri/luu-giu/dot/<number:erasure_id>/", erasure, name="erasure"),
    path(
        "quan-tri/luu-giu/dot/<number:erasure_id>/xac-nhan/", confirm_erasure, name="confirm_erasure"
    ),
    path(
        "quan-tri/luu-giu/dot/<number:erasure_id>/khong-dong-y/", refuse_erasure,
        name="refuse_erasure",
    ),
    path("quan-tri/luu-giu/dot/<number:erasure_id>/rut/", withdraw_erasure, name="withdraw_erasure"),
    path("quan-tri/luu-giu/<slug:slug>/", propose_erasure, name="propose_erasure"),
]  # fmt: skip
