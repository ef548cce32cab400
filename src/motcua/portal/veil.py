"""Free text as anonymous eyes may read it: without the names and numbers of the people in it.

Whoever looks up by code and four digits may be a guesser. What an officer wrote for the applicant
must be readable all the same, so the names and numbers of this dossier's people, and every long
number and address of mail, are covered; the rest stands.
"""

from __future__ import annotations

import re

from motcua.dossiers.people import People

COVER = "•••"
_LONG_NUMBER = re.compile(r"\d(?:[\s.\-]?\d){7,}")
_DATE = re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{4}$")
_MAIL = re.compile(r"\S+@\S+\.\w+")
_SHORTEST = 3


def cover(text: str, people: People | None) -> str:
    """The text with everything that names or numbers a person covered."""
    for secret in _secrets(people):
        text = re.sub(re.escape(secret), COVER, text, flags=re.IGNORECASE)
    text = _MAIL.sub(COVER, text)
    return _LONG_NUMBER.sub(lambda found: found[0] if _DATE.match(found[0]) else COVER, text)


def _secrets(people: People | None) -> list[str]:
    everyone = people.everyone() if people else ()
    found = {
        value
        for person in everyone
        for value in (person.name, person.id_number, person.phone, person.email, person.address)
        if len(value) >= _SHORTEST
    }
    return sorted(found, key=len, reverse=True)
