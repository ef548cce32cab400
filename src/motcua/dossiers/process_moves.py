"""Table of the moves of running dossiers to another internal process: prepared, then confirmed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.base.labels import Labelled


class MoveState(Labelled):
    """Where a move stands; only a prepared one may still be confirmed, a long one then takes a while."""

    PREPARED = "prepared", "Chờ xác nhận"
    MOVING = "moving", "Đang chuyển"
    CONFIRMED = "confirmed", "Đã chuyển"
    WITHDRAWN = "withdrawn", "Đã rút"


# Of two moves of one process at once nobody could say what either would do.
UNDER_WAY = (MoveState.PREPARED.value, MoveState.MOVING.value)


class ProcessMove(models.Model):
    """Đợt chuyển quy trình: from one approved process to another of the same procedure.

    `mapping` names the new step for each old one. `rehearsed` holds the numbers of the dossiers by
    what would become of them (`<old step>><new step>` or `<old step>!<obstacle>`), so that whoever
    confirms decides on exactly what was shown. While a long move is carried out, dossiers up to
    `last_id` have been dealt with; `skipped` holds the numbers of those that had changed, by why.
    """

    source = models.ForeignKey("procedures.InternalProcess", models.PROTECT, related_name="+")
    target = models.ForeignKey("procedures.InternalProcess", models.PROTECT, related_name="+")
    mapping = models.JSONField()
    reason = models.TextField()
    rehearsed = models.JSONField()
    revision = models.PositiveIntegerField(default=1)
    state = models.CharField(
        max_length=9, choices=MoveState.pairs(), default=MoveState.PREPARED.value
    )
    prepared_by = models.CharField(max_length=80)
    prepared_at = models.DateTimeField()
    settled_by = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(null=True)
    moved = models.PositiveIntegerField(default=0)
    last_id = models.BigIntegerField(default=0)
    skipped = models.JSONField(default=dict)

    class Meta:
        ordering = ["-prepared_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["source"],
                name="process_move_one_under_way",
                condition=Q(state__in=UNDER_WAY),
            ),
            models.CheckConstraint(
                name="process_move_settled_has_moment",
                condition=Q(state=MoveState.PREPARED.value) | Q(settled_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source_id} → {self.target_id}"
