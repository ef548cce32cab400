"""The second factor of one's own account: set up, recovery codes, show it again."""

from __future__ import annotations

import segno
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import generate_totp_secret
from allauth.mfa.webauthn.internal import auth as webauthn
from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.safestring import SafeString

from motcua.accounts import actions, second_factor
from motcua.accounts.facts import FACTOR_NAMES
from motcua.accounts.states import Role
from motcua.base.verdict import InvalidError
from motcua.desk import frame, gates
from motcua.desk.asking import DeskRequest
from motcua.desk.forms.factors import CodeForm, PasskeyForm, SignInPasskeyForm, TotpForm

_SECRET = "motcua.totp"  # noqa: S105 - where the session keeps a secret that is not set up yet
_HOME = "desk:factors"
_GROUP = 4


@gates.officer()
def factors(request: DeskRequest) -> HttpResponse:
    """What is set up, and why it is asked for."""
    rows = list(Authenticator.objects.filter(user_id=request.actor.account_id).order_by("id"))
    kinds = [row for row in rows if row.type != Authenticator.Type.RECOVERY_CODES]
    codes = next((row for row in rows if row.type == Authenticator.Type.RECOVERY_CODES), None)
    context = frame.context(request) | {
        "factors": [(row, _name(row)) for row in kinds],
        "has_totp": any(row.type == Authenticator.Type.TOTP for row in kinds),
        "codes_left": len(codes.wrap().get_unused_codes()) if codes else 0,
        "withheld": withheld_labels(request),
        "needed_roles": [r.label for r in Role if r.value in second_factor.NEEDS],
        "proven_at": request.actor.proven_at,
        "is_demo": getattr(request.user, "is_demo", False),
    }
    return render(request, "desk/factors.html", context)


def withheld_labels(request: DeskRequest) -> list[str]:
    return [role.label for role in Role if role.value in request.actor.withheld]


def _name(row: Authenticator) -> str:
    label = FACTOR_NAMES[row.type].capitalize()
    return f"{label}: {row.wrap().name}" if row.type == Authenticator.Type.WEBAUTHN else label


@gates.officer(methods=gates.FORM)
def add_totp(request: DeskRequest) -> HttpResponse:
    """A QR code for the telephone; the first code that it makes sets it up."""
    _require_known_factor(request)
    form = TotpForm(request.POST or None, with_password=_asks_password(request))
    secret = request.session.get(_SECRET)
    if not secret:
        secret = request.session[_SECRET] = generate_totp_secret()
    if request.method == "POST" and form.is_valid() and _knows_password(request, form):
        try:
            row, codes = actions.add_totp(
                request.actor.account_id or 0, secret=secret, code=form.cleaned_data["code"],
                actor=request.actor, at=request.at,
            )  # fmt: skip
        except InvalidError as refusal:
            form.add_error("code", str(refusal))
        else:
            request.session.pop(_SECRET, None)
            return _set_up(request, row, codes)
    url = get_adapter().build_totp_url(request.user, secret)
    context = frame.context(request) | {
        "form": form,
        "qr": _drawn(url),
        "secret": " ".join(secret[at : at + _GROUP] for at in range(0, len(secret), _GROUP)),
        "url": url,
    }
    return render(request, "desk/add_totp.html", context, status=422 if form.errors else 200)


def _drawn(url: str) -> SafeString:
    code = segno.make(url, error="m", micro=False)
    return SafeString(code.svg_inline(border=2, omitsize=True, svgclass="qr", lineclass=None))


@gates.officer(methods=gates.FORM)
def add_passkey(request: DeskRequest) -> HttpResponse:
    """A passkey of this device or of a USB key; the browser asks for the finger or the PIN."""
    _require_known_factor(request)
    form = PasskeyForm(request.POST or None, with_password=_asks_password(request))
    if request.method == "POST" and form.is_valid() and _knows_password(request, form):
        row, codes = actions.add_passkey(
            request.actor.account_id or 0, name=form.cleaned_data["name"],
            credential=form.cleaned_data["credential"], actor=request.actor, at=request.at,
        )  # fmt: skip
        return _set_up(request, row, codes)
    options = webauthn.begin_registration(request.user, passwordless=False)
    context = frame.context(request) | {"form": form, "options": options}
    return render(request, "desk/add_passkey.html", context, status=422 if form.errors else 200)


def _require_known_factor(request: DeskRequest) -> None:
    """Whoever has a second factor shows it before adding another: a password alone adds none."""
    rows = Authenticator.objects.filter(user_id=request.actor.account_id)
    if rows.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        gates.require_fresh(request)


