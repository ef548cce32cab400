"""Tables of the register of dossiers: how a year's book was closed, and what was exported from it."""

from __future__ import annotations

from django.db import models

from motcua.base.labels import Labelled


class ExportKind(Labelled):
    XLSX = "xlsx", "Bảng tính (XLSX)"
    PDF = "pdf", "Bản in (PDF)"


class ExportStatus(Labelled):
    WAITING = "waiting", "Chờ làm"
    WORKING = "working", "Đang làm"
    DONE = "done", "Đã xong"
    FAILED = "failed", "Không làm được"


class RegisterClosing(models.Model):
    """Khóa sổ theo dõi hồ sơ: the act of 31 December, with what stood in the book then.

    A book that got further lines on that very day is closed once more; the last closing counts.
    """

    unit = models.ForeignKey("agencies.Unit", models.PROTECT, related_name="+", db_index=False)
    year = models.SmallIntegerField()
    sequence = models.SmallIntegerField()
    last_number = models.IntegerField()
    lines = models.IntegerField()
    holes = models.JSONField(default=list)
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "year", "sequence"], name="register_closing_sequence"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year}"


class RegisterExport(models.Model):
    """Lần xuất sổ: asked for by somebody, made line after line, kept for a week.

    `filters` narrow the lines as on the page; `done` of `total` lines are written; `name` is the
    file below the folder of exports.
    """

    unit = models.ForeignKey("agencies.Unit", models.PROTECT, related_name="+")
    year = models.SmallIntegerField()
    kind = models.CharField(max_length=4, choices=ExportKind.pairs())
    filters = models.JSONField(default=dict)
    status = models.CharField(
        max_length=8, choices=ExportStatus.pairs(), default=ExportStatus.WAITING.value
    )
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    name = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    signed = models.BooleanField(default=False)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index("ended_at", name="register_export_age")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.year} {self.kind}"
