"""Taking back what was just sent, as long as nobody at the other end has begun with it.

An offer that nobody has accepted is simply withdrawn. A step that went on inside the unit comes
back with everything it had before: place, person, step, its start and its own time limit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from motcua.base.actor import Actor, ActorKind
from motcua.base.verdict import ConflictError, InvalidError
from motcua.dossiers import policies, records
from motcua.dossiers.facts import PREFIX, event_of
from motcua.dossiers.folding import DossierState, fold
from motcua.dossiers.records import Recorded, Request, Step
from motcua.journal import queries as journal
from motcua.journal.queries import FactView

_SENDING = frozenset({"dossier.offer", "dossier.forward", "dossier.send_back"})
# What changes hands or steps; once such a fact follows, the sending is history.
_PLACES = ("holder_unit_id", "holder_id", "step_key", "step_started_at", "step_due_at")
_MOVES = frozenset({*_PLACES, "offer"})
# What others may do beside the next one's work: nobody has begun with the step because of it.
_ASIDE = frozenset({
    "dossier.take_fee", "dossier.set_priority", "dossier.place_paper", "dossier.track_post",
    "dossier.answer_consultation", "dossier.remind_consultation",
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sending:
    """The last sending of a dossier that nobody has taken up: the state before it, and by whom.

    `sender` is None for a machine; `joined` are the agencies that came to it by this sending.
    """

    before: DossierState
    sender: int | None
    joined: frozenset[int]


def last_sending(facts: Sequence[FactView]) -> Sending | None:
    """What may be taken back, from the dossier's facts, oldest first; None when it is too late."""
    for place in range(len(facts) - 1, -1, -1):
        fact = facts[place]
        if fact.verb in _SENDING:
            return _sending(facts, place)
        if _MOVES & set(fact.data.get("set", {})) or not _is_aside(fact, facts[:place]):
            return None
    return None


def _is_aside(fact: FactView, earlier: Sequence[FactView]) -> bool:
    """Whether the fact lets the sending before it stand: the sender's own, the clock's, the counter's."""
    if fact.actor_kind == ActorKind.SYSTEM.value or fact.verb in _ASIDE:
        return True
    sent = next((one for one in reversed(earlier) if one.verb in _SENDING), None)
    return sent is not None and sent.actor_ref == fact.actor_ref


def _sending(facts: Sequence[FactView], place: int) -> Sending:
    told = facts[place]
    story = [
        (event_of(fact.verb), fact.data.get("set", {}))
        for fact in facts[:place]
        if fact.verb.startswith(PREFIX)
    ]
    before = fold(story)
    agencies = set(told.data.get("set", {}).get("agency_ids", before.agency_ids))
    sender = int(told.actor_ref) if told.actor_kind == ActorKind.OFFICER.value else None
    return Sending(before, sender, frozenset(agencies - set(before.agency_ids)))


def may_recall(facts: Sequence[FactView], actor: Actor, state: DossierState) -> bool:
    """Whether the page should offer it; the action looks again."""
    sent = last_sending(facts)
    return sent is not None and bool(
        policies.can_recall(actor, state, sender=sent.sender, unit_id=sent.before.holder_unit_id)
    )


@records.once
def recall(code: str, *, reason: str, request: Request) -> Recorded:
    """T7: the sender takes the dossier back before the next one has acted; with the reason.

    The clock has gone on all the time. Raises `ConflictError` when somebody has begun already.
    """
    dossier_id, state = records.load(code, request.actor)
    policies.can("recall", request.actor, state).require()
    sent = last_sending(journal.facts_about(records.SUBJECT, dossier_id, private=False))
    if sent is None:
        raise ConflictError(
            "Nơi nhận đã làm tiếp, hoặc hồ sơ chưa chuyển cho ai, nên không thu hồi được."
            " Liên hệ người đang giữ hồ sơ để nhờ trả lại bước."
        )
    policies.can_recall(
        request.actor, state, sender=sent.sender, unit_id=sent.before.holder_unit_id
    ).require()
    if not reason.strip():
        raise InvalidError("Ghi lý do.", fields={"reason": "Ghi lý do."})
    context = {
        "unit": sent.before.holder_unit_id, "step": sent.before.step_key,
        "from_step": state.offer["step"] if state.offer else state.step_key,
    }  # fmt: skip
    step = Step("recall", _restored(sent, state), context, {"reason": reason.strip()})
    return records.save(dossier_id, state, request, step)


def _restored(sent: Sending, state: DossierState) -> dict[str, Any]:
    """As it was before; where nobody had been in charge, the sender is now."""
    back: dict[str, Any] = {name: getattr(sent.before, name) for name in _PLACES}
    if not state.offer:
        back["holder_id"] = sent.before.holder_id or sent.sender
    back |= {"offer": None, "offer_unit_id": None}
    back["agency_ids"] = tuple(pk for pk in state.agency_ids if pk not in sent.joined)
    return {name: value for name, value in back.items() if value != getattr(state, name)}
