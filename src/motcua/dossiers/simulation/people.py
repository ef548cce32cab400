"""Invented people: Vietnamese names, and numbers that nobody can have.

No province has the code 999 and no telephone number begins with 0200, so whoever is made here is
known as made up wherever the numbers turn up.
"""

from __future__ import annotations

from dataclasses import dataclass

from motcua.base.text import fold
from motcua.dossiers.simulation.plan import Place

_SURNAMES = (
    "Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Đinh",
    "Phan", "Trương", "Lâm", "Cao", "Tạ", "Châu", "Tiêu", "Kiều",
)  # fmt: skip
_WOMEN = ("Thị", "Thị Thu", "Thị Kim", "Thị Ngọc", "Thị Thanh", "Thị Mỹ", "Thị Bích")
_MEN = ("Văn", "Minh", "Quang", "Đức", "Hữu", "Thành", "Công")
_WOMENS = (
    "Hoa", "Lan", "Sen", "Hương", "Yến", "Trang", "Nga", "Hạnh", "Loan", "Diễm", "Xuân", "Thảo",
    "Oanh", "Vy", "Như", "Ánh", "Phượng", "Liên", "Tuyết", "Hằng",
)  # fmt: skip
_MENS = (
    "Hùng", "Dũng", "Sơn", "Tuấn", "Bình", "Phúc", "Khánh", "Lộc", "Tâm", "Thịnh", "Vinh", "Toàn",
    "Hải", "Trung", "Nghĩa", "Đạt", "Quý", "Long", "Phước", "Nam",
)  # fmt: skip


def _names() -> list[tuple[str, str]]:
    """Every name with its folded form; women and men in turn."""
    pairs = [
        name
        for woman, man in zip(
            ((middle, given) for middle in _WOMEN for given in _WOMENS),
            ((middle, given) for middle in _MEN for given in _MENS),
            strict=True,
        )
        for name in (woman, man)
    ]
    full = [f"{surname} {middle} {given}" for middle, given in pairs for surname in _SURNAMES]
    return [(name, fold(name)) for name in full]


@dataclass(frozen=True, slots=True)
class Made:
    """One invented person as the rows and facts spell it; `json` is canonical."""

    name: str
    key: str
    json: str


class Population:
    """So many people, each the same whenever the number comes up again."""

    def __init__(self, size: int) -> None:
        self.size = size
        self._names = _names()

    def name(self, number: int) -> str:
        return self._names[number * 7919 % len(self._names)][0]

    def person(self, number: int, place: Place) -> Made:
        name, folded = self._names[number * 7919 % len(self._names)]
        code = f'"area_code":"{place.code}",' if place.code else ""
        id_number, phone = f"999{number:09}", f"0200{number % 1_000_000:06}"
        return Made(
            name,
            f"{folded} {id_number} {phone}",
            f'{{"address":"{place.name}",{code}"id_number":"{id_number}","kind":"individual",'
            f'"name":"{name}","phone":"{phone}"}}',
        )
