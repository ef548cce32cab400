"""Open hand-over lists and signing batches after a reorganisation: ended, and begun anew where they go."""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime

from motcua.base.dates import in_vietnam
from motcua.dossiers.actions.handovers import next_number
from motcua.dossiers.given import HandoverLine, HandoverList, LineOutcome, ListStatus
from motcua.dossiers.issued import ItemStatus, SigningBatch, SigningItem
from motcua.dossiers.reorganising.trailing import Relisted, Trailing, Way

_NOBODY = "Không còn chờ bàn giao theo danh sách này sau khi sắp xếp theo {}."
_ELSEWHERE = "Sắp xếp theo {}: sang danh sách số {} của đơn vị mới."
_SIGN_AGAIN = "Hồ sơ chuyển đơn vị theo {}. Người ký ở đơn vị mới chọn và xác nhận lại."


def hold() -> None:
    """Nobody else settles a list or signs a result until the transaction ends."""
    lists = HandoverList.objects.select_for_update().filter(status=ListStatus.OFFERED)
    items = SigningItem.objects.select_for_update().filter(status=ItemStatus.WAITING)
    for rows in (lists.order_by("id"), items.order_by("id")):
        list(rows.values_list("id", flat=True))


def follow(found: Trailing, *, decision: str, at: datetime) -> None:
    """In the transaction of the act: each line stands on one open list or on none, none waits in vain."""
    _relist(found, decision, at)
    items = SigningItem.objects.filter(pk__in=found.items)
    batches = set(items.values_list("batch_id", flat=True))
    items.update(status=ItemStatus.FAILED.value, reason=_SIGN_AGAIN.format(decision), done_at=at)
    waiting = SigningItem.objects.filter(status=ItemStatus.WAITING).values("batch_id")
    SigningBatch.objects.filter(pk__in=batches, finished_at=None).exclude(pk__in=waiting).update(
        finished_at=at
    )


def _relist(found: Trailing, decision: str, at: datetime) -> None:
    groups: dict[tuple[int, Way | None], list[Relisted]] = defaultdict(list)
    for one in found.lines:
        groups[one.line.list_id, one.way].append(one)
    for (_, way), group in groups.items():
        lines = [one.line for one in group]
        fresh = _written(way, lines, at) if way is not None else None
        words = _ELSEWHERE.format(decision, fresh) if fresh else _NOBODY.format(decision)
        for line in lines:
            line.outcome = LineOutcome.MOVED if fresh else LineOutcome.GONE
            line.reason = words
        HandoverLine.objects.bulk_update(lines, ["outcome", "reason"], batch_size=1000)
    lists = {one.line.list_id for one in found.lines}
    waiting = HandoverLine.objects.filter(outcome=LineOutcome.OFFERED).values("list_id")
    HandoverList.objects.filter(pk__in=lists, status=ListStatus.OFFERED).exclude(
        pk__in=waiting
    ).update(status=ListStatus.REPLACED, settled_at=at)


def _written(way: Way, lines: list[HandoverLine], at: datetime) -> HandoverList:
    """A list of the giver's own numbers; whoever offered the old one offers the new one."""
    former, day = lines[0].list, in_vietnam(at).date()
    sheet = HandoverList.objects.create(
        from_unit_id=way[0], to_unit_id=way[1], carrier=former.carrier, year=day.year,
        number=next_number(way[0], day), offered_at=at, offered_by_id=former.offered_by_id,
    )  # fmt: skip
    HandoverLine.objects.bulk_create(
        HandoverLine(list=sheet, dossier_id=line.dossier_id, place=place, tracking=line.tracking)
        for place, line in enumerate(lines, start=1)
    )
    return sheet
