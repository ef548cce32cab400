"""Deadlines in words and their urgency."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.pages.chips import NATIONAL_STATUS, chip, status_tag, tag
from motcua.pages.words import Urgency, remaining_sentence, share, share_class, span, urgency


@pytest.mark.parametrize(
    ("minutes", "words"),
    [
        (1260, "2 ngày 5 giờ"),
        (320, "5 giờ 20 phút"),
        (-600, "1 ngày 2 giờ"),
        (480, "1 ngày"),
        (490, "1 ngày"),
        (45, "45 phút"),
        (0, "dưới 1 phút"),
    ],
)
def test_a_span_reads_as_people_say_it(minutes, words):
    assert span(minutes) == words


@pytest.mark.parametrize(
    ("remaining", "total", "paused", "look"),
    [
        (2040, 3360, False, Urgency.CALM),
        (481, 2405, False, Urgency.NEAR),  # a fifth exactly
        (482, 2405, False, Urgency.CALM),
        (480, 480, False, Urgency.NEAR),  # one working day left
        (0, 3360, False, Urgency.NEAR),  # due this minute is not overdue
        (-1, 3360, False, Urgency.OVER),
        (-1, 3360, True, Urgency.HOLD),
    ],
)
def test_near_is_a_fifth_or_one_working_day(remaining, total, paused, look):
    assert urgency(remaining, total, paused=paused) is look


def test_a_sentence_says_what_is_left():
    assert remaining_sentence(1260, Urgency.CALM) == "Còn 2 ngày 5 giờ"
    assert remaining_sentence(-600, Urgency.OVER) == "Quá hạn 1 ngày 2 giờ"
    assert remaining_sentence(1920, Urgency.HOLD) == "Dừng, còn 4 ngày"
    assert remaining_sentence(-10, Urgency.HOLD) == "Đang dừng"


@given(st.integers(-(10**6), 10**6), st.integers(-10, 10**6))
def test_a_bar_has_a_class_that_the_theme_knows(part, whole):
    number = int(share_class(part, whole).removeprefix("share-"))
    assert 0 <= number <= 100
    assert number % 5 == 0


def test_a_share_shows_its_numerator_and_denominator():
    assert share(12180, 12417) == "98,1% (12.180 / 12.417)"
    assert share(0, 0) == "chưa có số liệu (0 / 0)"


def test_a_chip_says_it_in_words_and_repeats_it_as_a_bar():
    assert chip(320, 2400) == (
        '<span class="chip near">Còn 5 giờ 20 phút<i class="share-15"></i></span>'
    )
    assert 'class="chip over"' in chip(-600, 2400)
    assert "share-100" in chip(-600, 2400)


def test_each_national_status_has_a_tag():
    assert sorted(NATIONAL_STATUS) == list(range(1, 11))
    assert status_tag(5) == '<span class="tag pause">Yêu cầu bổ sung giấy tờ</span>'
    assert status_tag(5, short=True) == '<span class="tag pause">Yêu cầu bổ sung</span>'


def test_a_tag_escapes_its_word_and_refuses_a_kind_without_a_mark():
    assert "&lt;b&gt;" in tag("run", "<b>")
    with pytest.raises(ValueError, match="unknown tag kind"):
        tag("shiny", "Mới")
