"""What every template knows: whose site it is, whom to call, whether the data are invented."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001 - Django's signature
    """Names from the settings; nothing is read from the database."""
    return {
        "demo": settings.DEMO,
        "hotline": settings.HOTLINE,
        "province": settings.PROVINCE,
        "centre_name": settings.CENTRE_NAME,
    }
