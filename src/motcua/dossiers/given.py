"""Tables of what goes from hand to hand on one list: between two units, or to the post."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.base.labels import Labelled


class ListStatus(Labelled):
    """Where a hand-over list stands: offered by one person, settled by another."""

    OFFERED = "offered", "Chờ ký nhận"
    ACCEPTED = "accepted", "Đã nhận đủ"
    PARTLY = "partly", "Nhận một phần"
    DECLINED = "declined", "Không nhận"
    WITHDRAWN = "withdrawn", "Đã lấy lại"
    REPLACED = "replaced", "Lập lại sau sắp xếp"


class LineOutcome(Labelled):
    """What became of one line; `gone` was settled on its own, `moved` stands on another list."""

    OFFERED = "offered", "Chờ nhận"
    ACCEPTED = "accepted", "Đã nhận"
    CROSSED_OUT = "crossed_out", "Không nhận"
    GONE = "gone", "Đã xử lý riêng"
    MOVED = "moved", "Sang danh sách khác"


class HandoverList(models.Model):
    """Danh sách bàn giao: numbered per giving unit and year; `to_unit` is empty for the post."""

    from_unit = models.ForeignKey("agencies.Unit", models.PROTECT, related_name="+", db_index=False)
    to_unit = models.ForeignKey(
        "agencies.Unit", models.PROTECT, related_name="+", null=True, db_index=False
    )
    carrier = models.CharField(max_length=80, blank=True)
    year = models.SmallIntegerField()
    number = models.IntegerField()
    status = models.CharField(
        max_length=10, choices=ListStatus.pairs(), default=ListStatus.OFFERED.value
    )
    offered_at = models.DateTimeField()
    offered_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", null=True)
    key = models.CharField(max_length=200, null=True, unique=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["from_unit", "year", "number"], name="handover_list_number"
            ),
            models.CheckConstraint(
                name="handover_two_people",
                condition=Q(settled_by=None)
                | Q(status="withdrawn")
                | ~Q(settled_by=models.F("offered_by")),
            ),
            models.CheckConstraint(
                name="handover_settled_once",
                condition=Q(status="offered", settled_at=None)
                | (~Q(status="offered") & Q(settled_at__isnull=False)),
            ),
        ]
        indexes = [
            models.Index("to_unit", name="handover_waiting", condition=Q(status="offered")),
            models.Index("from_unit", models.F("offered_at").desc(), name="handover_given"),
            models.Index("to_unit", models.F("offered_at").desc(), name="handover_received"),
        ]

    def __str__(self) -> str:
        return f"{self.number}/{self.year}"

    @property
    def is_postal(self) -> bool:
        return self.to_unit_id is None


class HandoverLine(models.Model):
    """Dòng của danh sách: one dossier, in its place, and what became of it."""

    list = models.ForeignKey(HandoverList, models.CASCADE, related_name="lines")
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="+")
    place = models.SmallIntegerField()
    outcome = models.CharField(
        max_length=12, choices=LineOutcome.pairs(), default=LineOutcome.OFFERED.value
    )
    reason = models.TextField(blank=True)
    tracking = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["list", "dossier"], name="handover_line_once"),
        ]

    def __str__(self) -> str:
        return f"{self.list_id} {self.place}"
