"""Legal grounds as people write them: which texts and which places of them a sentence cites.

Officers write `nđ 158/2024/nđ-cp`, `Luật Hộ tịch năm 2014`, `TT 04/2020/TT-BTP`: letter case, years and
short forms do not matter. A letter, a notice or a plan is no legal text, whatever its number.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from motcua.base.text import fold

_NUMBER = re.compile(r"(\d{1,4}/\d{4})/([A-ZĐ][A-ZĐ0-9-]*)", re.IGNORECASE)
_NORMATIVE = re.compile(
    r"^(N?Đ-CP|TT-|TTLT|QH\d|QĐ-TTG|QĐ-UBND|NQ-|PL-|UBTVQH|L-CTN)", re.IGNORECASE
)
_LAW = re.compile(
    r"(?:bộ luật|luật|pháp lệnh|hiến pháp)\s+(?!pháp|này|số)[a-zđà-ỹ][^,;.()\d]{2,80}",
    re.IGNORECASE,
)
_PLACE = re.compile(
    r"(?:điểm|khoản|điều|mục|phụ lục|chương)\s+(?:số\s+)?[0-9a-zđIVX]+", re.IGNORECASE
)
_ADMINISTRATIVE = re.compile(
    r"\b(cong van|thong bao|ke hoach|cong dien|quy che|noi quy|bien ban hop|giao ban|chi dao)\b"
)
# Which kind of text a number's ending belongs to; a `Thông tư …/NĐ-CP` is neither.
_KINDS = (("nghi dinh", "ND-CP"), ("thong tu", "TT"), ("luat", "QH"), ("quyet dinh", "QD"))


@dataclass(frozen=True, slots=True)
class Ground:
    """The texts named (numbers such as `175/2024/NĐ-CP`, names of laws) and the places in them."""

    numbers: frozenset[str]
    laws: frozenset[str]
    places: tuple[str, ...]
    is_administrative: bool = False

    @property
    def names_a_text(self) -> bool:
        return bool(self.numbers or self.laws)


def read_ground(text: str) -> Ground:
    """What a sentence cites; empty where it cites nothing."""
    laws = {_law(found.group()) for found in _LAW.finditer(text)}
    numbers = {
        f"{found.group(1)}/{found.group(2).upper()}"
        for found in _NUMBER.finditer(text)
        if _NORMATIVE.match(found.group(2))
    }
    return Ground(
        frozenset(numbers),
        frozenset(law for law in laws if law),
        tuple(found.group() for found in _PLACE.finditer(text)),
        bool(_ADMINISTRATIVE.search(fold(text))),
    )


def _law(name: str) -> str:
    """`luat ho tich`: without year, number and accents, so that spellings of one law agree."""
    words = fold(re.sub(r"\s(?:năm|số|\d).*", "", name)).split()
    return " ".join(words[:8])


def is_of(ground: Ground, bases: Iterable[str]) -> bool:
    """Whether one of the cited texts is among the published legal bases."""
    for base in bases:
        known = read_ground(base)
        if ground.numbers & known.numbers:
            return True
        if any(a.startswith(b) or b.startswith(a) for a in ground.laws for b in known.laws):
            return True
    return False


def misnamed(text: str, bases: Iterable[str]) -> str:
    """A number cited with the wrong kind of text, as it should read; empty where all agree."""
    known = {
        found.group(1): f"{found.group(1)}/{found.group(2)}"
        for base in bases
        for found in _NUMBER.finditer(base)
    }
    for found in _NUMBER.finditer(text):
        right = known.get(found.group(1))
        cited = f"{found.group(1)}/{found.group(2)}"
        if right and fold(right) != fold(cited):
            return right
        before = fold(text[: found.start()]).replace(" so", "").rstrip()
        ending = fold(found.group(2)).upper()
        for kind, mark in _KINDS:
            if before.endswith(kind) and not ending.startswith(mark):
                return f"{kind} …/{mark}"
    return ""
