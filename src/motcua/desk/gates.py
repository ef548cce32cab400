"""The gates of the officers' door: every view declares who may come in, and comes in no other way.

A gate also reads the clock, once, into `request.at`, and turns what an action refuses into a page.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode, urlsplit

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import (
    HttpRequest,
    HttpResponseBase,
    HttpResponseNotAllowed,
    HttpResponseRedirect,
)
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from motcua.accounts import policies
from motcua.accounts.models import Account
from motcua.accounts.second_factor import SecondFactorStaleError
from motcua.accounts.states import Role
from motcua.base.actor import Actor, ActorKind
from motcua.base.text import is_rubbish
from motcua.base.time import now
from motcua.base.verdict import NotPermittedError, RefusedError
from motcua.desk import errors
from motcua.desk.asking import DeskRequest

P = ParamSpec("P")
READ = ("GET", "HEAD")
CHANGE = ("POST",)
FORM = ("GET", "HEAD", "POST")

_OWN_ACCOUNT = "/tai-khoan/"

COUNTER = (Role.INTAKE_OFFICER, Role.RETURN_OFFICER, Role.FEE_OFFICER)
HEADS = (Role.HEAD_OF_ROOM, Role.HEAD_OF_AGENCY)


@dataclass(frozen=True, slots=True)
class Gate:
    """Officers only; with roles, only those who hold one of them. Read by the architecture tests."""

    roles: frozenset[str]
    methods: tuple[str, ...]

    def require(self, actor: Actor) -> None:
        """Raise with the names of the roles that may."""
        if self.roles and not actor.holds_any(self.roles):
            names = ", ".join(sorted(Role(role).label.lower() for role in self.roles))
            raise NotPermittedError(
                f"Trang này dành cho: {names}. Đổi vị trí công tác, hoặc hỏi quản trị của đơn vị."
            )


View = Callable[Concatenate[DeskRequest, P], HttpResponseBase]


def officer(
    *roles: Role, methods: tuple[str, ...] = READ
) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponseBase]]:
    """Let signed-in officers in; with roles, those who hold one of them in any unit."""
    gate = Gate(frozenset(role.value for role in roles), methods)

    def guard(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponseBase]:
        @wraps(view)
        def entered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            actor: Actor = request.actor  # type: ignore[attr-defined]
            if actor.kind is not ActorKind.OFFICER:
                return _to_sign_in(request)
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            _refuse_rubbish(request)
            request.at = now()  # type: ignore[attr-defined]
            known: DeskRequest = request  # type: ignore[assignment]
            if first := _first_of_all(known, gate):
                return _led(request, first)
            try:
                gate.require(actor)
                return view(known, *args, **kwargs)
            except SecondFactorStaleError:
                return _led(request, "desk:prove")
            except RefusedError as refusal:
                return errors.page(known, refusal)

        entered.gate = gate  # type: ignore[attr-defined]
        return entered

    return guard


def _first_of_all(request: DeskRequest, gate: Gate) -> str:
    """What must be done before this page: a new password, or the second factor; mostly nothing.

    The own account's pages stay open, or nobody could do either.
    """
    actor, account = request.actor, request.user
    if isinstance(account, Account) and account.must_change_password:
        return "" if request.path == reverse("desk:new_password") else "desk:new_password"
    if request.path.startswith(_OWN_ACCOUNT):
        return ""
    waits = actor.withheld and (not actor.grants or gate.roles & actor.withheld)
    return "desk:factors" if waits and not actor.holds_any(gate.roles) else ""


def _led(request: HttpRequest, name: str) -> HttpResponseBase:
    """To a page of the own account, and back afterwards to what was being read."""
    back = request.get_full_path() if request.method in READ else request.META.get("HTTP_REFERER")
    url = reverse(name) + (f"?{urlencode({'next': _path(back)})}" if back else "")
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(url)
    return HttpResponseRedirect(url)


def _path(address: str) -> str:
    parts = urlsplit(address)
    return parts.path + (f"?{parts.query}" if parts.query else "")


def require_fresh(request: DeskRequest) -> None:
    """For pages that lead to a signature: ask for the second factor before the form is filled in."""
    policies.require_fresh(request.actor, request.at)


def _refuse_rubbish(request: HttpRequest) -> None:
    """A NUL or an endless number anywhere in the request: answered with 400."""
    said = [text for _, texts in (*request.GET.lists(), *request.POST.lists()) for text in texts]
    if any(is_rubbish(text) for text in (request.path, *said)):
        raise BadRequest("rubbish in the request")


def _to_sign_in(request: HttpRequest) -> HttpResponseBase:
    back = request.get_full_path() if request.method in READ else request.path
    answer = redirect_to_login(back)
    if getattr(request, "htmx", False):
        return HttpResponseClientRedirect(answer.url)
    return answer
