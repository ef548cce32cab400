"""Administration of people: accounts, posts, lost devices, machines' keys; each change with its history."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from motcua.accounts import actions, directory, facts, policies, queries
from motcua.accounts.actions.people import temporary_password
from motcua.accounts.models import Account
from motcua.accounts.states import Role, Scope
from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError, RefusedError
from motcua.desk import errors, frame, histories
from motcua.desk.asking import DeskRequest
from motcua.desk.forms.factors import ReasonOnlyForm
from motcua.desk.forms.officers import (
    AccountForm,
    DetailsForm,
    EndPostForm,
    KeyForm,
    PostForm,
)
from motcua.desk.gates import CHANGE, FORM, officer
from motcua.dossiers.queries import workload
from motcua.journal import queries as journal

ADMINS = (Role.TECHNICAL_ADMIN, Role.BUSINESS_ADMIN)
KEEPERS = (Role.TECHNICAL_ADMIN,)
_SHOWN = 40
_MOST_CURSOR = 260


@officer(*ADMINS)
def officers(request: DeskRequest) -> HttpResponse:
    """Everybody who can sign in, by name; what waits for a second administrator stands on top."""
    said = {name: request.GET.get(name, "") for name in ("q", "chi")}
    page = directory.accounts(
        said["q"], in_vietnam(request.at).date(),
        after=request.GET.get("sau", "")[:_MOST_CURSOR], only=said["chi"],
    )  # fmt: skip
    kept = {name: value for name, value in said.items() if value}
    context = frame.context(request) | said | {
        "page": page,
        "next_url": f"?{urlencode(kept | {'sau': page.next_cursor})}" if page.next_cursor else "",
        "first_url": f"?{urlencode(kept)}" if request.GET.get("sau") else "",
        "resets": directory.resets_waiting(),
        "me": request.actor.account_id,
        "may_create": bool(policies.can_manage_accounts(request.actor)),
    }  # fmt: skip
    return render(request, "desk/officers.html", context)


@officer(*KEEPERS, methods=FORM)
def new_officer(request: DeskRequest) -> HttpResponse:
    """Make an account; its first password is shown once and must be changed."""
    form = AccountForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said, password = form.cleaned_data, temporary_password()
        try:
            number = actions.create_account(
                username=said["username"].lower(), full_name=said["full_name"], phone=said["phone"],
                email=said["email"], password=password, actor=request.actor, at=request.at,
                must_change=True,
            )  # fmt: skip
        except InvalidError as refusal:
            errors.onto_form(form, refusal)
        else:
            return _password_page(request, number, password)
    context = frame.context(request) | {"form": form}
    return render(request, "desk/new_officer.html", context, status=422 if form.errors else 200)


def _password_page(request: DeskRequest, account_id: int, password: str) -> HttpResponse:
    context = frame.context(request) | {
        "account": queries.account(account_id), "password": password
    }  # fmt: skip
    return render(request, "desk/given_password.html", context)


@officer(*ADMINS)
def one_officer(request: DeskRequest, account_id: int) -> HttpResponse:
    """One account: posts, loans, absences, second factor, sessions, and all that was done to it."""
    return _page(request, account_id)


def _page(
    request: DeskRequest, account_id: int, status: int = 200, **bound: forms.Form
) -> HttpResponse:
    try:
        account = queries.account(account_id)
    except Account.DoesNotExist as fault:
        raise InvalidError("Không thấy tài khoản này.", code="not_found") from fault
    on = in_vietnam(request.at).date()
    posts = queries.posts_of(account_id)
    told = journal.facts_about(facts.ACCOUNT, account_id)
    details = {"full_name": account.full_name, "phone": account.phone, "email": account.email}
    context = frame.context(request) | {
        "account": account,
        "today": on,
        "posts": posts,
        "delegations": queries.delegations_of(account_id, request.at),
        "absences": directory.absences(request.at, account_ids=[account_id], limit=10),
        "has_factor": directory.has_factor(account_id),
        "sessions": directory.open_sessions(account_id),
        "reset": next((r for r in directory.resets_waiting() if r.account_id == account_id), None),
        "held": workload.count_held(account_id, {post.unit.id for post in posts}),
        "lines": histories.told(reversed(told[-_SHOWN:])),
        "may_manage": bool(policies.can_manage_accounts(request.actor)),
        "is_me": request.actor.account_id == account_id,
        "me": request.actor.account_id,
        "details_form": bound.get("details") or DetailsForm(initial=details),
        "post_form": bound.get("post") or PostForm(on=on),
        "reset_form": bound.get("reset") or ReasonOnlyForm(),
    }
    return render(request, "desk/officer.html", context, status=status)


def _done(request: DeskRequest, account_id: int, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse("desk:officer", args=[account_id]))


@officer(*KEEPERS, methods=CHANGE)
def change_details(request: DeskRequest, account_id: int) -> HttpResponse:
    form = DetailsForm(request.POST)
    if form.is_valid():
        try:
            actions.change_details(
                account_id, **form.cleaned_data, actor=request.actor, at=request.at
            )
        except InvalidError as refusal:
            errors.onto_form(form, refusal)
        else:
            return _done(request, account_id, "Đã lưu thông tin tài khoản.")
    return _page(request, account_id, 422, details=form)


@officer(*ADMINS, methods=CHANGE)
def give_post(request: DeskRequest, account_id: int) -> HttpResponse:
    """A role in a unit, from a day on."""
    form = PostForm(request.POST, on=in_vietnam(request.at).date())
    if form.is_valid():
        said = form.cleaned_data
        try:
            actions.assign_post(
                account_id, unit_id=said["unit"], role=Role(said["role"]),
                effective_from=said["effective_from"], effective_to=form.until(),
                actor=request.actor, at=request.at,
            )  # fmt: skip
        except InvalidError as refusal:
            errors.onto_form(form, refusal)
        except RefusedError as refusal:
            form.add_error("role", str(refusal))
        else:
            return _done(request, account_id, "Đã giao vị trí công tác.")
    return _page(request, account_id, 422, post=form)


@officer(*ADMINS, methods=CHANGE)
def end_post(request: DeskRequest, account_id: int, post_id: int) -> HttpResponse:
    """The last day of a post; what was lent from it ends with it."""
    form = EndPostForm(request.POST)
    if not form.is_valid():
        raise InvalidError("Chọn ngày làm cuối.")
    if all(post.id != post_id for post in queries.posts_of(account_id)):
        raise InvalidError("Không thấy vị trí này ở tài khoản này.", code="not_found")
    actions.end_post(
        post_id, effective_to=form.cleaned_data["last_day"] + timedelta(days=1),
        actor=request.actor, at=request.at,
    )  # fmt: skip
    return _done(request, account_id, "Đã ghi ngày thôi vị trí.")


@officer(*KEEPERS, methods=CHANGE)
def lock(request: DeskRequest, account_id: int) -> HttpResponse:
    actions.lock_account(account_id, actor=request.actor, at=request.at)
    return _done(request, account_id, "Đã khóa tài khoản. Mọi phiên đăng nhập đã kết thúc.")


@officer(*KEEPERS, methods=CHANGE)
def unlock(request: DeskRequest, account_id: int) -> HttpResponse:
    actions.unlock_account(account_id, actor=request.actor, at=request.at)
    return _done(request, account_id, "Đã mở khóa tài khoản.")


@officer(*KEEPERS, methods=CHANGE)
def reset_password(request: DeskRequest, account_id: int) -> HttpResponse:
    password = actions.reset_password(account_id, actor=request.actor, at=request.at)
    return _password_page(request, account_id, password)


@officer(*KEEPERS, methods=CHANGE)
def end_sessions(request: DeskRequest, account_id: int) -> HttpResponse:
    ended = actions.end_all_sessions(account_id, actor=request.actor, at=request.at)
    return _done(request, account_id, f"Đã kết thúc {ended} phiên đăng nhập.")


@officer(*KEEPERS, methods=CHANGE)
def ask_reset(request: DeskRequest, account_id: int) -> HttpResponse:
    """A device was lost; another administrator must agree."""
    form = ReasonOnlyForm(request.POST)
    if form.is_valid():
        try:
            actions.ask_reset(
                account_id, reason=form.cleaned_data["reason"], actor=request.actor, at=request.at
            )
        except InvalidError as refusal:
            errors.onto_form(form, refusal)
        else:
            return _done(request, account_id, "Đã đề nghị. Chờ một quản trị khác xác nhận.")
    return _page(request, account_id, 422, reset=form)


@officer(*ADMINS, methods=CHANGE)
def decide_reset(request: DeskRequest, reset_id: int) -> HttpResponse:
    agreed = request.POST.get("agreed") == "1"
    actions.decide_reset(reset_id, agreed=agreed, actor=request.actor, at=request.at)
    messages.success(
        request,
        "Đã cấp lại. Người ấy đăng nhập bằng mật khẩu rồi đặt cách xác thực mới."
        if agreed
        else "Đã bỏ đề nghị.",
    )
    return HttpResponseRedirect(reverse("desk:officers"))


@officer(*KEEPERS, methods=FORM)
def machine_keys(request: DeskRequest) -> HttpResponse:
    """Keys of other systems; a new one's secret is on this one page and nowhere else."""
    form = KeyForm(request.POST or None, on=in_vietnam(request.at).date())
    secret = ""
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            secret = actions.create_token(
                name=said["name"], unit_id=said["unit"], scopes=[Scope(s) for s in said["scopes"]],
                expires_at=form.expires_at(), actor=request.actor, at=request.at,
            ).secret  # fmt: skip
        except InvalidError as refusal:
            errors.onto_form(form, refusal)
    context: dict[str, Any] = frame.context(request) | {
        "form": KeyForm(on=in_vietnam(request.at).date()) if secret else form,
        "secret": secret,
        "keys": [(key, _state(key, request)) for key in queries.tokens()],
    }
    return render(request, "desk/machine_keys.html", context, status=422 if form.errors else 200)


