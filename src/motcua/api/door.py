"""What stands before every address of the machines' door: its gate, and one form of refusal.

Whatever the address answers, nothing between here and the caller keeps a copy of it.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt

from motcua.api.problems import ProblemError, problem

View = Callable[..., HttpResponseBase]


def guarded(view: View, gate: str) -> View:
    """The view behind its gate, which the architecture tests read. No cookie opens it: no CSRF."""

    def entered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        answer = view(request, *args, **kwargs)
        if answer.status_code == HTTPStatus.METHOD_NOT_ALLOWED:
            answer = _not_allowed(answer.headers["Allow"])
        answer.headers.setdefault("Cache-Control", "no-store")
        return answer

    entered.gate = gate  # type: ignore[attr-defined]
    return csrf_exempt(entered)


def require_readable(request: HttpRequest) -> None:
    """Refuse by its headers what would not be read anyway: after the method, before the body."""
    if request.method != "POST":
        return
    length = request.headers.get("Content-Length", "")
    most = settings.DATA_UPLOAD_MAX_MEMORY_SIZE or 0
    if length.isdecimal() and int(length) > most:
        raise ProblemError(413, "Thân yêu cầu quá lớn. Gửi tệp riêng, từng tệp một.", "too_big")
    charset = (request.content_params or {}).get("charset", "utf-8").lower()
    if request.content_type != "application/json" or charset != "utf-8":
        raise ProblemError(
            415, "Gửi thân yêu cầu là JSON: Content-Type: application/json, mã UTF-8.", "not_json"
        )


def _not_allowed(methods: str) -> HttpResponse:
    answer = problem(405, f"Địa chỉ này chỉ nhận: {methods}.", "method_not_allowed")
    answer["Allow"] = methods
    return answer
