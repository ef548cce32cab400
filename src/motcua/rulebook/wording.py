"""Texts with places to fill in: `{mã hồ sơ}` stands for the code; only declared places are taken.

Also what a text message costs: one segment holds 160 characters of the GSM alphabet, or 70 as soon
as one letter is not in it (every Vietnamese text with its marks); longer texts lose some to the
joining of their parts (3GPP TS 23.038, 23.040).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

from motcua.base.verdict import InvalidError

_PLACE = re.compile(r"\{([^{}\n]*)\}")
# Whose number this is nobody can tell from a template, so none may stand in one.
_LONG_NUMBER = re.compile(r"\d(?:[ .-]?\d){8,}")
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€")
GSM_ONE, GSM_PART = 160, 153
UCS_ONE, UCS_PART = 70, 67


@dataclass(frozen=True, slots=True)
class Place:
    """A place to fill in: how it is written between braces, and an invented value for previews."""

    word: str
    sample: str
    personal: bool = False


@dataclass(frozen=True, slots=True)
class Length:
    """How long a message is: its alphabet, the characters it takes and the segments it is sent as."""

    alphabet: str
    characters: int
    segments: int
    room: int

    @property
    def words(self) -> str:
        """`96 ký tự có dấu, 2 tin`."""
        marks = "không dấu" if self.alphabet == "gsm" else "có dấu"
        return f"{self.characters} ký tự {marks}, {self.segments} tin"


def places_in(text: str) -> list[str]:
    """The words between braces, in order, each once."""
    return list(dict.fromkeys(_PLACE.findall(text)))


def check(text: str, places: tuple[Place, ...]) -> None:
    """Raise `InvalidError` for a place that is not declared, a lone brace, or somebody's number."""
    known = [place.word for place in places]
    strange = [word for word in places_in(text) if word not in known]
    if strange:
        listed = ", ".join(f"{{{word}}}" for word in known) or "không có chỗ nào"
        raise InvalidError(f"Không có chỗ điền {{{strange[0]}}}. Dùng được: {listed}.")
    if set(_PLACE.sub("", text)) & set("{}"):
        raise InvalidError("Có dấu ngoặc nhọn đứng lẻ. Viết chỗ điền dạng {mã hồ sơ}.")
    if _LONG_NUMBER.search(_PLACE.sub(" ", text)):
        raise InvalidError(
            "Mẫu không được ghi sẵn số điện thoại hay số định danh. Dùng chỗ điền thay cho số."
        )


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its places filled; KeyError for a place that has no value."""
    return _PLACE.sub(lambda found: values[found[1]], text)


def sample(text: str, places: tuple[Place, ...]) -> str:
    """The text as it would read, with invented values."""
    return fill(text, {place.word: place.sample for place in places})


def without_marks(text: str) -> str:
    """Vietnamese letters without their marks; everything else stays: `Đã nhận` is `Da nhan`."""
    parts = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D").replace("₫", "d"))
    return "".join(char for char in parts if not unicodedata.combining(char))


def length_of(text: str) -> Length:
    """What the text is sent as; characters outside the GSM alphabet make it a UCS-2 message."""
    if set(text) <= _GSM | _GSM_TWICE:
        used = sum(2 if char in _GSM_TWICE else 1 for char in text)
        return _length("gsm", used, GSM_ONE, GSM_PART)
    return _length("ucs2", len(text.encode("utf-16-le")) // 2, UCS_ONE, UCS_PART)


def _length(alphabet: str, used: int, one: int, part: int) -> Length:
    segments = 1 if used <= one else -(-used // part)
    return Length(alphabet, used, segments, (one if segments == 1 else part * segments) - used)
