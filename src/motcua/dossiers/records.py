"""How a dossier's row and its fact reach the database: together, in one statement.

With `bulk`, its twin for many at once, the only module that writes `dossiers_dossier`. A write
names the version it was decided on; if somebody was quicker it touches nothing. An idempotency
key, where given, is stored by the same statement, so that a repeated request finds what the first
one did.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import wraps
from typing import Any, ParamSpec

from django.db import connection

from motcua.base.actor import Actor
from motcua.base.dates import in_vietnam
from motcua.base.text import nfc
from motcua.base.verdict import ConflictError, InvalidError, RefusedError
from motcua.dossiers import substitution, visibility
from motcua.dossiers.codes import dossier_code
from motcua.dossiers.facts import verb_of
from motcua.dossiers.folding import (
    FIELDS,
    PRIVATE_FIELDS,
    TUPLES,
    DossierState,
    apply,
    encode,
)
from motcua.dossiers.people import people_from_json
from motcua.dossiers.states import Status
from motcua.journal import writing
from motcua.journal.writing import NewFact

SUBJECT = "dossier"
ID_LISTS = frozenset({"agency_ids", "waiting_unit_ids"})
_LISTS = TUPLES - ID_LISTS
JSON_FIELDS = _LISTS | {
    "offer", "extension", "result", "people", "paper_place", "postal", "incident", "quantities"
}  # fmt: skip
COLUMNS = ("id", *FIELDS)
SELECT = "SELECT " + ", ".join(f"d.{name}" for name in COLUMNS) + " FROM dossiers_dossier d "
_SUMMARY = ("owner_name", "search_key")


@dataclass(frozen=True, slots=True)
class Request:
    """Who asks for a change and how often the same request may arrive.

    `expected_version` is the version the person was looking at; `key` an idempotency key and
    `digest` the sha256 of what it stands for.
    """

    actor: Actor
    at: datetime
    expected_version: int | None = None
    key: str | None = None
    digest: str = ""

    @property
    def caller(self) -> str:
        """Whose key it is: officers and machines count their keys apart."""
        return self.actor.signature


@dataclass(frozen=True, slots=True)
class Recorded:
    """What an action leaves: the dossier after it, and the digest of its fact."""

    id: int
    state: DossierState
    fact_digest: str
    replayed: bool = False


class UnknownDossierError(InvalidError):
    """No such dossier, or none that this actor may see: the two are told alike."""

    code = "not_found"


class StaleError(ConflictError):
    """The dossier has changed since the person read it."""


class KeyReusedError(ConflictError):
    """One idempotency key came with two different requests."""

    code = "key_reused"


def read_row(row: Sequence[Any]) -> tuple[int, DossierState]:
    """A selected row (`COLUMNS`) as its id and state."""
    values = dict(zip(FIELDS, row[1:], strict=True))
    for name in JSON_FIELDS:
        text = values[name]
        value = json.loads(text) if isinstance(text, str) else text
        values[name] = tuple(value or ()) if name in _LISTS else value
    values["status"] = Status(values["status"])
    for name in ID_LISTS:
        values[name] = tuple(values[name])
    return row[0], DossierState(**values)


def load(code: str, actor: Actor) -> tuple[int, DossierState]:
    """The dossier that the actor may see; raises `UnknownDossierError` otherwise."""
    scope = visibility.scope(actor)
    with connection.cursor() as cursor:
        cursor.execute(f"{SELECT} WHERE d.code = %s AND {scope.sql}", [code, *scope.params])
        row = cursor.fetchone()
    if row is None:
        raise UnknownDossierError("Không thấy hồ sơ có mã này. Xem lại mã ở đầu Giấy tiếp nhận.")
    return read_row(row)


def load_by_id(dossier_id: int) -> DossierState:
    """For those who hold a reference already: a draft act, a check, a reader of the journal."""
    with connection.cursor() as cursor:
        cursor.execute(f"{SELECT} WHERE d.id = %s", [dossier_id])
        row = cursor.fetchone()
    if row is None:
        raise UnknownDossierError("Không thấy hồ sơ này.")
    return read_row(row)[1]


def lock(dossier_id: int) -> None:
    """Hold the dossier's row until the end of the transaction: who comes second waits."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT FROM dossiers_dossier WHERE id = %s FOR UPDATE", [dossier_id])


def _column(name: str, value: Any) -> Any:
    if name in JSON_FIELDS:
        return (
            None
            if value is None
            else json.dumps(list(value) if name in _LISTS else value, ensure_ascii=False)
        )
    return list(value) if name in ID_LISTS else value


def summary(state: DossierState) -> tuple[str, str]:
    """The owner's name and the search key, both derived: the code, then the people if still there."""
    code = state.code.lower()
    if not state.people:
        return "", code
    everyone = people_from_json(state.people)
    return everyone.owner.name, f"{code} {everyone.search_key}"


