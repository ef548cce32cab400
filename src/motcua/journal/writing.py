"""Facts on their way in: checked, spelled canonically, hashed, and laid out for the database."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from motcua.base.actor import Actor
from motcua.journal import canonical, verbs

# COPY's columns, in the order of `copy_rows`; `tx` comes from the database.
FACT_COLUMNS = (
    "id, at, recorded_at, verb, subject_kind, subject_id, actor_kind, actor_ref, data,"
    " private_digest, digest"
)
PRIVATE_COLUMNS = "fact_id, salt, data"
SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class NewFact:
    """Something that happened at `at`, told by the room that did it.

    `data` stays for ever: no floats, no personal data (see `Verb.payload`). `private` is kept
    beside the log and may be erased. Of the actor only kind and reference are kept, so `ref`
    must be an opaque handle and never a name, phone or identity number.
    """

    verb: str
    subject_kind: str
    subject_id: int
    data: Mapping[str, object]
    actor: Actor
    at: datetime
    private: Mapping[str, object] | None = None


class _Prepared(NamedTuple):
    at: str
    data: str
    digest: bytes
    salt: bytes | None
    private: str | None
    private_digest: bytes | None


def payload(facts: Sequence[NewFact]) -> tuple[str, list[str]]:
    """The argument of SQL `journal_append(jsonb)` and the facts' digests in hexadecimal.

    The function takes it in the caller's transaction, in the same statement as the row if need
    be: `WITH up AS (UPDATE … RETURNING id) SELECT journal_append(%s) FROM up`, and returns the
    numbers of the facts in order. Raises `UnknownVerbError`, `ValueError`, `UnwritableError`.
    """
    rows: list[str] = []
    digests: list[str] = []
    for fact in facts:
        ready = _prepare(fact)
        digest = ready.digest.hex()
        digests.append(digest)
        rows.append(_row(fact, ready, digest))
    return f"[{','.join(rows)}]", digests


def _row(fact: NewFact, ready: _Prepared, digest: str) -> str:
    """One object of the array; what `_prepare` let through."""
    row = (
        f'{{"at":"{ready.at}","verb":{canonical.respell(fact.verb)},'
        f'"subject_kind":{canonical.respell(fact.subject_kind)},"subject_id":{fact.subject_id},'
        f'"actor_kind":"{fact.actor.kind}","actor_ref":{canonical.respell(fact.actor.ref)},'
        f'"data":{ready.data},"digest":"{digest}"'
    )
    if ready.private_digest is None or ready.salt is None:
        return row + "}"
    return (
        f'{row},"private_digest":"{ready.private_digest.hex()}",'
        f'"salt":"{ready.salt.hex()}","private":{ready.private}}}'
    )


def _prepare(fact: NewFact) -> _Prepared:
    verbs.require_writable(fact.verb, fact.subject_kind, fact.data, fact.private)
    if type(fact.subject_id) is not int:
        raise canonical.UnwritableError(f"The subject's number is {fact.subject_id!r}.")
    actor = fact.actor
    if not (actor.ref.isascii() and actor.ref.isprintable()):
        raise canonical.UnwritableError(
            f"An actor's reference is a plain handle, not {actor.ref!r}."
        )
    at = canonical.instant_text(fact.at)
    data = canonical.json_text(fact.data)
    salt = private = committed = None
    if fact.private:
        salt, private = os.urandom(SALT_BYTES), canonical.json_text(fact.private)
        committed = canonical.private_digest(salt, private)
    head = (fact.verb, fact.subject_kind, fact.subject_id, str(actor.kind), actor.ref, at)
    digest = canonical.fact_digest(head, data, committed.hex() if committed else None)
    return _Prepared(at, data, digest, salt, private, committed)


FactRow = tuple[int, str, str, str, str, int, str, str, str, bytes | None, bytes]
PrivateRow = tuple[int, bytes, str]


def copy_rows(
    facts: Iterable[tuple[int, datetime, NewFact]],
) -> tuple[list[FactRow], list[PrivateRow]]:
    """Rows for `COPY journal_fact (FACT_COLUMNS)` and `COPY journal_private (PRIVATE_COLUMNS)`.

    Each fact comes with its number (`actions.reserve_numbers`) and the moment that counts as
    its recording. Only for loading history, in a transaction that also holds
    `actions.record_history_load`, without which verification calls such rows back-dated.
    """
    fact_rows: list[FactRow] = []
    private_rows: list[PrivateRow] = []
    for number, recorded_at, fact in facts:
        ready = _prepare(fact)
        fact_rows.append((
            number, ready.at, canonical.instant_text(recorded_at), fact.verb, fact.subject_kind,
            fact.subject_id, str(fact.actor.kind), fact.actor.ref, ready.data,
            ready.private_digest, ready.digest,
        ))  # fmt: skip
        if ready.salt is not None and ready.private is not None:
            private_rows.append((number, ready.salt, ready.private))
    return fact_rows, private_rows
