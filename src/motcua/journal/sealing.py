"""Seals as values, and the trees that they are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from motcua.journal import canonical
from motcua.journal.merkle import Tree
from motcua.journal.models import Seal
from motcua.journal.reading import Cursor, Leaf


@dataclass(frozen=True, slots=True)
class SealHead:
    """One recorded day's facts within a span (`start` excluded, `end` included), chained."""

    number: int
    start: Cursor
    end: Cursor
    day: date
    count: int
    root: bytes
    previous: bytes
    sealed_at: datetime

    def as_json(self) -> dict[str, object]:
        """The fields that the digest covers, as an export spells them."""
        return {
            "number": self.number,
            "from_tx": self.start.tx,
            "from_id": self.start.id,
            "to_tx": self.end.tx,
            "to_id": self.end.id,
            "day": self.day.isoformat(),
            "count": self.count,
            "root": self.root.hex(),
            "previous": self.previous.hex(),
            "sealed_at": canonical.instant_text(self.sealed_at),
        }

    def digest(self) -> bytes:
        return canonical.seal_digest(self.as_json())


def head_of(seal: Seal) -> SealHead:
    return SealHead(
        seal.number,
        Cursor(seal.from_tx, seal.from_id),
        Cursor(seal.to_tx, seal.to_id),
        seal.day,
        seal.count,
        bytes(seal.root),
        bytes(seal.previous),
        seal.sealed_at,
    )


def row_of(head: SealHead) -> Seal:
    return Seal(
        number=head.number,
        from_tx=head.start.tx,
        from_id=head.start.id,
        to_tx=head.end.tx,
        to_id=head.end.id,
        day=head.day,
        count=head.count,
        root=head.root,
        previous=head.previous,
        sealed_at=head.sealed_at,
        digest=head.digest(),
    )


class DayTrees(dict[date, Tree]):
    """A growing tree for each recorded day; around midnight and in loads, days interleave."""

    def add(self, leaf: Leaf) -> date:
        day = canonical.recorded_day(leaf.recorded_at)
        self.setdefault(day, Tree()).append(leaf.hash())
        return day


def chained(
    trees: DayTrees, *, after: SealHead | None, start: Cursor, end: Cursor, sealed_at: datetime
) -> list[SealHead]:
    """One seal for each day, oldest first, each naming the one before."""
    number = after.number if after else 0
    previous = after.digest() if after else canonical.ZERO
    heads: list[SealHead] = []
    for day in sorted(trees):
        number += 1
        tree = trees[day]
        head = SealHead(number, start, end, day, tree.size, tree.root(), previous, sealed_at)
        previous = head.digest()
        heads.append(head)
    return heads


def spans(seals: Iterable[Seal]) -> Iterator[list[Seal]]:
    """Seals in order of number, those of one span together."""
    for _, group in groupby(seals, key=lambda seal: (seal.to_tx, seal.to_id)):
        yield list(group)
