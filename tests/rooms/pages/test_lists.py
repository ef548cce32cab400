"""Inbox, calendar, explanation and frame: what they show, and that they escape."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from datetime import date, timedelta
from html.parser import HTMLParser
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from motcua.clock import day_marks
from motcua.pages import chrome, rows, showcase, stories
from motcua.pages.day_calendar import Day, Mark, day_calendar
from motcua.pages.rows import Band, InboxRow, band_of

TODAY = date(2026, 9, 3)
ROW = showcase._inbox()[2]


class Tags(HTMLParser):
    """Collects the names of all elements that a browser would see."""

    def __init__(self, html):
        super().__init__()
        self.seen = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.seen.append((tag, tuple(name for name, _ in attrs)))


NASTY = st.text(st.sampled_from("<>&\"'/=a x\u0301{}%"), max_size=30)


@given(NASTY, NASTY, NASTY, NASTY, NASTY, NASTY)
def test_no_typed_text_becomes_markup_in_the_inbox(code, url, owner, procedure, step, label):
    nasty = replace(
        ROW,
        code=code,
        url=url,
        owner=owner,
        procedure=procedure,
        step=step,
        status_label=label,
    )
    assert Tags(rows.rows([nasty])).seen == Tags(rows.rows([ROW])).seen


@given(NASTY, NASTY, NASTY)
def test_no_typed_text_becomes_markup_elsewhere(one, two, three):
    plain = "chữ"

    def pieces(a, b, c):
        return "".join(
            [
                stories.explanation([stories.WhyStep(a or plain, b or plain, "+1", c or plain)]),
                stories.timeline([stories.Moment(a, detail=b or plain, link="#", link_text=c)]),
                chrome.note("", a, b or plain),
                chrome.empty(a, b, c or plain, a),
                chrome.menu([chrome.NavItem(a, b)]),
                chrome.rail([chrome.RailGroup(a, [chrome.RailItem(b, c, "3")])]),
                chrome.key_hints([chrome.KeyHint((a,), b)]),
                day_calendar([Day(TODAY, Mark.START, word=a or plain)], today=None, caption=b),
            ]
        )

    assert Tags(pieces(one, two, three)).seen == Tags(pieces(plain, plain, plain)).seen


def test_rows_stand_in_the_band_of_their_urgency(at):
    due = at("2026-09-03T17:00")
    cases = [
        (replace(ROW, remaining=-1), Band.OVERDUE),
        (replace(ROW, remaining=100, due_at=due), Band.TODAY),
        (replace(ROW, remaining=4 * 480), Band.SOON),
        (replace(ROW, remaining=4 * 480 + 1), Band.LATER),
        (replace(ROW, due_at=None), Band.PAUSED),
    ]
    for row, band in cases:
        assert band_of(row, TODAY) is band
    groups = rows.grouped([row for row, _ in reversed(cases)], TODAY)
    assert [group.band for group in groups] == [band for _, band in cases]
    assert sum(group.count for group in groups) == len(cases)


def test_a_row_carries_everything_that_the_officer_needs():
    html = rows.inbox(rows.grouped([ROW], TODAY))
    for field in fields(InboxRow):
        if field.type == "str" and field.name not in {"url", "status_kind"}:
            assert getattr(ROW, field.name) in html
    assert "07/09, 17:00" in html
    assert "Trong 4 ngày làm việc" in html


def test_the_calendar_of_the_mock_up_is_drawn():
    html = day_calendar(showcase._days(), today=TODAY)
    assert html.count("<tr>") == 1 + 4
    assert '<td class="st"><time datetime="2026-08-20">20</time><span>nhận</span></td>' in html
    assert '<td class="cnt mk">' in html
    assert '<td class="cnt now">' in html
    assert '<td class="todo">' in html
    assert html.index("17/8") < html.index(">1/9<")
    numbers = re.findall(r"ngày tính thứ </span>(\d+)", html)
    assert numbers == ["1", "2", "3", "4", "5", "6", "7"]


def test_the_clock_hands_over_its_days_and_its_reasons_as_they_are():
    class ClockDay(NamedTuple):
        on: date
        mark: str
        number: int | None

    class ClockStep(NamedTuple):
        kind: str
        title: str
        reason: str
        label: str
        ground: str

    drawn = day_calendar(
        [ClockDay(TODAY, "cnt", 1), ClockDay(date(2026, 9, 4), "todo", 2)], today=None
    )
    assert '<td class="todo">' in drawn
    told = stories.explanation([ClockStep("sum", "Hẹn trả", "", "7 ngày", "")])
    assert told == (
        '<ol class="why"><li class="end"><span class="t">Hẹn trả</span>'
        '<span class="sum ">7 ngày</span></li></ol>'
    )


def test_the_marks_of_the_clock_are_ours():
    assert {mark.value for mark in day_marks.Mark} <= {mark.value for mark in Mark}


def test_a_long_calendar_is_folded_and_says_what_it_hides():
    start = date(2026, 6, 1)
    days = [Day(start + timedelta(days=n), Mark.COUNTED, n + 1) for n in range(70)]
    html = day_calendar(days, today=date(2026, 9, 1))
    assert html.count('<td class="cnt">') == 5 * 7
    assert "Gấp lại 5 tuần, 15/06 đến 19/07, ngày tính thứ 15 đến 49" in html
    six = day_calendar(days[:42], today=None)
    assert "Gấp" not in six


def test_the_bar_shows_the_moment_of_the_figures(at):
    assert chrome.moment_words(at("2026-09-03T09:40")) == "Thứ Năm 03/09/2026, 09:40"


def test_a_rail_count_has_its_separator_and_nothing_shows_nothing():
    items = [chrome.RailItem("Tất cả", "/", 1234), chrome.RailItem("Quầy", "/quay/")]
    html = chrome.rail([chrome.RailGroup("Việc", items)])
    assert '<span class="c ">1.234</span>' in html
    assert html.count('class="c') == 1
