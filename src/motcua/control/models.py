"""Tables of the Centre's gate and of oversight. Dated rules forbid overlap in the database."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from motcua.agencies.dated import Dated, DatedQuerySet, ends_after_start, no_overlap
from motcua.control.states import AlertKind, FindingState, Outcome, ReturnReason
from motcua.dossiers.states import ActKind

_REASONS = [(reason.value, reason.label) for reason in ReturnReason]


class GateRule(Dated):
    """Quy định kiểm soát: which acts of a kind are looked at, from one day to another.

    Empty `agency_key`, `sector_code`, `procedure_code` mean: of any. `share` is how many of a
    hundred are looked at; those that are not go out with a waiver that names the rule.
    """

    kind = models.CharField(max_length=24, choices=[(kind.value, kind.label) for kind in ActKind])
    agency_key = models.SlugField(max_length=60, blank=True, default="", db_index=False)
    sector_code = models.CharField(max_length=20, blank=True, default="")
    procedure_code = models.CharField(max_length=40, blank=True, default="")
    share = models.SmallIntegerField()
    reason = models.CharField(max_length=500)
    decided_by = models.CharField(max_length=80)
    decided_at = models.DateTimeField()

    objects: ClassVar[DatedQuerySet[GateRule]] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            no_overlap("gate_rules_apart", "kind", "agency_key", "sector_code", "procedure_code"),
            ends_after_start("gate_rule_ends_after_start"),
            models.CheckConstraint(
                name="gate_rule_share", condition=Q(share__gte=0, share__lte=100)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.share} %"


class Review(models.Model):
    """Lượt kiểm soát: one arrival of an act at the Centre, until it leaves again.

    `due_at` is the end of the desk's own budget; `checks` what the checklist said when it was
    decided, `changes` what an amendment made of the text, `content` the text that it left the desk
    with. An act that was returned and comes
    again is a new row with the next `round`.
    """

    act = models.ForeignKey("dossiers.DraftAct", models.PROTECT, related_name="+", db_index=False)
    round = models.SmallIntegerField()
    agency = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+", db_index=False)
    kind = models.CharField(max_length=24)
    arrived_at = models.DateTimeField()
    due_at = models.DateTimeField()
    taken_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", null=True)
    taken_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", null=True)
    decided_at = models.DateTimeField(null=True)
    outcome = models.CharField(
        max_length=10, choices=[(o.value, o.label) for o in Outcome], blank=True, default=""
    )
    reasons = ArrayField(models.CharField(max_length=20, choices=_REASONS), default=list)
    note = models.TextField(blank=True, default="")
    checks = models.JSONField(default=list)
    changes = models.JSONField(default=list)
    content = models.JSONField(null=True)
    minutes = models.IntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["act", "round"], name="review_round_once"),
            models.UniqueConstraint(
                fields=["act"], name="review_one_open", condition=Q(outcome="")
            ),
            models.CheckConstraint(
                name="review_decided_has_moment",
                condition=Q(outcome="") | Q(decided_at__isnull=False, minutes__isnull=False),
            ),
        ]
        indexes = [
            models.Index("due_at", "id", name="review_waiting", condition=Q(outcome="")),
            models.Index("agency", "decided_at", name="review_by_agency"),
            models.Index(models.F("decided_at").desc(), name="review_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.act_id}/{self.round}"


class Finding(models.Model):
    """Kết luận giám sát: what the Centre found at a unit, and what the unit says to it by when."""

    unit = models.ForeignKey("agencies.Unit", models.PROTECT, related_name="+")
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="+", null=True)
    state = models.CharField(max_length=10, choices=[(s.value, s.label) for s in FindingState])
    title = models.CharField(max_length=200)
    content = models.TextField()
    ground = models.CharField(max_length=500, blank=True, default="")
    raised_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answer = models.TextField(blank=True, default="")
    answered_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", null=True)
    answered_at = models.DateTimeField(null=True)
    verdict = models.TextField(blank=True, default="")
    closed_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", null=True)
    closed_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta:
        indexes = [models.Index("state", "due_at", name="finding_by_state")]
        constraints = [
            models.CheckConstraint(
                name="finding_answered_has_answer",
                condition=Q(state="open") | Q(answered_at__isnull=False) | Q(state="closed"),
            )
        ]

    def __str__(self) -> str:
        return self.title


class AlertRule(Dated):
    """Quy tắc cảnh báo: tell the Centre when a number of a unit reaches this much."""

    kind = models.CharField(max_length=16, choices=[(k.value, k.label) for k in AlertKind])
    agency_key = models.SlugField(max_length=60, blank=True, default="", db_index=False)
    threshold = models.IntegerField()
    decided_by = models.CharField(max_length=80)
    decided_at = models.DateTimeField()

    objects: ClassVar[DatedQuerySet[AlertRule]] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            no_overlap("alert_rules_apart", "kind", "agency_key"),
            ends_after_start("alert_rule_ends_after_start"),
            models.CheckConstraint(name="alert_threshold", condition=Q(threshold__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ≥ {self.threshold}"


class Alert(models.Model):
    """Cảnh báo: a rule that was met at a unit; open until the number falls below again."""

    rule = models.ForeignKey(AlertRule, models.PROTECT, related_name="+")
    unit = models.ForeignKey("agencies.Unit", models.PROTECT, related_name="+")
    raised_at = models.DateTimeField()
    count = models.IntegerField()
    seen_by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+", null=True)
    seen_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "unit"], name="alert_one_open", condition=Q(ended_at=None)
            )
        ]
        indexes = [models.Index(models.F("raised_at").desc(), name="alert_by_moment")]

    def __str__(self) -> str:
        return f"{self.rule} {self.unit_id}"
