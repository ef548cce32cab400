"""The shared pieces in a real browser: accessible, within the policy, usable by keyboard."""

from __future__ import annotations

import threading
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.handlers.wsgi import WSGIHandler
from django.test import override_settings
from playwright.sync_api import sync_playwright

from rooms.pages import look

CHROMIUM = Path("/usr/bin/chromium")
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = ["", "desk", "400", "403", "403_csrf", "404", "409", "429", "500"]
PATIENCE = 5000

pytestmark = [
    pytest.mark.browser,
]


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        """Say nothing: a test reads only what it asked for."""


@pytest.fixture(scope="module")
def address():
    plain = ["django.middleware.csrf.CsrfViewMiddleware", "motcua.pages.headers.SecurityHeaders"]
    settings = override_settings(ROOT_URLCONF="rooms.pages.look", MIDDLEWARE=plain, DEBUG=True)
    with settings:
        server = make_server("127.0.0.1", 0, StaticFilesHandler(WSGIHandler()), Server, Quiet)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def chromium():
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium, address):
    opened = []

    def go(path, width=1280):
        page = chromium.new_page(viewport={"width": width, "height": 800})
        page.set_default_timeout(PATIENCE)
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.foreign = []
        page.on(
            "request",
            lambda request: (
                request.url.startswith((address, "data:")) or page.foreign.append(request.url)
            ),
        )
        page.goto(address + path)
        opened.append(page)
        return page

    yield go
    for page in opened:
        page.close()


@pytest.mark.parametrize("width", [360, 1280])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_accessible_and_stays_in_its_width(visit, path, width):
    page = visit(path, width)
    found = Axe().run(page, options={"runOnly": RULES, "resultTypes": ["violations"]})
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.foreign == []
    assert [said for said in page.complaints if "status of 4" not in said] == []


def test_the_summary_takes_the_focus_and_leads_to_the_field(visit):
    page = visit("")
    assert page.evaluate("document.activeElement.className") == "err-sum"
    page.click(".err-sum a >> nth=0")
    assert page.evaluate("document.activeElement.id") == "id_phone"


def test_j_and_k_walk_the_list_and_enter_would_open(visit):
    page = visit("desk")
    page.keyboard.press("j")
    page.keyboard.press("j")
    assert page.inner_text("tr.sel .who") == "Lê Thị Bích Hạnh"
    assert page.evaluate("document.activeElement.className") == "who"
    page.keyboard.press("k")
    assert page.inner_text("tr.sel .who") == "Trương Quang Lực"


def test_single_letters_are_silent_while_typing_and_when_switched_off(visit):
    page = visit("desk")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "f1"
    page.keyboard.type("jk?")
    assert page.input_value("#f1") == "jk?"
    assert page.locator("tr.sel").count() == 0
    page.evaluate("document.activeElement.blur(); document.body.dataset.letters = 'off'")
    page.keyboard.press("j")
    assert page.locator("tr.sel").count() == 0


def test_a_question_mark_shows_every_key(visit):
    page = visit("desk")
    page.keyboard.press("?")
    assert page.locator("#keys-sheet").is_visible()
    page.keyboard.press("Escape")
    assert not page.locator("#keys-sheet").is_visible()


def test_a_decision_asks_once_more_in_the_same_place(visit):
    page = visit("desk")
    page.keyboard.press("F9")
    button = page.locator("[data-confirm]")
    assert button.inner_text() == "Bấm lần nữa để duyệt"
    assert page.inner_text("#live") == "Bấm lần nữa để duyệt"
    page.keyboard.press("Escape")
    assert "F9" in button.inner_text()
    page.keyboard.press("F9")
    page.keyboard.press("F9")
    page.wait_for_url("**/sent")


def test_a_barred_way_does_nothing(visit):
    page = visit("desk")
    page.click("#barred", force=True)
    assert page.url.endswith("/desk")


def test_a_draft_is_saved_and_a_lost_connection_is_said(visit):
    page = visit("desk")
    page.fill("#d", "thiếu mặt cắt")
    page.wait_for_selector(".saved[data-state=kept]")
    assert look.seen[-1] == "thiếu mặt cắt"
    page.context.set_offline(True)
    page.fill("#d", "thiếu mặt cắt móng")
    page.wait_for_selector(".saved[data-state=lost]")
    assert "trang tự gửi lại khi có mạng" in page.inner_text(".saved")
    page.context.set_offline(False)
    page.wait_for_selector(".saved[data-state=kept]")
    assert look.seen[-1] == "thiếu mặt cắt móng"


def test_a_scanned_card_raises_an_event_and_sends_nothing(visit):
    page = visit("desk")
    page.evaluate("document.addEventListener('scanned', (e) => { window.card = e.detail.code })")
    code = "051185004317|212345678|Nguyễn Thị Thanh Tuyền|14021985|Nữ|Tổ 6, Nghĩa Lộ|01012022"
    page.focus("#cc")
    page.keyboard.insert_text(code)
    page.keyboard.press("Enter")
    assert page.evaluate("window.card") == code
    assert page.url.endswith("/desk")
