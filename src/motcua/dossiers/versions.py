"""The version a dossier was accepted under, with the limit of the case that it falls into."""

from __future__ import annotations

from functools import lru_cache

from motcua.dossiers.folding import DossierState
from motcua.procedures import queries as procedures
from motcua.procedures.pinned import PinnedVersion


def version_of(state: DossierState) -> PinnedVersion:
    """Published content never changes, so the answer is kept."""
    if not state.case_code:
        return procedures.version(state.procedure_version_id)
    return _of_case(state.procedure_version_id, state.case_code)


@lru_cache(maxsize=2048)
def _of_case(version_id: int, case_code: str) -> PinnedVersion:
    return procedures.version(version_id).of_case(case_code)
