"""The province's choices, each with the days between which it holds."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value


class Rule(models.Model):
    """One value of one entry of the table, in force from a day until another (excluded; null: no end).

    Who set it, when and why is told by the journal. Before the first row the entry's default holds.
    """

    name = models.CharField(max_length=80)
    value = models.JSONField()
    effective_from = models.DateField()
    effective_to = models.DateField(null=True)

    objects: ClassVar[models.Manager[Rule]]

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="rule_periods_apart",
                expressions=[
                    ("name", RangeOperators.EQUAL),
                    (
                        Func(
                            F("effective_from"),
                            F("effective_to"),
                            Value("[)"),
                            function="DATERANGE",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
            models.CheckConstraint(
                name="rule_ends_after_start",
                condition=Q(effective_to=None) | Q(effective_to__gt=F("effective_from")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} từ {self.effective_from}"
