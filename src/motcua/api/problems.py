"""Errors as RFC 9457 problem+json: a stable code for the machine, a sentence for whoever reads it."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError, RefusedError

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = "1"
log = logging.getLogger("django.request")
TITLES = {
    400: "Yêu cầu không đọc được",
    401: "Chưa xác thực",
    403: "Không được phép",
    404: "Không thấy",
    405: "Cách gọi không dùng được ở đây",
    409: "Có thay đổi trước đó",
    413: "Yêu cầu quá lớn",
    415: "Không phải JSON",
    422: "Nội dung chưa đúng",
    429: "Gọi quá nhiều",
    500: "Lỗi của hệ thống",
    503: "Tạm thời chưa trả lời được",
}


class Problem(Schema):
    """What every refusal looks like."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    fields: dict[str, str] = {}


class ProblemError(Exception):
    """A refusal of the door itself, before any room is asked."""

    def __init__(self, status: int, sentence: str, code: str) -> None:
        super().__init__(sentence)
        self.status, self.code = status, code


def problem(
    status: int, detail: str, code: str, fields: dict[str, str] | None = None
) -> HttpResponse:
    """One problem as a response."""
    body = {
        "type": "about:blank",
        "title": TITLES.get(status, "Lỗi"),
        "status": status,
        "detail": detail,
        "code": code,
        "fields": fields or {},
    }
    return HttpResponse(
        json.dumps(body, ensure_ascii=False), status=status, content_type=MEDIA_TYPE
    )


def status_of(error: RefusedError) -> int:
    """404 before 422: a dossier that cannot be seen does not exist."""
    if error.code == "not_found":
        return 404
    if isinstance(error, NotPermittedError):
        return 403
    if isinstance(error, ConflictError):
        return 409
    return 422


def _refused(_request: HttpRequest, error: RefusedError) -> HttpResponse:
    fields = error.fields if isinstance(error, InvalidError) else {}
    return problem(status_of(error), str(error), error.code, fields)


def _at_the_door(_request: HttpRequest, error: ProblemError) -> HttpResponse:
    return problem(error.status, str(error), error.code)


def _invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    fields = {_path(item): str(item.get("msg", "")) for item in error.errors}
    named = ", ".join(sorted(fields)) or "thân yêu cầu"
    detail = f"Nội dung gửi lên chưa đúng mẫu: {named}. Xem mô tả ở /api/v1/openapi.json."
    return problem(422, detail, "invalid", fields)


def _unknown_caller(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
    answer = problem(
        401,
        "Gửi khóa truy cập còn hạn trong tiêu đề Authorization: Bearer …",
        "unauthenticated",
    )
    answer["WWW-Authenticate"] = "Bearer"
    return answer


def _http_error(_request: HttpRequest, error: HttpError) -> HttpResponse:
    detail = (
        "Thân yêu cầu không phải JSON đọc được."
        if error.status_code == HTTPStatus.BAD_REQUEST
        else str(error)
    )
    return problem(error.status_code, detail, "unreadable")


def _nothing_here(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem(404, "Không có địa chỉ này. Xem /api/v1/openapi.json.", "no_address")


def _database_away(request: HttpRequest, error: Exception) -> HttpResponse:
    log.warning("Database away: %s", request.path, exc_info=error)
    answer = problem(
        503,
        "Cơ sở dữ liệu đang bận hoặc khởi động lại. Gửi lại sau giây lát với cùng khóa chống lặp.",
        "try_again",
    )
    answer["Retry-After"] = RETRY_AFTER_S
    return answer


def _broken(request: HttpRequest, error: Exception) -> HttpResponse:
    log.error("Internal Server Error: %s", request.path, exc_info=error)
    return problem(500, "Hệ thống gặp lỗi và đã ghi lại. Thử lại sau ít phút.", "internal")


def _path(item: dict[str, Any]) -> str:
    return ".".join(
        str(part) for part in item.get("loc", ()) if part not in {"body", "query", "path"}
    )


_HANDLERS: dict[type[Exception], Callable[[HttpRequest, Any], HttpResponse]] = {
    RefusedError: _refused,
    ProblemError: _at_the_door,
    ValidationError: _invalid,
    AuthenticationError: _unknown_caller,
    HttpError: _http_error,
    Http404: _nothing_here,
    OperationalError: _database_away,
    InterfaceError: _database_away,
    Exception: _broken,
}


def install(api: NinjaAPI) -> None:
    """Teach the API to speak of every refusal in the same form."""
    for kind, handler in _HANDLERS.items():
        api.add_exception_handler(kind, handler)
