"""Applicant, owner and representative: three people, never mixed; and how one is written down.

Numbers follow: CCCD 12 digits (province, century and sex, year, serial), tax code 10 digits
or 10-3, mobile and fixed telephone numbers of Vietnam.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date

from motcua.base.labels import Labelled
from motcua.base.text import fold, nfc
from motcua.base.verdict import InvalidError

_CCCD = re.compile(r"^[0-9]{12}$")
_OLD_ID = re.compile(r"^[0-9]{9}$")
_TAX = re.compile(r"^[0-9]{10}(-[0-9]{3})?$")
_PASSPORT = re.compile(r"^[A-Z]{1,2}[0-9]{6,8}$")
_PHONE = re.compile(r"^0[235789][0-9]{8,9}$")
_EMAIL = re.compile(r"^[^@\s]{1,64}@[^@\s]+\.[^@\s]{2,}$")
# Number, old number, name, birth, sex, address; the date of issue may be missing.
_CARD_PARTS = 6
_MAX = {"name": 200, "address": 300, "email": 200}


class PersonKind(Labelled):
    """Who applies (national field LoaiDoiTuong 1–4)."""

    INDIVIDUAL = "individual", "Cá nhân"
    ENTERPRISE = "enterprise", "Doanh nghiệp"
    STATE_BODY = "state_body", "Cơ quan nhà nước"
    ORGANISATION = "organisation", "Tổ chức khác"


@dataclass(frozen=True, slots=True)
class Person:
    """One person or body as written on the receipt; empty strings where not given."""

    name: str
    kind: str = PersonKind.INDIVIDUAL.value
    id_number: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    area_code: str = ""
    born_on: str = ""
    sex: str = ""

    def to_json(self) -> dict[str, str]:
        return {name: value for name in _FIELDS if (value := getattr(self, name))}

    @property
    def search_key(self) -> str:
        return " ".join(filter(None, (fold(self.name), self.id_number, self.phone)))


_FIELDS = tuple(field.name for field in fields(Person))


@dataclass(frozen=True, slots=True)
class People:
    """The three roles around one dossier; owner and applicant are often one person."""

    applicant: Person
    owner: Person
    representative: Person | None = None

    def to_json(self) -> dict[str, dict[str, str]]:
        out = {"applicant": self.applicant.to_json(), "owner": self.owner.to_json()}
        if self.representative is not None:
            out["representative"] = self.representative.to_json()
        return out

    def everyone(self) -> tuple[Person, ...]:
        people = (self.owner, self.applicant, self.representative)
        return tuple(person for person in people if person is not None)

    @property
    def search_key(self) -> str:
        return " | ".join(dict.fromkeys(person.search_key for person in self.everyone()))

    def answers_to(self, last_four: str) -> bool:
        """Whether the digits end the phone or identity number of anybody in the dossier."""
        if not re.fullmatch(r"\d{4}", last_four):
            return False
        numbers = (
            number for person in self.everyone() for number in (person.phone, person.id_number)
        )
        return any(re.sub(r"\D", "", number).endswith(last_four) for number in numbers if number)


def person_from_json(raw: Mapping[str, object] | None) -> Person:
    """A person as stored; nothing is judged again."""
    known = raw or {}
    return Person(**{name: str(known[name]) for name in _FIELDS if known.get(name)} or {"name": ""})


def people_from_json(raw: Mapping[str, Mapping[str, object]]) -> People:
    representative = raw.get("representative")
    return People(
        person_from_json(raw.get("applicant")),
        person_from_json(raw.get("owner")),
        person_from_json(representative) if representative else None,
    )


def clean_phone(text: str) -> str:
    """Digits only, with 0 in front; `+84 905 000 317` becomes `0905000317`."""
    digits = re.sub(r"[\s.\-()]", "", text)
    return (
        "0" + digits.removeprefix("+84").removeprefix("84")
        if digits.startswith(("+84", "84"))
        else digits
    )


def parse_person(
    raw: Mapping[str, object], *, prefix: str = "", needs_contact: bool = True
) -> Person:
    """A person as somebody typed it, or `InvalidError` with a sentence for each field."""
    texts = {name: nfc(str(raw.get(name) or "")) for name in _FIELDS}
    texts["phone"] = clean_phone(texts["phone"])
    texts["id_number"] = texts["id_number"].replace(" ", "").upper()
    texts["kind"] = texts["kind"] or PersonKind.INDIVIDUAL.value
    problems = {name: sentence for name, sentence in _problems(texts, needs_contact) if sentence}
    if problems:
        raise InvalidError(
            next(iter(problems.values())),
            fields={prefix + name: sentence for name, sentence in problems.items()},
        )
    return Person(**texts)


def _problems(texts: dict[str, str], needs_contact: bool) -> list[tuple[str, str]]:  # noqa: FBT001
    found = [
        ("name", _name_problem(texts["name"])),
        ("id_number", _id_problem(texts["id_number"], texts["kind"])),
        ("phone", _phone_problem(texts["phone"])),
        (
            "email",
            ""
            if not texts["email"] or _EMAIL.match(texts["email"])
            else "Địa chỉ thư điện tử chưa đúng, ví dụ ten@vidu.vn.",
        ),
        ("kind", "" if texts["kind"] in set(PersonKind) else "Chọn cá nhân hay tổ chức."),
        ("born_on", _date_problem(texts["born_on"])),
    ]
    found += [
        (name, f"Dài quá {limit} ký tự, rút gọn lại.")
        for name, limit in _MAX.items()
        if len(texts[name]) > limit
    ]
    if needs_contact and not texts["phone"] and not texts["id_number"]:
        found.append(("phone", "Ghi số điện thoại hoặc số định danh để tra cứu hồ sơ sau này."))
    return found


def _name_problem(name: str) -> str:
    if not name:
        return "Ghi họ và tên."
    if not any(char.isalpha() for char in name):
        return "Họ và tên phải có chữ."
    return ""


def _id_problem(number: str, kind: str) -> str:
    if not number or _CCCD.match(number) or _TAX.match(number):
        return ""
    if kind == PersonKind.INDIVIDUAL and (_OLD_ID.match(number) or _PASSPORT.match(number)):
        return ""
    if number.isdigit():
        return f"Số định danh có 12 số, mã số thuế 10 số. Anh/chị mới nhập {len(number)} số."
    return "Số giấy tờ chưa đúng: CCCD 12 số, mã số thuế 10 số, hoặc số hộ chiếu."


def _phone_problem(phone: str) -> str:
    if not phone or _PHONE.match(phone):
        return ""
    if phone.isdigit():
        return f"Số điện thoại có 10 số. Anh/chị mới nhập {len(phone)} số."
    return "Số điện thoại chỉ gồm chữ số, bắt đầu bằng số 0."


def _date_problem(text: str) -> str:
    if not text:
        return ""
    try:
        known = date.fromisoformat(text)
    except ValueError:
        known = None
    if known is None or known.isoformat() != text:
        return "Ngày sinh chưa đúng, ghi theo dạng 14/02/1985."
    return ""


def parse_card(text: str) -> Person | None:
    """The QR of a CCCD as a scanner types it, or None where the text is no card.

    Shape: number|old number|name|ddMMyyyy|sex|address|ddMMyyyy of issue.
    """
    parts = [part.strip() for part in text.strip().split("|")]
    if len(parts) < _CARD_PARTS or not _CCCD.match(parts[0]):
        return None
    day = parts[3]
    born = f"{day[4:8]}-{day[2:4]}-{day[0:2]}" if re.fullmatch(r"\d{8}", day) else ""
    return Person(
        name=nfc(parts[2]),
        id_number=parts[0],
        born_on="" if _date_problem(born) else born,
        sex=nfc(parts[4]),
        address=nfc(parts[5]),
    )
