"""What whoever leads a room or an agency looks at first: late, unassigned, unanswered, to be approved."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from motcua.base.actor import Actor
from motcua.base.dates import in_vietnam
from motcua.dossiers.models import DraftAct
from motcua.dossiers.queries import lists
from motcua.dossiers.queries.lists import OPEN_HERE, Row
from motcua.dossiers.states import ActStatus
from motcua.dossiers.visibility import scope

SHOWN = 10
# A deadline of a consultation is written in Vietnam's zone, so its text sorts as its time does.
_MISSED = (
    "jsonb_path_exists(d.consultations,"
    " '$[*] ? (@.answered_at == null && @.due_at < $now)', jsonb_build_object('now', %s::text))"
)


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many lie in the units that are led."""

    open: int = 0
    overdue: int = 0
    unassigned: int = 0
    missed: int = 0


def numbers(actor: Actor, units: Iterable[int], at: datetime) -> Numbers:
    """All numbers of the page in one statement over the units' open dossiers."""
    led = sorted(units)
    if not led:
        return Numbers()
    seen = scope(actor)
    with connection.cursor() as db:
        db.execute(
            "SELECT count(*), count(*) FILTER (WHERE d.due_at < %s),"
            f" count(*) FILTER (WHERE d.holder_id IS NULL), count(*) FILTER (WHERE {_MISSED})"
            f" FROM dossiers_dossier d WHERE {OPEN_HERE} AND d.holder_unit_id = ANY(%s)"
            f" AND {seen.sql}",
            [at, _text(at), led, *seen.params],
        )
        return Numbers(*db.fetchone())


_NOBODYS = f"{OPEN_HERE} AND d.holder_unit_id = ANY(%s) AND d.holder_id IS NULL"


def unassigned(actor: Actor, units: Iterable[int]) -> Counter[int]:
    """How many in each of the units nobody in particular holds."""
    seen = scope(actor)
    with connection.cursor() as db:
        db.execute(
            f"SELECT d.holder_unit_id, count(*) FROM dossiers_dossier d WHERE {_NOBODYS}"
            f" AND {seen.sql} GROUP BY 1",
            [sorted(units), *seen.params],
        )
        return Counter(dict(db.fetchall()))


def unassigned_in(actor: Actor, unit_id: int) -> tuple[Row, ...]:
    """Those of one unit, the nearest date first; no more than one page."""
    return lists.by_due(actor, _NOBODYS, [[unit_id]], limit=lists.PAGE)


def overdue(actor: Actor, units: Iterable[int], at: datetime) -> tuple[Row, ...]:
    """The red list: past due, longest first."""
    where = f"{OPEN_HERE} AND d.holder_unit_id = ANY(%s) AND d.due_at < %s"
    return lists.by_due(actor, where, [sorted(units), at], limit=SHOWN)


def missed_consultations(actor: Actor, units: Iterable[int], at: datetime) -> tuple[Row, ...]:
    """Where somebody was asked and has not answered in time."""
    where = f"{OPEN_HERE} AND d.holder_unit_id = ANY(%s) AND {_MISSED}"
    return lists.by_due(actor, where, [sorted(units), _text(at)], limit=SHOWN)


def to_approve(units: Iterable[int], agencies: Iterable[int]) -> tuple[DraftAct, ...]:
    """Drafts that wait for a head: of a led agency, or of a dossier in a led room; oldest first."""
    waiting = DraftAct.objects.filter(status=ActStatus.DRAFT.value)
    found = waiting.filter(agency_id__in=sorted(agencies)) | waiting.filter(
        dossier__holder_unit_id__in=sorted(units)
    )
    return tuple(found.select_related("dossier").order_by("drafted_at", "id")[: SHOWN * 5])


def _text(at: datetime) -> str:
    return in_vietnam(at).isoformat()
