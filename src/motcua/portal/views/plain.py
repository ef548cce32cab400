"""Answers for machines that come by: crawlers, browsers, watchers."""

from __future__ import annotations

from django.db import DatabaseError, connection
from django.http import HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static

from motcua.portal.asking import PortalRequest
from motcua.portal.gates import public

_ROBOTS = """User-agent: *
Disallow: /tra-cuu/
Disallow: /nop-ho-so/
Disallow: /accounts/
Disallow: /api/
"""


@public("tệp dành cho máy tìm kiếm")
def robots(request: PortalRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return HttpResponse(_ROBOTS, content_type="text/plain; charset=utf-8")


@public("biểu tượng của trang")
def favicon(request: PortalRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    return redirect(static("motcua/door.svg"), permanent=True)


@public("chỉ nói máy chủ và cơ sở dữ liệu có trả lời hay không")
def healthz(request: PortalRequest) -> HttpResponse:  # noqa: ARG001 - Django's signature
    """200 when the database answers, else 503."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("database unavailable\n", content_type="text/plain", status=503)
    return HttpResponse("ok\n", content_type="text/plain")
