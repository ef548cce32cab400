"""The officers' sign-in: allauth's flow with our words, our journal and axes' lock-out."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.account.views import LoginView, LogoutView
from axes.helpers import get_cool_off
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from motcua.accounts import actions
from motcua.base.actor import Actor, ActorKind
from motcua.base.time import now

_LOCKED_STATUS = 429


class SignInForm(LoginForm):  # type: ignore[misc]
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name, password = self.fields["login"], self.fields["password"]
        name.label, password.label = "Tên đăng nhập", "Mật khẩu"
        name.error_messages["required"] = "Nhập tên đăng nhập."
        password.error_messages["required"] = "Nhập mật khẩu."
        password.help_text = ""
        for field in (name, password):
            field.widget.attrs.pop("placeholder", None)
        name.widget.attrs |= {"autocapitalize": "none", "spellcheck": "false", "autofocus": True}

    def clean_login(self) -> str:
        """User names are lower case; a phone's keyboard begins with a capital."""
        return str(self.cleaned_data["login"]).strip().lower()


class OfficerAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """No sign-up, no message of success; each sign-in and sign-out is a fact."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": (
            "Tên đăng nhập hoặc mật khẩu chưa đúng. Kiểm tra phím Caps Lock, bộ gõ tiếng Việt "
            "rồi nhập lại."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """The page that follows says enough."""

    def respond_user_inactive(
        self,
        request: HttpRequest,
        user: AbstractBaseUser,  # noqa: ARG002 - allauth's signature
    ) -> HttpResponse:
        return render(request, "account/account_inactive.html", status=403)

    def login(self, request: HttpRequest, user: AbstractBaseUser) -> None:
        super().login(request, user)
        actions.note_sign_in(
            user.pk, ip=request.META.get("REMOTE_ADDR"), actor=_as_actor(user), at=now()
        )

    def logout(self, request: HttpRequest) -> None:
        user = request.user
        super().logout(request)
        if isinstance(user, AbstractBaseUser):
            actions.note_sign_out(user.pk, actor=_as_actor(user), at=now())


def _as_actor(user: AbstractBaseUser) -> Actor:
    return Actor(ActorKind.OFFICER, str(user.pk), str(user))


def locked_out(request: HttpRequest, _response: HttpResponse, _credentials: object) -> HttpResponse:
    """What a person sees after too many wrong passwords for one account from one address."""
    wait = get_cool_off(request)
    minutes = int(wait.total_seconds() // 60) if wait else 0
    return render(request, "account/locked_out.html", {"minutes": minutes}, status=_LOCKED_STATUS)


urlpatterns = [
    path("dang-nhap/", LoginView.as_view(), name="account_login"),
    path("dang-xuat/", LogoutView.as_view(), name="account_logout"),
]
