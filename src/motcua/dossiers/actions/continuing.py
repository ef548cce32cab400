"""An unfinished draft goes on in other hands: taken up by one person, or along with its dossier.

Whoever wrote before stays with the draft: nobody who had a hand in it approves or clears it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import connection

from motcua.accounts import queries as accounts
from motcua.base.actor import Actor
from motcua.base.verdict import YES, Verdict, no
from motcua.dossiers import facts, policies, records
from motcua.dossiers.actions import acts
from motcua.dossiers.folding import DossierState
from motcua.dossiers.models import DraftAct
from motcua.dossiers.records import Request
from motcua.dossiers.transition import WORK
from motcua.journal import actions as journal
from motcua.journal.writing import NewFact

_OPEN = "status IN ('draft', 'head_approved', 'sent_back', 'cleared')"
# The order of `acts`: first the drafts, then their dossiers, so that nobody waits for the other.
_HOLD = (
    f"SELECT id, dossier_id FROM dossiers_draftact WHERE dossier_id = ANY(%s) AND {_OPEN}"
    " AND drafted_by_id = %s ORDER BY id FOR UPDATE"
)
# A version tells texts apart; whoever reads one keeps what lies before them.
_HAND_ON = """
UPDATE dossiers_draftact a SET drafted_by_id = g.officer,
       former_drafters = array_append(array_remove(a.former_drafters, a.drafted_by_id), a.drafted_by_id)
  FROM unnest(%s::bigint[], %s::bigint[]) AS g(id, officer)
 WHERE a.id = g.id AND a.drafted_by_id <> g.officer
   AND a.approved_by_id IS DISTINCT FROM g.officer
   AND (a.clearance ->> 'cleared_by')::bigint IS DISTINCT FROM g.officer
RETURNING a.id, a.dossier_id, a.kind, a.digest, a.version, g.officer
"""


def can_continue(act: DraftAct, state: DossierState, actor: Actor, at: datetime) -> Verdict:
    """Whether the actor may go on with what somebody else began.

    Whoever holds the dossier, or leads the unit where it lies; where nobody in particular holds
    it, a colleague once the drafter is locked out or has no post there any more.
    """
    if act.status not in acts.EDITABLE:
        return no("Bản này đã trình duyệt hoặc đã kết thúc nên không nhận soạn tiếp được.")
    if act.drafted_by_id is None:
        return no("Bản này do hệ thống soạn sẵn. Bấm “Sửa bản soạn” để soạn tiếp.")
    if act.drafted_by_id == actor.account_id:
        return no("Anh/chị đang là người soạn bản này.")
    unit_id = state.holder_unit_id or state.counter_id
    if unit_id not in actor.unit_ids:
        return no(
            "Chỉ đơn vị đang giữ hồ sơ mới nhận soạn tiếp được bản này. Nhờ người đang giữ hồ sơ hoặc"
            " lãnh đạo đơn vị ấy."
        )
    heads = policies.HEADS | {policies.DIRECTOR}
    if state.holder_id in actor.hands or actor.holds_any(heads, unit_id):
        return YES
    if state.holder_id is not None:
        return no(
            "Người đang thụ lý hồ sơ hoặc lãnh đạo đơn vị mới nhận soạn tiếp được bản này."
            " Nếu cần làm thay, xin lãnh đạo phân công lại hồ sơ."
        )
    if not actor.holds_any(WORK, unit_id):
        return no("Soạn văn bản là việc của cán bộ tiếp nhận, chuyên viên và lãnh đạo đơn vị.")
    return _has_gone(act.drafted_by_id, {unit_id, state.counter_id}, at)


def _has_gone(drafter: int, units: set[int], at: datetime) -> Verdict:
    if accounts.actor_for(drafter, at).unit_ids & units:
        return no(
            "Người soạn vẫn làm việc ở đơn vị này. Nhờ người ấy soạn tiếp, hoặc nhờ lãnh đạo đơn vị"
            " nhận soạn tiếp."
        )
    return YES


def continue_act(act_id: int, *, version: int, request: Request) -> DraftAct:
    """Take up what somebody else began; from now on it is the actor's to finish, and to answer for."""

    def taken_up(act: DraftAct, request: Request) -> None:
        state = records.load_by_id(act.dossier_id)
        can_continue(act, state, request.actor, request.at).require()
        before = act.drafted_by_id or 0  # the policy lets nobody take up what the system wrote
        act.former_drafters = [*(pk for pk in act.former_drafters if pk != before), before]
        act.drafted_by_id = request.actor.account_id

    return acts.alter(act_id, request, version, taken_up, facts.ACT_HANDED_ON)


def drafts_of(drafter: int) -> dict[int, list[frozenset[int]]]:
    """The officer's drafts under way by dossier: of each, who has approved or cleared it so far."""
    found: dict[int, list[frozenset[int]]] = {}
    with connection.cursor() as db:
        db.execute(
            "SELECT dossier_id, approved_by_id, (clearance ->> 'cleared_by')::bigint"
            f" FROM dossiers_draftact WHERE drafted_by_id = %s AND {_OPEN}",
            [drafter],
        )
        for dossier_id, *hands in db.fetchall():
            found.setdefault(dossier_id, []).append(frozenset(filter(None, hands)))
    return found


def hold(drafter: int, dossier_ids: list[int]) -> dict[int, int]:
    """Lock the officer's drafts under way in these dossiers; each with its dossier.

    Must run inside the transaction in which the dossiers change hands, and before that.
    """
    with connection.cursor() as db:
        db.execute(_HOLD, [dossier_ids, drafter])
        return dict(db.fetchall())


def hand_on(held: Mapping[int, int], heirs: Mapping[int, int], request: Request) -> int:
    """Give held drafts to whoever gets their dossier; how many went. Two statements for any number.

    A draft that its heir has approved or cleared stays: they would be its first and second pair of
    eyes. Should it come back unfinished, whoever holds the dossier takes it up.
    """
    given = {act: heirs[dossier] for act, dossier in held.items() if dossier in heirs}
    if not given:
        return 0
    with connection.cursor() as db:
        db.execute(_HAND_ON, [list(given), list(given.values())])
        gone = db.fetchall()
    told = [
        NewFact(
            facts.ACT_HANDED_ON, records.SUBJECT, dossier,
            {"act": act, "act_kind": kind, "act_digest": digest, "version": version,
             "officer": officer},
            request.actor, request.at,
        )
        for act, dossier, kind, digest, version, officer in gone
    ]  # fmt: skip
    if told:
        journal.record(told)
    return len(told)
