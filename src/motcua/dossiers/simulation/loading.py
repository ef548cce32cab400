"""Loads a simulated province: one transaction, three tables, text made by two processes.

Either everything is there afterwards, with its indexes, counters and journal entry, or nothing
is. Dossiers that nobody made up are in the way: see `refuse_beside_real_ones`.
"""

from __future__ import annotations

import gc
import multiprocessing
from collections.abc import Callable, Generator
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from queue import Empty
from typing import Any

from django.db import connection, transaction

from motcua.accounts.actions.simulated import staff
from motcua.base.actor import Actor
from motcua.base.dates import VIETNAM
from motcua.base.verdict import ConflictError, InvalidError
from motcua.clock import queries as calendars
from motcua.dossiers.simulation import plan as plans
from motcua.dossiers.simulation.plan import Plan
from motcua.dossiers.simulation.stories import CONTENT
from motcua.dossiers.simulation.tables import SetAside, put_back, set_aside
from motcua.dossiers.simulation.templates import ROW_COLUMNS
from motcua.dossiers.simulation.timelines import working_days
from motcua.dossiers.simulation.writing import FACT_COLUMNS, Shard
from motcua.journal import actions as journal
from motcua.journal.writing import PRIVATE_COLUMNS

MOST_DOSSIERS = 20_000_000
_BATCH = 4_000
_TABLES = ("dossiers_dossier", "journal_fact", "journal_private")
# Below this many dossiers, keeping the indexes costs less than building them again.
_REBUILD_FROM = 20_000
_SMALL = 5_000
_PIECE = 1 << 20

Note = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Wish:
    """How much of what: `last` included; nothing happens after `end`."""

    dossiers: int
    seed: int
    first: date
    last: date
    end: datetime

    @classmethod
    def of(cls, dossiers: int, seed: int, first: date, last: date, at: datetime) -> Wish:
        """`last` may be today: then nothing is received today, and nothing lies in the future."""
        today = at.astimezone(VIETNAM).date()
        last = min(last, today)
        if first > last or not 0 < dossiers <= MOST_DOSSIERS:
            raise InvalidError(f"Chọn từ 1 đến {MOST_DOSSIERS:,} hồ sơ, ngày đầu trước ngày cuối.")
        end = min(at, datetime.combine(last, time(23, 59), VIETNAM))
        return cls(dossiers, seed, first, last - timedelta(days=int(last == today)), end)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was loaded."""

    dossiers: int
    facts: int
    officers: int


def simulate(
    wish: Wish,
    *,
    actor: Actor,
    at: datetime,
    force: bool = False,
    parallel: bool = True,
    note: Note = lambda _text: None,
) -> Loaded:
    """Fill the database; raises `ConflictError` where real dossiers are, unless forced.

    With `parallel` the text is made by two processes of their own, which never touch the
    database; without, by this one.
    """
    if not force:
        refuse_beside_real_ones()
    note("đọc cơ cấu và thủ tục")
    plan = plans.read_plan(wish.seed, wish.first, wish.last)
    with transaction.atomic():
        officers = staff(plan.needed_posts(), since=wish.first, actor=actor, at=at)
        plan.holders = officers.holders
        facts = _load(wish, plan, actor, at, parallel, note)
    return Loaded(wish.dossiers, facts, officers.made)


def refuse_beside_real_ones() -> None:
    """A database in which people work is no place for invented dossiers.

    Real is what an officer received who is no demo account; without demo accounts, everything.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM (SELECT FROM dossiers_dossier d"
            " LEFT JOIN accounts_account a ON a.id = d.received_by_id"
            " WHERE d.content <> %s AND a.is_demo IS NOT TRUE AND (a.id IS NOT NULL"
            "  OR NOT EXISTS (SELECT FROM accounts_account WHERE is_demo))) real",
            [CONTENT],
        )
        (found,) = cursor.fetchone()
    if found:
        raise ConflictError(
            f"Cơ sở dữ liệu này đang có {found} hồ sơ thật. Chỉ mô phỏng trên cơ sở dữ liệu dùng"
            " thử, hoặc thêm --force nếu chắc chắn."
        )


def _load(
    wish: Wish,
    plan: Plan,
    actor: Actor,
    at: datetime,
    parallel: bool,  # noqa: FBT001
    note: Note,
) -> int:
    rebuild = wish.dossiers >= _REBUILD_FROM and _is_small()
    aside: list[SetAside] = []
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE dossiers_dossier, dossiers_dossiercounter IN EXCLUSIVE MODE")
    if rebuild:
        aside = [set_aside(table) for table in _TABLES]
    plan.counters = _counters()
    shards = _prepare(wish, plan)
    reason = f"mô phỏng {wish.dossiers} hồ sơ, hạt giống {wish.seed}"
    journal.record_history_load(reason=reason, actor=actor, at=at)
    first_fact = journal.take_numbers_from()
    facts = _copy_all(plan, shards, first_fact, parallel, note)
    journal.took_numbers_until(first_fact + facts - 1)
    _count_on(shards)
    for table in aside:
        note(f"dựng chỉ mục {table.table}")
        put_back(table)
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE {', '.join(_TABLES)}, dossiers_dossiercounter")
    return facts


