"""Officers' certificates: registered by the name of their key, ended with a reason."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from motcua.accounts import certificates, queries
from motcua.accounts.actions import certificates as actions
from motcua.accounts.states import Role
from motcua.base.verdict import RefusedError
from motcua.desk import frame
from motcua.desk.asking import DeskRequest
from motcua.desk.gates import CHANGE, FORM, officer
from motcua.documents.signing.ports import KeyKind


class RegisterForm(forms.Form):
    """Who signs with which key; the certificate is read from beside the key."""

    username = forms.CharField(label="Tên đăng nhập của cán bộ", max_length=60)
    key_kind = forms.ChoiceField(label="Khóa nằm ở", choices=KeyKind.pairs())
    key_name = forms.CharField(
        label="Tên khóa", max_length=120,
        help_text="Tên tệp không có .p12, hoặc nhãn trên thiết bị ký",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


@officer(Role.TECHNICAL_ADMIN, methods=FORM)
def listed(request: DeskRequest) -> HttpResponse:
    """All certificates, and the form that adds one."""
    form = RegisterForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _register(request, form)
        except RefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, "Đã đăng ký chứng thư.")
            return HttpResponseRedirect(reverse("desk:certificates"))
    found = certificates.registered(request.GET.get("tim", "")[:80])
    rows = [(view, view.counts_at(request.at)) for view in found]
    context = frame.context(request) | {"form": form, "rows": rows}
    status = 422 if form.errors else 200
    return render(request, "desk/certificates.html", context, status=status)


def _register(request: DeskRequest, form: RegisterForm) -> None:
    said = form.cleaned_data
    found = queries.account_by_username(said["username"].strip().lower())
    actions.register_certificate(
        account_id=found.id if found else 0, key_kind=KeyKind(said["key_kind"]),
        key_name=said["key_name"], actor=request.actor, at=request.at,
    )  # fmt: skip


@officer(Role.TECHNICAL_ADMIN, methods=CHANGE)
def revoke(request: DeskRequest, certificate_id: int) -> HttpResponse:
    """Nobody signs with it here from now on."""
    reason = request.POST.get("reason", "")[:300]
    actions.revoke_certificate(certificate_id, reason=reason, actor=request.actor, at=request.at)
    messages.success(request, "Đã thôi dùng chứng thư.")
    return HttpResponseRedirect(reverse("desk:certificates"))


urlpatterns = [
    path("quan-tri/chung-thu-so/", listed, name="certificates"),
    path(
        "quan-tri/chung-thu-so/<number:certificate_id>/thoi-dung/",
        revoke,
        name="revoke_certificate",
    ),
]
