"""The addresses of sign-in and of the own account, and one page that says who asks."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from motcua.desk import account_views, factors, sign_in
from motcua.desk.views import absences


def who(request: HttpRequest) -> JsonResponse:
    return JsonResponse({"name": request.actor.name, "roles": sorted(request.actor.roles)})


def remember(request: HttpRequest) -> JsonResponse:
    request.session["seen"] = request.session.get("seen", 0) + 1
    return JsonResponse({"seen": request.session["seen"]})


desk = (
    [
        path("hop-viec/", who, name="begin"),
        *account_views.urlpatterns,
        *absences.urlpatterns,
        *factors.urlpatterns,
    ],
    "desk",
)
urlpatterns = [
    *sign_in.urlpatterns,
    path("ai/", who),
    path("nho/", remember),
    path("", include(desk)),
]
