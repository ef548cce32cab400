"""What a dossier's page says of its paper, its parcel and what went wrong, in words."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from motcua.agencies import queries as agencies
from motcua.dossiers import paper
from motcua.dossiers.folding import DossierState
from motcua.dossiers.queries.paper import remedied_by
from motcua.dossiers.states import IncidentKind, PostalState


def of(state: DossierState) -> dict[str, Any]:
    """Empty where there is nothing to say."""
    return {**_place(state), **_parcel(state), **_incident(state)}


def _place(state: DossierState) -> dict[str, Any]:
    now, kept = paper.where(state), paper.still_kept(state)
    said: dict[str, Any] = {}
    if now is not None and state.accepted_at is not None:
        unit = agencies.unit(now.unit_id).full_name if now.unit_id else ""
        said |= {"place": now.place.label, "unit": unit, "shelf": now.shelf}
    if kept:
        said["kept"] = [f"{item['name']}, {item['count']} bản" for _, item in kept]
    if state.originals:
        said["taken"] = paper.slips(state.originals, paper.Slip.TAKEN)
        said["given"] = paper.slips(state.originals, paper.Slip.GIVEN)
    return said


def _parcel(state: DossierState) -> dict[str, Any]:
    if not state.postal:
        return {}
    return {
        "tracking": state.postal["tracking"],
        "carrier": state.postal["carrier"],
        "postal": PostalState(state.postal["state"]).label,
        "postal_at": datetime.fromisoformat(state.postal["at"]),
    }


def _incident(state: DossierState) -> dict[str, Any]:
    said: dict[str, Any] = {}
    if state.incident:
        label = IncidentKind(state.incident["kind"]).label
        closed = " (đã khắc phục)" if state.incident["closed_at"] else ""
        said |= {"incident": label + closed, "remedy": state.incident["dossier"]}
    if state.remedies_id is not None:
        said["remedies"] = remedied_by(state.remedies_id)
    return said
