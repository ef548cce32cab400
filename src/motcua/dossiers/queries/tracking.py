"""The citizen's look-up: code and last four digits, limited, telling nothing to a guesser."""

from __future__ import annotations

from datetime import datetime, timedelta
from ipaddress import IPv4Address, IPv6Network, ip_address

from django.db import connection

from motcua.base.actor import SYSTEM, Actor, ActorKind
from motcua.base.verdict import RefusedError
from motcua.dossiers import records
from motcua.dossiers.codes import CODE, clean_code
from motcua.dossiers.people import people_from_json

MOST_PER_CODE = 5
# Four digits are ten thousand: over a day, so few tries that guessing one code takes years.
MOST_PER_CODE_A_DAY = 20
MOST_PER_ADDRESS = 30
WINDOW = timedelta(minutes=15)
KEPT = timedelta(days=1)
_HOUSEHOLD = 64


class TooManyAttemptsError(RefusedError):
    """Somebody tries too often; the answer is the same whether the dossier exists or not."""

    code = "too_many_attempts"


def too_often(code: str, address: str, *, at: datetime) -> bool:
    """Whether this code or this address has failed too often of late."""
    by_code, by_address = subjects_of(code, address)
    with connection.cursor() as db:
        db.execute(
            "SELECT count(*) FILTER (WHERE subject = %s AND at > %s),"
            " count(*) FILTER (WHERE subject = %s),"
            " count(*) FILTER (WHERE subject = %s AND at > %s)"
            " FROM dossiers_trackingattempt WHERE subject = ANY(%s) AND at > %s",
            [
                by_code, at - WINDOW, by_code, by_address, at - WINDOW,
                [by_code, by_address], at - KEPT,
            ],
        )  # fmt: skip
        lately, all_day, from_there = db.fetchone()
    return bool(
        lately >= MOST_PER_CODE or all_day >= MOST_PER_CODE_A_DAY or from_there >= MOST_PER_ADDRESS
    )


def subjects_of(code: str, address: str) -> tuple[str, str]:
    """What failures are counted by: the code, and the household behind the address."""
    return f"code:{clean_code(code)[:40]}", f"from:{_household(address)}"


def _household(address: str) -> str:
    """An IPv6 customer has a whole /64 to change addresses in, and is counted as one."""
    try:
        known = ip_address(address)
    except ValueError:
        return address[:45]
    if isinstance(known, IPv4Address):
        return str(known)
    return str(IPv6Network((known, _HOUSEHOLD), strict=False))


def citizen_for(code: str, last_four: str, *, address: str, at: datetime) -> Actor | None:
    """The citizen's actor for exactly this dossier, or None where the digits do not answer.

    Raises `TooManyAttemptsError` above the limits. Reading the people takes the system's own
    eyes; what leaves this function is only an actor bound to the one code.
    """
    if too_often(code, address, at=at):
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
