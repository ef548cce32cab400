"""The public register of apologies: what was promised, and whether it was kept. Names nobody."""

from __future__ import annotations

from django.http import HttpResponse
from django.urls import path

from motcua.control.queries import apologies
from motcua.portal.asking import PortalRequest
from motcua.portal.frame import Crumb, page
from motcua.portal.gates import public

_MOST_DIGITS = 18


@public("thư xin lỗi được công khai để ai cũng biết lời hứa có được giữ (Nghị định 61/2018/NĐ-CP)")
def register(request: PortalRequest) -> HttpResponse:
    """Letters, latest first, a page at a time."""
    said = request.GET.get("truoc", "")
    before = int(said) if said.isdecimal() and len(said) <= _MOST_DIGITS else 0
    rows = apologies.register(at=request.at, before=before, limit=apologies.PAGE + 1)
    more = len(rows) > apologies.PAGE
    shown = rows[: apologies.PAGE]
    context = {
        "rows": shown,
        "next": shown[-1].act_id if more else 0,
        "kept": apologies.kept_count(at=request.at),
    }
    return page(request, "portal/apologies.html", context, crumbs=[Crumb("Thư xin lỗi")])


urlpatterns = [path("thu-xin-loi/", register, name="apologies")]
