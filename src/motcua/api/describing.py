"""The description of version 1 (OpenAPI 3.1): what ninja derives, and what only we know.

Refusals have their own media type, and each address names those that it can really give.
"""

from __future__ import annotations

import json
from typing import Any, Final

from django.http import HttpRequest
from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema
from ninja.parser import Parser

from motcua.api.problems import MEDIA_TYPE, Problem

ALWAYS: Final = (401, 403, 405, 500, 503)
WITH_QUESTION: Final = (*ALWAYS, 422)
WITH_BODY: Final = (*WITH_QUESTION, 400, 413, 415)
_DESCRIPTIONS = {
    400: "Thân yêu cầu không phải JSON đọc được.",
    401: "Khóa truy cập thiếu, sai, hết hạn hoặc đã thu hồi.",
    403: "Khóa truy cập không có quyền này, hoặc việc này không thuộc đơn vị của khóa.",
    404: "Không có, hoặc khóa truy cập không được thấy; hai trường hợp trả lời như nhau.",
    405: "Địa chỉ này không nhận cách gọi ấy; xem tiêu đề Allow.",
    409: "Có thay đổi trước đó, hoặc khóa chống lặp đã dùng cho yêu cầu khác.",
    413: "Thân yêu cầu quá lớn.",
    415: "Thân yêu cầu không phải application/json, mã UTF-8.",
    422: "Nội dung chưa đúng; `fields` ghi câu riêng cho từng mục.",
    500: "Lỗi của hệ thống.",
    503: "Cơ sở dữ liệu đang bận hoặc khởi động lại; gửi lại với cùng Idempotency-Key.",
}
IDEMPOTENCY_KEY: Final[dict[str, Any]] = {
    "parameters": [
        {
            "in": "header",
            "name": "Idempotency-Key",
            "required": False,
            "description": "Chống lặp: cùng khóa, cùng địa chỉ và thân thì chỉ ghi một lần; cùng khóa"
            " mà thân khác thì bị từ chối (409).",
            "schema": {"type": "string", "minLength": 1, "maxLength": 120, "pattern": "^[!-~]+$"},
        }
    ]
}


def refusals(*statuses: int) -> dict[int, type[Problem]]:
    """These refusals as ninja takes them."""
    return dict.fromkeys(sorted(statuses), Problem)


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is not JSON")


_decoder = json.JSONDecoder(parse_constant=_no_constant)


class StrictParser(Parser):
    """JSON as the standard has it: UTF-8, no NaN, no Infinity."""

    def parse_body(self, request: HttpRequest) -> Any:
        return _decoder.decode(request.body.decode("utf-8"))


class MachinesApi(NinjaAPI):
    """Ninja with a description that tells the whole truth; made once."""

    _description: OpenAPISchema | None = None

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        if self._description is None:
            made = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
            for operations in made["paths"].values():
                for operation in operations.values():
                    _tell_refusals(operation["responses"])
            self._description = made
        return self._description


def _tell_refusals(responses: dict[int, Any]) -> None:
    for status, told in responses.items():
        if status in _DESCRIPTIONS:
            told["description"] = _DESCRIPTIONS[status]
            told["content"] = {MEDIA_TYPE: next(iter(told["content"].values()))}
    responses[401]["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    responses[405]["headers"] = {"Allow": {"schema": {"type": "string"}}}
    responses[503]["headers"] = {"Retry-After": {"schema": {"type": "integer"}}}
