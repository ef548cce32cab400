"""Finding: dossiers by code, name, telephone or identity number; people from earlier dossiers."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from motcua.base.actor import Actor
from motcua.base.text import fold
from motcua.dossiers.codes import CODE, clean_code
from motcua.dossiers.patterns import like_words, literal
from motcua.dossiers.people import Person, person_from_json
from motcua.dossiers.queries import lists
from motcua.dossiers.visibility import scope

SHORTEST = 2
SHORTEST_ID = 8


def search(actor: Actor, text: str, *, limit: int = lists.PAGE) -> tuple[lists.Row, ...]:
    """Dossiers that answer to a code, a part of a code, names, telephone or identity number."""
    code = clean_code(text)
    if CODE.match(code):
        return lists.matching(actor, "d.code = %s", [code], limit=limit)
    folded = fold(text)
    if len(folded) < SHORTEST:
        return ()
    words = like_words(text)
    where = " AND ".join(["d.search_key LIKE %s"] * len(words))
    return lists.matching(actor, where, list(words), limit=limit)


@dataclass(frozen=True, slots=True)
class KnownPerson:
    """Somebody met in earlier dossiers of the actor's agencies."""

    person: Person
    dossiers: int
    latest_at: datetime | None


def known_person(actor: Actor, id_number: str) -> KnownPerson | None:
    """The person of that identity number as last written down, for the counter to fill in."""
    if len(id_number) < SHORTEST_ID or not id_number.isalnum():
        return None
    seen = scope(actor)
    with connection.cursor() as db:
        db.execute(
            "SELECT d.people, d.submitted_at, count(*) OVER () FROM dossiers_dossier d"
            f" WHERE d.search_key LIKE %s AND {seen.sql} ORDER BY d.id DESC LIMIT 1",
            [f"%{literal(id_number.lower())}%", *seen.params],
        )
        row = db.fetchone()
    if row is None or row[0] is None:
        return None
    for raw in json.loads(row[0]).values():
        if raw.get("id_number") == id_number:
            return KnownPerson(person_from_json(raw), row[2], row[1])
    return None
