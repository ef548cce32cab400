"""The day book of a counter: what was done on the spot, what was paid, and whether both agree."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import connection

from motcua.base.actor import Actor
from motcua.base.dates import VIETNAM
from motcua.dossiers import records
from motcua.dossiers.visibility import scope
from motcua.journal import queries as journal
from motcua.journal.queries import FactView

_MONEY = ("dossier.take_fee", "dossier.correct_entry")
_COLUMNS = (
    "d.id, d.code, d.accepted_at, d.owner_name, d.content, d.quantities, d.register_kind,"
    " d.register_number, d.book_year, d.fee_total, d.money, d.received_by_id,"
    " d.procedure_version_id, d.result, d.priority, d.status"
)


@dataclass(frozen=True, slots=True)
class Line:
    """One entry; `quantities` as the dossier keeps them."""

    id: int
    code: str
    at: datetime
    name: str
    paper: str
    quantities: Mapping[str, Any]
    register_kind: str
    register_number: int | None
    book_year: int
    fee_total: int
    money: str
    officer_id: int | None
    procedure_version_id: int
    result: Mapping[str, Any] | None
    priority: str
    status: str

    @property
    def is_void(self) -> bool:
        return bool(self.quantities.get("void"))

    @property
    def is_waiting(self) -> bool:
        """Taken in after the hour, to be decided on the next working day."""
        return self.status == "accepted"

    @property
    def copies(self) -> int:
        return int(self.quantities.get("copies", 0))


@dataclass(frozen=True, slots=True)
class Taken:
    """Money that moved: taken, taken in addition, or given back (below zero)."""

    code: str
    name: str
    at: datetime
    amount: int
    receipt: str
    officer: str
    is_instant: bool
    is_correction: bool


@dataclass(frozen=True, slots=True)
class Sum:
    """What one officer, or one procedure, comes to in a day."""

    who: str
    entries: int
    copies: int
    amount: int


@dataclass(frozen=True, slots=True)
class Money:
    """The day's money; `unequal` are dossiers whose fee is not what the journal says was taken."""

    moves: tuple[Taken, ...]
    unequal: tuple[str, ...]

    @property
    def total(self) -> int:
        return sum(move.amount for move in self.moves)


def lines(actor: Actor, unit_id: int, day: date, *, newest: int | None = None) -> tuple[Line, ...]:
    """The unit's entries of the day in the order of the book; or only the `newest`, latest first."""
    seen = scope(actor)
    order = "d.accepted_at DESC, d.id DESC LIMIT %s" if newest else "d.accepted_at, d.id"
    with connection.cursor() as db:
        db.execute(
            f"SELECT {_COLUMNS} FROM dossiers_dossier d WHERE d.receiving_unit_id = %s"
            f" AND d.accepted_at >= %s AND d.accepted_at < %s AND d.quantities IS NOT NULL"
            f" AND {seen.sql} ORDER BY {order}",
            [unit_id, *_day(day), *seen.params, *([newest] if newest else [])],
        )
        return tuple(_line(row) for row in db.fetchall())


def total_of_day(actor: Actor, unit_id: int, day: date) -> tuple[int, int]:
    """How many entries there are so far and what they come to in đồng; struck out lines apart."""
    seen = scope(actor)
    with connection.cursor() as db:
        db.execute(
            "SELECT count(*), coalesce(sum(d.fee_total), 0) FROM dossiers_dossier d"
            " WHERE d.receiving_unit_id = %s AND d.accepted_at >= %s AND d.accepted_at < %s"
            f" AND d.quantities IS NOT NULL AND NOT d.quantities ? 'void' AND {seen.sql}",
            [unit_id, *_day(day), *seen.params],
        )
        count, amount = db.fetchone()
    return int(count), int(amount)