@dataclass(frozen=True, slots=True)
class Step:
    """One event with the fields it changes, what else its fact tells, and what stays beside it."""

    event: str
    changes: Mapping[str, Any] = field(default_factory=dict)
    context: Mapping[str, Any] = field(default_factory=dict)
    private: Mapping[str, Any] = field(default_factory=dict)


def fact_for(dossier_id: int, step: Step, request: Request) -> NewFact:
    """The fact of one step: public changes and context, personal ones beside the log."""
    encoded = {name: encode(name, value) for name, value in step.changes.items()}
    hidden = {name: value for name, value in encoded.items() if name in PRIVATE_FIELDS}
    beside = {**step.private, "set": hidden} if hidden else dict(step.private)
    public = {name: value for name, value in encoded.items() if name not in PRIVATE_FIELDS}
    data = {"set": public, **step.context}
    verb = verb_of(step.event)
    return NewFact(verb, SUBJECT, dossier_id, data, request.actor, request.at, beside or None)


def create(
    step: Step,
    request: Request,
    *further: Step,
    unit_code: str,
    receiving_unit_id: int,
    in_book: bool,
) -> Recorded:
    """Number, insert and tell a new dossier; must run inside a transaction.

    `further` steps happen at the same moment: what is decided on the spot is received, decided
    and handed over in one go. The counters' rows are locked until the commit, which makes the numbers of the book
    continuous: a transaction that fails gives its number back.
    """
    day = in_vietnam(request.at).date()
    new_id, number, book = _numbers(receiving_unit_id, day, in_book=in_book)
    full = dict(step.changes)
    full["code"] = dossier_code(unit_code, day, number)
    full["receiving_unit_id"] = receiving_unit_id
    if in_book:
        full |= {"book_year": day.year, "book_number": book}
    told = replace(step, changes=full)
    facts = [fact_for(new_id, each, request) for each in (told, *further)]
    payload, digests = writing.payload(facts)
    first = apply(None, step.event, {name: encode(name, value) for name, value in full.items()})
    state = after(first, *further)
    _insert(new_id, state, payload, digests[-1], request)
    return Recorded(new_id, state, digests[-1])


_NUMBERS = """
WITH c AS (
    INSERT INTO dossiers_dossiercounter AS t (unit_id, kind, period, value)
    VALUES (%(unit)s, 'code', %(day)s, 1)
    ON CONFLICT (unit_id, kind, period) DO UPDATE SET value = t.value + 1 RETURNING value
), b AS (
    INSERT INTO dossiers_dossiercounter AS t (unit_id, kind, period, value)
    SELECT %(unit)s, 'book', %(year)s, 1 WHERE %(in_book)s
    ON CONFLICT (unit_id, kind, period) DO UPDATE SET value = t.value + 1 RETURNING value
)
SELECT nextval(pg_get_serial_sequence('dossiers_dossier', 'id')),
       (SELECT value FROM c), (SELECT value FROM b)
"""


def _numbers(unit_id: int, day: date, *, in_book: bool) -> tuple[int, int, int | None]:
    with connection.cursor() as cursor:
        cursor.execute(
            _NUMBERS,
            {"unit": unit_id, "day": f"{day:%y%m%d}", "year": f"{day:%Y}", "in_book": in_book},
        )
        new_id, number, book = cursor.fetchone()
    return new_id, number, book


# One parameter for the whole row: a statement of fixed text, whatever the row holds.
_INSERT = (
    "WITH d AS (INSERT INTO dossiers_dossier SELECT *"
    " FROM jsonb_populate_record(NULL::dossiers_dossier, %s::jsonb) RETURNING id)"
)
_KEY_AFTER = (
    ", k AS (INSERT INTO dossiers_actionkey"
    " (actor, key, request_digest, dossier_id, version, fact_digest, at)"
    " SELECT %s, %s, %s, d.id, %s, %s, %s FROM d)"
)


def _insert(new_id: int, state: DossierState, payload: str, digest: str, request: Request) -> None:
    row = {name: encode(name, getattr(state, name)) for name in FIELDS}
    row |= {"id": new_id} | dict(zip(_SUMMARY, summary(state), strict=True))
    params: list[Any] = [json.dumps(row, ensure_ascii=False)]
    sql = _INSERT
    if request.key is not None:
        sql += _KEY_AFTER
        params += [request.caller, request.key, request.digest, state.version, digest, request.at]
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} SELECT journal_append(%s::jsonb) FROM d", [*params, payload])


_LOCK = "WITH r AS (SELECT id FROM dossiers_dossier WHERE id = %s AND version = %s FOR UPDATE)"
_KEY_BEFORE = (
    ", k AS (INSERT INTO dossiers_actionkey"
    " (actor, key, request_digest, dossier_id, version, fact_digest, at)"
    " SELECT %s, %s, %s, r.id, %s, %s, %s FROM r"
    " ON CONFLICT (actor, key) DO NOTHING RETURNING dossier_id AS id)"
)


