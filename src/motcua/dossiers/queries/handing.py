"""What a unit still has to hand over, and what lies at the steps where a result is signed."""

from __future__ import annotations

from motcua.base.actor import Actor
from motcua.dossiers.queries import lists
from motcua.dossiers.queries.lists import Row
from motcua.dossiers.states import Status


def to_hand_over(actor: Actor, *, limit: int = lists.PAGE) -> tuple[Row, ...]:
    """Accepted at the actor's units, still there and offered to nobody, newest first."""
    where = "d.holder_unit_id = ANY(%s) AND d.status = %s AND d.offer_unit_id IS NULL"
    params = [sorted(actor.unit_ids), Status.ACCEPTED.value]
    return lists.matching(actor, where, params, limit=limit)
