"""What a browser carries: the secret of a draft, leave to read one dossier, a kiosk's secret.

Both are signed, out of reach of scripts, and valid only below the address they belong to.
"""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpResponse
from django.urls import reverse

from motcua.base.actor import Actor, ActorKind
from motcua.dossiers.queries.applications import KEPT
from motcua.portal.asking import PortalRequest

DRAFT, LEAVE, KIOSK = "motcua_don", "motcua_xem", "motcua_lay_so"
STANDING = timedelta(days=366)
READING = timedelta(minutes=30)
_drafts = TimestampSigner(salt="portal.draft")
_leaves = TimestampSigner(salt="portal.leave")
_kiosks = TimestampSigner(salt="portal.kiosk")


def draft_token(request: PortalRequest) -> str:
    """The token of the draft of this address; empty when there is none, or an altered one."""
    return _read(_drafts, request.COOKIES.get(DRAFT, ""), KEPT)


def keep_draft(response: HttpResponse, procedure_code: str, token: str) -> None:
    """Remember the draft on this machine for as long as the house keeps it."""
    path = reverse("portal:apply", args=[procedure_code])
    _set(response, DRAFT, _drafts.sign(token), path, KEPT)


def forget_draft(response: HttpResponse, procedure_code: str) -> None:
    response.delete_cookie(DRAFT, path=reverse("portal:apply", args=[procedure_code]))


def citizen(request: PortalRequest, code: str) -> Actor | None:
    """The citizen who has leave to read exactly this dossier, None when it has run out."""
    if _read(_leaves, request.COOKIES.get(LEAVE, ""), READING) != code:
        return None
    return Actor(ActorKind.CITIZEN, code, "Người nộp hồ sơ")


def give_leave(response: HttpResponse, code: str) -> None:
    """Leave to read one dossier for half an hour, counted from now."""
    path = reverse("portal:followed", args=[code])
    _set(response, LEAVE, _leaves.sign(code), path, READING)


def take_leave_back(response: HttpResponse, code: str) -> None:
    response.delete_cookie(LEAVE, path=reverse("portal:followed", args=[code]))


def kiosk_secret(request: PortalRequest) -> str:
    """What the hall's own screen carries; empty for every other browser."""
    return _read(_kiosks, request.COOKIES.get(KIOSK, ""), STANDING)


def keep_kiosk(response: HttpResponse, secret: str) -> None:
    """Make this browser a kiosk for a year; the unit may end it any day."""
    _set(response, KIOSK, _kiosks.sign(secret), reverse("portal:kiosk"), STANDING)


def forget_kiosk(response: HttpResponse) -> None:
    response.delete_cookie(KIOSK, path=reverse("portal:kiosk"))


def _read(signer: TimestampSigner, value: str, age: timedelta) -> str:
    try:
        return signer.unsign(value, max_age=age)
    except BadSignature:
        return ""


def _set(response: HttpResponse, name: str, value: str, path: str, age: timedelta) -> None:
    response.set_cookie(
        name, value, max_age=age, path=path, httponly=True, samesite="Lax",
        secure=bool(settings.SESSION_COOKIE_SECURE),
    )  # fmt: skip
