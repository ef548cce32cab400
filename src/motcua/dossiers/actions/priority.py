"""Who is served first, and on what ground (Decree 63/2010 art. 18(8))."""

from __future__ import annotations

from motcua.base.text import nfc
from motcua.base.verdict import InvalidError
from motcua.dossiers import policies, receiving, records
from motcua.dossiers.records import Recorded, Request, Step

MOST_WORDS = 300


@records.once
def set_priority(code: str, *, priority: str, evidence: str, request: Request) -> Recorded:
    """Write the ground down, or take it back with an empty one.

    `evidence` says what was shown, or why the ground falls away; it stays beside the log. The
    date does not move: only the order of work does.
    """
    dossier_id, state = records.load(code, request.actor)
    policies.can("set_priority", request.actor, state).require()
    wanted = receiving.clean_priority(priority)
    shown = nfc(evidence)[:MOST_WORDS]
    if not shown:
        raise InvalidError(
            "Ghi giấy tờ đã xem hoặc lý do.", fields={"evidence": "Ghi giấy tờ đã xem hoặc lý do."}
        )
    if wanted == state.priority:
        raise InvalidError(
            "Hồ sơ đang ghi đúng diện này rồi.", fields={"priority": "Chọn một diện khác."}
        )
    step = Step("set_priority", {"priority": wanted}, private={"note": shown})
    return records.save(dossier_id, state, request, step)
