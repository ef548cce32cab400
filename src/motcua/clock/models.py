"""Calendars as officers keep them: every content they ever had, and what is proposed next."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from motcua.clock.states import ProposalState, Subject


class CalendarRevision(models.Model):
    """One content of one part of a calendar, in force from its number on; never changed or deleted.

    `subject` is a year (days off, make-up days, odd hours) or the weekly hours. A calendar is the
    newest revision of each part; what a unit's key lacks it has from the province. Unmanaged: the
    migration writes the table in SQL with its guards, and a test flush leaves it alone.
    """

    number = models.BigAutoField(primary_key=True)
    key = models.TextField()
    subject = models.TextField()
    year = models.IntegerField(null=True)
    content = models.JSONField()
    decision = models.TextField()
    reason = models.TextField()
    at = models.DateTimeField()
    actor_kind = models.TextField()
    actor_ref = models.TextField()
    actor_name = models.TextField()

    class Meta:
        managed = False
        db_table = "clock_calendarrevision"

    def __str__(self) -> str:
        return f"{self.number} {self.key} {self.year or self.subject}"


class CalendarProposal(models.Model):
    """A content that somebody wants; nothing counts by it until it is confirmed.

    `base_revision` is the newest revision its author saw. With the subject `following` it is who
    follows which calendars, and `key` names who.
    """

    key = models.CharField(max_length=60)
    subject = models.CharField(max_length=10, choices=[(s.value, s.label) for s in Subject])
    year = models.IntegerField(null=True)
    content = models.JSONField()
    decision = models.CharField(max_length=300, blank=True)
    reason = models.CharField(max_length=500)
    base_revision = models.BigIntegerField()
    state = models.CharField(
        max_length=10,
        choices=[(s.value, s.label) for s in ProposalState],
        default=ProposalState.PROPOSED,
    )
    proposed_at = models.DateTimeField()
    proposed_by = models.CharField(max_length=200)
    proposed_by_name = models.CharField(max_length=200)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "key",
                "subject",
                "year",
                name="calendar_one_open_proposal",
                condition=Q(state="proposed"),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="calendar_proposal_year",
                condition=Q(subject="year", year__isnull=False)
                | Q(subject__in=["hours", "following"], year__isnull=True),
            ),
            models.CheckConstraint(
                name="calendar_proposal_settled",
                condition=Q(state="proposed", settled_at__isnull=True)
                | (~Q(state="proposed") & Q(settled_at__isnull=False)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.year or self.subject}: {self.state}"


class DueDateRun(models.Model):
    """Due dates on their way to another calendar: too many for one request, so a task moves them.

    `last_id` is how far it has come; whoever goes on begins behind it, so that a crash loses nothing
    and moves nothing twice. What is counted is opaque here: the floor of the case knows.
    """

    cause = models.CharField(max_length=60)
    title = models.CharField(max_length=300)
    total = models.BigIntegerField()
    seen = models.BigIntegerField(default=0)
    moved = models.BigIntegerField(default=0)
    last_id = models.BigIntegerField(default=0)
    started_at = models.DateTimeField()
    started_kind = models.CharField(max_length=20)
    started_ref = models.CharField(max_length=80)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="due_date_run_counts", condition=Q(moved__lte=models.F("seen"))
            ),
        ]
        indexes = [
            models.Index("id", name="due_date_run_open", condition=Q(finished_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.cause}: {self.moved} / {self.total}"
