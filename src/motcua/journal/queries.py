"""The only readers used from outside."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.base.actor import ANONYMOUS, SYSTEM
from motcua.journal import reading
from motcua.journal.models import ReaderCursor, Seal
from motcua.journal.reading import START, Cursor, StoredFact
from motcua.journal.sealing import SealHead, head_of

__all__ = [
    "START", "Cursor", "FactView", "cursor_of", "facts_about", "facts_about_many", "latest_about",
    "latest_seal", "position", "read_after", "subjects_since",
]  # fmt: skip
# Names of officers and citizens are not the journal's to know: readers resolve the reference.
_OWN_NAMES = {actor.kind.value: actor.name for actor in (SYSTEM, ANONYMOUS)}


@dataclass(frozen=True, slots=True)
class FactView:
    """A fact as readers get it; `private` is None where there was none or it was erased."""

    id: int
    tx: int
    at: datetime
    recorded_at: datetime
    verb: str
    subject_kind: str
    subject_id: int
    actor_kind: str
    actor_ref: str
    data: Mapping[str, Any]
    private: Mapping[str, Any] | None
    digest: str

    @property
    def actor_name(self) -> str:
        """The name of the system or of nobody; empty for people and machines."""
        return _OWN_NAMES.get(self.actor_kind, "")

    @property
    def cursor(self) -> Cursor:
        return Cursor(self.tx, self.id)


def _view(fact: StoredFact) -> FactView:
    return FactView(
        fact.id,
        fact.tx,
        fact.at,
        fact.recorded_at,
        fact.verb,
        fact.subject_kind,
        fact.subject_id,
        fact.actor_kind,
        fact.actor_ref,
        fact.data,
        fact.private,
        fact.digest.hex(),
    )


def facts_about(
    kind: str, number: int, *, since: datetime | None = None, private: bool = True
) -> list[FactView]:
    """A subject's facts in the order of writing, also those of the running transaction.

    `since` is a moment before the first was recorded and spares the years before it.
    """
    return facts_about_many(kind, [number], since=since, private=private)[number]


def facts_about_many(
    kind: str, numbers: Iterable[int], *, since: datetime | None = None, private: bool = True
) -> dict[int, list[FactView]]:
    """As `facts_about` for many subjects in one query; a subject without facts has an empty list.

    `private=False` leaves the personal data out.
    """
    wanted = list(numbers)
    found: dict[int, list[FactView]] = defaultdict(list, {number: [] for number in wanted})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT * FROM journal_about(%s, %s::bigint[], %s::timestamptz, %s)",
            [kind, wanted, since, private],
        )
        for row in cursor.fetchall():
            view = _view(reading.stored(row))
            found[view.subject_id].append(view)
    return dict(found)


def latest_about(kinds: Iterable[str], most: int = 20) -> list[FactView]:
    """The newest facts about subjects of those kinds, newest first.

    For kinds of which there are few facts (institutions, settings): all of theirs are looked at.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH theirs AS MATERIALIZED"
            " (SELECT id FROM journal_fact WHERE subject_kind = ANY(%s))"
            f" {reading.STORED} WHERE f.id IN (SELECT id FROM theirs ORDER BY id DESC LIMIT %s)"
            " ORDER BY f.id DESC",
            [list(kinds), most],
        )
        return [_view(reading.stored(row)) for row in cursor.fetchall()]


def read_after(cursor: Cursor, limit: int = 1_000) -> Sequence[FactView]:
    """The next facts in (tx, id) order; go on from the last one's `cursor`.

    None is ever skipped and none comes twice, however transactions commit. Facts of running
    transactions, the caller's own among them, are not seen yet.
    """
    return [_view(fact) for fact in reading.facts(cursor, reading.horizon(), limit=limit)]


def cursor_of(reader: str) -> Cursor:
    """How far the named reader has come; `START` for one that never read."""
    row = ReaderCursor.objects.filter(name=reader).first()
    return START if row is None else Cursor(row.tx, row.fact_id)


def latest_seal() -> SealHead | None:
    """The head of the chain: the one to print, publish and compare with later."""
    row = Seal.objects.order_by("-number").first()
    return None if row is None else head_of(row)


def position() -> int:
    """A mark: every fact that is not seen by now lies behind it, also one of a running transaction."""
    return reading.horizon().tx


def subjects_since(kind: str, mark: int, *, most: int) -> tuple[int, ...]:
    """Subjects of the kind with a fact behind the mark, at most so many."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT subject_id FROM journal_fact WHERE tx > %s AND subject_kind = %s LIMIT %s",
            [mark, kind, most],
        )
        return tuple(row[0] for row in cursor.fetchall())
