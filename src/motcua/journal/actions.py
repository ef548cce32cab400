"""The only writers of the journal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from motcua.base.actor import SYSTEM, Actor
from motcua.base.verdict import ConflictError, InvalidError
from motcua.journal import facts, reading, sealing, writing
from motcua.journal.models import ReaderCursor, Seal
from motcua.journal.reading import START, Cursor
from motcua.journal.sealing import SealHead
from motcua.journal.writing import NewFact

SEALER = "journal.seal"
# One run holds its lock for seconds, and an inclusion proof reads one run's facts at most.
FACTS_IN_A_RUN = 1_000_000


@dataclass(frozen=True, slots=True)
class RecordedFact:
    """What the writer gets back: the fact's number and its digest in hexadecimal."""

    id: int
    digest: str


def record(new: Sequence[NewFact]) -> list[RecordedFact]:
    """Write facts in the caller's transaction. Raises what `writing.payload` raises."""
    text, digests = writing.payload(new)
    with connection.cursor() as cursor:
        cursor.execute("SELECT journal_append(%s)", [text])
        numbers = cursor.fetchone()[0] or []
    return [RecordedFact(*pair) for pair in zip(numbers, digests, strict=True)]


def seal() -> list[SealHead]:
    """Seal all facts below the horizon: one seal for each recorded day, chained.

    The database's clock says when. Two sealers take turns; nothing to seal gives an empty list.
    """
    sealed: list[SealHead] = []
    while heads := _seal_run():
        sealed.extend(heads)
    return sealed


@transaction.atomic
def _seal_run() -> list[SealHead]:
    position = ReaderCursor.objects.select_for_update().get(name=SEALER)
    start = end = Cursor(position.tx, position.fact_id)
    trees = sealing.DayTrees()
    for leaf in reading.leaves(start, reading.horizon(), limit=FACTS_IN_A_RUN):
        trees.add(leaf)
        end = Cursor(leaf.tx, leaf.id)
    if end == start:
        return []
    last = Seal.objects.order_by("-number").first()
    heads = sealing.chained(
        trees,
        after=sealing.head_of(last) if last else None,
        start=start,
        end=end,
        sealed_at=reading.database_time(),
    )
    Seal.objects.bulk_create([sealing.row_of(head) for head in heads])
    ReaderCursor.objects.filter(name=SEALER).update(tx=end.tx, fact_id=end.id)
    return heads


def claim(reader: str) -> Cursor | None:
    """Where the reader stands, locked until the transaction ends; None if another is at it."""
    ReaderCursor.objects.bulk_create(
        [ReaderCursor(name=reader, tx=START.tx, fact_id=START.id)], ignore_conflicts=True
    )
    row = ReaderCursor.objects.select_for_update(skip_locked=True).filter(name=reader).first()
    return None if row is None else Cursor(row.tx, row.fact_id)


def advance(reader: str, upto: Cursor) -> None:
    """Move a reader on, in the transaction that keeps what it made of the facts.

    Raises `ConflictError` where another process has read further already.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO journal_cursor AS c (name, tx, fact_id) VALUES (%s, %s, %s)"
            " ON CONFLICT (name) DO UPDATE SET tx = excluded.tx, fact_id = excluded.fact_id"
            " WHERE (c.tx, c.fact_id) <= (excluded.tx, excluded.fact_id)",
            [reader, *upto],
        )
        if cursor.rowcount == 0:
            raise ConflictError(
                "Một tiến trình khác đã đọc nhật ký xa hơn; hãy đọc lại từ vị trí mới."
            )


@transaction.atomic
def erase_private(
    *,
    subject_kind: str,
    subject_id: int,
    reason: str,
    actor: Actor,
    at: datetime,
    fact_ids: Sequence[int] | None = None,
) -> int:
    """Delete the personal data beside a subject's facts (of some only, if named) and say so.

    Returns how many were erased; the facts and their proofs stay as they are. Raises
    `InvalidError` without a reason. Who may do this is for the caller's policy to say.
    """
    if not reason.strip():
        raise InvalidError("Hãy nêu lý do và căn cứ xóa dữ liệu cá nhân.")
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM journal_private p USING journal_fact f WHERE p.fact_id = f.id"
            " AND f.subject_kind = %s AND f.subject_id = %s"
            " AND (%s::bigint[] IS NULL OR f.id = ANY (%s)) RETURNING f.id",
            [subject_kind, subject_id, *[None if fact_ids is None else list(fact_ids)] * 2],
        )
        erased = sorted(row[0] for row in cursor.fetchall())
    if erased:
        data: facts.PrivateErased = {"facts": erased, "reason": reason.strip()}
        record([NewFact(facts.PRIVATE_ERASED, subject_kind, subject_id, data, actor, at)])
    return len(erased)


@transaction.atomic
def ensure_partitions(until_year: int) -> list[int]:
    """Make the yearly partitions up to that year; returns the years that were missing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT year FROM generate_series(2018, %s) AS year WHERE journal_add_year(year)",
            [until_year],
        )
        return [row[0] for row in cursor.fetchall()]


def reserve_numbers(count: int) -> list[int]:
    """Numbers for facts that are loaded by COPY (see `writing.copy_rows`), in order."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('journal_fact_id_seq') FROM generate_series(1, %s)", [count])
        return [row[0] for row in cursor.fetchall()]


def take_numbers_from() -> int:
    """The next number, for a load that counts its facts itself: nobody else writes until it commits.

    Say with `took_numbers_until` which number was the last.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE journal_fact IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute("SELECT nextval('journal_fact_id_seq')")
        return int(cursor.fetchone()[0])


def took_numbers_until(last: int) -> None:
    """Let the numbers go on behind a load; a last number that others have passed changes nothing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval('journal_fact_id_seq', greatest(%s, last_value)) FROM journal_fact_id_seq",
            [last],
        )


def record_history_load(*, reason: str, actor: Actor, at: datetime) -> RecordedFact:
    """Say that this transaction loads facts with recording moments of the past.

    Belongs into the very transaction of the COPY, before it: verification takes earlier recording moments
    only there, and anybody can see that and why there was a load.
    """
    data: facts.HistoryLoaded = {"reason": reason}
    return record([NewFact(facts.HISTORY_LOADED, "journal", 0, data, actor, at)])[0]


@transaction.atomic(durable=True)
def rebase_after_restore(*, at: datetime) -> bool:
    """Keep the order going in a database that was restored elsewhere; True if it had to.

    Transactions are counted anew there, so new facts would come before old ones and no reader
    would see them. Call it after a restore and at start; it changes nothing when order holds.
    """
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE journal_fact IN SHARE ROW EXCLUSIVE MODE")
        cursor.execute(
            "SELECT journal_tx(), journal_base(), coalesce(max(tx), 0) FROM journal_fact"
        )
        current, base, largest = cursor.fetchone()
        if largest <= current:
            return False
        base += largest + 1 - current
        cursor.execute(
            "CREATE OR REPLACE FUNCTION journal_base() RETURNS bigint LANGUAGE sql STABLE"
            f" AS 'SELECT {base:d}::bigint'"
        )
    data: facts.OrderRebased = {"base": base}
    record([NewFact(facts.ORDER_REBASED, "journal", 0, data, SYSTEM, at)])
    return True
