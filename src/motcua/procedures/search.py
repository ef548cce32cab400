"""Find procedures by code, by words with or without diacritics, by initials, and despite a typo.

Order of what is found: the code itself, codes that begin so, names that hold what was typed with
its diacritics (`khai tử` before `khai từ`); among these and among the rest the name itself, names
that begin so, names with the phrase (whole words first), names with all the words in any order,
initials (`xntthn`); then shorter names. Only when nothing fits are names taken that resemble the
words (trigrams).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypedDict, Unpack

from django.db import connection

from motcua.base.text import nfc
from motcua.procedures.rules import search_words

COLUMNS = (
    "id, procedure_id, code, name, sector_code, sector_name, levels, competence_level, "
    "competence_agency, online_level, audience, provenance, effective_from, effective_to, "
    "process_id IS NOT NULL"
)
_IN_FORCE = (
    "state = 'published' AND effective_from <= %(on)s "
    "AND (effective_to IS NULL OR %(on)s < effective_to)"
)
_FILTERS = {
    "sector": "sector_code = %(sector)s",
    "agency": "competence_agency = %(agency)s",
    "audience": "audience @> ARRAY[%(audience)s]::varchar[]",
    "level": "levels @> ARRAY[%(level)s]::varchar[]",
    "online_level": "online_level = %(online_level)s",
    "code": "code LIKE %(code)s || '%%'",
}
_CODE_FITS = """CASE
    WHEN code = %(typed)s THEN 0
    WHEN code LIKE %(code_prefix)s THEN 1
    ELSE 2 END"""
_RANK = """CASE
    WHEN folded = %(words)s THEN 2
    WHEN folded LIKE %(words)s || ' %%' THEN 3
    WHEN ' ' || folded || ' ' LIKE '%% ' || %(words)s || ' %%' THEN 4
    WHEN folded LIKE '%%' || %(words)s || '%%' THEN 5
    WHEN folded LIKE ALL (%(patterns)s) THEN 6
    ELSE 7 END"""
_FITS = """(code LIKE %(code_prefix)s OR folded LIKE ALL (%(patterns)s)
    OR initials LIKE %(initials)s)"""
_SHORTEST_INITIALS = 3

Value = str | int | date | list[str]


@dataclass(frozen=True, slots=True)
class Found:
    """One line of a list of procedures; `id` is the version's."""

    id: int
    procedure_id: int
    code: str
    name: str
    sector_code: str
    sector_name: str
    levels: tuple[str, ...]
    competence_level: str
    competence_agency: str
    online_level: str
    audience: tuple[str, ...]
    provenance: str
    effective_from: date
    effective_to: date | None
    accepts_dossiers: bool


class Filters(TypedDict, total=False):
    """What a list may be narrowed to; an empty word does not narrow.

    `code` is the beginning of a code, `sector` a sector code, `agency` the key of the deciding
    agency; `audience`, `level` (of intake or decision) and `online_level` are stored words.
    """

    code: str
    sector: str
    agency: str
    audience: str
    level: str
    online_level: str


def search(
    text: str = "", *, on: date, limit: int = 20, offset: int = 0, **filters: Unpack[Filters]
) -> tuple[Found, ...]:
    """Versions in force on that day, best first; without text, all by Vietnamese alphabet.

    At most two statements.
    """
    narrowing = {key: str(value) for key, value in filters.items() if value}
    where = " AND ".join([_IN_FORCE, *(_FILTERS[key] for key in narrowing)])
    values: dict[str, Value] = {"on": on, "limit": limit, "offset": offset, **narrowing}
    words = search_words(text)
    if not words:
        return _select(where, "name_key, code", values) if not text.strip() else ()
    values |= _terms(text, words)
    order = f"{_CODE_FITS}, strpos(lowered, %(lowered)s) = 0, {_RANK}, length(name), name_key, code"
    found = _select(f"{where} AND {_FITS}", order, values)
    if found or offset:
        return found
    return _select(
        f"{where} AND %(words)s <%% folded",
        "word_similarity(%(words)s, folded) DESC, length(name), code",
        values,
    )


def _terms(text: str, words: str) -> dict[str, Value]:
    typed = "".join(text.split())
    looks_like_code = typed[:1].isdigit()
    single = " " not in words and len(words) >= _SHORTEST_INITIALS
    return {
        "typed": typed,
        "code_prefix": f"{_escaped(typed)}%" if looks_like_code else "",
        "words": words,
        "patterns": [f"%{word}%" for word in words.split()],
        "initials": f"%{words}%" if single else "",
        "lowered": nfc(text).casefold(),
    }


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _select(where: str, order: str, values: dict[str, Value]) -> tuple[Found, ...]:
    statement = (
        f"SELECT {COLUMNS} FROM procedures_procedureversion WHERE {where} "
        f"ORDER BY {order} LIMIT %(limit)s OFFSET %(offset)s"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return tuple(_found(row) for row in cursor.fetchall())


def _found(row: tuple[object, ...]) -> Found:
    cells = [tuple(cell) if isinstance(cell, list) else cell for cell in row]
    return Found(*cells)  # type: ignore[arg-type]
