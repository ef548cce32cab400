"""Errors as RFC 9457 problem+json: a stable code for the machine, a sentence for whoever reads it."""

from __future__ import annotations

import json
from http import HTTPStatus
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError, RefusedError

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "Yêu cầu không đọc được",
    401: "Chưa xác thực",
    403: "Không được phép",
    404: "Không thấy",
    405: "Cách gọi không dùng được ở đây",
    409: "Có thay đổi trước đó",
    413: "Yêu cầu quá lớn",
    422: "Nội dung chưa đúng",
    429: "Gọi quá nhiều",
    500: "Lỗi của hệ thống",
}


class Problem(Schema):
    """What every refusal looks like."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    fields: dict[str, str] = {}


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


def install(api: NinjaAPI) -> None:
    """Teach the API to speak of every refusal in the same form."""

    @api.exception_handler(RefusedError)
    def refused(_request: HttpRequest, error: RefusedError) -> HttpResponse:
        fields = error.fields if isinstance(error, InvalidError) else {}
        return problem(status_of(error), str(error), error.code, fields)

    @api.exception_handler(ValidationError)
    def invalid(_request: HttpRequest, error: ValidationError) -> HttpResponse:
        fields = {_path(item): str(item.get("msg", "")) for item in error.errors}
        named = ", ".join(sorted(fields)) or "thân yêu cầu"
        detail = f"Nội dung gửi lên chưa đúng mẫu: {named}. Xem mô tả ở /api/v1/openapi.json."
        return problem(422, detail, "invalid", fields)

    @api.exception_handler(AuthenticationError)
    def unknown_caller(_request: HttpRequest, _error: AuthenticationError) -> HttpResponse:
        answer = problem(
            401,
            "Gửi khóa truy cập còn hạn trong tiêu đề Authorization: Bearer …",
            "unauthenticated",
        )
        answer["WWW-Authenticate"] = "Bearer"
        return answer

    @api.exception_handler(RequestDataTooBig)
    def too_big(_request: HttpRequest, _error: RequestDataTooBig) -> HttpResponse:
        return problem(413, "Thân yêu cầu quá lớn. Gửi tệp riêng, từng tệp một.", "too_big")

    @api.exception_handler(HttpError)
    def http_error(_request: HttpRequest, error: HttpError) -> HttpResponse:
        detail = (
            "Thân yêu cầu không phải JSON đọc được."
            if error.status_code == HTTPStatus.BAD_REQUEST
            else str(error)
        )
        return problem(error.status_code, detail, "unreadable")


def _path(item: dict[str, Any]) -> str:
    return ".".join(
        str(part) for part in item.get("loc", ()) if part not in {"body", "query", "path"}
    )
