"""Whatever names a unit or an agency has a decision for the day on which that ends."""

from __future__ import annotations

import re
from pathlib import Path

from django.apps import apps

PAGE = Path(__file__).parents[2] / "docs" / "decisions" / "0004-reorganisation.md"
_ROW = re.compile(r"^\| `(\w+\.\w+\.\w+)` \| (moves|stays|ends) \|", re.MULTILINE)
# Units inside a column of JSON; no type says so.
INSIDE = {
    f"dossiers.Dossier.{name}"
    for name in ("offer", "consultations", "legs", "paper_place", "incident")
}


def decisions() -> dict[str, str]:
    return dict(_ROW.findall(PAGE.read_text()))


def _names_one(field) -> bool:
    if not getattr(field, "concrete", False):
        return False
    target = field.related_model
    if target is not None:
        return target._meta.label in {"agencies.Unit", "agencies.Agency"}
    return bool(re.search(r"unit|agenc", field.name))


def test_every_place_of_a_unit_or_agency_is_decided():
    found = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        if model.__module__.startswith("motcua.")
        for field in model._meta.get_fields()
        if _names_one(field)
    }
    assert decisions().keys() == found | INSIDE
