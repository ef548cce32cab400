"""The spelling that digests are made of."""

from __future__ import annotations

import enum
import json
import unicodedata
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.journal import canonical
from motcua.journal.canonical import UnwritableError

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=20)
numbers = st.integers(-canonical.LARGEST, canonical.LARGEST)
values = st.recursive(
    st.none() | st.booleans() | numbers | texts,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            texts.map(lambda key: unicodedata.normalize("NFC", key)), inner, max_size=4
        )
    ),
    max_leaves=12,
)


def shuffled(value):
    """The same value with its dictionaries filled in the opposite order."""
    if isinstance(value, dict):
        return {key: shuffled(value[key]) for key in reversed(value)}
    return [shuffled(item) for item in value] if isinstance(value, list) else value


@given(values)
def test_the_order_of_keys_does_not_matter_and_reading_back_changes_nothing(value):
    text = canonical.json_text(value)
    assert canonical.json_text(shuffled(value)) == text
    assert canonical.respell(json.loads(text)) == text
    assert canonical.json_text(json.loads(text)) == text


@given(values)
def test_composed_and_decomposed_letters_are_spelled_alike(value):
    decomposed = json.loads(json.dumps(value))
    text = canonical.json_text(value)
    assert canonical.json_text(decomposed) == text
    for word in (word for word in json.loads(f"[{text}]") if isinstance(word, str)):
        assert unicodedata.is_normalized("NFC", word)


def test_a_tone_mark_after_an_escape_is_not_drawn_into_it():
    text = canonical.json_text({"a": "dòng một\n\u0303", "e\u0302": "e\u0302\u0323"})
    assert json.loads(text) == {"a": "dòng một\n\u0303", "ê": "ệ"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({"b": 1, "a": [True, None]}, '{"a":[true,null],"b":1}'),
        ("Đặng “Hường”", '"Đặng “Hường”"'),
        ('"\\\n\x1f/', '"\\"\\\\\\n\\u001f/"'),
        ({"z": {}, "Z": [], "đ": 0, "ă": -1}, '{"Z":[],"z":{},"ă":-1,"đ":0}'),
        ((1, 2), "[1,2]"),
        (enum.StrEnum("Kind", {"A": "chữ"}).A, '"chữ"'),
    ],
    ids=lambda value: str(value)[:20],
)
def test_spelling(value, text):
    assert canonical.json_text(value) == text


@pytest.mark.parametrize(
    "value",
    [
        1.0,
        {"tỷ lệ": 0.5},
        [Decimal(1)],
        {1: "khóa là số"},
        {"lúc": datetime(2026, 1, 1, tzinfo=UTC)},
        {"tập": {1}},
        2**53,
        -(2**53),
        "số không\0",
        {"\0": 1},
        "\ud800",
        b"byte",
        {"ê": 1, "e\u0302": 2},
    ],
    ids=repr,
)
def test_refused(value):
    with pytest.raises(UnwritableError):
        canonical.json_text(value)


def test_an_instant_is_spelled_in_utc_to_the_microsecond(at):
    assert canonical.instant_text(at("2026-09-03T09:40")) == "2026-09-03T02:40:00.000000Z"
    with pytest.raises(UnwritableError):
        canonical.instant_text(datetime(2026, 9, 3))


def test_the_day_turns_at_midnight_in_vietnam(at):
    assert canonical.recorded_day(at("2026-09-03T00:00")).day == 3
    assert canonical.recorded_day(datetime(2026, 9, 3, 16, 59, tzinfo=UTC)).day == 3
    assert canonical.recorded_day(datetime(2026, 9, 3, 17, 0, tzinfo=UTC)).day == 4
