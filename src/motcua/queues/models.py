"""Services and counters of a unit, screens that stand in its hall, and the tickets of a day."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from motcua.agencies.dated import Dated, DatedQuerySet, ends_after_start, no_overlap
from motcua.base.priority import Priority
from motcua.queues.rules import label
from motcua.queues.states import AT_COUNTER, Standing

_HERE = [standing.value for standing in sorted(AT_COUNTER)]


class QueueService(Dated):
    """Nhóm việc lấy số: what one comes for; its prefix begins the numbers (`A012`)."""

    unit = models.ForeignKey("agencies.Unit", models.PROTECT, related_name="+")
    prefix = models.CharField(max_length=1)
    name = models.CharField(max_length=80)

    objects: ClassVar[DatedQuerySet[QueueService]] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            no_overlap("queue_service_periods_apart", "unit", "prefix"),
            ends_after_start("queue_service_ends_after_start"),
            models.CheckConstraint(
                name="queue_service_prefix_form", condition=Q(prefix__regex="^[A-Z]$")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.prefix} {self.name}"


class Counter(Dated):
    """Quầy: a place in the hall with a number, and the services that it calls."""

    unit = models.ForeignKey("agencies.Unit", models.PROTECT, related_name="+")
    number = models.SmallIntegerField()
    name = models.CharField(max_length=80, blank=True)
    services = ArrayField(models.CharField(max_length=1))

    objects: ClassVar[DatedQuerySet[Counter]] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            no_overlap("counter_periods_apart", "unit", "number"),
            ends_after_start("counter_ends_after_start"),
            models.CheckConstraint(name="counter_number_positive", condition=Q(number__gt=0)),
        ]

    def __str__(self) -> str:
        return f"Quầy {self.number}"


class QueueDay(models.Model):
    """Ngày phục vụ của một đơn vị: begins with the first number or counter, ends by an act."""

    unit = models.ForeignKey("agencies.Unit", models.PROTECT, related_name="+")
    day = models.DateField()
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["unit", "day"], name="queue_day_key")]

    def __str__(self) -> str:
        return f"{self.unit_id} {self.day}"


class Sitting(models.Model):
    """Phiên trực quầy: who sits at a counter, from when until when.

    `last_had_priority` is what the fair rule remembers; the row is the lock of its counter.
    """

    counter = models.ForeignKey(Counter, models.PROTECT, related_name="sittings")
    day = models.DateField()
    officer = models.ForeignKey("accounts.Account", models.PROTECT, related_name="+")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    last_had_priority = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["counter"], name="sitting_one_a_counter", condition=Q(closed_at=None)
            ),
            models.UniqueConstraint(
                fields=["officer"], name="sitting_one_an_officer", condition=Q(closed_at=None)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counter} {self.day}"


class TicketCounter(models.Model):
    """Bộ đếm số thứ tự: the last number of a service on a day."""

    unit = models.ForeignKey("agencies.Unit", models.PROTECT, related_name="+")
    day = models.DateField()
    prefix = models.CharField(max_length=1)
    value = models.IntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["unit", "day", "prefix"], name="ticket_counter_key")
        ]

    def __str__(self) -> str:
        return f"{self.prefix}{self.value}"


class Ticket(models.Model):
    """Số thứ tự: a number and moments, nobody's name. `key` makes a number asked for twice one number.

    `service` is the line it waits in, which a transfer changes; the number keeps its own prefix.
    """

    unit = models.ForeignKey("agencies.Unit", models.PROTECT, related_name="+", db_index=False)
    day = models.DateField()
    prefix = models.CharField(max_length=1)
    number = models.IntegerField()
    service = models.CharField(max_length=1)
    ground = models.CharField(
        max_length=10, blank=True, default="", choices=[("", ""), *Priority.pairs()]
    )
    key = models.CharField(max_length=80, unique=True)
    standing = models.CharField(
        max_length=10, choices=Standing.pairs(), default=Standing.WAITING.value
    )
    taken_at = models.DateTimeField()
    first_called_at = models.DateTimeField(null=True)
    called_at = models.DateTimeField(null=True)
    served_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    calls = models.SmallIntegerField(default=0)
    transfers = models.SmallIntegerField(default=0)
    counter = models.ForeignKey(
        Counter, models.PROTECT, related_name="+", null=True, db_index=False
    )
    officer = models.ForeignKey(
        "accounts.Account", models.PROTECT, related_name="+", null=True, db_index=False
    )

    class Meta:
        indexes = [
            models.Index(
                fields=["unit", "day", "service", "taken_at", "id"],
                name="ticket_line",
                condition=Q(standing=Standing.WAITING.value),
            ),
            models.Index(fields=["unit", "day", "called_at"], name="ticket_day"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit", "day", "prefix", "number"], name="ticket_number"
            ),
            models.UniqueConstraint(
                fields=["counter"], name="ticket_one_at_a_counter", condition=Q(standing__in=_HERE)
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        return label(self.prefix, self.number)

    @property
    def has_priority(self) -> bool:
        return bool(self.ground)


class Kiosk(models.Model):
    """Máy lấy số: a screen of the hall that may give numbers out, known by a secret's hash."""

    unit = models.ForeignKey("agencies.Unit", models.PROTECT, related_name="+")
    name = models.CharField(max_length=80)
    secret_hash = models.CharField(max_length=64, unique=True)
    added_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name
