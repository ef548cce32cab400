"""Who is asking: session, account, posts and loans of a page in at most one statement."""

from __future__ import annotations

from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.middleware import SessionMiddleware
from django.http import HttpRequest

from motcua.accounts.sessions import SessionStore
from motcua.base.actor import ANONYMOUS


class OfficerSession(SessionMiddleware):
    """In the place of Django's session and authentication middleware.

    Sets `request.session`, `request.user` and `request.actor`. A request without a cookie costs
    no statement; one with a cookie costs one.
    """

    def process_request(self, request: HttpRequest) -> None:
        store = SessionStore(request.COOKIES.get(settings.SESSION_COOKIE_NAME))
        store.ip = _address(request.META.get("REMOTE_ADDR", ""))
        store.agent = request.META.get("HTTP_USER_AGENT", "")
        opened = store.read()
        request.session = store
        request.user = (opened and opened.account) or AnonymousUser()
        request.actor = opened.actor if opened else ANONYMOUS  # type: ignore[attr-defined]


def _address(text: str) -> str | None:
    """The caller's address; None behind a proxy that speaks over a socket or tells nonsense."""
    try:
        return str(ip_address(text))
    except ValueError:
        return None
