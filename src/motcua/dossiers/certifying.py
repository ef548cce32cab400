"""What is counted, numbered and paid when something is certified at the counter.

Decree 23/2015: certified copies (BS), signatures (CK) and transactions (HĐ) have registers of
their own, numbered from 1 each year; one number stands for one kind of paper, however many copies
are made of it, and is never given twice (Circular 01/2020/TT-BTP art. 3).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from motcua.base.verdict import InvalidError
from motcua.dossiers import numbering
from motcua.dossiers.folding import DossierState
from motcua.procedures.pinned import PinnedVersion
from motcua.procedures.tariffs import (
    MOST_COPIES,
    MOST_PAGES,
    MOST_SIGNATURES,
    Per,
    Quantities,
)

REGISTERS = {
    "BS": "Sổ chứng thực bản sao từ bản chính",
    "CK": "Sổ chứng thực chữ ký, điểm chỉ",
    "HD": "Sổ chứng thực giao dịch",
}
_COUNTED = {
    Per.PAGE: ("copies", "pages"),
    Per.COPY: ("copies",),
    Per.DOCUMENT: ("copies", "signatures"),
    Per.SIGNATURE: ("signatures",),
}
_MOST = {"copies": MOST_COPIES, "pages": MOST_PAGES, "signatures": MOST_SIGNATURES}
_NAMES = {"copies": "số bản", "pages": "số trang", "signatures": "số chữ ký"}


def counted_in(version: PinnedVersion) -> tuple[str, ...]:
    """Which quantities an entry of this version has to say."""
    tariff = next((fee.tariff for fee in version.fees if fee.tariff), None)
    return _COUNTED[tariff.per] if tariff else ("copies",)


def counts_documents(version: PinnedVersion) -> bool:
    """Whether `copies` are documents, as where signatures are certified."""
    return any(fee.tariff and fee.tariff.per is Per.DOCUMENT for fee in version.fees)


def check_quantities(version: PinnedVersion, counted: Quantities) -> None:
    """Raises `InvalidError`, by field, for a quantity that is missing or beyond all measure."""
    wrong = {
        name: f"Ghi {_NAMES[name]} từ 1 đến {_MOST[name]}."
        for name in counted_in(version)
        if not 1 <= getattr(counted, name) <= _MOST[name]
    }
    if wrong:
        raise InvalidError(next(iter(wrong.values())), fields=wrong)


def quantities_json(version: PinnedVersion, counted: Quantities) -> dict[str, Any]:
    """What a dossier keeps of them: only what the version counts."""
    return {name: getattr(counted, name) for name in counted_in(version)}


def quantities_of(state: DossierState) -> Quantities:
    said: Mapping[str, Any] = state.quantities or {}
    return Quantities(
        copies=int(said.get("copies", 1)),
        pages=int(said.get("pages", 1)),
        signatures=int(said.get("signatures", 0)),
    )


def next_line(version: PinnedVersion, unit_id: int, year: int | None) -> dict[str, Any]:
    """The next line of the unit's register of that year; nothing where there is no register.

    Must run inside the transaction that writes the dossier: what fails gives its number back.
    """
    if not version.register or year is None:
        return {}
    number = numbering.next_number(unit_id, version.register, year)
    return {"register_kind": version.register, "register_number": number, "book_year": year}


def stamp(line: Mapping[str, Any]) -> str:
    """`125, quyển 2026-SCT/BS`: the number of what was certified; empty without a line."""
    if not line.get("register_number"):
        return ""
    return f"{line['register_number']}, quyển {line['book_year']}-SCT/{line['register_kind']}"


def line_words(kind: str, number: int | None, year: int | None) -> str:
    """`Số 125, quyển 2026-SCT/BS`, as the book and the page show it; empty without a line."""
    return f"Số {number}, quyển {year}-SCT/{kind}" if number and kind else ""


def quantity_words(said: Mapping[str, Any] | None, register_kind: str) -> str:
    """`3 bản, 4 trang`; `1 giấy tờ, 2 chữ ký` where signatures were certified."""
    counted = said or {}
    units = {
        "copies": "giấy tờ" if register_kind == "CK" else "bản",
        "pages": "trang",
        "signatures": "chữ ký",
    }
    return ", ".join(f"{counted[name]} {unit}" for name, unit in units.items() if counted.get(name))


def is_void(state: DossierState) -> bool:
    """Whether the line was struck out; its number stays used."""
    return bool((state.quantities or {}).get("void"))
