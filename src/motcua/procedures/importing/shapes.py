"""Look into a raw record without trusting it: every reader answers in the promised type."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from motcua.base.text import nfc

Raw = Mapping[str, Any]

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u200e\u200f\u2060\ufeff\u00ad"))
_BULLET = re.compile(r"^[\s\-–+*•]+(?=\S)")


def is_full(raw: Raw) -> bool:
    """Whether this is a full record of the portal, not a line of its list."""
    return "executionMethods" in raw


def text(raw: Raw, key: str) -> str:
    """The string under the key as it stands, or the empty string."""
    value = raw.get(key)
    return value if isinstance(value, str) else ""


def clean(value: str) -> str:
    """Composed letters, no invisible ones, one blank between words."""
    return nfc(value.translate(_INVISIBLE))


def clean_lines(value: str) -> str:
    """`clean` for each line; empty lines fall away."""
    lines = (clean(line) for line in value.splitlines())
    return "\n".join(line for line in lines if line)


def without_bullet(value: str) -> str:
    """`- Tờ khai` as `Tờ khai`."""
    return _BULLET.sub("", clean(value))


def objects(raw: Raw, key: str) -> list[Raw]:
    """The objects in the list under the key."""
    value = raw.get(key)
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []


def strings(raw: Raw, key: str) -> list[str]:
    """The strings in the list under the key, blanks included."""
    value = raw.get(key)
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def number(value: object) -> Decimal | None:
    """A number written as number or as text (`"10"`, `6.25`), or None."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    written = str(value).strip().replace(",", ".")
    return Decimal(written) if re.fullmatch(r"\d{1,12}(\.\d{1,4})?", written) else None


def names(raw: Raw, *keys: str) -> list[str]:
    """The names of the objects in the lists under the keys, each once."""
    found = (clean(text(item, "name")) for key in keys for item in objects(raw, key))
    return list(dict.fromkeys(name for name in found if name))


def code_of(raw: Raw) -> str:
    """The code as it will be compared: without blanks around it."""
    return text(raw, "code").strip()


def agencies_of(raw: Raw) -> list[str]:
    """Names of those who do the work, of either kind of record."""
    if is_full(raw):
        return names(raw, "departmentsExecuting", "unitGroupsExecuting")
    found = (clean(name) for name in strings(raw, "departments"))
    return list(dict.fromkeys(name for name in found if name))


def papers_of(raw: Raw) -> list[tuple[str, Raw]]:
    """Every component with the name of the case that it is listed under."""
    return [
        (clean(text(case, "name")), paper)
        for case in objects(raw, "executionCases")
        for paper in objects(case, "profileComponents")
    ]


def quantities(paper: Raw) -> tuple[int, int]:
    """Originals and copies; what is not a whole number counts as none."""
    found = [paper.get("originalQty"), paper.get("copyQty")]
    originals, copies = (
        value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else 0
        for value in found
    )
    return originals, copies
