"""A house of its own for the journeys: the loaded province in a copied database, a real server, a browser."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import closing
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

import psycopg
import pytest
from axe_playwright_python.sync_playwright import Axe
from django.db import connections
from playwright.sync_api import sync_playwright

from motcua.accounts.queries import DEMO_PASSWORD

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path("/usr/bin/chromium")
PATIENCE = 10_000
START_SECONDS = 40
# The browser's loop runs in this thread; Django is told that nothing else does.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
# What passes is not told: to collect it costs more than to look.
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],
    "reporter": "no-passes",
}


def _free_port() -> int:
    with closing(socket.socket()) as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def _answers(address: str) -> bool:
    try:
        asked = HTTPConnection(address, timeout=5)
        asked.request("GET", "/dang-nhap/")
        return asked.getresponse().status == HTTPStatus.OK
    except OSError:
        return False


@pytest.fixture(scope="session")
def database(loaded_world, django_db_blocker):
    """The loaded province, copied: what a journey writes for good never meets another test."""
    known = connections["default"].settings_dict
    source, copy = known["NAME"], f"{known['NAME']}_house"
    with django_db_blocker.unblock():
        connections.close_all()
    reach = {"host": known["HOST"], "port": known["PORT"], "user": known["USER"]}
    reach = {key: value for key, value in reach.items() if value}
    with psycopg.connect(
        dbname="postgres", autocommit=True, password=known["PASSWORD"] or None, **reach
    ) as db:
        db.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
        db.execute(f'CREATE DATABASE "{copy}" TEMPLATE "{source}"')
        secret = f":{quote(known['PASSWORD'])}" if known["PASSWORD"] else ""
        host, port = quote(known["HOST"], safe=""), known["PORT"] or 5432
        yield f"postgresql://{known['USER']}{secret}@/{copy}?host={host}&port={port}"
        db.execute(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')


@pytest.fixture(scope="session")
def folder(tmp_path_factory):
    """The house's data folder: files, keys, trust."""
    return tmp_path_factory.mktemp("house")


@pytest.fixture(scope="session")
def house(database, folder):
    """The address of a server of the product on that database."""
    port = _free_port()
    env = os.environ | {
        "DATABASE_URL": database, "MOTCUA_DATA": str(folder), "MOTCUA_DEBUG": "1",
        "MOTCUA_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }  # fmt: skip
    log = (folder / "server.log").open("wb")
    server = subprocess.Popen(
        [sys.executable, "manage.py", "runserver", "--noreload", f"127.0.0.1:{port}"],
        cwd=ROOT, env=env, stdout=log, stderr=log,
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    until = time.monotonic() + START_SECONDS
    while not _answers(f"127.0.0.1:{port}"):
        assert server.poll() is None, (folder / "server.log").read_text()
        assert time.monotonic() < until, (folder / "server.log").read_text()
        time.sleep(0.2)
    yield address
    server.terminate()
    server.wait(10)
    log.close()


@pytest.fixture(scope="module")
def chromium(house):
    """One browser for a module."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        # Django kept these connections for as long as the browser's loop runs, and no longer.
        connections.close_all()
        browser.close()


class Person:
    """Somebody at a browser; whatever the console complains of is remembered."""

    def __init__(self, browser, house, width=1280):
        self.context = browser.new_context(
            viewport={"width": width, "height": 800}, locale="vi-VN", base_url=house
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
        self.complaints: list[str] = []
        self.page.on("console", lambda said: self._hears(said.text))
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def _hears(self, said):
        """A key pressed before the page has placed its focus is this person's haste, no fault."""
        if not said.startswith("Autofocus processing was blocked"):
            self.complaints.append(said)

    def goes_to(self, path):
        self.page.goto(path)
        return self

    def presses(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def types(self, text):
        self.page.keyboard.type(text)

    def tabs_to(self, selector, most=60):
        """Reach a field by the Tab key alone."""
        for _ in range(most):
            if self.page.evaluate("s => document.activeElement.matches(s)", selector):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"{selector} cannot be reached by Tab")

    def signs_in(self, username):
        self.goes_to("/dang-nhap/")
        self.page.locator("[name=login]").focus()
        self.types(username)
        self.presses("Tab")
        self.types(DEMO_PASSWORD)
        self.presses("Enter")
        self.page.wait_for_url(lambda address: "/dang-nhap/" not in address)
        return self

    def sees(self, text):
        self.page.get_by_text(text).first.wait_for()

    def violations(self):
        """What axe finds on the page, and whether it runs out of its width."""
        found = Axe().run(self.page, options=RULES).response["violations"]
        wide = self.page.evaluate("document.documentElement.scrollWidth > innerWidth")
        return [(rule["id"], rule["nodes"][0]["html"]) for rule in found] + (
            ["wider than the screen"] if wide else []
        )


@pytest.fixture
def person(chromium, house):
    """Opens a browser for one more person; all are closed at the end."""
    opened = []

    def open_for(username=None, width=1280):
        somebody = Person(chromium, house, width)
        opened.append(somebody)
        return somebody.signs_in(username) if username else somebody

    yield open_for
    for somebody in opened:
        somebody.context.close()
