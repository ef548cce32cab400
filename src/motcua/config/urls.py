"""Every address of the house, door by door."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/", include("motcua.api.urls")),
    path("", include("motcua.desk.sign_in")),
    path("", include("motcua.desk.urls")),
    path("", include("motcua.portal.urls")),
]
