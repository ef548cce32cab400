"""A request of the desk, and how a submitted form becomes the `Request` that an action takes."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from motcua.base.actor import Actor
from motcua.dossiers.records import Request, request_digest

KEY, VERSION = "key", "version"
# Longer numbers do not fit into the database's.
MOST_DIGITS = 18
_NOT_SAID = frozenset({"csrfmiddlewaretoken", KEY})


class DeskRequest(HttpRequest):
    """A request that has passed its gate: who is acting and when."""

    actor: Actor
    at: datetime
    htmx: HtmxDetails


def asked(request: DeskRequest, code: str = "") -> Request:
    """Who asks, when, on which version, under which idempotency key.

    With a code, the key is that one's share of a form that changes several dossiers at once; such
    a form names no version.
    """
    key = request.POST.get(KEY, "").strip()[:80] or None
    version = request.POST.get(VERSION, "")
    said = sorted((name, values) for name, values in request.POST.lists() if name not in _NOT_SAID)
    return Request(
        actor=request.actor,
        at=request.at,
        expected_version=int(version) if version.isdecimal() and not code else None,
        key=f"{key}:{code}" if key and code else key,
        digest=request_digest(request.path, said),
    )
