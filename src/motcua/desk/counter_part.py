"""What the counter adds to a dossier's page: marks, what was counted, and how often somebody came."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from motcua.base.priority import Priority
from motcua.dossiers import certifying, trips
from motcua.dossiers.actions import instant
from motcua.dossiers.queries.detail import Case
from motcua.dossiers.states import TripCause
from motcua.dossiers.trips import Comings


@dataclass(frozen=True, slots=True)
class CounterPart:
    """`marks` are tags by kind and words; `details` terms with their values."""

    marks: tuple[tuple[str, str], ...]
    details: tuple[tuple[str, str], ...]
    trips: tuple[tuple[datetime, str], ...]
    comings: Comings
    has_receipt: bool


def of(case: Case) -> CounterPart:
    """The part for one dossier."""
    state = case.state
    return CounterPart(
        marks=tuple(_marks(case)),
        details=tuple(_details(case)),
        trips=tuple(
            (datetime.fromisoformat(at), TripCause(cause).label) for at, cause in state.trips
        ),
        comings=trips.counted(state.trips),
        has_receipt=instant.has_receipt(state),
    )


def _marks(case: Case) -> list[tuple[str, str]]:
    state = case.state
    found = []
    if state.priority:
        found.append(("gate", f"Ưu tiên: {Priority(state.priority).label}"))
    if state.cross_boundary:
        found.append(("flat", "Phi địa giới"))
    if certifying.is_void(state):
        found.append(("bad", "Số đã hủy"))
    return found


def _details(case: Case) -> list[tuple[str, str]]:
    state = case.state
    line = certifying.line_words(state.register_kind, state.register_number, state.book_year)
    found = [(certifying.REGISTERS.get(state.register_kind, "Sổ"), line)] if line else []
    if words := certifying.quantity_words(state.quantities, state.register_kind):
        found.append(("Số lượng", words))
    signer = str((state.result or {}).get("signed_by") or "")
    if instant.is_done_at_once(state) and case.names.get(signer):
        found.append(("Người ký", case.names[signer]))
    return found
