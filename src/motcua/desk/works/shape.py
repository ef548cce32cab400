"""What an entry of the tables of works says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from motcua.desk.forms.steps import StepForm
from motcua.dossiers.folding import DossierState
from motcua.dossiers.records import Recorded, Request
from motcua.procedures.pinned import PinnedVersion

Act = Callable[[str, Any, Request], Recorded]
Fits = Callable[[DossierState, PinnedVersion], bool]


@dataclass(frozen=True, slots=True)
class Work:
    """`fits` says whether the step makes sense for this dossier at all; the policy judges after.

    What `is_beside` the way of a dossier is offered, but never as the thing to do next.
    """

    slug: str
    event: str
    title: str
    button: str
    done: str
    form: type[StepForm]
    act: Act
    fits: Fits
    is_calm: bool = True
    is_beside: bool = False
