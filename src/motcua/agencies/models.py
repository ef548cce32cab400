"""Areas, agencies, units, who receives for whom, and succession: all dated."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q

from motcua.agencies.dated import Dated, DatedQuerySet, ends_after_start, no_overlap
from motcua.agencies.rules import AGENCY_CODE_PATTERN, NEW_CODE_PATTERN, OLD_CODE_PATTERN
from motcua.agencies.states import (
    AgencyKind,
    AreaKind,
    Level,
    ReorganisationState,
    SuccessionKind,
    UnitKind,
)


def _choices(
    kinds: type[AgencyKind | AreaKind | Level | ReorganisationState | SuccessionKind | UnitKind],
) -> list[tuple[str, str]]:
    return [(kind.value, kind.label) for kind in kinds]


class Area(Dated):
    """A province, district or commune as it was between two dates; codes of the statistics office.

    A code may come back for another territory (phường Nghĩa Lộ is 21028 before and after
    1 July 2025): each is a row of its own. An unknown code is empty.
    """

    code = models.CharField(max_length=5)
    name = models.CharField(max_length=80)
    level = models.CharField(max_length=10, choices=_choices(Level))
    kind = models.CharField(max_length=20, choices=_choices(AreaKind))
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    is_difficult = models.BooleanField(default=False)
    search_key = models.CharField(max_length=120)

    objects: ClassVar[DatedQuerySet[Area]] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            no_overlap("area_periods_apart", "code", condition=~Q(code="")),
            ends_after_start("area_ends_after_start"),
            models.CheckConstraint(
                name="area_code_form", condition=Q(code__regex=r"^(\d{2}|\d{3}|\d{5})?$")
            ),
        ]

    def __str__(self) -> str:
        return f"{AreaKind(self.kind).label} {self.name}"


class Agency(Dated):
    """A body that decides: a People's Committee, a department, a board, a vertical body.

    `key` is stable over time and unique on each day. `code_old` follows QCVN 102:2016,
    `code_new` Decision 20/2020/QĐ-TTg; `code_is_demo` marks numbers that we made up.
    """

    key = models.SlugField(max_length=60, db_index=False)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=_choices(AgencyKind))
    level = models.CharField(max_length=10, choices=_choices(Level))
    code_old = models.CharField(max_length=13, blank=True, default="")
    code_new = models.CharField(max_length=20, blank=True, default="")
    code_is_demo = models.BooleanField(default=True)
    area = models.ForeignKey(Area, models.PROTECT, related_name="agencies")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="parts")
    search_key = models.CharField(max_length=240)

    objects: ClassVar[DatedQuerySet[Agency]] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            no_overlap("agency_periods_apart", "key"),
            ends_after_start("agency_ends_after_start"),
            models.CheckConstraint(
                name="agency_code_old_form",
                condition=Q(code_old="") | Q(code_old__regex=OLD_CODE_PATTERN),
            ),
            models.CheckConstraint(
                name="agency_code_new_form",
                condition=Q(code_new="") | Q(code_new__regex=NEW_CODE_PATTERN),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Unit(Dated):
    """A part of an agency where people hold posts: a one-stop unit, a room, the leadership.

    `unit_code` begins the codes of the dossiers that the unit receives, in either format;
    two units never share it on one day.
    """

    key = models.SlugField(max_length=80, db_index=False)
    agency = models.ForeignKey(Agency, models.PROTECT, related_name="units")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=20, choices=_choices(UnitKind))
    unit_code = models.CharField(max_length=20, blank=True, default="")
    calendar_key = models.SlugField(max_length=40, default="province", db_index=False)
    reception_key = models.SlugField(max_length=40, default="province", db_index=False)
    search_key = models.CharField(max_length=240)

    objects: ClassVar[DatedQuerySet[Unit]] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            no_overlap("unit_periods_apart", "key"),
            no_overlap("unit_codes_apart", "unit_code", condition=~Q(unit_code="")),
            ends_after_start("unit_ends_after_start"),
            models.CheckConstraint(
                name="unit_code_form",
                condition=Q(unit_code="") | Q(unit_code__regex=AGENCY_CODE_PATTERN),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Naming(Dated):
    """A name that an agency or a unit had between two dates; without a row it never had another.

    The column `name` beside it holds the one in force today.
    """

    agency = models.ForeignKey(Agency, models.CASCADE, null=True, related_name="namings")
    unit = models.ForeignKey(Unit, models.CASCADE, null=True, related_name="namings")
    name = models.CharField(max_length=200)

    objects: ClassVar[DatedQuerySet[Naming]] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            no_overlap("agency_names_apart", "agency", condition=Q(unit=None)),
            no_overlap("unit_names_apart", "unit", condition=Q(agency=None)),
            ends_after_start("naming_ends_after_start"),
            models.CheckConstraint(
                name="naming_of_one",
                condition=Q(agency=None, unit__isnull=False) | Q(agency__isnull=False, unit=None),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Reception(Dated):
    """Which one-stop unit receives for an agency: for a department it is the Centre's."""

    agency = models.ForeignKey(Agency, models.PROTECT, related_name="receptions")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="receptions")

    objects: ClassVar[DatedQuerySet[Reception]] = DatedQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        constraints = [
            no_overlap("reception_periods_apart", "agency"),
            ends_after_start("reception_ends_after_start"),
        ]

    def __str__(self) -> str:
        return f"{self.agency} → {self.unit}"


