"""The house as somebody meets it who means no good: every address, with everything that breaks things."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, get_resolver

from motcua.accounts.models import Account
from motcua.base.actor import Actor
from motcua.dossiers.actions import intake
from motcua.dossiers.people import People, Person
from motcua.dossiers.records import Request
from motcua.procedures import queries as procedures

BIRTH = "1.001193"
SEN = Person("Nguyễn Thị Sen", id_number="051185004317", phone="0905000317")
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
NASTY = (
    "", "\x00", "%00", "a\x00b", "'", '"><script>alert(1)</script>', "{{7*7}}", "../../etc/passwd",
    "%", "_", "\\", "9" * 40, "-1", "0", "1e400", "NaN", "٣", "\u202e", "\ufffe", "a" * 5000,
    "1; DROP TABLE dossiers_dossier", "~99999999999999999999", "2026-13-45", "0001-01-01",
    "9999-12-31", "H48.102-260903-0001\r\nX: y",
)  # fmt: skip
ASKERS = ("", "tiepnhan.nghialo", "nghiepvu.tt")
WORDS = (
    "tim", "q", "cursor", "trang", "page", "moc", "thu_tuc", "buoc", "kenh", "ngay", "thang", "nam",
    "ma", "so", "next", "linh_vuc", "cap", "cho", "don_vi", "kept", "version", "key", "officer",
    "unit", "code", "sau", "vi-tri", "on", "limit", "day", "from", "to", "tep", "dia_ban",
)  # fmt: skip
INTEGERS = ("0", "1", "99999999999999999999999")
TEXTS = (
    "x",
    "H48.102-260903-0001",
    "%00",
    "a" * 300,
    "%F0%9F%98%80",
    "..%2f..%2fetc",
    "%0d%0aX:y",
    "%ff",
)


def routes(resolver=None, prefix=""):
    for entry in (resolver or get_resolver()).url_patterns:
        here = prefix + str(entry.pattern)
        if isinstance(entry, URLPattern):
            yield here, entry.callback
        else:
            yield from routes(entry, here)


def addresses(route):
    """The route with each nasty thing in the place of its parameters."""
    if "<" not in route:
        return [f"/{route}"]
    made = []
    for text in TEXTS:
        for number in INTEGERS:
            address = route
            for name in ("code", "key", "rest", "slug", "view", "kind"):
                for kind in ("str", "slug", "path"):
                    value = text if kind != "slug" else "x"
                    address = address.replace(f"<{kind}:{name}>", value)
                address = address.replace(f"<{name}>", text)
            made.append("/" + _with_integer(address, number))
    return sorted(set(made))


def _with_integer(address, number):
    return re.sub(r"<(int|number):\w+>", number, address)


@pytest.fixture
def received(world):
    version = procedures.current_version(BIRTH, world.at.date())
    papers = tuple(
        {"key": paper.key, "name": paper.name, "originals": 1}
        for paper in version.papers
        if paper.required and not paper.condition and not paper.shown_only
    )
    clerk: Actor = world.officer("intake_officer")
    return intake.receive(
        intake.Intake(BIRTH, People(SEN, SEN), papers), unit_id=world.one_stop().id,
        request=Request(clerk, world.at - timedelta(hours=1)),
    ).state  # fmt: skip


@pytest.mark.parametrize("username", ["", "tiepnhan.nghialo", "nghiepvu.tt", "chutich.nghialo"])
def test_no_address_breaks_on_what_stands_in_it(world, received, username):
    client = Client(raise_request_exception=False)
    if username:
        client.force_login(Account.objects.get(username=username), BACKEND)
    broken = [
        (method, address, answer.status_code)
        for route, _view in routes()
        for address in addresses(route)
        for method in ("GET", "POST")
        for answer in [
            client.generic(method, address, content_type="application/x-www-form-urlencoded")
        ]
        if answer.status_code >= 500
    ]
    assert broken == []


@pytest.mark.parametrize("asker", range(len(ASKERS)), ids=ASKERS)
def test_no_page_breaks_on_what_is_asked_of_it(world, received, asker):
    """Each page meets all that is nasty, dealt among those who ask, from another one on each page."""
    client = Client(raise_request_exception=False)
    if ASKERS[asker]:
        client.force_login(Account.objects.get(username=ASKERS[asker]), BACKEND)
    broken = []
    for page, (route, _view) in enumerate(routes()):
        if "api/" in route:
            continue
        address = "/" + _with_integer(
            route.replace("<str:code>", received.code).replace("<slug:view>", "unit")
            .replace("<slug:slug>", "chuyen-buoc").replace("<slug:kind>", "refusal")
            .replace("<str:key>", "ubnd-21028"), "2026",
        )  # fmt: skip
        for nasty in NASTY[(page + asker) % len(ASKERS) :: len(ASKERS)]:
            fields = dict.fromkeys(WORDS, nasty)
            for method in ("get", "post"):
                answer = getattr(client, method)(address, fields)
                if answer.status_code >= 500:
                    broken.append((method, address, nasty[:30], answer.status_code))
    assert broken == []
