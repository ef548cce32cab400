"""Checking the whole journal: content, place, number and day of every fact, and every seal.

Finds what somebody changed behind the application's back, with the database's own rights and
the triggers switched off, and names the day. docs/journal.md says what cannot be found.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from django.db import connection

from motcua.base.dates import format_date, format_moment
from motcua.journal import canonical, facts, reading, sealing
from motcua.journal.findings import Finding, Kind, Notes
from motcua.journal.models import ReaderCursor, Seal
from motcua.journal.reading import Cursor, StoredFact

# A transaction may begin before a seal and commit after it; none runs for an hour, except a
# load of history, which says so itself.
SLACK = timedelta(hours=1)
_FIRST = Cursor(-(2**63), 0)
_LAST = Cursor(2**63 - 1, 2**63 - 1)


@dataclass(frozen=True, slots=True)
class Report:
    """`ok` when nothing was found; `remarks` are worth reading and no proof of wrong."""

    facts: int
    seals: int
    unsealed: int
    head: tuple[int, str] | None
    findings: tuple[Finding, ...]
    remarks: tuple[str, ...]

    @property
    def ok(self) -> bool:
        return not self.findings


def verify(
    progress: Callable[[int], None] | None = None, *, known: Mapping[int, str] | None = None
) -> Report:
    """Read everything once, in bounded memory; `progress` is told the facts read so far.

    `known` maps seal numbers to digests that were published or printed: only they protect
    against somebody who rewrites the facts and all seals after them.
    """
    return _Verification(progress, known or {}).run()


@dataclass(slots=True)
class _Verification:
    progress: Callable[[int], None] | None
    known: Mapping[int, str]
    notes: Notes = field(default_factory=Notes)
    read: int = 0
    unsealed: int = 0
    last: Seal | None = None
    seals: int = 0
    loads: set[int] = field(default_factory=set)
    out_of_time: list[tuple[int, date, int]] = field(default_factory=list)
    without_private: list[tuple[int, date]] = field(default_factory=list)
    first_unsealed_at: datetime | None = None

    def run(self) -> Report:
        sealed_upto = _sealer_position()
        reached = _FIRST
        for span in sealing.spans(Seal.objects.order_by("number").iterator(chunk_size=2_000)):
            reached = self._check_span(span, reached)
        self._check_tail(sealed_upto, reached)
        self._check_known()
        self._settle_times()
        self._settle_private()
        head = (self.last.number, bytes(self.last.digest).hex()) if self.last else None
        return Report(
            self.read, self.seals, self.unsealed, head, self.notes.findings(), self._remarks()
        )

    # Seals

    def _check_span(self, span: list[Seal], reached: Cursor) -> Cursor:
        floor = self.last.sealed_at - SLACK if self.last else None
        start = Cursor(span[0].from_tx, span[0].from_id)
        end = Cursor(span[0].to_tx, span[0].to_id)
        for seal in span:
            self._check_seal(seal)
        if start > reached:
            for fact in self._facts(reached, start, floor, span[0].sealed_at):
                self.notes.add(Kind.UNCOVERED, canonical.recorded_day(fact.recorded_at), fact.id)
        trees = sealing.DayTrees()
        for fact in self._facts(max(start, reached), end, floor, span[0].sealed_at):
            trees.add(fact.leaf())
        self._compare(span, trees)
        return max(end, reached)

    def _check_seal(self, seal: Seal) -> None:
        self.seals += 1
        head = sealing.head_of(seal)
        last, self.last = self.last, seal
        if head.digest() != bytes(seal.digest):
            self.notes.add(Kind.SEAL_ALTERED, seal.day, seal.number)
        if seal.number != (last.number if last else 0) + 1:
            self.notes.add(Kind.SEAL_MISSING, seal.day, seal.number)
        elif head.previous != (bytes(last.digest) if last else canonical.ZERO):
            self.notes.add(Kind.CHAIN_BROKEN, seal.day, seal.number)
        expected = self.known.get(seal.number)
        if expected is not None and expected.lower() != bytes(seal.digest).hex():
            self.notes.add(Kind.SEAL_UNLIKE_PUBLISHED, seal.day, seal.number)

    def _compare(self, span: list[Seal], trees: sealing.DayTrees) -> None:
        sealed_days = {seal.day: seal for seal in span}
        for day, tree in trees.items():
            if day not in sealed_days:
                self.notes.add(Kind.INSERTED, day, count=tree.size)
        for day, seal in sealed_days.items():
            size = trees[day].size if day in trees else 0
            if size < seal.count:
                self.notes.add(Kind.DELETED, day, count=seal.count - size)
            elif size > seal.count:
                self.notes.add(Kind.INSERTED, day, count=size - seal.count)
            elif trees[day].root() != bytes(seal.root):
                self.notes.add(Kind.CHANGED, day)

    def _check_known(self) -> None:
        beyond = [
            number for number in self.known if number > (self.last.number if self.last else 0)
        ]
        for number in beyond:
            self.notes.add(Kind.SEAL_MISSING, self.last.day if self.last else None, number)

    def _check_tail(self, sealed_upto: Cursor, reached: Cursor) -> None:
        floor = self.last.sealed_at - SLACK if self.last else None
        day = self.last.day if self.last else None
        read = self.read
        for fact in self._facts(reached, reading.horizon(), floor, reading.database_time()):
            if self.first_unsealed_at is None:
                self.first_unsealed_at = fact.recorded_at
        self.unsealed = self.read - read
        if sealed_upto > max(reached, reading.START):
            first = self.first_unsealed_at
            self.notes.add(Kind.SEALS_CUT, canonical.recorded_day(first) if first else day)
        for number, near in _private_without_fact():
            self.notes.add(Kind.PRIVATE_ORPHANED, near, number)

    # Facts

    def _facts(
        self, after: Cursor, upto: Cursor, floor: datetime | None, ceiling: datetime
    ) -> Iterator[StoredFact]:
        for fact in reading.facts(after, upto):
            self._check_fact(fact)
            early = floor is not None and fact.recorded_at < floor
            if (early or fact.recorded_at > ceiling + SLACK) and fact.tx not in self.loads:
                day = canonical.recorded_day(fact.recorded_at)
                self.out_of_time.append((fact.tx, day, fact.id))
            yield fact

    def _check_fact(self, fact: StoredFact) -> None:
        self.read += 1
        if self.progress is not None and self.read % reading.BATCH == 0:
            self.progress(self.read)
        if fact.computed_digest() != fact.digest:
            self.notes.add(Kind.ALTERED, canonical.recorded_day(fact.recorded_at), fact.id)
        if fact.verb == facts.HISTORY_LOADED:
            self._accept_load(fact.tx)
        if fact.private_digest is not None:
            self._check_private(fact, fact.private_digest)

    def _check_private(self, fact: StoredFact, committed: bytes) -> None:
        day = canonical.recorded_day(fact.recorded_at)
        if fact.salt is None:
            self.without_private.append((fact.id, day))
        elif canonical.private_digest(fact.salt, canonical.respell(fact.private)) != committed:
            self.notes.add(Kind.PRIVATE_ALTERED, day, fact.id)

    def _accept_load(self, tx: int) -> None:
        self.loads.add(tx)
        self.out_of_time = [late for late in self.out_of_time if late[0] != tx]

    # What can only be said at the end

    def _settle_times(self) -> None:
        for tx, day, number in self.out_of_time:
            if tx not in self.loads:
                self.notes.add(Kind.OUT_OF_TIME, day, number)

    def _settle_private(self) -> None:
        if not self.without_private:
            return
        erased = _erased_facts()
        for number, day in self.without_private:
            if number not in erased:
                self.notes.add(Kind.PRIVATE_LOST, day, number)

    def _remarks(self) -> tuple[str, ...]:
        if self.first_unsealed_at is None:
            return ()
        since = format_moment(self.first_unsealed_at)
        return (
            f"{self.unsealed} sự kiện ghi từ {since} chưa được niêm phong; nếu bị xóa lúc này thì chưa phát hiện được.",
        )


def _sealer_position() -> Cursor:
    row = ReaderCursor.objects.filter(name="journal.seal").first()
    return _LAST if row is None else Cursor(row.tx, row.fact_id)


def _erased_facts() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT jsonb_array_elements_text(data -> 'facts')::bigint FROM journal_fact"
            " WHERE verb = %s",
            [facts.PRIVATE_ERASED],
        )
        return {row[0] for row in cursor.fetchall()}


def _private_without_fact() -> list[tuple[int, date | None]]:
    """Numbers of lost facts whose private data is still there, with the nearest fact's day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.fact_id, (SELECT f.recorded_at FROM journal_fact f WHERE f.id < p.fact_id"
            " ORDER BY f.id DESC LIMIT 1) FROM journal_private p"
            " WHERE NOT EXISTS (SELECT FROM journal_fact f WHERE f.id = p.fact_id)"
            " ORDER BY p.fact_id"
        )
        return [
            (number, None if near is None else canonical.recorded_day(near))
            for number, near in cursor.fetchall()
        ]


def sentence_of_report(report: Report) -> str:
    """The report as an operator reads it."""
    lines = [finding.sentence for finding in report.findings]
    if report.ok:
        lines = [f"Nhật ký nguyên vẹn: {report.facts} sự kiện, {report.seals} niêm phong."]
    else:
        days = sorted({finding.day for finding in report.findings if finding.day})
        named = ", ".join(format_date(day) for day in days)
        lines.insert(0, f"Nhật ký KHÔNG nguyên vẹn. Các ngày cần xem lại: {named or 'chưa rõ'}.")
    lines.extend(report.remarks)
    if report.head:
        lines.append(f"Niêm phong mới nhất: số {report.head[0]}, mã {report.head[1]}.")
    return "\n".join(lines)
