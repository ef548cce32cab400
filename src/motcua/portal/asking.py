"""A request of the portal, and what is read from its address line."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from motcua.base.actor import Actor
from motcua.base.dates import in_vietnam


class PortalRequest(HttpRequest):
    """A request that has passed its gate."""

    actor: Actor
    at: datetime
    htmx: HtmxDetails


def today(request: PortalRequest) -> date:
    return in_vietnam(request.at).date()


def address_of(request: PortalRequest) -> str:
    """Where the request came from, as far as the server in front of us tells."""
    return str(request.META.get("REMOTE_ADDR") or "")


def day_asked(request: PortalRequest) -> date | None:
    """`?ngay=2024-03-01`; None when it is absent or no date."""
    try:
        return date.fromisoformat(request.GET.get("ngay", ""))
    except ValueError:
        return None


def page_asked(request: PortalRequest) -> int:
    """`?trang=2`; 1 for anything else."""
    text = request.GET.get("trang", "")
    return max(int(text), 1) if text.isdecimal() and len(text) < 5 else 1  # noqa: PLR2004