class Succession(models.Model):
    """From the day `on`, `successor` does the work of `predecessor` (in `area`, where one is named)."""

    predecessor = models.ForeignKey(Agency, models.PROTECT, related_name="successions_out")
    successor = models.ForeignKey(Agency, models.PROTECT, related_name="successions_in")
    on = models.DateField()
    kind = models.CharField(max_length=10, choices=_choices(SuccessionKind))
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="succession_once",
                fields=["predecessor", "successor", "on", "area"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="succession_of_another", condition=~Q(predecessor=models.F("successor"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.successor}"


class Reorganisation(models.Model):
    """A decision by which agencies or units pass their work on, all at one instant.

    `version` grows with every change of the map, so that what was rehearsed, approved and applied
    can be told apart. `keep_reason`, where given, lets dossiers without an heir stay where they
    are instead of holding everything up; it is approved with the map.
    """

    number = models.CharField(max_length=60)
    decided_on = models.DateField()
    title = models.CharField(max_length=300)
    effective_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=_choices(ReorganisationState))
    version = models.IntegerField(default=1)
    keep_reason = models.CharField(max_length=300, blank=True, default="")
    continuing = models.ManyToManyField(Agency, related_name="+")
    # Accounts belong to the floor above: their numbers are opaque here.
    prepared_by = models.BigIntegerField(null=True)
    approved_by = models.BigIntegerField(null=True)
    applied_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="reorganisation_once",
                fields=["number", "decided_on"],
                condition=~Q(state=ReorganisationState.CANCELLED.value),
            ),
            models.CheckConstraint(
                name="reorganisation_four_eyes",
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("prepared_by")),
            ),
            models.CheckConstraint(
                name="reorganisation_applied_has_moment",
                condition=~Q(state=ReorganisationState.APPLIED.value) | Q(applied_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class ReorganisationLine(models.Model):
    """One line of the map: whose work, of which kind, goes to whom.

    Empty area, sector and procedure mean all of it. With `unit` the line speaks of that unit of
    the predecessor alone and names the unit that takes its place in `heir_unit`.
    """

    reorganisation = models.ForeignKey(Reorganisation, models.CASCADE, related_name="lines")
    predecessor = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")
    area = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    sector_code = models.CharField(max_length=20, blank=True, default="")
    procedure_code = models.CharField(max_length=40, blank=True, default="")
    heir = models.ForeignKey(Agency, models.PROTECT, related_name="+")
    heir_unit = models.ForeignKey(Unit, models.PROTECT, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="reorganisation_line_once",
                fields=[
                    "reorganisation", "predecessor", "unit", "area", "sector_code",
                    "procedure_code",
                ],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="reorganisation_line_units_together",
                condition=Q(unit=None, heir_unit=None)
                | Q(unit__isnull=False, heir_unit__isnull=False),
            ),
            models.CheckConstraint(
                name="reorganisation_line_of_another",
                condition=~Q(predecessor=models.F("heir")) | Q(unit__isnull=False),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.predecessor} → {self.heir}"
