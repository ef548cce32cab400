"""A card that was scanned, or a number that was typed: who it is, as far as it can be known."""

from __future__ import annotations

from dataclasses import dataclass, field

from motcua.base.actor import Actor
from motcua.base.dates import format_date
from motcua.desk.forms.people import fields_of
from motcua.dossiers.people import parse_card
from motcua.dossiers.queries import searching
from motcua.dossiers.queries.searching import KnownPerson

_NUMBERS = frozenset({9, 12})
_ABOUT = ("name", "id_number", "phone", "born_on", "sex", "address", "email")


@dataclass(frozen=True, slots=True)
class Scan:
    """Fields to fill in, the person as met before, and what could not be read."""

    fields: dict[str, str] = field(default_factory=dict)
    known: KnownPerson | None = None
    mistake: str = ""

    @property
    def known_words(self) -> str:
        """`Đã có 3 hồ sơ trước đây, gần nhất 03/09/2026.`"""
        if self.known is None:
            return ""
        latest = f", gần nhất {format_date(self.known.latest_at)}" if self.known.latest_at else ""
        return f"Đã có {self.known.dossiers} hồ sơ trước đây{latest}."


NOTHING = Scan()


def read(actor: Actor, text: str) -> Scan:
    """The person from earlier dossiers, completed by the card itself; nothing for an empty text."""
    typed = text.strip()
    if not typed:
        return NOTHING
    card = parse_card(typed)
    number = card.id_number if card else typed.replace(" ", "").upper()
    known = searching.known_person(actor, number)
    found = fields_of(known.person) if known else {}
    found |= fields_of(card) if card else {}
    if not found:
        return _unknown(number)
    return Scan(dict.fromkeys(_ABOUT, "") | found | {"scan": ""}, known)


def _unknown(number: str) -> Scan:
    if number.isdigit() and len(number) in _NUMBERS:
        return Scan(
            {"id_number": number, "scan": ""},
            mistake="Chưa gặp số này trong các hồ sơ trước. Số đã điền sẵn, gõ tiếp họ tên và điện thoại.",
        )
    mistake = "Không đọc được thẻ. Quét lại, hoặc gõ 12 số trên CCCD rồi bấm Enter."
    return Scan(mistake=mistake)
