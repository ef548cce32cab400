"""Version 1 of the API and its description."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path

from motcua.api import catalogue, dossiers, problems
from motcua.api.describing import MachinesApi, StrictParser
from motcua.api.door import guarded
from motcua.api.tokens import UnitToken

api = MachinesApi(
    title="Một Cửa",
    version="1.0.0",
    description="Cửa của máy: nhận hồ sơ, ghi bước xử lý, tra cứu, tính ngày hẹn trả.",
    docs_url=None,
    urls_namespace="api:api-v1",
    auth=UnitToken(),
    parser=StrictParser(),
)
api.add_router("", dossiers.router)
api.add_router("", catalogue.router)
problems.install(api)


def _not_found(_request: HttpRequest, rest: str = "") -> HttpResponse:
    del rest
    return problems.problem(404, "Không có địa chỉ này. Xem /api/v1/openapi.json.", "no_address")


# Any other address below /api/: the same form of refusal, and nothing learned.
not_found = guarded(_not_found, "public: says only that there is nothing")
_MACHINE = "machine: a bearer token of a unit, with the scope that the operation names"
_DESCRIPTION = "public: describes the addresses, holds nothing of anybody"


def _version_1() -> tuple[list[URLPattern], str, str]:
    patterns, app, namespace = api.urls
    made = [pattern for pattern in patterns if isinstance(pattern, URLPattern)]
    for pattern in made:
        if pattern.name == "api-root":
            pattern.callback = not_found  # the address exists only as the others' beginning
        else:
            gate = _DESCRIPTION if pattern.name == "openapi-json" else _MACHINE
            pattern.callback = guarded(pattern.callback, gate)
    return made, app, namespace


app_name = "api"
urlpatterns = [path("v1/", _version_1()), path("", not_found), path("<path:rest>", not_found)]
