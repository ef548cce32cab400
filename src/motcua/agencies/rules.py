"""What needs no database: codes of agencies, and what makes an agency competent."""

from __future__ import annotations

import re
from dataclasses import dataclass

from motcua.agencies.states import Level

# QCVN 102:2016/BTTTT, read from the right: level 1 (H48), level 2, level 3, level 4.
OLD_CODE_PATTERN = r"^[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}$"
# Decision 20/2020/QĐ-TTg: M1.M2.M3…, each level to the right of the one above.
NEW_CODE_PATTERN = r"^[A-Z][0-9]{2}(\.[0-9]{1,3}){0,4}$"
AGENCY_CODE_PATTERN = f"{OLD_CODE_PATTERN}|{NEW_CODE_PATTERN}"

_OLD = re.compile(OLD_CODE_PATTERN)
_NEW = re.compile(NEW_CODE_PATTERN)


@dataclass(frozen=True, slots=True)
class Competence:
    """Who decides, as a procedure says it: a level, and at province level a named agency.

    Without `agency_key` it is the People's Committee of that level.
    """

    level: Level
    agency_key: str | None = None


def is_old_code(code: str) -> bool:
    return _OLD.fullmatch(code) is not None


def is_new_code(code: str) -> bool:
    return _NEW.fullmatch(code) is not None


def code_path(code: str) -> tuple[str, ...]:
    """The levels of a code of either format from the top: `000.00.53.H48` is `("H48", "53")`.

    Raises ValueError for anything else.
    """
    if is_old_code(code):
        parts = code.split(".")[::-1]
        while len(parts) > 1 and set(parts[-1]) == {"0"}:
            parts.pop()
        return tuple(parts)
    if is_new_code(code):
        return tuple(code.split("."))
    raise ValueError(f"Không phải mã định danh cơ quan: {code!r}.")


def old_form(code: str) -> str:
    """`H48.53.07` as `000.07.53.H48`; empty where a level does not fit the old form's digits."""
    top, *lower = code_path(code)
    levels = [part.zfill(2) for part in lower] + ["00", "00"][len(lower) :]
    old = ".".join(["000", *levels[::-1], top])
    return old if is_old_code(old) else ""
