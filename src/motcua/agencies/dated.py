"""What is valid from one day until another: the columns, and the constraint that forbids overlap."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, TypeVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value

RowT_co = TypeVar("RowT_co", bound=models.Model, covariant=True)


class DatedQuerySet(models.QuerySet[RowT_co]):
    """Rows of a half-open period; `valid_on` is the only way to say "current"."""

    def valid_on(self, on: object) -> DatedQuerySet[RowT_co]:
        """Rows in force on that day."""
        return self.filter(Q(effective_to=None) | Q(effective_to__gt=on), effective_from__lte=on)


class Dated(models.Model):
    """In force from `effective_from` (included) to `effective_to` (excluded; null: no end)."""

    effective_from = models.DateField()
    effective_to = models.DateField(null=True)

    objects: ClassVar[models.Manager[models.Model]]

    class Meta:
        abstract = True


def no_overlap(name: str, *columns: str, condition: Q | None = None) -> ExclusionConstraint:
    """No two rows equal in `columns` may be in force on the same day."""
    span = Func(
        F("effective_from"),
        F("effective_to"),
        Value("[)"),
        function="DATERANGE",
        output_field=DateRangeField(),
    )
    return ExclusionConstraint(
        name=name,
        expressions=[
            *((column, RangeOperators.EQUAL) for column in columns),
            (span, RangeOperators.OVERLAPS),
        ],
        condition=condition,
    )


def ends_after_start(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        name=name,
        condition=Q(effective_to=None) | Q(effective_to__gt=F("effective_from")),
    )


def cut_off(began: date, *, day: date, today: date) -> date | None:
    """Where a period ends (excluded) that a decision of `day` cuts off; None if it never began.

    Carried out late, the decision takes nothing back: what began in between lasted until today.
    """
    if began < day:
        return day
    return today if began < today else None