def _asks_password(request: DeskRequest) -> bool:
    """Who has just shown a second factor need not type the password as well."""
    actor = request.actor
    return actor.proven_at is None or not second_factor.fresh(
        actor, request.at, second_factor.WRONG_WITHIN
    )


def _knows_password(request: DeskRequest, form: forms.Form) -> bool:
    if "password" not in form.fields:
        return True
    try:
        actions.require_password(
            request.actor.account_id or 0, form.cleaned_data["password"], at=request.at
        )
    except InvalidError as refusal:
        form.add_error("password", str(refusal))
        return False
    return True


def _set_up(request: DeskRequest, row: Authenticator, codes: list[str]) -> HttpResponse:
    """From now on the session has seen it; the recovery codes are on this one page and nowhere else."""
    record_authentication(request, request.user, "mfa", id=row.pk, type=row.type)
    if not codes:
        messages.success(request, "Đã bật lớp xác thực thứ hai.")
        return HttpResponseRedirect(reverse(_HOME))
    return _codes_page(request, codes)


def _codes_page(request: DeskRequest, codes: list[str]) -> HttpResponse:
    context = frame.context(request) | {"codes": codes}
    return render(request, "desk/recovery_codes.html", context)


@gates.officer(methods=gates.CHANGE)
def make_codes(request: DeskRequest) -> HttpResponse:
    """Ten new recovery codes in the place of the old ones."""
    gates.require_fresh(request)
    codes = actions.new_recovery_codes(
        request.actor.account_id or 0, actor=request.actor, at=request.at
    )
    return _codes_page(request, codes)


@gates.officer(methods=gates.CHANGE)
def remove(request: DeskRequest, factor_id: int) -> HttpResponse:
    actions.remove_factor(factor_id, actor=request.actor, at=request.at)
    messages.success(request, "Đã bỏ cách xác thực này.")
    return HttpResponseRedirect(reverse(_HOME))


@gates.officer(methods=gates.FORM)
def prove(request: DeskRequest) -> HttpResponse:
    """Show the second factor again, then go on where the work was."""
    following = _following(request)
    account_id = request.actor.account_id or 0
    kinds = set(Authenticator.objects.filter(user_id=account_id).values_list("type", flat=True))
    if not kinds - {Authenticator.Type.RECOVERY_CODES.value}:
        return HttpResponseRedirect(reverse(_HOME))
    is_passkey = "credential" in request.POST
    form = CodeForm(request.POST if request.method == "POST" and not is_passkey else None)
    passkey = SignInPasskeyForm(request.POST if is_passkey else None, user=request.user)
    row = _shown(request, passkey if is_passkey else form)
    if row is not None:
        record_authentication(
            request, request.user, "mfa", id=row.pk, type=row.type, reauthenticated=True
        )
        return HttpResponseRedirect(following)
    context = frame.context(request) | {
        "form": form,
        "passkey": passkey,
        "next": following,
        "options": webauthn.begin_authentication(request.user)
        if Authenticator.Type.WEBAUTHN.value in kinds
        else None,
    }
    wrong = form.errors or passkey.errors
    return render(request, "desk/prove.html", context, status=422 if wrong else 200)


def _shown(request: DeskRequest, form: forms.Form) -> Authenticator | None:
    if request.method != "POST" or not form.is_valid():
        return None
    if isinstance(form, SignInPasskeyForm):
        found: Authenticator = form.cleaned_data["credential"]
        return found
    try:
        return actions.take_code(
            request.actor.account_id or 0, form.cleaned_data["code"], at=request.at
        )
    except InvalidError as refusal:
        form.add_error("code", str(refusal))
        return None


def _following(request: DeskRequest) -> str:
    """Where the person came from, on this host; else their own page."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    ours = url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()})
    return wanted if ours and wanted.startswith("/") else reverse(_HOME)


urlpatterns = [
    path("tai-khoan/xac-thuc/", factors, name="factors"),
    path("tai-khoan/xac-thuc/ung-dung/", add_totp, name="add_totp"),
    path("tai-khoan/xac-thuc/khoa/", add_passkey, name="add_passkey"),
    path("tai-khoan/xac-thuc/ma-du-phong/", make_codes, name="make_codes"),
    path("tai-khoan/xac-thuc/<number:factor_id>/bo/", remove, name="remove_factor"),
    path("tai-khoan/xac-nhan/", prove, name="prove"),
]
