"""What the journal is told of a decision's dossiers, beside the fact of each dossier itself."""

from __future__ import annotations

from typing import Final, TypedDict

from motcua.agencies.reorganising.facts import REORGANISATION
from motcua.journal.verbs import Verb, register

__all__ = ["DOSSIERS_MOVED", "HEIR_CHOSEN", "REORGANISATION", "DossiersMoved", "HeirChosen"]


class DossiersMoved(TypedDict):
    moved: int
    left: int


class HeirChosen(TypedDict):
    dossiers: list[int]
    heir: int
    reason: str


DOSSIERS_MOVED: Final = "reorganisation.dossiers_moved"
HEIR_CHOSEN: Final = "reorganisation.heir_chosen"

register(
    Verb(
        DOSSIERS_MOVED,
        REORGANISATION,
        "{moved} hồ sơ chuyển, {left} hồ sơ để lại.",
        DossiersMoved,
    ),
    Verb(HEIR_CHOSEN, REORGANISATION, "Chọn nơi nhận cho hồ sơ lẻ. Lý do: {reason}", HeirChosen),
)
