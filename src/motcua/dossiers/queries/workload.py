"""How much each officer has at hand: dossiers, working minutes of their present steps, lateness."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from motcua.dossiers.queries.lists import OPEN_LIST
from motcua.dossiers.versions import pinned


@dataclass(frozen=True, slots=True)
class Burden:
    """One officer's open dossiers: how many, and how many of them past due."""

    officer: int
    open: int
    overdue: int


def of_officers(officers: Iterable[int], unit_ids: Iterable[int]) -> dict[int, tuple[int, int]]:
    """Officer to (dossiers, minutes): the time that the process gives their present steps.

    One statement; dossiers that share version and step are counted together.
    """
    wanted = sorted(set(officers))
    found = dict.fromkeys(wanted, (0, 0))
    with connection.cursor() as db:
        db.execute(
            "SELECT d.holder_id, d.procedure_version_id, d.case_code, d.process_id, d.step_key,"
            " count(*) FROM dossiers_dossier d WHERE d.holder_unit_id = ANY(%s)"
            f" AND d.holder_id = ANY(%s) AND d.status IN ({OPEN_LIST}) GROUP BY 1, 2, 3, 4, 5",
            [sorted(unit_ids), wanted],
        )
        rows = db.fetchall()
    for officer, version_id, case_code, process_id, step_key, count in rows:
        steps = pinned(version_id, case_code, process_id).process.steps
        minutes = next((step.minutes for step in steps if step.key == step_key), 0)
        dossiers, total = found[officer]
        found[officer] = (dossiers + count, total + minutes * count)
    return found


def count_held(officer: int, unit_ids: Iterable[int]) -> int:
    """The open dossiers in these units that the officer is in charge of, whoever asks."""
    with connection.cursor() as db:
        db.execute(
            "SELECT count(*) FROM dossiers_dossier d WHERE d.holder_unit_id = ANY(%s)"
            f" AND d.holder_id = %s AND d.status IN ({OPEN_LIST})",
            [sorted(unit_ids), officer],
        )
        return int(db.fetchone()[0])


def of_units(unit_ids: Iterable[int], at: datetime) -> dict[int, Burden]:
    """Everybody who is in charge of something in these units; from the index alone."""
    with connection.cursor() as db:
        db.execute(
            "SELECT d.holder_id, count(*), count(*) FILTER (WHERE d.due_at < %s)"
            " FROM dossiers_dossier d WHERE d.holder_unit_id = ANY(%s)"
            f" AND d.status IN ({OPEN_LIST}) AND d.holder_id IS NOT NULL GROUP BY 1",
            [at, sorted(unit_ids)],
        )
        return {row[0]: Burden(*row) for row in db.fetchall()}
