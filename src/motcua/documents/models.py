"""One row for each distinct file; the bytes lie in the file store under their hash."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.documents.kinds import HANDLING, FileKind
from motcua.documents.states import UNFINISHED, ScanStatus, SignatureOutcome

_UNFINISHED = [status.value for status in UNFINISHED]
_FINISHED = [status.value for status in ScanStatus if status not in UNFINISHED]


class StoredFile(models.Model):
    """Bytes known by their SHA-256, with what they are and what the scanner said.

    The same bytes given twice are one row. Name, owner and access belong to the attachment. What
    was erased by law keeps its row, so that what was told of it can still be verified: `erased_at`
    says that the bytes must go, `gone_at` that they have gone.
    """

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.PositiveBigIntegerField()
    kind = models.CharField(
        max_length=8, choices=[(kind.value, HANDLING[kind].label) for kind in FileKind]
    )
    stored_at = models.DateTimeField()
    scan_status = models.CharField(
        max_length=12, choices=[(status.value, status.label) for status in ScanStatus]
    )
    scanned_at = models.DateTimeField(null=True)
    finding = models.CharField(max_length=200, blank=True)
    erased_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="stored_file_sha256_hex"
            ),
            models.CheckConstraint(condition=Q(size__gt=0), name="stored_file_not_empty"),
            models.CheckConstraint(
                condition=Q(kind__in=[kind.value for kind in FileKind]),
                name="stored_file_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(
                    scan_status__in=_FINISHED,
                    scanned_at__isnull=False,
                )
                | Q(scan_status__in=_UNFINISHED, scanned_at__isnull=True),
                name="stored_file_scan_has_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["scan_status", "stored_at"],
                name="stored_file_unscanned",
                condition=Q(scan_status__in=_UNFINISHED),
            ),
            models.Index(
                "erased_at",
                name="stored_file_to_remove",
                condition=Q(erased_at__isnull=False, gone_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.sha256

    @property
    def media_type(self) -> str:
        """The type that the bytes were found to be; what the sender claimed is not kept."""
        return HANDLING[FileKind(self.kind)].media_type


class SignatureCheck(models.Model):
    """Kết quả kiểm chữ ký: what the last look at a PDF's signatures found, and when.

    `signatures` are those of `signing.checking`; `roots` tells which trusted authorities were
    asked, so that a changed list leads to a new look.
    """

    file = models.OneToOneField(StoredFile, models.CASCADE, primary_key=True, related_name="+")
    outcome = models.CharField(
        max_length=12, choices=[(one.value, one.label) for one in SignatureOutcome]
    )
    signatures = models.JSONField(default=list)
    checked_at = models.DateTimeField()
    roots = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.file_id[:12]} {self.outcome}"
