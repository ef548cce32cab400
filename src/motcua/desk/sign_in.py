"""The officers' sign-in: allauth's flow with our words, our journal and axes' lock-out."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import LoginForm
from allauth.account.views import LoginView, LogoutView
from allauth.mfa.base.views import AuthenticateView
from axes.helpers import get_cool_off
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from motcua.accounts import actions
from motcua.base.actor import Actor, ActorKind
from motcua.base.time import now

_LOCKED_STATUS = 429
_MANY_NAMES, _MANY_WITHIN = 20, timedelta(minutes=15)
_IPV6, _HOUSEHOLD = 6, 64


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


class SignInView(LoginView):  # type: ignore[misc]
    """The first page; an address that has just tried many names waits, whatever it types."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if floods(request.META.get("REMOTE_ADDR", ""), now()):
            minutes = int(_MANY_WITHIN.total_seconds() // 60)
            context = {"minutes": minutes, "everybody": True}
            return render(request, "account/locked_out.html", context, status=_LOCKED_STATUS)
        answer: HttpResponse = super().post(request, *args, **kwargs)
        return answer


def floods(address: str, at: datetime) -> bool:
    """Whether wrong passwords for many names came from there of late; an IPv6 /64 counts as one.

    A whole office may sit behind one address, so names are counted and not tries: twenty people
    who all mistype within a quarter of an hour are no office.
    """
    try:
        place = ip_address(address)
    except ValueError:
        return False
    network = ip_network(f"{place}/{_HOUSEHOLD if place.version == _IPV6 else 32}", strict=False)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(DISTINCT username) FROM axes_accessattempt"
            " WHERE ip_address <<= %s::inet AND attempt_time > %s",
            [str(network), at - _MANY_WITHIN],
        )
        return bool(cursor.fetchone()[0] >= _MANY_NAMES)


class SecondFactorView(AuthenticateView):  # type: ignore[misc]
    """The second page of the sign-in; who has no password accepted yet is led to the first."""

    template_name = "account/second_factor.html"


def _as_actor(user: AbstractBaseUser) -> Actor:
    return Actor(ActorKind.OFFICER, str(user.pk), str(user))


def locked_out(request: HttpRequest, _response: HttpResponse, _credentials: object) -> HttpResponse:
    """What a person sees after too many wrong passwords for one account from one address."""
    wait = get_cool_off(request)
    minutes = int(wait.total_seconds() // 60) if wait else 0
    return render(request, "account/locked_out.html", {"minutes": minutes}, status=_LOCKED_STATUS)


urlpatterns = [
    path("dang-nhap/xac-thuc/", SecondFactorView.as_view(), name="mfa_authenticate"),
    path("dang-nhap/", SignInView.as_view(), name="account_login"),
    path("dang-xuat/", LogoutView.as_view(), name="account_logout"),
]