def _state(key: queries.TokenView, request: DeskRequest) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "over" if key.expires_at <= request.at else "open"


@officer(*KEEPERS, methods=CHANGE)
def revoke_key(request: DeskRequest, token_id: int) -> HttpResponse:
    actions.revoke_token(token_id, actor=request.actor, at=request.at)
    messages.success(request, "Đã thu hồi khóa kết nối. Hệ thống ấy không vào được nữa.")
    return HttpResponseRedirect(reverse("desk:machine_keys"))


_ONE = "quan-tri/tai-khoan/<number:account_id>/"
urlpatterns = [
    path("quan-tri/tai-khoan/", officers, name="officers"),
    path("quan-tri/tai-khoan/moi/", new_officer, name="new_officer"),
    path("quan-tri/tai-khoan/cap-lai/<number:reset_id>/", decide_reset, name="decide_reset"),
    path(_ONE, one_officer, name="officer"),
    path(f"{_ONE}thong-tin/", change_details, name="change_details"),
    path(f"{_ONE}vi-tri/", give_post, name="give_post"),
    path(f"{_ONE}vi-tri/<number:post_id>/thoi/", end_post, name="end_post"),
    path(f"{_ONE}khoa/", lock, name="lock_account"),
    path(f"{_ONE}mo-khoa/", unlock, name="unlock_account"),
    path(f"{_ONE}mat-khau/", reset_password, name="reset_password"),
    path(f"{_ONE}phien/", end_sessions, name="end_sessions"),
    path(f"{_ONE}xac-thuc/", ask_reset, name="ask_reset"),
    path("quan-tri/khoa-ket-noi/", machine_keys, name="machine_keys"),
    path("quan-tri/khoa-ket-noi/<number:token_id>/thu-hoi/", revoke_key, name="revoke_key"),
]
