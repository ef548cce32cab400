"""Legal grounds as people write them: which texts and which places of them a sentence cites."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from motcua.base.text import fold

_NUMBER = re.compile(r"\d{1,4}/\d{4}/[A-ZĐ0-9-]+|\d{1,4}/[A-ZĐ][A-ZĐ0-9-]*-[A-ZĐ0-9-]+")
_LAW = re.compile(r"(?:Bộ luật|Luật|Pháp lệnh|Hiến pháp)\s+[A-ZĐÀ-Ỹ][^,;.()]{2,80}")
_PLACE = re.compile(
    r"(?:điểm|khoản|điều|mục|phụ lục|chương)\s+(?:số\s+)?[0-9a-zđIVX]+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Ground:
    """The texts named (numbers such as `175/2024/NĐ-CP`, names of laws) and the places in them."""

    numbers: frozenset[str]
    laws: frozenset[str]
    places: tuple[str, ...]

    @property
    def names_a_text(self) -> bool:
        return bool(self.numbers or self.laws)


def read_ground(text: str) -> Ground:
    """What a sentence cites; empty where it cites nothing."""
    laws = {_law(found.group()) for found in _LAW.finditer(text)}
    return Ground(
        frozenset(found.group() for found in _NUMBER.finditer(text)),
        frozenset(law for law in laws if law),
        tuple(found.group() for found in _PLACE.finditer(text)),
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
