"""The register of dossiers (sổ theo dõi hồ sơ) of a unit and year, line by line in its numbers.

Reads in batches by number, so that memory stays bounded whatever the book holds; a number that is
not there is a finding.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.agencies import queries as agencies
from motcua.base.dates import format_date
from motcua.documents.forms import RegisterRow
from motcua.dossiers import records
from motcua.dossiers.books import RegisterClosing
from motcua.dossiers.patterns import like_words
from motcua.dossiers.people import Person, people_from_json
from motcua.dossiers.states import ReturnChannel, Status
from motcua.journal import queries as journal
from motcua.journal.queries import FactView
from motcua.procedures import queries as procedures

BATCH = 500
PAGE = 50
_PASSED_ON = frozenset({"dossier.offer", "dossier.take_over"})
_MOST_HOLES = 50
ERASED = "đã xóa theo quy định"


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What narrows the lines: words of the search key, a procedure's code, `open` or `returned`."""

    text: str = ""
    procedure_code: str = ""
    standing: str = ""

    def as_json(self) -> dict[str, str]:
        return {"text": self.text, "procedure_code": self.procedure_code, "standing": self.standing}


@dataclass(frozen=True, slots=True)
class Book:
    """A book as it stands: how many lines, the last number, the numbers that are missing."""

    lines: int
    last_number: int
    holes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the book: its number and its dossier's code apart, the rest as it is printed."""

    number: int
    code: str
    row: RegisterRow


def book(unit_id: int, year: int) -> Book:
    """Counted from the index of the book's numbers alone."""
    with connection.cursor() as db:
        db.execute(
            "SELECT count(*), coalesce(max(book_number), 0) FROM dossiers_dossier"
            " WHERE receiving_unit_id = %s AND book_year = %s AND book_number IS NOT NULL",
            [unit_id, year],
        )
        lines, last = db.fetchone()
        if lines == last:
            return Book(lines, last, ())
        db.execute(
            "SELECT n FROM generate_series(1, %s) n WHERE NOT EXISTS (SELECT FROM dossiers_dossier d"
            " WHERE d.receiving_unit_id = %s AND d.book_year = %s AND d.book_number = n)"
            " ORDER BY n LIMIT %s",
            [last, unit_id, year, _MOST_HOLES],
        )
        return Book(lines, last, tuple(row[0] for row in db.fetchall()))


def closing(unit_id: int, year: int) -> RegisterClosing | None:
    """The last closing of the book."""
    rows = RegisterClosing.objects.filter(unit_id=unit_id, year=year)
    return rows.order_by("-sequence").first()


def years(unit_id: int) -> tuple[int, ...]:
    """Years in which the unit has a book, the latest first."""
    with connection.cursor() as db:
        db.execute(
            "SELECT DISTINCT period::int FROM dossiers_dossiercounter"
            " WHERE unit_id = %s AND kind = 'book' ORDER BY 1 DESC",
            [unit_id],
        )
        return tuple(row[0] for row in db.fetchall())


def entries(
    unit_id: int, year: int, narrowing: Narrowing, *, after: int = 0, limit: int = PAGE
) -> tuple[Entry, ...]:
    """Lines behind the number `after`, in order."""
    words = like_words(narrowing.text)
    where = " AND d.search_key LIKE %s" * len(words)
    params: list[Any] = [unit_id, year, after, *words]
    if narrowing.procedure_code:
        where += " AND d.procedure_code = %s"
        params.append(narrowing.procedure_code)
    if narrowing.standing:
        where += f" AND d.status {'=' if narrowing.standing == 'returned' else '<>'} %s"
        params.append(Status.RETURNED.value)
    with connection.cursor() as db:
        db.execute(
            "SELECT d.id, d.code, d.book_number, d.procedure_version_id, d.sets, d.people,"
            " d.competent_agency_id, d.accepted_at, d.due_original, d.finished_at, d.returned_at,"
            " d.return_channel, d.status, d.remedies_id, d.cross_boundary FROM dossiers_dossier d"
            " WHERE d.receiving_unit_id = %s AND d.book_year = %s AND d.book_number > %s"
            f"{where} ORDER BY d.book_number LIMIT %s",
            [*params, limit],
        )
        rows = db.fetchall()
    return _entries(rows)


def stream(unit_id: int, year: int, narrowing: Narrowing) -> Iterator[tuple[Entry, ...]]:
    """The whole book in batches."""
    after = 0
    while batch := entries(unit_id, year, narrowing, after=after, limit=BATCH):
        after = batch[-1].number
        yield batch


def count(unit_id: int, year: int, narrowing: Narrowing) -> int:
    """How many lines the narrowing leaves; the book's own count where nothing narrows it."""
    if narrowing == Narrowing():
        return book(unit_id, year).lines
    return sum(len(batch) for batch in stream(unit_id, year, narrowing))


def _entries(rows: list[tuple[Any, ...]]) -> tuple[Entry, ...]:
    stories = journal.facts_about_many(records.SUBJECT, [row[0] for row in rows])
    versions = procedures.versions({row[3] for row in rows})
    bodies = agencies.agencies(frozenset(row[6] for row in rows))
    return tuple(
        Entry(
            row[2], row[1], _row(row, stories[row[0]], versions[row[3]].name, bodies[row[6]].name)
        )
        for row in rows
    )


def _row(row: tuple[Any, ...], story: list[FactView], procedure: str, agency: str) -> RegisterRow:
    people = json.loads(row[5]) if isinstance(row[5], str) else row[5]
    owner = people_from_json(people).owner if people else Person(ERASED)
    passed = next((fact.at for fact in story if fact.verb in _PASSED_ON), None)
    back = next((fact for fact in reversed(story) if fact.verb == "dossier.return_result"), None)
    return RegisterRow(
        number=str(row[2]),
        code=row[1],
        procedure=procedure,
        sets=str(row[4]),
        applicant=owner.name,
        address=", ".join(filter(None, (owner.address, owner.phone))),
        agency=agency,
        received=_day(row[7]),
        due=_day(row[8]),
        passed_on=_day(passed),
        got_back=_day(row[9]),
        returned=_day(row[10]),
        method=ReturnChannel(str(back.data["method"])).label if back else "",
        signed_for=_signed_for(back),
        note=_note(row),
    )


def _day(at: datetime | None) -> str:
    return format_date(at) if at else ""


def _signed_for(back: FactView | None) -> str:
    if back is None:
        return ""
    receiver = (back.private or {}).get("receiver") or {}
    return str(receiver.get("name") or ERASED)


def _note(row: tuple[Any, ...]) -> str:
    notes = []
    if row[12] in {Status.STOPPED.value, Status.WITHDRAWAL_REQUESTED.value}:
        notes.append(Status(row[12]).label)
    if row[13] is not None:
        notes.append("Hồ sơ khắc phục")
    if row[14]:
        notes.append("Phi địa giới")
    return ". ".join(notes)
