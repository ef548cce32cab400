"""Tables of what has left the house: numbered letters, signed results, and how they got signed."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.base.labels import Labelled


class ItemStatus(Labelled):
    """Where one dossier of a signing batch stands."""

    WAITING = "waiting", "Chờ ký"
    SIGNED = "signed", "Đã ký"
    FAILED = "failed", "Chưa ký được"


class IssuedDocument(models.Model):
    """Văn bản đã phát hành: a letter or a signed result that anybody may verify by its code.

    `number` counts per unit, symbol and year without a gap; a result whose number was given on
    paper has only `number_text`. Ended means revoked, or replaced where `replaced_by` says by what.
    """

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="+")
    act = models.ForeignKey("dossiers.DraftAct", models.PROTECT, related_name="+", null=True)
    attachment = models.ForeignKey("dossiers.Attachment", models.PROTECT, related_name="+")
    file = models.ForeignKey("documents.StoredFile", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=24)
    title = models.CharField(max_length=200)
    verify_code = models.CharField(max_length=16, unique=True)
    unit = models.ForeignKey("agencies.Unit", models.PROTECT, related_name="+")
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    symbol = models.CharField(max_length=20, blank=True)
    year = models.SmallIntegerField()
    number = models.IntegerField(null=True)
    number_text = models.CharField(max_length=60)
    issued_at = models.DateTimeField()
    signed_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", null=True)
    certificate = models.ForeignKey(
        "accounts.SigningCertificate", models.PROTECT, related_name="+", null=True
    )
    replaced_by = models.ForeignKey("self", models.PROTECT, related_name="+", null=True)
    ended_at = models.DateTimeField(null=True)
    end_reason = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "symbol", "year", "number"],
                name="issued_number_once",
                condition=Q(number__isnull=False),
            ),
            models.CheckConstraint(
                name="issued_end_has_reason",
                condition=Q(ended_at__isnull=True, replaced_by__isnull=True)
                | Q(ended_at__isnull=False) & ~Q(end_reason=""),
            ),
        ]

    def __str__(self) -> str:
        return self.number_text


class ResultDraft(models.Model):
    """Dự thảo kết quả: a PDF that was uploaded, or the text of the simple result form."""

    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="+")
    attachment = models.ForeignKey(
        "dossiers.Attachment", models.PROTECT, related_name="+", null=True
    )
    content = models.JSONField(null=True)
    number = models.CharField(max_length=60, blank=True)
    drafted_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    drafted_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], name="result_draft_one_open", condition=Q(closed_at=None)
            ),
            models.CheckConstraint(
                name="result_draft_file_or_text",
                condition=Q(attachment__isnull=False, content__isnull=True) & ~Q(number="")
                | Q(attachment__isnull=True, content__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.number}"


class SigningBatch(models.Model):
    """Lượt ký: what one signer confirmed once, signed one by one in the background."""

    account = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    certificate = models.ForeignKey("accounts.SigningCertificate", models.PROTECT, related_name="+")
    key = models.CharField(max_length=120)
    begun_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "key"], name="signing_batch_once")
        ]
        indexes = [
            models.Index("begun_at", name="signing_unfinished", condition=Q(finished_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.begun_at:%d/%m/%Y %H:%M}"


class SigningItem(models.Model):
    """Một hồ sơ trong lượt ký; a dossier waits in one batch at a time."""

    batch = models.ForeignKey(SigningBatch, models.PROTECT, related_name="items")
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="+")
    place = models.SmallIntegerField()
    version = models.IntegerField()
    draft = models.ForeignKey(ResultDraft, models.PROTECT, related_name="+")
    status = models.CharField(
        max_length=8, choices=[(s.value, s.label) for s in ItemStatus], default=ItemStatus.WAITING
    )
    reason = models.TextField(blank=True)
    issued = models.ForeignKey(IssuedDocument, models.PROTECT, related_name="+", null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["batch", "dossier"], name="signing_item_once"),
            models.UniqueConstraint(
                fields=["dossier"],
                name="signing_one_batch_at_a_time",
                condition=Q(status=ItemStatus.WAITING.value),
            ),
            models.CheckConstraint(
                name="signing_signed_has_document",
                condition=~Q(status=ItemStatus.SIGNED.value) | Q(issued__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.place}"
