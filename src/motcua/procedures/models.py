"""Tables of the published law: announcements, procedures, versions, processes, quarantine.

What a published row says is guarded by the database itself (migration 0002): no code path, and
no hand at a console, can alter or delete a row.
"""

from __future__ import annotations

from datetime import date

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Func, Q

from motcua.agencies.states import Level
from motcua.procedures.states import (
    AnnouncementKind,
    DutyKind,
    OnlineLevel,
    ProcedureKind,
    ProcessState,
    Provenance,
    QuarantineState,
    VersionState,
)

LEVELS = [(level.value, level.label) for level in Level]


class Announcement(models.Model):
    """A decision that publishes, changes or abolishes procedures (Decree 63/2010 art. 13-15)."""

    key = models.SlugField(max_length=80, unique=True)
    number = models.CharField(max_length=60)
    signed_on = models.DateField()
    kind = models.CharField(max_length=12, choices=AnnouncementKind.pairs())
    issuer = models.CharField(max_length=200)
    sector_code = models.CharField(max_length=20, blank=True)
    effective_on = models.DateField()
    summary = models.TextField()
    legal_bases = models.JSONField(default=list)
    replaces = models.ManyToManyField("self", symmetrical=False, related_name="replaced_by")
    registered_at = models.DateTimeField()

    class Meta:
        ordering = ["-signed_on", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["number", "signed_on", "issuer"], name="announcement_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.signed_on:%d/%m/%Y})"


class PublicationDuty(models.Model):
    """What an announcement makes an agency do, by when, and the proof that it was done."""

    announcement = models.ForeignKey(Announcement, models.PROTECT, related_name="duties")
    agency_key = models.CharField(max_length=80)
    kind = models.CharField(max_length=20, choices=DutyKind.pairs())
    due_on = models.DateField()
    done_at = models.DateTimeField(null=True)
    proof = models.TextField(blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["announcement", "agency_key", "kind"], name="publication_duty_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{DutyKind(self.kind).label} ({self.agency_key})"


class Procedure(models.Model):
    """The thing that keeps its code while its versions come and go."""

    code = models.CharField(max_length=30, unique=True)
    kind = models.CharField(max_length=8, choices=ProcedureKind.pairs())

    def __str__(self) -> str:
        return self.code


class InternalProcess(models.Model):
    """One version of the steps inside the administration; frozen once approved."""

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="processes")
    number = models.PositiveIntegerField()
    state = models.CharField(
        max_length=9, choices=ProcessState.pairs(), default=ProcessState.DRAFT.value
    )
    content = models.JSONField()
    announcement = models.ForeignKey(
        Announcement, models.PROTECT, null=True, related_name="processes"
    )
    drafted_by = models.CharField(max_length=80)
    drafted_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["procedure", "number"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="process_number_once"),
            models.CheckConstraint(
                condition=Q(state=ProcessState.DRAFT.value) | Q(published_at__isnull=False),
                name="process_published_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id}/{self.number}"


class ProcedureVersion(models.Model):
    """One procedure as one announcement publishes it, for one span of time.

    `content` is the record (content.py); the columns after it repeat what lists and search need.
    `scope` is the competence in one word (`commune`, or `province:so-xay-dung`): a procedure done
    at two levels has one version in force for each, with its own process. `revision` counts the
    edits of a draft, so that two editors cannot overwrite each other.
    """

    procedure = models.ForeignKey(Procedure, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    scope = models.CharField(max_length=100)
    state = models.CharField(
        max_length=9, choices=VersionState.pairs(), default=VersionState.DRAFT.value
    )
    announcement = models.ForeignKey(
        Announcement, models.PROTECT, null=True, related_name="versions"
    )
    process = models.ForeignKey(InternalProcess, models.PROTECT, null=True, related_name="versions")
    effective_from = models.DateField(null=True)
    effective_to = models.DateField(null=True)
    content = models.JSONField()

    code = models.CharField(max_length=30)
    name = models.TextField()
    lowered = models.TextField()
    folded = models.TextField()
    initials = models.TextField()
    name_key = models.TextField()
    sector_code = models.CharField(max_length=20, db_index=True)
    sector_name = models.TextField()
    levels = ArrayField(models.CharField(max_length=10))
    competence_level = models.CharField(max_length=10, choices=LEVELS)
    competence_agency = models.CharField(max_length=80, blank=True)
    online_level = models.CharField(max_length=12, choices=OnlineLevel.pairs())
    audience = ArrayField(models.CharField(max_length=12))
    provenance = models.CharField(max_length=10, choices=Provenance.pairs())

    revision = models.PositiveIntegerField(default=1)
    drafted_by = models.CharField(max_length=80)
    drafted_at = models.DateTimeField()
    published_by = models.CharField(max_length=80, blank=True)
    published_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["procedure", "number"]
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=Q(state=VersionState.DRAFT.value)
                | Q(
                    effective_from__isnull=False,
                    announcement__isnull=False,
                    published_at__isnull=False,
                ),
                name="version_published_is_dated",
            ),
            models.CheckConstraint(
                condition=Q(effective_to__isnull=True) | Q(effective_to__gt=F("effective_from")),
                name="version_period_not_empty",
            ),
            ExclusionConstraint(
                name="version_periods_apart",
                expressions=[
                    ("procedure", RangeOperators.EQUAL),
                    ("scope", RangeOperators.EQUAL),
                    (
                        Func(
                            F("effective_from"),
                            F("effective_to"),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(state=VersionState.PUBLISHED.value),
            ),
        ]
        indexes = [
            GinIndex(fields=["folded"], opclasses=["gin_trgm_ops"], name="version_folded_trgm"),
            GinIndex(fields=["initials"], opclasses=["gin_trgm_ops"], name="version_initials_trgm"),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.number})"

    def in_force(self, on: date) -> bool:
        """Whether it is the law on that day."""
        return (
            self.state == VersionState.PUBLISHED
            and self.effective_from is not None
            and self.effective_from <= on
            and (self.effective_to is None or on < self.effective_to)
        )


class ImportBatch(models.Model):
    """One reading of a national catalogue: what was read, by the digest of its files."""

    digest = models.CharField(max_length=64, db_index=True)
    source = models.TextField()
    at = models.DateTimeField()
    counts = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.source} ({self.at:%d/%m/%Y})"


class QuarantinedRecord(models.Model):
    """A record that was not taken in by itself: its reasons, and what an officer decided."""

    batch = models.ForeignKey(ImportBatch, models.PROTECT, related_name="records")
    digest = models.CharField(max_length=64, unique=True)
    code = models.CharField(max_length=120, blank=True)
    name = models.TextField(blank=True)
    raw = models.JSONField()
    reasons = models.JSONField()
    state = models.CharField(
        max_length=9, choices=QuarantineState.pairs(), default=QuarantineState.OPEN.value
    )
    version = models.ForeignKey(ProcedureVersion, models.PROTECT, null=True, related_name="+")
    decided_by = models.CharField(max_length=80, blank=True)
    decided_at = models.DateTimeField(null=True)
    decision_note = models.TextField(blank=True)

    class Meta:
        ordering = ["code", "id"]
        indexes = [models.Index(fields=["state", "code"], name="quarantine_state_code")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=QuarantineState.OPEN.value) | Q(decided_at__isnull=False),
                name="quarantine_decided_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code or self.digest[:8]}: {QuarantineState(self.state).label}"
