"""Free text for anonymous eyes: people are covered, dates and reasons stand."""

from __future__ import annotations

import pytest

from motcua.dossiers.people import People, Person
from motcua.portal.everyday import official_words
from motcua.portal.veil import cover

SEN = Person(
    "Nguyễn Thị Sen", id_number="051185004317", phone="0905000317", address="Tổ 6, Nghĩa Lộ"
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("Thiếu giấy của Nguyễn Thị Sen", "Thiếu giấy của •••"),
        ("nguyễn thị sen thiếu giấy", "••• thiếu giấy"),
        ("Gọi 0905 000 317 hoặc 0905.000.317", "Gọi ••• hoặc •••"),
        ("CCCD 051185004317", "CCCD •••"),
        ("Số của người khác: 0914123456", "Số của người khác: •••"),
        (
            "Nộp trước 30/09/2026, Điều 17 Nghị định 118/2025/NĐ-CP",
            "Nộp trước 30/09/2026, Điều 17 Nghị định 118/2025/NĐ-CP",
        ),
        ("Thư gửi sen.nt@vidu.vn", "Thư gửi •••"),
        ("Ở Tổ 6, Nghĩa Lộ", "Ở •••"),
        ("", ""),
    ],
)
def test_cover(written, read):
    assert cover(written, People(SEN, SEN)) == read


def test_without_people_long_numbers_are_covered_still():
    assert cover("số 0905000317", None) == "số •••"


@pytest.mark.parametrize(
    ("typed", "official"),
    [
        ("Xin phép XÂY NHÀ", "giấy phép xây dựng nhà ở"),
        ("so do bi mat", "giấy chứng nhận quyền sử dụng đất"),
        ("khai sinh", ""),
        ("chét", "khai tử"),
        ("chetcung", ""),
    ],
)
def test_everyday_words(typed, official):
    assert official_words(typed) == official
