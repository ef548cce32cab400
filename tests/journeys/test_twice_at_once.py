"""The same form from one counter, sent four times at the same moment: one dossier, one answer."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from threading import Barrier
from urllib.parse import urlencode, urlsplit

import pytest

from motcua.accounts.queries import DEMO_PASSWORD

pytestmark = pytest.mark.django_db
TIMES = 4
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Visitor:
    """A browser without a screen: cookies, forms, no redirects followed."""

    def __init__(self, house):
        self.place = urlsplit(house).netloc
        self.cookies: dict[str, str] = {}

    def ask(self, method, path, said=None):
        asked = HTTPConnection(self.place, timeout=20)
        kept = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        body = urlencode(said or {}, doseq=True)
        asked.request(method, path, body, FORM | {"Cookie": kept})
        answer = asked.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            self.cookies |= {name: cookie.value for name, cookie in SimpleCookie(line).items()}
        return answer.status, answer.headers.get("Location", ""), answer.read().decode()

    def send(self, path, said):
        return self.ask("POST", path, said | {"csrfmiddlewaretoken": self.cookies["csrftoken"]})


def fields(page: str) -> dict[str, str]:
    """What a person who changes nothing would send."""
    found = {}
    for field in re.findall(r"<input [^>]*>", page):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', field))
        ticked = attributes.get("type") not in {"checkbox", "radio"} or " checked" in field
        if "name" in attributes and ticked and attributes.get("type") != "file":
            unsaid = "on" if attributes.get("type") == "checkbox" else ""
            found[attributes["name"]] = attributes.get("value", unsaid)
    return found


def test_one_form_sent_four_times_at_once_is_one_dossier(house):
    ha = Visitor(house)
    ha.ask("GET", "/dang-nhap/")
    status, _, _ = ha.send("/dang-nhap/", {"login": "tiepnhan.nghialo", "password": DEMO_PASSWORD})
    assert status == 302
    _, _, page = ha.ask("GET", "/quay/tiep-nhan/?thu-tuc=1.001193")
    said = fields(page) | {
        "do": "accept", "name": "Lê Thị Bích Hạnh", "phone": "0905111222",
        "return_channel": "counter", "channel": "counter",
    }  # fmt: skip
    together = Barrier(TIMES)

    def send(_):
        together.wait()
        return ha.send("/quay/tiep-nhan/", said)

    with ThreadPoolExecutor(TIMES) as people:
        answers = list(people.map(send, range(TIMES)))
    assert {status for status, _, _ in answers} == {302}
    assert len({where for _, where, _ in answers}) == 1
    _, _, found = ha.ask("GET", "/tim-kiem/?tim=bich+hanh")
    assert "1 hồ sơ." in found
