"""What the person does about a request for papers: in time, late, or never."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from motcua.dossiers.models import DraftAct
from motcua.dossiers.states import ASKING, ActStatus

_ASKING = sorted(kind.value for kind in ASKING)


def is_late(dossier_id: int, at: datetime) -> bool:
    """Whether the request that stands unanswered was to be answered before this moment."""
    return _unanswered(dossier_id).filter(answer_due_at__lt=at).exists()


def mark_answered(dossier_id: int, at: datetime) -> None:
    """The requests that stand have been answered; must follow the step that says so.

    In its transaction and after it, so that the dossier's row is held before those of its acts.
    """
    _unanswered(dossier_id).update(answered_at=at)


def _unanswered(dossier_id: int) -> QuerySet[DraftAct]:
    return DraftAct.objects.filter(
        dossier_id=dossier_id,
        kind__in=_ASKING,
        status=ActStatus.ISSUED.value,
        answered_at=None,
    )