def after(before: DossierState, *steps: Step) -> DossierState:
    """The state that the steps lead to, without writing anything."""
    state = before
    for step in steps:
        encoded = {name: encode(name, value) for name, value in step.changes.items()}
        state = apply(state, step.event, encoded)
    return state


def save(dossier_id: int, before: DossierState, request: Request, *steps: Step) -> Recorded:
    """Take the steps: the new row and their facts in one statement, or nothing at all.

    Raises `StaleError` when the dossier is no longer what the actor was looking at and
    `KeyReusedError` when the key stands for another request; a request that was carried out
    already is answered again without being repeated.
    """
    if request.expected_version not in (None, before.version):
        return _replayed(dossier_id, request)
    told = [_in_whose_name(step, before, request.actor) for step in steps]
    facts = [fact_for(dossier_id, step, request) for step in told]
    state = after(before, *steps)
    payload, digests = writing.payload(facts)
    if _update(dossier_id, before, state, payload, digests[-1], request):
        return Recorded(dossier_id, state, digests[-1])
    return _replayed(dossier_id, request)


def _in_whose_name(step: Step, before: DossierState, actor: Actor) -> Step:
    """The step with whoever is stood in for in what its fact tells."""
    absent = substitution.on_behalf(step.event, actor, before)
    return step if absent is None else replace(step, context={**step.context, "behalf": absent})


def _update(
    dossier_id: int,
    before: DossierState,
    state: DossierState,
    payload: str,
    digest: str,
    request: Request,
) -> bool:
    changed = [name for name in FIELDS if getattr(before, name) != getattr(state, name)]
    values = [_column(name, getattr(state, name)) for name in changed]
    sets = [f"{name} = %s" for name in changed]
    if "people" in changed:
        sets += [f"{name} = %s" for name in _SUMMARY]
        values += summary(state)
    params: list[Any] = [dossier_id, before.version]
    sql, source = _LOCK, "r"
    if request.key is not None:
        sql, source = sql + _KEY_BEFORE, "k"
        params += [
            request.caller,
            request.key,
            request.digest,
            state.version,
            digest,
            request.at,
        ]
    sql += (
        f", u AS (UPDATE dossiers_dossier d SET {', '.join(sets)} FROM {source}"
        f" WHERE d.id = {source}.id RETURNING d.id) SELECT journal_append(%s::jsonb) FROM u"
    )
    with connection.cursor() as cursor:
        cursor.execute(sql, [*params, *values, payload])
        return cursor.fetchone() is not None


def forget_people(dossier_id: int, condition: str, params: Sequence[Any]) -> bool:
    """Empty what a fold without private data leaves empty, where the condition over `d` still holds."""
    with connection.cursor() as db:
        db.execute(
            "UPDATE dossiers_dossier d SET people = NULL, content = '', return_address = '',"
            f" owner_name = '', search_key = lower(d.code) WHERE d.id = %s AND {condition}",
            [dossier_id, *params],
        )
        return bool(db.rowcount)


def _replayed(dossier_id: int, request: Request) -> Recorded:
    earlier = earlier_answer(request)
    if earlier is None:
        raise StaleError(
            "Hồ sơ vừa được người khác cập nhật. Mở lại hồ sơ để xem việc đã làm rồi làm tiếp."
        )
    if earlier.id != dossier_id:
        raise KeyReusedError("Khóa chống lặp này đã dùng cho một hồ sơ khác. Tạo khóa mới.")
    return earlier


def earlier_answer(request: Request) -> Recorded | None:
    """What this key led to before, None when it is new; raises when it stood for another request."""
    if request.key is None:
        return None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT dossier_id, request_digest, fact_digest FROM dossiers_actionkey"
            " WHERE actor = %s AND key = %s",
            [request.caller, request.key],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    if row[1] != request.digest:
        raise KeyReusedError(
            "Khóa chống lặp này đã dùng cho một yêu cầu có nội dung khác. Tạo khóa mới."
        )
    return Recorded(row[0], load_by_id(row[0]), row[2], replayed=True)


def request_digest(*parts: Any) -> str:
    """sha256 of what a key stands for: path, body, whatever makes two requests the same."""
    text = json.dumps(parts, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(nfc(text).encode()).hexdigest()


P = ParamSpec("P")


def once(action: Callable[P, Recorded]) -> Callable[P, Recorded]:
    """A request that was carried out already gets its first answer, not the refusal it meets now."""

    @wraps(action)
    def answered(*args: P.args, **kwargs: P.kwargs) -> Recorded:
        try:
            return action(*args, **kwargs)
        except RefusedError:
            request = kwargs["request"]
            earlier = earlier_answer(request) if isinstance(request, Request) else None
            if earlier is None:
                raise
            return earlier

    return answered
