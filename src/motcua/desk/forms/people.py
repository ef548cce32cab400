"""The people of a dossier as the counter writes them down: applicant, owner, representative."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms

from motcua.base.verdict import InvalidError
from motcua.dossiers.people import People, Person, PersonKind, parse_person

OWNER, REPRESENTATIVE = "owner_", "representative_"
_DAY = re.compile(r"^(\d{1,2})[/.\-](\d{1,2})[/.\-](\d{4})$")
_DIGITS = {"inputmode": "numeric", "autocomplete": "off"}
_OFF = {"autocomplete": "off"}
_SEXES = [("", ""), ("Nam", "Nam"), ("Nữ", "Nữ")]


def _text(label: str, most: int, **attrs: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=most, widget=forms.TextInput(attrs=_OFF | attrs)
    )


class PeopleForm(forms.Form):
    """What is wrong with a person is said by `motcua.dossiers.people`, not here."""

    name = _text("Họ và tên người nộp", 200)
    kind = forms.ChoiceField(
        label="Nộp với tư cách",
        choices=[(kind.value, kind.label) for kind in PersonKind],
        initial=PersonKind.INDIVIDUAL.value,
        required=False,
    )
    id_number = _text("Số CCCD, hộ chiếu hoặc mã số thuế", 20, **_DIGITS)
    phone = _text("Số điện thoại", 20, **_DIGITS)
    born_on = _text("Ngày sinh", 10, placeholder="14/02/1985", **_DIGITS)
    sex = forms.ChoiceField(label="Giới tính", choices=_SEXES, required=False)
    address = _text("Địa chỉ", 300)
    email = _text("Thư điện tử", 200)
    same_owner = forms.BooleanField(
        label="Người nộp cũng là chủ hồ sơ", required=False, initial=True
    )
    owner_name = _text("Tên chủ hồ sơ", 200)
    owner_kind = forms.ChoiceField(
        label="Chủ hồ sơ là",
        choices=[(kind.value, kind.label) for kind in PersonKind],
        initial=PersonKind.INDIVIDUAL.value,
        required=False,
    )
    owner_id_number = _text("Số giấy tờ của chủ hồ sơ", 20, **_DIGITS)
    owner_phone = _text("Điện thoại của chủ hồ sơ", 20, **_DIGITS)
    owner_address = _text("Địa chỉ của chủ hồ sơ", 300)
    has_representative = forms.BooleanField(
        label="Có người đại diện, được ủy quyền", required=False
    )
    representative_name = _text("Tên người đại diện", 200)
    representative_id_number = _text("Số giấy tờ của người đại diện", 20, **_DIGITS)
    representative_phone = _text("Điện thoại của người đại diện", 20, **_DIGITS)

    def people(self) -> People:
        """The three roles; `InvalidError` names every field that is wrong."""
        said = {name: str(value or "") for name, value in self.cleaned_data.items()}
        wrong: dict[str, str] = {}
        applicant = _parsed(said, "", wrong, needs_contact=True)
        owner = applicant
        if not self.cleaned_data["same_owner"]:
            owner = _parsed(said, OWNER, wrong, needs_contact=False)
        representative = None
        if self.cleaned_data["has_representative"]:
            representative = _parsed(said, REPRESENTATIVE, wrong, needs_contact=False)
        if wrong:
            raise InvalidError(next(iter(wrong.values())), fields=wrong)
        return People(applicant, owner, representative)


def _parsed(
    said: Mapping[str, str], prefix: str, wrong: dict[str, str], *, needs_contact: bool
) -> Person:
    raw: dict[str, Any] = {
        name.removeprefix(prefix): value for name, value in said.items() if name.startswith(prefix)
    }
    raw["born_on"] = iso_day(raw.get("born_on", ""))
    try:
        return parse_person(raw, prefix=prefix, needs_contact=needs_contact)
    except InvalidError as refusal:
        wrong.update(refusal.fields)
        return Person(name="")


def iso_day(text: str) -> str:
    """`14/02/1985` as `1985-02-14`; anything else as it is, for the parser to judge."""
    match = _DAY.match(text.strip())
    if match is None:
        return text.strip()
    day, month, year = match.groups()
    return f"{year}-{int(month):02}-{int(day):02}"


def typed_day(iso: str) -> str:
    """The other way round, for a field."""
    parts = iso.split("-")
    return "/".join(reversed(parts)) if len(parts) == 3 else iso  # noqa: PLR2004 - year, month, day


def fields_of(person: Person, prefix: str = "") -> dict[str, str]:
    """A person as the fields of the form that show them; empty ones are left as they are."""
    shown = person.to_json()
    if "born_on" in shown:
        shown["born_on"] = typed_day(shown["born_on"])
    return {prefix + name: value for name, value in shown.items()}
