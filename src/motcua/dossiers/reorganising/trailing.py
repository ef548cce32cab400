"""What hangs on the dossiers that move: hand-over lists under way, results that wait for a signature.

Computed from the moves alone, so that a rehearsal counts exactly what the act will do.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Q

from motcua.dossiers import bulk
from motcua.dossiers.given import HandoverLine, LineOutcome, ListStatus
from motcua.dossiers.issued import ItemStatus, SigningItem
from motcua.dossiers.reorganising.moving import Move
from motcua.dossiers.states import PostalState

# The unit that gives and the one that takes; no taker for the post.
Way = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Relisted:
    """A line of an open list: onto a list between which units, or onto none when `way` is None."""

    line: HandoverLine
    way: Way | None


@dataclass(frozen=True, slots=True)
class Trailing:
    """Lines that leave their lists, and items of signing batches that must be confirmed anew."""

    lines: tuple[Relisted, ...] = ()
    items: tuple[int, ...] = ()

    @property
    def lists(self) -> int:
        return len({one.line.list_id for one in self.lines})


def trailing(moves: Sequence[Move], gone: Collection[int]) -> Trailing:
    """What must follow these moves. Four statements, however many dossiers."""
    by_dossier = {move.id: move for move in moves}
    items = SigningItem.objects.filter(
        status=ItemStatus.WAITING, dossier_id__in=list(by_dossier)
    ).order_by("id")
    return Trailing(_lines(by_dossier, frozenset(gone)), tuple(items.values_list("id", flat=True)))


def _lines(moves: Mapping[int, Move], gone: frozenset[int]) -> tuple[Relisted, ...]:
    ended = Q(list__from_unit__in=gone) | Q(list__to_unit__in=gone)
    rows = list(
        HandoverLine.objects.filter(
            ended | Q(dossier_id__in=list(moves)),
            outcome=LineOutcome.OFFERED,
            list__status=ListStatus.OFFERED,
        )
        .select_related("list")
        .order_by("list_id", "place")
    )
    standing = bulk.load("d.id = ANY(%s)", [[line.dossier_id for line in rows]])
    still = {pk: Move(pk, state, {}, {}) for pk, state in standing} | dict(moves)
    found = (Relisted(line, _way(line, still[line.dossier_id], gone)) for line in rows)
    return tuple(
        one for one in found if one.way != (one.line.list.from_unit_id, one.line.list.to_unit_id)
    )


def _way(line: HandoverLine, move: Move, gone: frozenset[int]) -> Way | None:
    """Between which units the dossier is under way afterwards; None where it no longer is."""
    sheet, before = line.list, move.before
    if sheet.to_unit_id is None:
        if not before.postal or before.postal["state"] != PostalState.HANDED_OVER.value:
            return None
        way: Way = (move.now("counter_unit_id") or before.receiving_unit_id, None)
    else:
        giver, taker = move.now("holder_unit_id"), move.now("offer_unit_id")
        if before.offer_unit_id != sheet.to_unit_id or giver is None or taker is None:
            return None
        way = (giver, taker)
    return None if gone.intersection(way) else way
