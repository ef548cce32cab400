"""Version 1 of the API and its description."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import path
from ninja import NinjaAPI

from motcua.api import catalogue, dossiers, problems
from motcua.api.tokens import UnitToken

api = NinjaAPI(
    title="Một Cửa",
    version="1.0.0",
    description="Cửa của máy: nhận hồ sơ, ghi bước xử lý, tra cứu, tính ngày hẹn trả.",
    docs_url=None,
    urls_namespace="api-v1",
    auth=UnitToken(),
)
api.add_router("", dossiers.router)
api.add_router("", catalogue.router)
problems.install(api)


def not_found(_request: HttpRequest, rest: str) -> HttpResponse:
    """Any other address below /api/: the same form of refusal, and nothing learned."""
    del rest
    return problems.problem(404, "Không có địa chỉ này. Xem /api/v1/openapi.json.", "no_address")


not_found.gate = "public: says only that there is nothing"  # type: ignore[attr-defined]
app_name = "api"
urlpatterns = [path("v1/", api.urls), path("<path:rest>", not_found)]
