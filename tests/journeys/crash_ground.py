"""Run beside a house on its database: `tokens` hands out keys, `told` tells what it then knows.

python crash_ground.py tokens COUNT   →  [{"counter": secret, "office": secret}, …]
python crash_ground.py told           →  {"keys": …, "dossiers": …, "facts": …}
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

from motcua.config.database import django

WARDS = ("ubnd-21028", "ubnd-21040", "ubnd-21025")
PLACES = ("agency", "leadership")


def tokens(count: int) -> list[dict[str, object]]:
    """For each caller a key of a counter and one of the office that its dossiers go to."""
    from motcua.accounts.actions import create_token
    from motcua.accounts.states import Scope
    from motcua.agencies import queries as agencies
    from motcua.base.actor import SYSTEM
    from motcua.base.time import now
    from motcua.dossiers import placing
    from motcua.procedures import queries as procedures

    at = now()
    version = procedures.current_version("1.001193", at.date())
    assert version
    papers = [
        {"key": paper.key, "name": paper.name, "originals": 1}
        for paper in version.papers
        if paper.required and not paper.condition and not paper.shown_only
    ]
    second = version.process.step(version.process.steps[0].next[0].to)
    made = []
    for number in range(count):
        agency = agencies.agency_by_key(WARDS[number % len(WARDS)], at.date())
        assert agency
        counter = agencies.one_stop_of(agency.id, at.date())
        assert counter
        office = placing.unit_of_step(
            second, receiving_unit_id=counter.id, agency_id=agency.id, on=at.date()
        )
        secrets = {
            name: create_token(
                name=f"{name} {number}", unit_id=unit, scopes=set(Scope),
                expires_at=at + timedelta(days=1), actor=SYSTEM, at=at,
            ).secret
            for name, unit in (("counter", counter.id), ("office", office))
        }  # fmt: skip
        made.append(secrets | {"papers": papers})
    return made


def told() -> dict[str, object]:
    """The keys with what each led to, the dossiers, and the facts by digest, straight from SQL."""
    from django.db import connection

    def rows(sql: str) -> list[list[object]]:
        with connection.cursor() as cursor:
            cursor.execute(sql)
            return [list(row) for row in cursor.fetchall()]

    return {
        "keys": rows(
            "SELECT k.key, d.code, k.version, k.fact_digest"
            " FROM dossiers_actionkey k JOIN dossiers_dossier d ON d.id = k.dossier_id"
        ),
        "dossiers": rows(
            "SELECT d.code, d.version, d.receiving_unit_id, d.book_number, count(f.*)"
            " FROM dossiers_dossier d LEFT JOIN journal_fact f"
            " ON f.subject_kind = 'dossier' AND f.subject_id = d.id"
            " GROUP BY d.id"
        ),
        "facts": rows("SELECT digest, count(*) FROM journal_fact GROUP BY 1"),
    }


def spoil(code: str) -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("UPDATE dossiers_dossier SET sets = sets + 1 WHERE code = %s", [code])
    return code


ANSWERS = {"tokens": lambda count: tokens(int(count)), "told": told, "spoil": spoil}

if __name__ == "__main__":
    with django():
        answer = ANSWERS[sys.argv[1]](*sys.argv[2:])
        print(json.dumps(answer, default=lambda value: bytes(value).hex()))
