"""What every template knows: whose site it is, whom to call, whether the data are invented."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest

from motcua.base.dates import in_vietnam
from motcua.base.time import now
from motcua.rulebook import queries as rulebook


def site(request: HttpRequest) -> dict[str, object]:  # noqa: ARG001 - Django's signature
    """The province's own words, as they hold today."""
    today = in_vietnam(now()).date()
    return {
        "demo": settings.DEMO,
        "hotline": rulebook.text("contact.hotline", today),
        "province": rulebook.text("province.name", today),
        "centre_name": rulebook.text("centre.name", today),
        "acceptance_hours": rulebook.number("intake.acceptance_hours", today),
    }
