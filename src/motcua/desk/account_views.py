"""The officer's own account: posts held, roles lent, open browsers, password, choices."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from motcua.accounts import actions, policies, queries
from motcua.accounts.models import Account
from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.base.dates import VIETNAM
from motcua.base.verdict import InvalidError, RefusedError
from motcua.desk import frame, gates
from motcua.desk.asking import DeskRequest

_HOME = "desk:own_account"


class DelegationForm(forms.Form):
    """Which own role is lent to whom, until the end of which day, and why."""

    role = forms.ChoiceField(label="Vai trò ủy quyền")
    colleague = forms.ChoiceField(label="Người nhận ủy quyền")
    begins_on = forms.DateField(
        label="Từ đầu ngày", widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )
    ends_on = forms.DateField(
        label="Đến hết ngày",
        help_text="Hết ngày này quyền tự chấm dứt. Mỗi lần không quá 90 ngày.",
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    reason = forms.CharField(label="Lý do", max_length=300)

    def __init__(self, request: DeskRequest, data: Any = None) -> None:
        super().__init__(data)
        own = [grant for grant in request.actor.grants if grant.lent_by is None]
        lendable = [grant for grant in own if grant.role in policies.LENDABLE]
        units = agencies.units({grant.unit_id for grant in lendable})
        people = {
            officer.id: f"{officer.full_name} ({officer.username})"
            for unit in units.values()
            for officer in queries.colleagues_of(unit.agency_id, request.at.date())
            if officer.id != request.actor.account_id
        }
        self._choices("role", [
            (f"{grant.unit_id}:{grant.role}", f"{Role(grant.role).label}, {units[grant.unit_id].full_name}")
            for grant in lendable
        ])  # fmt: skip
        self._choices("colleague", sorted(people.items(), key=lambda item: item[1]))
        for field in self.fields.values():
            field.error_messages["required"] = f"Nhập mục “{field.label}”."

    def _choices(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Chọn"), *choices]
            field.error_messages["invalid_choice"] = "Chọn một dòng trong danh sách."

    def lend(self, request: DeskRequest) -> None:
        said = self.cleaned_data
        unit_id, role = said["role"].split(":", 1)
        actions.delegate(
            to_account_id=int(said["colleague"]),
            unit_id=int(unit_id),
            roles=[Role(role)],
            begins_at=datetime.combine(said["begins_on"], time.min, VIETNAM),
            ends_at=datetime.combine(said["ends_on"], time.max, VIETNAM),
            reason=said["reason"],
            actor=request.actor,
            at=request.at,
        )


class PasswordForm(forms.Form):
    """The present password and the new one, typed once: the eye button shows it."""

    old = forms.CharField(
        label="Mật khẩu hiện tại",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="Mật khẩu mới",
        strip=False,
        help_text="Ít nhất 10 ký tự, có cả chữ và số, không chứa tên của bạn.",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )
    again = forms.CharField(
        label="Nhập lại mật khẩu mới",
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("new") and said.get("again") and said["new"] != said["again"]:
            self.add_error("again", "Hai lần nhập mật khẩu mới chưa giống nhau.")
        return said


@gates.officer()
def own_account(request: DeskRequest) -> HttpResponse:
    """Posts, loans, sessions and choices on one page."""
    return _page(request)


def _page(request: DeskRequest, status: int = 200, **forms_: forms.Form) -> HttpResponse:
    account_id = request.actor.account_id or 0
    opened = getattr(request.session, "opened", None)
    context = frame.context(request) | {
        "account": request.user,
        "today": request.at.date(),
        "posts": queries.posts_of(account_id),
        "delegations": queries.delegations_of(account_id, request.at),
        "sessions": queries.sessions_of(account_id, opened.id if opened else None),
        "delegation_form": forms_.get("delegation") or DelegationForm(request),
        "password_form": forms_.get("password") or PasswordForm(),
    }
    return render(request, "desk/own_account.html", context, status=status)


@gates.officer(methods=gates.CHANGE)
def lend_roles(request: DeskRequest) -> HttpResponse:
    form = DelegationForm(request, request.POST)
    if not form.is_valid():
        return _page(request, 422, delegation=form)
    try:
        form.lend(request)
    except RefusedError as refusal:
        form.add_error(None, str(refusal))
        return _page(request, 422, delegation=form)
    return _done(request, "Đã ủy quyền.")


@gates.officer(methods=gates.CHANGE)
def take_back(request: DeskRequest, delegation_id: int) -> HttpResponse:
    actions.revoke_delegation(delegation_id, actor=request.actor, at=request.at)
    return _done(request, "Đã thu hồi ủy quyền.")


@gates.officer(methods=gates.CHANGE)
def end_session(request: DeskRequest, session_id: int) -> HttpResponse:
    actions.end_session(session_id, actor=request.actor, at=request.at)
    return _done(request, "Đã kết thúc phiên đăng nhập.")


@gates.officer(methods=gates.CHANGE)
def end_other_sessions(request: DeskRequest) -> HttpResponse:
    opened = getattr(request.session, "opened", None)
    ended = actions.end_all_sessions(
        request.actor.account_id or 0,
        actor=request.actor,
        at=request.at,
        except_id=opened.id if opened else None,
    )
    return _done(request, f"Đã kết thúc {ended} phiên khác.")


@gates.officer(methods=gates.CHANGE)
def change_password(request: DeskRequest) -> HttpResponse:
    form = PasswordForm(request.POST)
    if not form.is_valid() or not _changed(request, form):
        return _page(request, 422, password=form)
    # The other browsers are out; this one gets a session of the new version.
    update_session_auth_hash(request, Account.objects.get(pk=request.actor.account_id or 0))
    return _done(request, "Đã đổi mật khẩu. Các phiên khác của bạn đã kết thúc.")


@gates.officer(methods=gates.FORM)
def new_password(request: DeskRequest) -> HttpResponse:
    """In the place of one that an administrator has seen."""
    form = PasswordForm(request.POST or None)
    form.fields["old"].label = "Mật khẩu được cấp"
    if request.method != "POST" or not form.is_valid() or not _changed(request, form):
        context = frame.context(request) | {"form": form}
        return render(
            request, "desk/new_password.html", context, status=422 if form.errors else 200
        )
    update_session_auth_hash(request, Account.objects.get(pk=request.actor.account_id or 0))
    messages.success(request, "Đã đặt mật khẩu mới.")
    return HttpResponseRedirect(reverse("desk:begin"))


def _changed(request: DeskRequest, form: PasswordForm) -> bool:
    try:
        actions.change_password(
            account_id=request.actor.account_id or 0,
            old=form.cleaned_data["old"],
            new=form.cleaned_data["new"],
            actor=request.actor,
            at=request.at,
        )
    except InvalidError as refusal:
        form.add_error("old" if "old" in refusal.fields else "new", str(refusal))
        return False
    return True


@gates.officer(methods=gates.CHANGE)
def choose(request: DeskRequest) -> HttpResponse:
    """Keep the tick boxes of the page."""
    chosen = {"letters_off": "letters_off" in request.POST}
    actions.set_preferences(request.actor.account_id or 0, chosen, actor=request.actor)
    return _done(request, "Đã lưu tùy chọn.")


def _done(request: DeskRequest, sentence: str) -> HttpResponse:
    messages.success(request, sentence)
    return HttpResponseRedirect(reverse(_HOME))


urlpatterns = [
    path("tai-khoan/", own_account, name="own_account"),
    path("tai-khoan/uy-quyen/", lend_roles, name="lend_roles"),
    path("tai-khoan/uy-quyen/<int:delegation_id>/thu-hoi/", take_back, name="take_back"),
    path("tai-khoan/phien/<int:session_id>/ket-thuc/", end_session, name="end_session"),
    path("tai-khoan/phien/ket-thuc-khac/", end_other_sessions, name="end_other_sessions"),
    path("tai-khoan/mat-khau/", change_password, name="change_password"),
    path("tai-khoan/mat-khau-moi/", new_password, name="new_password"),
    path("tai-khoan/tuy-chon/", choose, name="choose"),
]
