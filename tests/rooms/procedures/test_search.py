"""People type what they remember: with or without diacritics, initials, a code, a slip."""

from __future__ import annotations

from datetime import date

import pytest

from motcua.procedures import queries
from motcua.procedures.rules import search_initials, search_words
from rooms.procedures.records import record

pytestmark = pytest.mark.django_db

ON = date(2026, 9, 3)
CIVIL = {"code": "G15-TP07", "name": "Hộ tịch"}
BUILDING = {"code": "G17-XD11", "name": "Hoạt động xây dựng"}
NAMES = {
    "1.001193": "Đăng ký khai sinh",
    "1.003583": "Đăng ký khai sinh lưu động",
    "1.000656": "Đăng ký khai tử",
    "1.004873": "Cấp Giấy xác nhận tình trạng hôn nhân",
    "2.000635": "Cấp bản sao trích lục hộ tịch, bản sao Giấy khai sinh",
    "1.000894": "Đăng ký kết hôn",
    "1.009999": "Sinh hoạt văn hóa khai mạc lễ hội",
    "1.009998": "Khai từ điển địa danh",
}


@pytest.fixture
def catalogue(publish):
    """Civil status at the commune, two building permits at the department."""
    for code, name in NAMES.items():
        publish(record(code=code, name=name, sector=CIVIL))
    for code, name in [
        ("1.013225", "Cấp giấy phép xây dựng mới"),
        ("1.013226", "Cấp giấy phép xây dựng sửa chữa, cải tạo"),
    ]:
        publish(
            record(
                code=code, name=name, sector=BUILDING, levels=["province", "commune"],
                competence={"level": "province", "agency": "so-xay-dung"},
                subjects=["ĐT2"], online_level="partial",
            )
        )  # fmt: skip


def codes(text="", **filters):
    return [found.code for found in queries.search(text, on=ON, **filters)]


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("1.001193", ["1.001193"]),
        (" 1.0011 ", ["1.001193"]),
        ("khai sinh", ["1.001193", "1.003583", "2.000635", "1.009999"]),
        ("KHAI SINH", ["1.001193", "1.003583", "2.000635", "1.009999"]),
        ("Đăng ký khai sinh", ["1.001193", "1.003583"]),
        ("dang ky khai sinh", ["1.001193", "1.003583"]),
        ("khai tử", ["1.000656", "1.009998"]),
        ("khai từ", ["1.009998", "1.000656"]),
        ("sinh khai dang", ["1.001193", "1.003583"]),
        ("xntthn", ["1.004873"]),
        ("XNTTHN", ["1.004873"]),
        ("giay xac nhan hon nhan", ["1.004873"]),
        ("trích lục hộ tịch bản", ["2.000635"]),
        ("khai xinh lưu động", ["1.003583"]),
        ("xây dựng mới", ["1.013225"]),
        ("Đa\u0306ng ky\u0301 kê\u0301t hôn", ["1.000894"]),
    ],
)
def test_what_is_typed_finds_what_is_meant_first(catalogue, typed, first):
    assert codes(typed)[: len(first)] == first


@pytest.mark.parametrize("typed", ["%", "_____", "' OR 1=1 --", "\\", "zzzzzz", "🙂", "()"])
def test_signs_are_no_patterns_and_nonsense_finds_nothing(catalogue, typed):
    assert codes(typed) == []


def test_without_text_all_are_listed_by_the_alphabet(catalogue):
    listed = [found.name for found in queries.search(on=ON)]
    assert len(listed) == 10
    assert listed[0] == "Cấp bản sao trích lục hộ tịch, bản sao Giấy khai sinh"
    assert listed[-2:] == ["Khai từ điển địa danh", "Sinh hoạt văn hóa khai mạc lễ hội"]
    assert [found.name for found in queries.versions_on(ON)] == listed
    assert [found.name for found in queries.search(on=ON, limit=3, offset=2)] == listed[2:5]


@pytest.mark.parametrize(
    ("filters", "number"),
    [
        ({"sector": "G17-XD11"}, 2),
        ({"agency": "so-xay-dung"}, 2),
        ({"audience": "citizen"}, 8),
        ({"audience": "business"}, 2),
        ({"level": "province"}, 2),
        ({"level": "commune"}, 10),
        ({"online_level": "partial"}, 2),
        ({"online_level": "full", "sector": "G17-XD11"}, 0),
        ({"code": "1.0132"}, 2),
        ({"sector": "", "level": ""}, 10),
    ],
)
def test_a_list_is_narrowed(catalogue, filters, number):
    assert len(codes(**filters)) == number


def test_filters_hold_for_words_too(catalogue):
    assert codes("giay", sector="G17-XD11") == ["1.013225", "1.013226"]


def test_only_what_is_in_force_on_the_day_is_found(catalogue):
    assert queries.search("khai sinh", on=date(2025, 6, 30)) == ()
    assert len(queries.search("khai sinh", on=date(2025, 7, 1))) == 4


def test_a_version_that_ended_gives_way_to_the_next(catalogue, publish):
    publish(record(name="Đăng ký khai sinh mới", sector=CIVIL), effective_from=date(2026, 1, 1))
    assert [line.name for line in queries.search("1.001193", on=ON)] == ["Đăng ký khai sinh mới"]
    before = queries.search("1.001193", on=date(2025, 12, 31))
    assert [line.name for line in before] == ["Đăng ký khai sinh"]


def test_a_line_says_what_a_list_shows(catalogue):
    found = queries.search("1.013225", on=ON)[0]
    assert found.levels == ("province", "commune")
    assert (found.competence_level, found.competence_agency) == ("province", "so-xay-dung")
    assert found.accepts_dossiers
    assert queries.version(found.id).code == "1.013225"


def test_sectors_are_counted(catalogue):
    assert queries.sectors(ON) == (
        ("G17-XD11", "Hoạt động xây dựng", 2),
        ("G15-TP07", "Hộ tịch", 8),
    )


def test_search_takes_one_statement_or_two(catalogue, django_assert_num_queries):
    with django_assert_num_queries(1):
        codes("khai sinh")
    with django_assert_num_queries(2):
        codes("khai xinh luu dong")


@pytest.mark.parametrize(
    ("name", "words", "letters"),
    [
        ("Đăng ký khai sinh (lại), lần 2", "dang ky khai sinh lai lan 2", "dkksll2"),
        ("Cấp Giấy xác nhận", "cap giay xac nhan", "cgxn"),
        ("Thủ tục đăng ký khai sinh", "dang ky khai sinh", "dkks"),
        ("Thủ tục", "thu tuc", "tt"),
        ("", "", ""),
    ],
)
def test_names_are_folded_for_search(name, words, letters):
    assert search_words(name) == words
    assert search_initials(name) == letters
