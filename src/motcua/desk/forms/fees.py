"""Fees at the counter: one line for each published fee, ticked where it is owed in every case."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from motcua.base.verdict import InvalidError
from motcua.dossiers.fees import fees_published
from motcua.procedures.pinned import PinnedVersion

_MOST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class FeeLine:
    """One published fee; `amount` is the text in the field, so that nothing typed is lost."""

    field: str
    name: str
    hint: str
    ticked: bool
    amount: str


def fee_lines(version: PinnedVersion, channel: str, data: QueryDict | None) -> list[FeeLine]:
    """The lines of that channel: as filled in, or as they usually are."""
    lines = []
    for number, fee in enumerate(fees_published(version, channel)):
        field = f"fee_{number}"
        usual = str(fee.amount) if fee.amount else ""
        lines.append(
            FeeLine(
                field=field,
                name=fee.name,
                hint=fee.condition or fee.note,
                ticked=bool(fee.amount and not fee.condition) if data is None else field in data,
                amount=usual if data is None else data.get(f"{field}_amount", usual).strip(),
            )
        )
    return lines


def amounts_of(lines: Iterable[FeeLine]) -> dict[str, int]:
    """What is to be taken, by published name; dots between thousands are forgiven."""
    found: dict[str, int] = {}
    for line in lines:
        digits = line.amount.replace(".", "").replace(" ", "")
        if not line.ticked:
            continue
        if not digits.isdecimal() or len(digits) > _MOST_DIGITS:
            sentence = f"“{line.name}”: ghi số tiền bằng chữ số."
            raise InvalidError(sentence, fields={line.field: sentence})
        found[line.name] = int(digits)
    return found


def total_of(lines: Iterable[FeeLine]) -> int:
    """What the ticked lines come to, as far as they can be read."""
    texts = (line.amount.replace(".", "").replace(" ", "") for line in lines if line.ticked)
    return sum(int(text) for text in texts if text.isdecimal() and len(text) <= _MOST_DIGITS)