def usual_codes(unit_id: int, *, among: int = 300) -> tuple[str, ...]:
    """Procedures done on the spot at a unit of late, the most frequent first."""
    with connection.cursor() as db:
        db.execute(
            "SELECT procedure_code FROM (SELECT procedure_code, quantities FROM dossiers_dossier"
            " WHERE receiving_unit_id = %s AND accepted_at IS NOT NULL"
            " ORDER BY accepted_at DESC LIMIT %s) r WHERE quantities IS NOT NULL"
            " GROUP BY procedure_code ORDER BY count(*) DESC, procedure_code",
            [unit_id, among],
        )
        return tuple(row[0] for row in db.fetchall())


def receipt_of(dossier_id: int) -> str:
    """The number of the last money receipt of a dossier; empty where nothing was paid."""
    facts = journal.facts_about(records.SUBJECT, dossier_id, private=False)
    given = (str(fact.data.get("receipt") or "") for fact in reversed(facts))
    return next(filter(None, given), "")


def money(actor: Actor, unit_id: int, day: date) -> Money:
    """What was paid at the unit that day, for whatever dossier, with later corrections of it."""
    seen = scope(actor)
    with connection.cursor() as db:
        db.execute(
            "SELECT d.id, d.code, d.owner_name, d.fee_total, d.quantities IS NOT NULL"
            " FROM dossiers_dossier d WHERE d.receiving_unit_id = %s AND d.paid_at >= %s"
            f" AND d.paid_at < %s AND {seen.sql} ORDER BY d.paid_at, d.id",
            [unit_id, *_day(day), *seen.params],
        )
        rows = db.fetchall()
    start = _day(day)[0]
    told = journal.facts_about_many(
        records.SUBJECT, [row[0] for row in rows], since=start, private=False
    )
    moves: list[Taken] = []
    unequal: list[str] = []
    for number, code, name, fee_total, is_instant in rows:
        found = [_taken(fact, code, name, is_instant) for fact in _moving(told[number])]
        moves += found
        if sum(move.amount for move in found) != fee_total:
            unequal.append(code)
    return Money(tuple(sorted(moves, key=lambda move: move.at)), tuple(unequal))


def sums(entries: Iterable[Line], who: Mapping[int, str]) -> tuple[Sum, ...]:
    """The entries by officer, those who did most first; struck out lines count for nothing."""
    by: dict[int, list[Line]] = {}
    for line in entries:
        if not line.is_void:
            by.setdefault(line.officer_id or 0, []).append(line)
    return _summed(by, who)


def sums_by_procedure(entries: Iterable[Line], names: Mapping[int, str]) -> tuple[Sum, ...]:
    """The same by version of the procedure."""
    by: dict[int, list[Line]] = {}
    for line in entries:
        if not line.is_void:
            by.setdefault(line.procedure_version_id, []).append(line)
    return _summed(by, names)


def _summed(by: Mapping[int, list[Line]], names: Mapping[int, str]) -> tuple[Sum, ...]:
    found = [
        Sum(
            names.get(key, ""),
            len(members),
            sum(line.copies for line in members),
            sum(line.fee_total for line in members),
        )
        for key, members in by.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.entries, one.who)))


def _day(day: date) -> tuple[datetime, datetime]:
    start = datetime.combine(day, time(), VIETNAM)
    return start, start + timedelta(days=1)


def _line(row: tuple[Any, ...]) -> Line:
    cells = list(row)
    for place in (5, 13):
        if isinstance(cells[place], str):
            cells[place] = json.loads(cells[place])
    return Line(*cells)


def _moving(facts: Iterable[FactView]) -> list[FactView]:
    return [fact for fact in facts if fact.verb in _MONEY and fact.data.get("amount")]


def _taken(fact: FactView, code: str, name: str, is_instant: bool) -> Taken:  # noqa: FBT001
    return Taken(
        code=code,
        name=name,
        at=fact.at,
        amount=int(fact.data["amount"]),
        receipt=str(fact.data.get("receipt") or ""),
        officer=fact.actor_ref,
        is_instant=is_instant,
        is_correction=fact.verb == "dossier.correct_entry",
    )
