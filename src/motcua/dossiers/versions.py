"""The version a dossier was accepted under, with the limit of its case and the process it follows."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from motcua.dossiers.folding import DossierState
from motcua.procedures import queries as procedures
from motcua.procedures.pinned import PinnedVersion


def version_of(state: DossierState) -> PinnedVersion:
    """Published content never changes, so the answer is kept.

    A dossier that was moved to a newer internal process keeps papers, fees and limit as published
    when it was accepted; only the steps are those of the other process.
    """
    return pinned(state.procedure_version_id, state.case_code, state.process_id)


def pinned(version_id: int, case_code: str = "", process_id: int | None = None) -> PinnedVersion:
    """`version_of` for whoever holds the three values alone, as a row of a list does."""
    if not case_code and process_id is None:
        return procedures.version(version_id)
    return _as_followed(version_id, case_code, process_id)


@lru_cache(maxsize=2048)
def _as_followed(version_id: int, case_code: str, process_id: int | None) -> PinnedVersion:
    version = procedures.version(version_id)
    if case_code:
        version = version.of_case(case_code)
    if process_id is None or process_id == version.process_id:
        return version
    return replace(version, process_id=process_id, process=procedures.process(process_id))
