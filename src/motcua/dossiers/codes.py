"""Dossier codes: `<unit code>-<yymmdd>-<number>`, the number counted per unit and day.

Era A: NĐ 61/2018 and TT 01/2018 art. 19 (`000.00.53.H48-220921-0099`); since unit codes of
QĐ 20/2020 (`H48.129-260903-0012`). Which unit code is used is the unit's own dated data.
"""

from __future__ import annotations

import re
from datetime import date

CODE = re.compile(
    r"^(?:[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Z][0-9]{2}|[A-Z][0-9]{2}(?:\.[0-9]{1,3}){0,4})-[0-9]{6}-[0-9]{4,6}$"
)


def dossier_code(unit_code: str, day: date, number: int) -> str:
    """The code of the `number`-th dossier of that unit on that day; four digits or more."""
    return f"{unit_code}-{day:%y%m%d}-{number:04}"


def clean_code(text: str) -> str:
    """As people type it: blanks and lower case forgiven."""
    return re.sub(r"\s+", "", text).upper()[:64]
