"""Addresses for looking at the shared pieces in a browser: no door, no database."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.template import engines
from django.urls import path

from motcua.base.dates import VIETNAM
from motcua.pages.chrome import DeskBar, KeyHint, NavItem, RailGroup, RailItem
from motcua.pages.rows import grouped
from motcua.pages.showcase import TODAY, _inbox, components

DESK = """{% extends "desk/base.html" %}{% block title %}Hộp việc{% endblock %}
{% block content %}<h1>Việc của tôi</h1>
<form class="filters" role="search"><div><label for="f1">Tìm trong danh sách</label>
<input id="f1" class="form-control" data-key="/"></div>
<div><label for="cc">Quét mã trên CCCD</label><input id="cc" class="form-control" data-scan></div></form>
<div class="scroll" tabindex="0" role="region" aria-label="Danh sách hồ sơ"><table class="inbox" data-walk>
<caption class="visually-hidden">Hồ sơ</caption><thead><tr><th scope="col">Còn lại</th>
<th scope="col">Chủ hồ sơ</th><th scope="col">Mã</th><th scope="col">Bước</th>
<th scope="col">Trạng thái</th><th scope="col">Hẹn trả</th></tr></thead>{% inbox groups %}</table></div>
<form method="post" action="/sent" data-autosave="/draft">{% csrf_token %}
<label for="d">Ý kiến</label><input id="d" name="d" class="form-control"><p class="saved"></p>
<button class="btn btn-primary" data-key="F9" data-confirm="Bấm lần nữa để duyệt">Duyệt <kbd>F9</kbd></button>
<button class="btn btn-quiet" aria-disabled="true" id="barred">Duyệt nguyên văn</button></form>{% endblock %}"""

seen: list[str] = []


def desk(request):
    bar = DeskBar(
        "UBND phường Nghĩa Lộ",
        "Võ Thị Minh Châu",
        "thụ lý",
        datetime(2026, 9, 3, 9, 40, tzinfo=VIETNAM),
        (NavItem("Hộp việc", "#", current=True), NavItem("Quầy", "#")),
        "/thoat/",
    )
    context = {
        "desk": bar,
        "rail_groups": (RailGroup("Việc của tôi", (RailItem("Quá hạn", "#", 2, "r"),)),),
        "hints": (KeyHint(("J", "K"), "xuống, lên"), KeyHint(("?",), "mọi phím tắt")),
        "groups": grouped(_inbox(), TODAY),
    }
    return HttpResponse(engines["django"].from_string(DESK).render(context, request))


def draft(request):
    seen.append(request.POST["d"])
    return JsonResponse({})


def sent(request):
    return HttpResponse("<title>đã gửi</title>")


def page(name):
    return lambda request: render(request, f"{name}.html")


urlpatterns = [
    path("", components),
    path("desk", desk),
    path("draft", draft),
    path("sent", sent),
    *(path(name, page(name)) for name in ("400", "403", "403_csrf", "404", "409", "429", "500")),
]
