"""No address without a gate: every view says who may come in, and strangers are turned away."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, get_resolver

# allauth's own views, whose gate is the sign-in itself.
SIGN_IN = {"dang-nhap/", "dang-nhap/xac-thuc/", "dang-xuat/"}


def _routes(resolver: URLResolver, prefix: str = ""):
    for entry in resolver.url_patterns:
        here = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield here, entry.callback
        else:
            yield from _routes(entry, here)


def test_every_view_declares_its_gate():
    ungated = [
        route
        for route, view in _routes(get_resolver())
        if route not in SIGN_IN
        and getattr(view, "gate", None) is None
        and getattr(getattr(view, "view_class", None), "gate", None) is None
    ]
    assert ungated == []


def test_there_are_addresses_at_all():
    assert len(list(_routes(get_resolver()))) > 20
