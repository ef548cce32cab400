"""What an agency or a unit was called on a day: old papers keep the name of their day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from motcua.agencies.models import Naming
from motcua.agencies.views import AgencyView, UnitView
from motcua.base.memory import remembered

_SECONDS = 60.0
AGENCY, UNIT = "agency", "unit"


@dataclass(frozen=True, slots=True)
class NameSpan:
    """A name with the days between which it holds (end excluded; None: no end)."""

    name: str
    effective_from: date
    effective_to: date | None


@remembered(_SECONDS)
def _namings() -> Mapping[tuple[str, int], tuple[NameSpan, ...]]:
    """Every other name there ever was: few, so they are read together."""
    found: dict[tuple[str, int], list[NameSpan]] = {}
    for row in Naming.objects.order_by("effective_from"):
        key = (UNIT, row.unit_id) if row.unit_id is not None else (AGENCY, row.agency_id or 0)
        found.setdefault(key, []).append(NameSpan(row.name, row.effective_from, row.effective_to))
    return {key: tuple(spans) for key, spans in found.items()}


def names_of(kind: str, number: int) -> tuple[NameSpan, ...]:
    """The names it had, oldest first; empty where it never had another."""
    return _namings().get((kind, number), ())


def _name(kind: str, number: int, on: date, otherwise: str) -> str:
    for span in names_of(kind, number):
        if span.effective_from <= on and (span.effective_to is None or on < span.effective_to):
            return span.name
    return otherwise


def unit_as_on(view: UnitView, on: date) -> UnitView:
    """The unit with its own name and its agency's as they were on that day."""
    return replace(
        view,
        name=_name(UNIT, view.id, on, view.name),
        agency_name=_name(AGENCY, view.agency_id, on, view.agency_name),
    )


def agency_as_on(view: AgencyView, on: date) -> AgencyView:
    """The agency with its name of that day."""
    return replace(view, name=_name(AGENCY, view.id, on, view.name))
