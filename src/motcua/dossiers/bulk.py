"""Steps of many dossiers in one act: rows and facts of thousands in a statement, or nothing at all.

Beside `records` the only module that writes `dossiers_dossier`, with the same promises: a write
names the versions it was decided on, and a row never changes without its fact.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

from motcua.dossiers import records
from motcua.dossiers.folding import FIELDS, DossierState, encode
from motcua.dossiers.records import KeyReusedError, Recorded, Request, StaleError, Step
from motcua.journal import writing

CHUNK = 2000
_SUMMARY = ("owner_name", "search_key")

Change = tuple[int, DossierState, Sequence[Step]]


class ManyStaleError(StaleError):
    """Some of the dossiers have changed since they were read; `ids` are theirs."""

    def __init__(self, ids: Sequence[int], total: int) -> None:
        super().__init__(
            f"{len(ids)} trong {total} hồ sơ vừa được người khác cập nhật nên chưa chuyển hồ sơ nào."
            " Xem lại danh sách rồi làm lại."
        )
        self.ids = tuple(ids)


@dataclass(frozen=True, slots=True)
class Many:
    """What an act on many leaves: the dossiers after it, in the order given.

    A `replayed` answer says only which dossier the first act began with; its facts tell the rest.
    """

    dossiers: tuple[Recorded, ...]
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class _Ready:
    """One dossier on its way: its row before and after, and its facts as the journal takes them."""

    id: int
    before: DossierState
    after: DossierState
    facts: str
    digest: str


# The order of locking is that of the numbers, so that two acts on many wait instead of meeting.
_SQL = """
WITH given AS MATERIALIZED (
    SELECT * FROM unnest(%(ids)s::bigint[], %(versions)s::int[]) AS g(id, version)
), held AS MATERIALIZED (
    SELECT d.id FROM dossiers_dossier d JOIN given g ON g.id = d.id AND g.version = d.version
    ORDER BY d.id FOR UPDATE OF d
), whole AS MATERIALIZED (
    SELECT count(*) = %(count)s AS yes FROM held
), moved AS (
    UPDATE dossiers_dossier d SET {sets}
    FROM jsonb_populate_recordset(NULL::dossiers_dossier, %(rows)s::jsonb) n, whole
    WHERE d.id = n.id AND whole.yes RETURNING d.id
)
SELECT whole.yes, CASE WHEN whole.yes THEN journal_append(%(facts)s::jsonb) END IS NOT NULL,
       CASE WHEN NOT whole.yes THEN
           ARRAY(SELECT id FROM given EXCEPT SELECT id FROM held ORDER BY id) END
FROM whole
"""
_KEY = (
    "INSERT INTO dossiers_actionkey"
    " (actor, key, request_digest, dossier_id, version, fact_digest, at)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (actor, key) DO NOTHING"
)


def load(
    where: str,
    params: Sequence[Any] | Mapping[str, Any],
    *,
    most: int | None = None,
    hold: bool = False,
) -> list[tuple[int, DossierState]]:
    """The dossiers (alias `d`) under a condition of the caller's, by number; whoever asks.

    Who may see them is the caller's to say: add `visibility.scope(actor)` or ask a policy. With
    `most` the first so many; with `hold` nobody else writes them until the transaction ends.
    """
    ends = (f" LIMIT {most:d}" if most is not None else "") + (" FOR UPDATE OF d" if hold else "")
    with connection.cursor() as cursor:
        cursor.execute(f"{records.SELECT} WHERE {where} ORDER BY d.id{ends}", params)
        return [records.read_row(row) for row in cursor.fetchall()]


def earlier(request: Request) -> Many | None:
    """What this key led to before, None when it is new.

    Ask before reading anything: after the act the dossiers are no longer what they were. Raises
    `KeyReusedError` when the key stood for another request.
    """
    first = records.earlier_answer(request)
    return Many((first,), replayed=True) if first else None


@transaction.atomic
def save_many(changes: Sequence[Change], request: Request) -> Many:
    """Take the steps of every dossier: all rows and all facts, or nothing.

    A change is the dossier's number, the state that its steps were decided on, and one step or
    more. The request's key stands for the whole act; its `expected_version` says nothing here,
    since every state names its own. Raises `ManyStaleError` when somebody was quicker at any of
    them, `KeyReusedError` when the key stands for another request, `ValueError` when a dossier
    comes twice.
    """
    if not changes:
        return Many(())
    if len({change[0] for change in changes}) < len(changes):
        raise ValueError("a dossier comes twice")
    ready = [_ready(change, request) for change in changes]
    if request.key is not None and not _take_key(ready[0], request):
        return _replayed(request)
    for chunk in _chunks(sorted(ready, key=lambda one: one.id)):
        _write(chunk, total=len(ready))
    return Many(tuple(Recorded(one.id, one.after, one.digest) for one in ready))


def _ready(change: Change, request: Request) -> _Ready:
    dossier_id, before, steps = change
    facts = [records.fact_for(dossier_id, step, request) for step in steps]
    payload, digests = writing.payload(facts)
    state = records.after(before, *steps)
    return _Ready(dossier_id, before, state, payload, digests[-1])


def _take_key(first: _Ready, request: Request) -> bool:
    values = [
        request.caller, request.key, request.digest, first.id, first.after.version, first.digest,
        request.at,
    ]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_KEY, values)
        return bool(cursor.rowcount == 1)


def _replayed(request: Request) -> Many:
    found = earlier(request)
    if found is None:
        raise KeyReusedError("Khóa chống lặp này vừa bị xóa. Gửi lại yêu cầu.")
    return found


def _chunks(ready: Sequence[_Ready]) -> Iterator[Sequence[_Ready]]:
    for start in range(0, len(ready), CHUNK):
        yield ready[start : start + CHUNK]


def _write(chunk: Sequence[_Ready], *, total: int) -> None:
    changed = [
        name
        for name in FIELDS
        if any(getattr(one.before, name) != getattr(one.after, name) for one in chunk)
    ]
    summarised = "people" in changed
    columns = (*changed, *_SUMMARY) if summarised else tuple(changed)
    rows = [_row(one, changed, summarised=summarised) for one in chunk]
    params: dict[str, Any] = {
        "ids": [one.id for one in chunk],
        "versions": [one.before.version for one in chunk],
        "count": len(chunk),
        "rows": json.dumps(rows, ensure_ascii=False),
        # Each is an array of its own; the journal takes one.
        "facts": f"[{','.join(one.facts[1:-1] for one in chunk)}]",
    }
    sql = _SQL.format(sets=", ".join(f"{name} = n.{name}" for name in columns))
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        whole, _told, missing = cursor.fetchone()
    if not whole:
        raise ManyStaleError(missing, total)


def _row(one: _Ready, changed: Sequence[str], *, summarised: bool) -> dict[str, Any]:
    row = {name: encode(name, getattr(one.after, name)) for name in changed}
    if summarised:
        row |= dict(zip(_SUMMARY, records.summary(one.after), strict=True))
    return row | {"id": one.id}
