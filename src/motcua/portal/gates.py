"""The gates of the citizens' door: every view says for whom it is open, and why that is safe.

A gate also reads the clock, once, into `request.at`, and turns what an action refuses into a page.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.core.exceptions import BadRequest
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseNotAllowed,
)

from motcua.base.text import has_endless_number, is_rubbish
from motcua.base.time import now
from motcua.base.verdict import RefusedError
from motcua.portal import errors
from motcua.portal.asking import PortalRequest

P = ParamSpec("P")
READ = ("GET", "HEAD")
CHANGE = ("POST",)
FORM = ("GET", "HEAD", "POST")

View = Callable[Concatenate[PortalRequest, P], HttpResponseBase]
Entered = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def public(why: str, *, methods: tuple[str, ...] = READ) -> Callable[[View[P]], Entered[P]]:
    """Open to everybody; `why` says what makes that safe. Read by the architecture tests."""

    def guard(view: View[P]) -> Entered[P]:
        @wraps(view)
        def entered(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.method not in methods:
                return HttpResponseNotAllowed(methods)
            if is_rubbish(request.path):
                raise Http404("an address that nobody types")
            _refuse_rubbish(request)
            request.at = now()  # type: ignore[attr-defined]
            known: PortalRequest = request  # type: ignore[assignment]
            try:
                return view(known, *args, **kwargs)
            except RefusedError as refusal:
                return errors.page(known, refusal)

        entered.gate = f"public: {why}"  # type: ignore[attr-defined]
        return entered

    return guard


def _refuse_rubbish(request: HttpRequest) -> None:
    """An endless number among what was said: answered with 400. Forms tell of a NUL themselves."""
    said = [text for _, texts in (*request.GET.lists(), *request.POST.lists()) for text in texts]
    if any(map(has_endless_number, said)):
        raise BadRequest("rubbish in the request")


def private_answer(response: HttpResponse) -> HttpResponse:
    """An answer that belongs to one person: no cache keeps it."""
    response["Cache-Control"] = "private, no-store"
    return response
