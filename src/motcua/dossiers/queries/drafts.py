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
            " AND status IN ('draft', 'head_approved', 'sent_back') ORDER BY id",
            [wanted],
        )
        return {number: ActStatus(status) for number, status in db.fetchall()}


def to_approve(actor: Actor, *, limit: int = 50) -> tuple[DraftAct, ...]:
    """Drafts that wait for the approval of a head of the actor's agencies, oldest first."""
    agencies = {grant.agency_id for grant in actor.grants if grant.role in policies.HEADS}
    rows = DraftAct.objects.filter(status=ActStatus.DRAFT.value, agency_id__in=agencies)
    return tuple(rows.select_related("dossier").order_by("drafted_at", "id")[:limit])