def tidy() -> None:
    """What autovacuum would do by and by, so that lists are read from the index alone.

    Outside any transaction.
    """
    with connection.cursor() as cursor:
        cursor.execute("VACUUM dossiers_dossier")


def _is_small() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) < %s FROM (SELECT FROM dossiers_dossier LIMIT %s) few",
            [_SMALL, _SMALL],
        )
        return bool(cursor.fetchone()[0])


def _counters() -> dict[tuple[int, str, str], int]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT unit_id, kind, period, value FROM dossiers_dossiercounter")
        return {(unit, kind, period): value for unit, kind, period, value in cursor.fetchall()}


def _prepare(wish: Wish, plan: Plan) -> list[Shard]:
    """Days, batches and numbers; the writers are made here and, in parallel, copied by the fork."""
    calendar = calendars.calendar_for()
    days = working_days(calendar, wish.first, wish.last)
    if not days:
        raise InvalidError("Khoảng thời gian này không có ngày làm việc nào.")
    first_id = _reserve_dossiers(wish.dossiers)
    plan.batches = plans.batches(plan, days, wish.dossiers, first_id, size=_BATCH)
    return [
        Shard(place, plan, calendar, days[0], days[-1], wish.end) for place in range(plans.SHARDS)
    ]


def _reserve_dossiers(count: int) -> int:
    """The first of so many numbers; the table is locked, so nobody takes one in between."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT setval(s, nextval(s) + %s - 1) - %s + 1"
            " FROM pg_get_serial_sequence('dossiers_dossier', 'id') s",
            [count, count],
        )
        return int(cursor.fetchone()[0])


# The stream

Piece = tuple[int, bytes, bytes, bytes]
Count = tuple[int, str, str, int]


def _copy_all(
    plan: Plan,
    shards: list[Shard],
    first_fact: int,
    parallel: bool,  # noqa: FBT001
    note: Note,
) -> int:
    done = facts = 0
    stream = _from_others(plan, shards, first_fact) if parallel else _here(plan, shards, first_fact)
    columns = (ROW_COLUMNS, FACT_COLUMNS, PRIVATE_COLUMNS)
    with closing(stream) as pieces:
        for batch, (count, *texts) in zip(plan.batches, pieces, strict=True):
            for table, names, text in zip(_TABLES, columns, texts, strict=True):
                _copy(table, names, text)
            done, facts = done + batch.size, facts + count
            note(f"{done:,} hồ sơ, {facts:,} sự kiện".replace(",", "."))
    return facts


def _copy(table: str, columns: str, text: bytes) -> None:
    view = memoryview(text)
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy,
    ):
        for start in range(0, len(view), _PIECE):
            copy.write(view[start : start + _PIECE])


def _here(plan: Plan, shards: list[Shard], first_fact: int) -> Generator[Piece, None, None]:
    """The pieces of all batches, made one after the other."""
    number = first_fact
    for batch in plan.batches:
        drawn = shards[batch.shard].draw(batch)
        yield drawn.facts, *shards[batch.shard].spell(drawn, number).texts()
        number += drawn.facts


def _from_others(plan: Plan, shards: list[Shard], first_fact: int) -> Generator[Piece, None, None]:
    """The pieces in the order of the batches, each shard's made by a process of its own."""
    fork = multiprocessing.get_context("fork")
    number = fork.Value("q", first_fact)
    queues = [fork.Queue(maxsize=2) for _ in shards]
    makers = [
        fork.Process(target=_make, args=(plan, shard, place, number, queue), daemon=True)
        for place, (shard, queue) in enumerate(zip(shards, queues, strict=True))
    ]
    for maker in makers:
        maker.start()
    try:
        for batch in plan.batches:
            yield _next(queues[batch.shard], makers[batch.shard])
        for shard, queue, maker in zip(shards, queues, makers, strict=True):
            shard.codes, shard.books = _next(queue, maker)
    finally:
        for maker in makers:
            maker.terminate()
            maker.join()


def _make(plan: Plan, shard: Shard, place: int, number: Any, queue: Any) -> None:
    """What a maker does: values first, so that the number of facts is known, then text."""
    gc.freeze()
    gc.disable()  # nothing here is circular, and looking for it costs a fifth of the time
    for batch in plan.batches:
        if batch.shard != place:
            continue
        drawn = shard.draw(batch)
        with number.get_lock():
            first = number.value
            number.value += drawn.facts
        queue.put((drawn.facts, *shard.spell(drawn, first).texts()))
    queue.put((shard.codes, shard.books))


def _next(queue: Any, maker: Any) -> Any:
    """What a maker put last; raises where it ended without a word."""
    while True:
        try:
            return queue.get(timeout=5)
        except Empty:
            if not maker.is_alive():
                raise RuntimeError("a maker of dossiers has ended early") from None


def _count_on(shards: list[Shard]) -> None:
    """The counters go on from where the simulation left them."""
    rows = [
        (unit, kind, period, value)
        for shard in shards
        for kind, counted in (("code", shard.codes), ("book", shard.books))
        for (unit, period), value in counted.items()
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO dossiers_dossiercounter AS t (unit_id, kind, period, value)"
            " SELECT * FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::int[])"
            " ON CONFLICT (unit_id, kind, period)"
            " DO UPDATE SET value = greatest(t.value, excluded.value)",
            [list(column) for column in zip(*rows, strict=True)],
        )
