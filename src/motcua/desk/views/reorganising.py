"""What the pages of reorganisations share: who may read them, and one action and back to the page."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse

from motcua.accounts.states import Role
from motcua.base.verdict import ConflictError, InvalidError
from motcua.desk.asking import DeskRequest

READERS = (Role.BUSINESS_ADMIN, Role.CENTRE_DIRECTOR)


def carried_out(
    request: DeskRequest, reorganisation_id: int, act: Callable[[], str], place: str = ""
) -> HttpResponse:
    """The action, and back to the page, which says what happened or why not."""
    try:
        messages.success(request, act())
    except (ConflictError, InvalidError) as refusal:
        if refusal.code == "not_found":
            raise
        messages.error(request, str(refusal))
    return to_page(reorganisation_id, place)


def address_of(reorganisation_id: int) -> str:
    return reverse("desk:reorganisation", args=[reorganisation_id])


def to_page(reorganisation_id: int, place: str = "") -> HttpResponseRedirect:
    return HttpResponseRedirect(address_of(reorganisation_id) + place)
