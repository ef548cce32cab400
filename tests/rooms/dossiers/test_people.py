"""People as they are typed, scanned and looked up."""

from __future__ import annotations

import pytest

from motcua.base.verdict import InvalidError
from motcua.dossiers.codes import CODE, clean_code, dossier_code
from motcua.dossiers.people import People, Person, clean_phone, parse_card, parse_person

GOOD = {"name": "Nguyễn Thị Sen", "id_number": "051185004317", "phone": "0905 000 317"}


def test_a_person_is_cleaned_as_typed():
    person = parse_person(GOOD | {"name": "  Nguyễn  Thị   Sen "})
    assert person == Person("Nguyễn Thị Sen", id_number="051185004317", phone="0905000317")
    assert person.search_key == "nguyen thi sen 051185004317 0905000317"


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        ({"name": ""}, "name", "Ghi họ và tên"),
        ({"name": "12345"}, "name", "phải có chữ"),
        ({"id_number": "05118500431"}, "id_number", "mới nhập 11 số"),
        ({"id_number": "ABC"}, "id_number", "chưa đúng"),
        ({"phone": "090500031"}, "phone", "mới nhập 9 số"),
        ({"phone": "gọi sau"}, "phone", "chỉ gồm chữ số"),
        ({"email": "sen@"}, "email", "chưa đúng"),
        ({"kind": "người"}, "kind", "Chọn"),
        ({"born_on": "31/02"}, "born_on", "chưa đúng"),
        ({"address": "x" * 301}, "address", "quá 300"),
        ({"phone": "", "id_number": ""}, "phone", "để tra cứu"),
    ],
)
def test_it_says_what_is_wrong_with_each_field(change, field, words):
    with pytest.raises(InvalidError) as refused:
        parse_person(GOOD | change, prefix="owner_")
    assert words in refused.value.fields["owner_" + field]


@pytest.mark.parametrize(
    "number", ["051185004317", "4300123456", "4300123456-001", "212345678", "C1234567"]
)
def test_identity_numbers_of_all_kinds(number):
    assert parse_person(GOOD | {"id_number": number}).id_number == number


def test_the_card_as_a_scanner_types_it():
    line = "051185004317|212345678|Nguyễn Thị Sen|14021985|Nữ|Tổ 6, Nghĩa Lộ, Quảng Ngãi|01012022"
    person = parse_card(line)
    assert person
    assert (person.name, person.born_on, person.sex) == ("Nguyễn Thị Sen", "1985-02-14", "Nữ")


@pytest.mark.parametrize(
    "line", ["", "051185004317", "x|y|z|t|u|v|w", "https://example.vn/?q=a|b|c|d|e|f"]
)
def test_what_is_no_card(line):
    assert parse_card(line) is None


def test_a_card_with_an_impossible_birthday_still_gives_the_name():
    person = parse_card("051185004317||Nguyễn Thị Sen|31021985|Nữ|Tổ 6|")
    assert person
    assert person.born_on == ""


@pytest.mark.parametrize(
    ("digits", "answers"),
    [("0317", True), ("4317", True), ("0318", False), ("317", False), ("٠٣١٧", False), ("", False)],
)
def test_the_last_four_digits_of_anybody_in_the_dossier(digits, answers):
    sen = parse_person(GOOD)
    assert People(sen, Person("Bé An")).answers_to(digits) is answers


def test_phones_as_people_write_them():
    assert clean_phone("+84 905.000.317") == "0905000317"
    assert clean_phone("0905-000 317") == "0905000317"


@pytest.mark.parametrize(
    ("unit", "number", "code"),
    [
        ("000.00.53.H48", 99, "000.00.53.H48-260907-0099"),
        ("H48.129", 12, "H48.129-260907-0012"),
        ("H48", 12345, "H48-260907-12345"),
    ],
)
def test_dossier_codes_of_both_formats(unit, number, code, at):
    assert dossier_code(unit, at("2026-09-07T08:00").date(), number) == code
    assert CODE.match(code)
    assert clean_code(f" {code.lower()} ") == code
