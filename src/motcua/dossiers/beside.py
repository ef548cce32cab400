"""What goes on beside the holder's own work, read from a dossier's state: legs and consultations.

A leg is `{"key", "name", "unit", "opened_at", "due_at", "taken_at", "officer", "finished_at",
"number", "returned_at"}`; after a leg was sent back the same key may stand there again, and the
last one counts. A consultation is described in `actions.consultations`. Moments are ISO texts.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from motcua.dossiers.folding import DossierState
from motcua.dossiers.obligations import unpaid
from motcua.procedures import graph
from motcua.procedures.pinned import PinnedVersion
from motcua.procedures.process import Leg

Entry = Mapping[str, Any]


def waiting(legs: Iterable[Entry], consultations: Iterable[Entry]) -> tuple[int, ...]:
    """The units of which something is expected."""
    units = {leg["unit"] for leg in legs if is_running(leg)}
    units |= {item["unit"] for item in consultations if not item["answered_at"]}
    return tuple(sorted(units))


def with_legs(state: DossierState, legs: tuple[Entry, ...]) -> dict[str, Any]:
    """The change that puts these legs in place, with who is waited for."""
    return {"legs": legs, "waiting_unit_ids": waiting(legs, state.consultations)}


def with_consultations(state: DossierState, consultations: tuple[Entry, ...]) -> dict[str, Any]:
    """The change that puts these consultations in place, with who is waited for."""
    return {
        "consultations": consultations,
        "waiting_unit_ids": waiting(state.legs, consultations),
    }


def is_running(leg: Entry) -> bool:
    return not leg["finished_at"] and not leg["returned_at"]


def standing(state: DossierState, key: str) -> Entry | None:
    """The leg of that key as it stands; None while it is not open, or after it was sent back."""
    found = [leg for leg in state.legs if leg["key"] == key]
    return found[-1] if found and not found[-1]["returned_at"] else None


def is_done(state: DossierState, leg: Leg) -> bool:
    """Whether nothing of the leg holds the work up: finished, and paid where it ends with a notice."""
    entry = standing(state, leg.key)
    if entry is None or not entry["finished_at"]:
        return False
    return not (leg.waits_for_payment and unpaid(state, leg.key))


def holding_up(state: DossierState, version: PinnedVersion) -> tuple[Leg, ...]:
    """The legs without which the work may not leave the step it stands at."""
    return tuple(
        leg
        for leg in version.process.legs
        if leg.needed_by == state.step_key and not is_done(state, leg)
    )


def may_open(state: DossierState, version: PinnedVersion, leg: Leg) -> bool:
    """Whether the leg's turn has come: its step is reached, and what it comes after is done."""
    if not state.step_key:
        return False
    return leg in graph.legs_reached(version.process, state.step_key) and after_is_done(state, leg)


def to_open(state: DossierState, version: PinnedVersion) -> tuple[Leg, ...]:
    """The legs whose turn has come and which nobody has been given; never one that was sent back."""
    if not version.process.legs or not state.step_key:
        return ()
    begun = {leg["key"] for leg in state.legs}
    return tuple(
        leg
        for leg in graph.legs_reached(version.process, state.step_key)
        if leg.key not in begun and after_is_done(state, leg)
    )


def after_is_done(state: DossierState, leg: Leg) -> bool:
    """Whether the legs that this one comes after are finished."""
    before = (standing(state, key) for key in leg.after)
    return all(entry is not None and entry["finished_at"] for entry in before)
