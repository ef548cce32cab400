"""The frame around every page of the portal: menus and the way home."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse

from motcua.pages.chrome import NavItem
from motcua.portal.asking import PortalRequest

_NAV = (
    ("Thủ tục", "portal:catalogue"),
    ("Tra cứu hồ sơ", "portal:follow"),
    ("Niêm yết", "portal:postings"),
    ("Trợ giúp", "portal:help"),
)
_FOOT = (
    ("Xác minh văn bản", "portal:verify"),
    ("Trợ giúp", "portal:help"),
    ("Cách tính thời hạn", "portal:deadlines"),
    ("Bảo vệ dữ liệu cá nhân", "portal:privacy"),
    ("Khả năng tiếp cận", "portal:accessibility"),
)


@dataclass(frozen=True, slots=True)
class Crumb:
    """One step of the path to a page; the last has no address."""

    label: str
    url: str = ""


def page(
    request: PortalRequest,
    template: str,
    context: Mapping[str, object] | None = None,
    *,
    crumbs: Sequence[Crumb] = (),
    status: int = 200,
) -> HttpResponse:
    """The template in the portal's frame; `crumbs` come after the home page."""
    home = reverse("portal:home")
    path = (Crumb("Trang chủ", home), *crumbs) if crumbs else ()
    framed = {"nav": _items(request, _NAV), "foot_nav": _items(request, _FOOT),
              "home_url": home, "crumbs": path} | dict(context or {})  # fmt: skip
    return render(request, template, framed, status=status)


def _items(request: PortalRequest, ways: Sequence[tuple[str, str]]) -> list[NavItem]:
    listed = [(label, reverse(name)) for label, name in ways]
    return [NavItem(label, url, current=request.path.startswith(url)) for label, url in listed]
