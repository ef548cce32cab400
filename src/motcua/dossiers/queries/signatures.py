"""Signing batches as pages show them, and drafts of results that wait for a signature."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q

from motcua.base.actor import Actor
from motcua.dossiers import visibility
from motcua.dossiers.issued import ItemStatus, ResultDraft, SigningBatch, SigningItem
from motcua.dossiers.records import UnknownDossierError


@dataclass(frozen=True, slots=True)
class ItemView:
    """One dossier of a batch; `number` is that of the signed result."""

    code: str
    owner: str
    status: ItemStatus
    reason: str
    number: str
    attachment_id: int | None


@dataclass(frozen=True, slots=True)
class BatchView:
    """How far a batch is; `items` in the order of signing."""

    id: int
    begun_at: datetime
    finished_at: datetime | None
    items: tuple[ItemView, ...]

    @property
    def signed(self) -> int:
        return sum(item.status is ItemStatus.SIGNED for item in self.items)

    @property
    def failed(self) -> tuple[ItemView, ...]:
        return tuple(item for item in self.items if item.status is ItemStatus.FAILED)

    @property
    def dealt_with(self) -> int:
        return self.signed + len(self.failed)


@dataclass(frozen=True, slots=True)
class BatchLine:
    """A batch among others, with its counts."""

    id: int
    begun_at: datetime
    finished_at: datetime | None
    total: int
    signed: int
    failed: int


def open_batches() -> list[int]:
    """Batches that are not finished, the oldest first: for the background job."""
    rows = SigningBatch.objects.filter(finished_at=None).order_by("begun_at", "id")
    return list(rows.values_list("id", flat=True))


def batch(batch_id: int, actor: Actor) -> BatchView:
    """The actor's own batch; names only of dossiers that they still see. Two statements."""
    found = SigningBatch.objects.filter(pk=batch_id).first()
    if found is None or found.account_id != actor.account_id:
        raise UnknownDossierError("Không thấy lượt ký này trong các lượt của anh/chị.")
    rows = (
        SigningItem.objects.filter(batch=found)
        .select_related("dossier", "issued")
        .order_by("place")
    )
    return BatchView(
        found.pk, found.begun_at, found.finished_at, tuple(_item(row, actor) for row in rows)
    )


def _item(row: SigningItem, actor: Actor) -> ItemView:
    seen = visibility.agencies_seen(actor)
    in_sight = seen is None or bool(seen & set(row.dossier.agency_ids))
    return ItemView(
        code=row.dossier.code,
        owner=row.dossier.owner_name if in_sight else "",
        status=ItemStatus(row.status),
        reason=row.reason,
        number=row.issued.number_text if row.issued else "",
        attachment_id=row.issued.attachment_id if row.issued else None,
    )


def recent_batches(actor: Actor, *, limit: int = 5) -> list[BatchLine]:
    """The actor's own batches, the latest first."""
    rows = SigningBatch.objects.filter(account_id=actor.account_id or 0).annotate(
        total=Count("items"),
        signed=Count("items", filter=Q(items__status=ItemStatus.SIGNED)),
        failed=Count("items", filter=Q(items__status=ItemStatus.FAILED)),
    )
    return [
        BatchLine(row.pk, row.begun_at, row.finished_at, row.total, row.signed, row.failed)
        for row in rows.order_by("-begun_at")[:limit]
    ]


def draft_of(dossier_id: int) -> ResultDraft | None:
    """The open draft of a dossier that the reader sees already."""
    rows = ResultDraft.objects.filter(dossier_id=dossier_id, closed_at=None)
    return rows.select_related("attachment", "drafted_by").first()


def drafts_of(dossier_ids: Iterable[int]) -> dict[int, ResultDraft]:
    """The open drafts of these dossiers, by dossier, in one statement."""
    rows = ResultDraft.objects.filter(dossier_id__in=list(dossier_ids), closed_at=None)
    return {row.dossier_id: row for row in rows.select_related("attachment")}
