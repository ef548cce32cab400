"""Security headers: nothing but our own files runs, and nobody frames our pages."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

# Bootstrap draws its ticks and arrows as data: images; nothing else needs an exception.
CONTENT_POLICY = (
    "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
    "form-action 'self'; frame-ancestors 'none'"
)
PERMISSIONS = "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()"

GetResponse = Callable[[HttpRequest], HttpResponse]


class SecurityHeaders:
    """Adds the policy to every answer; a view that sets its own (a file preview) keeps it.

    An answer that depended on a session is not stored: counters share their machines.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        headers = response.headers
        headers.setdefault("Content-Security-Policy", CONTENT_POLICY)
        headers.setdefault("Permissions-Policy", PERMISSIONS)
        headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        session = getattr(request, "session", None)
        if session is not None and session.accessed:
            headers.setdefault("Cache-Control", "private, no-store")
        return response
