"""Table of the rounds in which personal data that has outlived its time is erased by two people."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from motcua.base.labels import Labelled


class ErasureState(Labelled):
    """Asked for by one, agreed to by another; then carried out, dossier after dossier."""

    PROPOSED = "proposed", "Chờ xác nhận"
    CONFIRMED = "confirmed", "Đã xác nhận"
    WITHDRAWN = "withdrawn", "Đã rút"
    REFUSED = "refused", "Không đồng ý"


class Erasure(models.Model):
    """Đợt xóa dữ liệu: exactly these dossiers, of one kind, closed before a moment.

    `counts` is what the rehearsal found in them. `dossiers`, `facts` and `files` are what has been
    erased so far, each counted in the transaction that erased it.
    """

    slug = models.SlugField(max_length=60, db_index=False)
    label = models.CharField(max_length=200)
    before = models.DateTimeField()
    ids = ArrayField(models.BigIntegerField())
    counts = models.JSONField()
    reason = models.CharField(max_length=300)
    state = models.CharField(
        max_length=9, choices=ErasureState.pairs(), default=ErasureState.PROPOSED.value
    )
    proposed_by = models.CharField(max_length=80)
    proposed_at = models.DateTimeField()
    settled_by = models.CharField(max_length=80, blank=True)
    settled_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=300, blank=True)
    dossiers = models.IntegerField(default=0)
    facts = models.IntegerField(default=0)
    files = models.IntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["slug"], name="erasure_one_open", condition=Q(state="proposed")
            ),
            models.CheckConstraint(
                name="erasure_two_people",
                condition=~Q(state="confirmed") | ~Q(settled_by=models.F("proposed_by")),
            ),
            models.CheckConstraint(
                name="erasure_settled_has_moment",
                condition=Q(state="proposed") | Q(settled_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(
                "id", name="erasure_under_way", condition=Q(state="confirmed", finished_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.slug} {self.state}"
