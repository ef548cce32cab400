"""Draft acts of many dossiers at once: for lists, and for the heads who approve them."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection

from motcua.base.actor import Actor
from motcua.dossiers import policies
from motcua.dossiers.models import DraftAct
from motcua.dossiers.states import ActStatus


def under_way(dossier_ids: Iterable[int]) -> dict[int, ActStatus]:
    """Which of these dossiers, already in the reader's sight, have a draft that is not issued."""
    wanted = list(dossier_ids)
    if not wanted:
        return {}
    with connection.cursor() as db:
        db.execute(
            "SELECT dossier_id, status FROM dossiers_draftact WHERE dossier_id = ANY(%s)"
            " AND status IN ('draft', 'head_approved', 'sent_back', 'cleared') ORDER BY id",
            [wanted],
        )
        return {number: ActStatus(status) for number, status in db.fetchall()}


def to_approve(actor: Actor, *, limit: int = 50) -> tuple[DraftAct, ...]:
    """Drafts that wait for the approval of a head of the actor's agencies, oldest first."""
    return _of_my_agencies(actor, ActStatus.DRAFT, "drafted_at", limit)


def to_issue(actor: Actor, *, limit: int = 50) -> tuple[DraftAct, ...]:
    """Cleared drafts that wait for a signature in the actor's agencies, oldest approval first."""
    return _of_my_agencies(actor, ActStatus.CLEARED, "approved_at", limit)


def _of_my_agencies(
    actor: Actor, status: ActStatus, order: str, limit: int
) -> tuple[DraftAct, ...]:
    heads = policies.HEADS | {policies.DIRECTOR}
    agencies = {grant.agency_id for grant in actor.grants if grant.role in heads}
    rows = DraftAct.objects.filter(status=status.value, agency_id__in=agencies)
    return tuple(rows.select_related("dossier").order_by(order, "id")[:limit])
