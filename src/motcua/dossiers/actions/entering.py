"""What begins by itself when the work enters a step: legs of a linked procedure, consultations."""

from __future__ import annotations

from motcua.dossiers import records
from motcua.dossiers.actions import consultations, legs
from motcua.dossiers.folding import DossierState
from motcua.dossiers.records import Request, Step
from motcua.procedures.pinned import PinnedVersion


def entering(
    state: DossierState, told: Step, version: PinnedVersion, request: Request
) -> tuple[Step, ...]:
    """The step that is taken, and those that follow from it at the same moment."""
    return (told, *following(records.after(state, told), version, request))


def following(state: DossierState, version: PinnedVersion, request: Request) -> tuple[Step, ...]:
    """What begins by itself for a dossier that has just come to its step."""
    opened = legs.opening(state, version, request)
    asked = consultations.opening(records.after(state, *opened), version, request)
    return (*opened, *asked)
