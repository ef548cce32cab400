"""The citizen's look-up: code and last four digits, limited, telling nothing to a guesser."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from motcua.base.actor import SYSTEM, Actor, ActorKind
from motcua.base.verdict import RefusedError
from motcua.dossiers import records
from motcua.dossiers.codes import CODE, clean_code
from motcua.dossiers.people import people_from_json

MOST_PER_CODE = 5
MOST_PER_ADDRESS = 30
WINDOW = timedelta(minutes=15)


class TooManyAttemptsError(RefusedError):
    """Somebody tries too often; the answer is the same whether the dossier exists or not."""

    code = "too_many_attempts"


def attempts(subjects: tuple[str, ...], *, at: datetime) -> dict[str, int]:
    """Failed look-ups of late, by subject (a code or an address)."""
    with connection.cursor() as db:
        db.execute(
            "SELECT subject, count(*) FROM dossiers_trackingattempt"
            " WHERE subject = ANY(%s) AND at > %s GROUP BY 1",
            [list(subjects), at - WINDOW],
        )
        return dict(db.fetchall())


def subjects_of(code: str, address: str) -> tuple[str, str]:
    return f"code:{clean_code(code)[:40]}", f"from:{address[:45]}"


def citizen_for(code: str, last_four: str, *, address: str, at: datetime) -> Actor | None:
    """The citizen's actor for exactly this dossier, or None where the digits do not answer.

    Raises `TooManyAttemptsError` above the limits. Reading the people takes the system's own
    eyes; what leaves this function is only an actor bound to the one code.
    """
    by_code, by_address = subjects_of(code, address)
    counted = attempts((by_code, by_address), at=at)
    if counted.get(by_code, 0) >= MOST_PER_CODE or counted.get(by_address, 0) >= MOST_PER_ADDRESS:
        raise TooManyAttemptsError(
            "Đã tra cứu sai nhiều lần. Đợi 15 phút rồi thử lại, hoặc hỏi tại quầy đã nộp hồ sơ."
        )
    cleaned = clean_code(code)
    if not CODE.match(cleaned):
        return None
    try:
        _, state = records.load(cleaned, SYSTEM)
    except records.UnknownDossierError:
        return None
    if not state.people or not people_from_json(state.people).answers_to(last_four.strip()):
        return None
    return Actor(ActorKind.CITIZEN, state.code, "Người nộp hồ sơ")
