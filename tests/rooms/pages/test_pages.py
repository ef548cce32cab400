"""Templates, forms, headers: they render, say what to do next and obey our own policy."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.http import HttpResponse
from django.template import loader
from django.test import RequestFactory

from motcua import pages
from motcua.pages.headers import CONTENT_POLICY, SecurityHeaders
from motcua.pages.showcase import SampleForm, components

ROOT = Path(pages.__file__).parent
SORRY = ["400", "403", "403_csrf", "404", "409", "429", "500"]


@pytest.mark.parametrize("name", SORRY)
def test_an_error_page_says_what_to_do_next(name):
    html = loader.render_to_string(f"{name}.html", {"hotline": "0255 000 0000"})
    assert html.count("<h1>") == 1
    assert "Về trang chủ" in html
    assert re.search(r"lại|Đăng nhập|hỏi|gọi", html)


def test_an_error_page_escapes_the_sentence_of_a_refusal():
    assert (
        "<b>" not in loader.render_to_string("409.html", {"sentence": "<b>x</b>"}).split("main")[1]
    )


def test_no_template_carries_script_or_style_of_its_own():
    for path in ROOT.rglob("*.html"):
        html = path.read_text()
        assert not re.search(r"\sstyle=|<style|\son\w+=|javascript:", html), path
        for script in re.findall(r"<script[^>]*>", html):
            assert " src=" in script, path


def test_everything_that_the_pages_load_is_served_by_us():
    for path in [*ROOT.rglob("*.html"), *ROOT.rglob("*.css"), *ROOT.rglob("*.js")]:
        text = path.read_text()
        for address in re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?(https?:[^"')\s]+)""", text):
            assert address.startswith("http://www.w3.org"), (path, address)


def test_the_theme_has_every_font_it_names():
    folder = ROOT / "static" / "motcua"
    named = re.findall(r"url\((fonts/[^)]+)\)", (folder / "fonts.css").read_text())
    assert len(named) == 8
    assert all((folder / name).is_file() for name in named)


def test_the_sheet_of_components_renders():
    html = components(RequestFactory().get("/")).content.decode()
    for piece in (
        "err-sum",
        'class="cal"',
        'class="why"',
        'class="line"',
        'class="inbox"',
        "empty",
    ):
        assert piece in html


def test_a_field_names_its_hint_and_its_mistake():
    html = str(SampleForm({"phone": "090500031", "channel": "post"}))
    assert 'aria-describedby="id_phone_helptext id_phone_error"' in html
    assert 'aria-invalid="true"' in html
    assert 'id="id_phone_error">Số điện thoại có 10 số. Anh/chị mới nhập 9 số.</p>' in html
    assert 'value="090500031"' in html  # what was typed stays
    assert html.index("id_phone_helptext") < html.index('name="phone"')
    assert "(không bắt buộc)" not in html.split("phone")[1].split("drawing", maxsplit=1)[0]


def test_the_summary_counts_and_links_each_mistake():
    from motcua.pages.forms import error_summary

    form = SampleForm({"phone": "<i>"})
    html = error_summary([form])
    assert "Có 3 chỗ cần sửa trước khi gửi" in html
    assert 'href="#id_phone"' in html
    assert 'href="#id_channel_0"' in html  # of a group, its first choice
    assert "<i>" not in html
    assert error_summary([SampleForm()]) == ""


def answer(request, response=None):
    return SecurityHeaders(lambda _: response or HttpResponse("x"))(request)


def test_every_answer_carries_the_policy():
    headers = answer(RequestFactory().get("/")).headers
    assert headers["Content-Security-Policy"] == CONTENT_POLICY
    assert "unsafe" not in CONTENT_POLICY
    assert "camera=()" in headers["Permissions-Policy"]
    assert "Cache-Control" not in headers


def test_a_view_may_set_a_policy_of_its_own():
    own = HttpResponse("x", headers={"Content-Security-Policy": "sandbox"})
    assert answer(RequestFactory().get("/"), own).headers["Content-Security-Policy"] == "sandbox"


def test_an_answer_that_read_the_session_is_not_stored():
    request = RequestFactory().get("/")
    request.session = type("Session", (), {"accessed": True})()
    assert answer(request).headers["Cache-Control"] == "private, no-store"
