"""Tables of reorganisations on the floor of the case: what was rehearsed or done, and heirs by hand."""

from __future__ import annotations

from django.db import models

from motcua.base.labels import Labelled


class RunKind(Labelled):
    """What a run was: a trial, the act itself, or an act that did not come about."""

    REHEARSAL = "rehearsal", "Diễn tập"
    ACT = "act", "Áp dụng"
    REFUSED = "refused", "Chưa áp dụng được"


class WorkKind(Labelled):
    """What is carried out in the background."""

    REHEARSAL = "rehearsal", "Diễn tập"
    ACT = "act", "Áp dụng"
    ARCHIVE = "archive", "Giao hồ sơ đã xong cho nơi kế thừa"


class ReorganisationWork(models.Model):
    """Việc nền của một quyết định sắp xếp: how far it is; a rehearsal and the act leave their run.

    `done` of `total` dossiers were looked at, behind `last_id` the next ones follow; `passed_on`
    were given to heirs, `unheired` have none. `beat_at` is renewed while somebody is at it.
    """

    reorganisation = models.ForeignKey("agencies.Reorganisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=WorkKind.pairs())
    actor_kind = models.CharField(max_length=10)
    actor_ref = models.CharField(max_length=80)
    asked_at = models.DateTimeField()
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    last_id = models.BigIntegerField(default=0)
    passed_on = models.IntegerField(default=0)
    unheired = models.IntegerField(default=0)
    beat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    sentence = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["reorganisation", "kind"],
                name="reorganisation_work_once",
                condition=models.Q(ended_at=None),
            )
        ]
        indexes = [
            models.Index(
                "asked_at", name="reorganisation_work_open", condition=models.Q(ended_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.reorganisation_id} {self.kind} {self.done}/{self.total}"


class ReorganisationRun(models.Model):
    """Lần diễn tập hoặc áp dụng: what a map did, or would have done, at one moment; never changed.

    `map_version` is that of the map it stands for, `mark` the journal's when the dossiers were
    read; `sentence` says why an act was refused.
    """

    reorganisation = models.ForeignKey("agencies.Reorganisation", models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=[(k.value, k.label) for k in RunKind])
    map_version = models.IntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    figures = models.JSONField(default=dict)
    sentence = models.CharField(max_length=500, blank=True, default="")
    mark = models.BigIntegerField(null=True)

    class Meta:
        indexes = [models.Index("reorganisation", "id", name="reorganisation_runs")]
        constraints = [
            models.UniqueConstraint(
                fields=["reorganisation"],
                name="reorganisation_applied_once",
                condition=models.Q(kind="act"),
            )
        ]

    def __str__(self) -> str:
        return f"{self.reorganisation_id} {self.kind}"


class HeirChoice(models.Model):
    """Nơi nhận chọn cho một hồ sơ: the agency that a person named where the map names none."""

    reorganisation = models.ForeignKey("agencies.Reorganisation", models.PROTECT, related_name="+")
    dossier = models.ForeignKey("dossiers.Dossier", models.PROTECT, related_name="+")
    heir = models.ForeignKey("agencies.Agency", models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    by = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reorganisation", "dossier"], name="heir_choice_once")
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} → {self.heir_id}"
