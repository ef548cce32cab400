"""Drafts of results for the demo dossiers that wait for a signature, so that a head finds them ready."""

from __future__ import annotations

from datetime import datetime

from motcua.accounts import queries as accounts
from motcua.agencies import queries as agencies
from motcua.dossiers import records
from motcua.dossiers.actions import drafting
from motcua.dossiers.models import Dossier
from motcua.dossiers.records import Request
from motcua.dossiers.states import Status
from motcua.dossiers.versions import version_of

_DRAFTERS = ("case_officer", "head_of_room")


def load_drafts(*, at: datetime) -> int:
    """One draft for each dossier at its step of signing; how many."""
    rows = Dossier.objects.filter(status=Status.PROCESSING, offer_unit=None).order_by("id")
    return sum(_draft(number, at) for number in rows.values_list("id", flat=True))


def _draft(number: int, at: datetime) -> bool:
    state = records.load_by_id(number)
    version = version_of(state)
    step = next((s for s in version.process.steps if s.key == state.step_key), None)
    drafter = _drafter(state.competent_agency_id, at) if step and step.kind == "sign" else None
    if drafter is None or state.result:
        return False
    owner = (state.people or {}).get("owner", {}).get("name", "")
    title = version.results[0].name if version.results else "Kết quả giải quyết"
    content = {
        "title": title[:200],
        "text": f"Giải quyết đề nghị của {owner} về việc {version.name}.\nBản minh họa.",
        "ground": "quy định của thủ tục đã công bố",
    }
    request = Request(accounts.actor_for(drafter, at), at)
    drafting.draft_text(state.code, content=content, request=request)
    return True


def _drafter(agency_id: int, at: datetime) -> int | None:
    on = at.date()
    for role in _DRAFTERS:
        for unit in agencies.units_of_agency(agency_id, on):
            found = accounts.officers_of(unit.id, role, on)
            if found:
                return found[0].id
    return None
