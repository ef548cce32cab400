"""`motcua check`: fold every dossier's facts again and hold the result against its row.

Also: numbers of the books and lines of the registers without holes, due dates that still follow from the calendar, and no
act that was issued without a clearance. Reads only; a finding is a Vietnamese sentence.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db import connection

from motcua.dossiers import records, timing
from motcua.dossiers.facts import PREFIX, event_of
from motcua.dossiers.folding import FIELDS, PRIVATE_FIELDS, DossierState, IllegalSequenceError, fold
from motcua.dossiers.versions import version_of

BATCH = 5000


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is not as the facts tell it."""

    subject: str
    sentence: str


@dataclass(slots=True)
class Report:
    """What was looked at and what was found."""

    dossiers: int = 0
    facts: int = 0
    findings: list[Finding] | None = None

    @property
    def ok(self) -> bool:
        return not self.findings


def check(*, due_dates: bool = False) -> Report:
    """Look at every dossier, in batches by id; memory stays bounded.

    With `due_dates` each running due date is computed anew and compared as well.
    """
    report = Report(findings=[])
    last = 0
    while batch := _rows_after(last):
        last = batch[-1][0]
        _check_batch(batch, report, due_dates=due_dates)
    found = report.findings if report.findings is not None else []
    found.extend(_book_holes())
    found.extend(_register_holes())
    found.extend(_strays())
    return report


def _rows_after(last: int) -> list[tuple[int, DossierState, str, str]]:
    columns = ", ".join(f"d.{name}" for name in (*records.COLUMNS, "owner_name", "search_key"))
    with connection.cursor() as db:
        db.execute(
            f"SELECT {columns} FROM dossiers_dossier d WHERE d.id > %s ORDER BY d.id LIMIT %s",
            [last, BATCH],
        )
        rows = db.fetchall()
    return [(*records.read_row(row[:-2]), row[-2], row[-1]) for row in rows]


def _check_batch(
    batch: list[tuple[int, DossierState, str, str]], report: Report, *, due_dates: bool
) -> None:
    stories = _stories(batch[0][0], batch[-1][0])
    found = report.findings if report.findings is not None else []
    for dossier_id, state, owner_name, search_key in batch:
        story = stories.get(dossier_id, [])
        report.dossiers += 1
        report.facts += len(story)
        found.extend(_differences(state, story))
        if records.summary(state) != (owner_name, search_key):
            found.append(Finding(state.code, "Tên và khóa tìm kiếm không khớp người trong hồ sơ."))
        if due_dates:
            found.extend(_due_difference(state))


Story = list[tuple[str, dict[str, Any], bool]]


def _stories(first: int, last: int) -> dict[int, Story]:
    """Events with the fields they set, by dossier, oldest first; and whether private data is gone."""
    with connection.cursor() as db:
        db.execute(
            "SELECT f.subject_id, f.verb, f.data, f.private_digest IS NOT NULL, p.data"
            " FROM journal_fact f LEFT JOIN journal_private p ON p.fact_id = f.id"
            " WHERE f.subject_kind = %s AND f.subject_id BETWEEN %s AND %s AND f.verb LIKE %s"
            " ORDER BY f.subject_id, f.id",
            [records.SUBJECT, first, last, PREFIX + "%"],
        )
        rows = db.fetchall()
    return {
        subject: [_told(*row[1:]) for row in group]
        for subject, group in groupby(rows, itemgetter(0))
    }


def _told(
    verb: str, data: Any, has_private: object, private: Any
) -> tuple[str, dict[str, Any], bool]:
    public = json.loads(data) if isinstance(data, str) else data
    beside = json.loads(private) if isinstance(private, str) else private
    changes = {**public.get("set", {}), **((beside or {}).get("set") or {})}
    return event_of(verb), changes, bool(has_private) and beside is None


def _differences(state: DossierState, story: Story) -> Iterator[Finding]:
    if not story:
        yield Finding(state.code, "Hồ sơ không có sự kiện nào trong nhật ký.")
        return
    try:
        folded = fold((event, changes) for event, changes, _ in story)
    except (IllegalSequenceError, TypeError, ValueError) as error:
        yield Finding(state.code, f"Nhật ký kể một chuỗi không hợp lệ: {error}.")
        return
    erased = any(gone for _, _, gone in story)
    skipped = PRIVATE_FIELDS if erased else frozenset()
    for name in FIELDS:
        if name not in skipped and _plain(getattr(folded, name)) != _plain(getattr(state, name)):
            yield Finding(state.code, f"Cột “{name}” khác với nhật ký.")


def _plain(value: Any) -> Any:
    """Lists and tuples alike, numbers of JSON alike; instants compare as instants."""
    if isinstance(value, tuple | list):
        return [_plain(item) for item in value]
    if isinstance(value, datetime):
        return value.timestamp()
    return value


def _due_difference(state: DossierState) -> Iterator[Finding]:
    if state.finished_at is not None or state.clock_started_at is None:
        return
    version = version_of(state)
    found = timing.due_of(state, version)
    if found is not None and found.at != state.due_at:
        yield Finding(state.code, "Ngày hẹn khác với ngày tính theo lịch làm việc hiện nay.")


def _book_holes() -> Iterator[Finding]:
    """The numbers of each unit's book run from 1 without a hole."""
    with connection.cursor() as db:
        db.execute(
            "SELECT receiving_unit_id, book_year, count(*), min(book_number), max(book_number)"
            " FROM dossiers_dossier WHERE book_number IS NOT NULL GROUP BY 1, 2"
            " HAVING count(*) <> max(book_number) OR min(book_number) <> 1"
            " OR count(DISTINCT book_number) <> count(*)"
        )
        for unit, year, count, _, last in db.fetchall():
            yield Finding(
                f"đơn vị {unit}", f"Sổ năm {year} có {count} hồ sơ nhưng số cuối là {last}."
            )


def _register_holes() -> Iterator[Finding]:
    """The lines of each register of the year run from 1 to the counter's last without a hole."""
    with connection.cursor() as db:
        db.execute(
            "SELECT d.receiving_unit_id, d.register_kind, d.book_year, count(*),"
            " max(d.register_number), coalesce(max(c.value), 0) FROM dossiers_dossier d"
            " LEFT JOIN dossiers_dossiercounter c ON c.unit_id = d.receiving_unit_id"
            " AND c.kind = d.register_kind AND c.period = d.book_year::text"
            " WHERE d.register_number IS NOT NULL GROUP BY 1, 2, 3"
            " HAVING count(*) <> max(d.register_number) OR min(d.register_number) <> 1"
            " OR max(d.register_number) <> coalesce(max(c.value), 0)"
        )
        for unit, kind, year, count, last, given in db.fetchall():
            yield Finding(
                f"đơn vị {unit}",
                f"Sổ {kind} năm {year} có {count} dòng, số cuối {last}, bộ đếm đã cấp {given}.",
            )


def _strays() -> Iterator[Finding]:
    """Facts about dossiers that do not exist."""
    with connection.cursor() as db:
        db.execute(
            "SELECT DISTINCT f.subject_id FROM journal_fact f"
            " LEFT JOIN dossiers_dossier d ON d.id = f.subject_id"
            " WHERE f.subject_kind = %s AND d.id IS NULL LIMIT 20",
            [records.SUBJECT],
        )
        for (subject,) in db.fetchall():
            yield Finding(f"hồ sơ số {subject}", "Có sự kiện nhưng không có hồ sơ.")
