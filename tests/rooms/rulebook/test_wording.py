"""Texts with places: what is refused, what a message costs, what a preview shows."""

from __future__ import annotations

from datetime import date

import pytest

from motcua.base.verdict import InvalidError
from motcua.rulebook import queries, wording
from motcua.rulebook.kinds import Message
from motcua.rulebook.table import ENTRIES
from motcua.rulebook.wording import Place

CODE = Place("mã hồ sơ", "H51.36-261123-0042")
KIND = Message((CODE,))


@pytest.mark.parametrize(
    ("text", "alphabet", "characters", "segments"),
    [
        ("a" * 160, "gsm", 160, 1),
        ("a" * 161, "gsm", 161, 2),
        ("a" * 306, "gsm", 306, 2),
        ("a" * 307, "gsm", 307, 3),
        ("€" * 80, "gsm", 160, 1),
        ("€" * 81, "gsm", 162, 2),
        ("ế" * 70, "ucs2", 70, 1),
        ("ế" * 71, "ucs2", 71, 2),
        ("ế" * 134, "ucs2", 134, 2),
        ("ế" * 135, "ucs2", 135, 3),
        ("😀" * 35, "ucs2", 70, 1),
        ("à" * 160, "gsm", 160, 1),
    ],
)
def test_the_cost_of_a_message_follows_the_standard(text, alphabet, characters, segments):
    length = wording.length_of(text)
    assert (length.alphabet, length.characters, length.segments) == (alphabet, characters, segments)
    assert length.room >= 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("Chào {tên}", r"Không có chỗ điền \{tên\}. Dùng được: \{mã hồ sơ\}"),
        ("Hồ sơ {mã hồ sơ", "ngoặc nhọn đứng lẻ"),
        ("Gọi 0905 000 317", "số điện thoại hay số định danh"),
        ("CCCD 051185004317", "số điện thoại hay số định danh"),
        ("", "không để trống"),
        ("ế" * 300, "nhiều nhất 4 tin"),
    ],
)
def test_a_text_that_cannot_be_taken_says_why(text, sentence):
    with pytest.raises(InvalidError, match=sentence):
        KIND.clean(text)


def test_a_text_is_kept_composed_with_its_lines():
    assert KIND.clean("  Ho\u0302\u0300 so\u031b \r\n {mã hồ sơ} ") == "Hồ sơ\n{mã hồ sơ}"


def test_no_text_message_can_tell_whose_dossier_it_is():
    kinds = [entry.kind for entry in ENTRIES.values()]
    assert not any(
        place.personal for kind in kinds if isinstance(kind, Message) for place in kind.places
    )


@pytest.mark.django_db
def test_a_message_is_drawn_with_its_values_and_a_missing_one_is_an_error():
    on = date(2026, 9, 3)
    drawn = queries.message("supplemented", on, {"mã hồ sơ": "H51.36", "ngày hẹn": "30/11/2026"})
    assert drawn.text == "Đã nhận giấy tờ bổ sung của hồ sơ H51.36, hẹn trả 30/11/2026."
    assert drawn.length.alphabet == "ucs2"
    plain = queries.preview(ENTRIES["message.supplemented.sms"], drawn.text, plain=True)
    assert plain.text.startswith("Da nhan giay to bo sung cua ho so")
    assert (plain.length.alphabet, plain.length.segments) == ("gsm", 1)
    with pytest.raises(KeyError):
        queries.message("supplemented", on, {"mã hồ sơ": "H51.36"})
    assert queries.block("contact", on).startswith("Cần hướng dẫn thêm, gọi 0")
