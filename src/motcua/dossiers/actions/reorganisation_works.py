"""What of a reorganisation is carried out in the background: rehearsals, the act, and what is inherited.

A small map is rehearsed and applied at once. The act stays one transaction wherever it runs; what
has ended is inherited afterwards in pieces, each a transaction of its own, so that a crash loses
nothing and nothing comes twice.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from motcua.accounts import queries as accounts
from motcua.agencies.reorganising import policies, structure
from motcua.agencies.reorganising import queries as reorganisations
from motcua.base.actor import SYSTEM, Actor, ActorKind
from motcua.base.verdict import RefusedError
from motcua.dossiers import bulk
from motcua.dossiers.actions import reorganising
from motcua.dossiers.records import Request, Step
from motcua.dossiers.reorganising import rehearsing
from motcua.dossiers.reorganising.figures import Figures
from motcua.dossiers.reorganising.moving import Move
from motcua.dossiers.runs import ReorganisationWork, WorkKind

# Up to so many dossiers the person waits for the answer: about a second.
AT_ONCE: Final = 1_000
PIECE: Final = 1_000
# Whoever has said nothing for so long is dead; another process takes over.
SILENT: Final = timedelta(minutes=3)


def ask_rehearsal(reorganisation_id: int, *, actor: Actor, at: datetime) -> Figures | None:
    """Rehearse now, or in the background where many dossiers are open: then None."""
    policies.can_read(actor).require()
    view = reorganisations.reorganisation(reorganisation_id)
    reorganising.require_editable(view)
    if rehearsing.touched(reorganisations.map_of(view.id)) <= AT_ONCE:
        return reorganising.rehearse(view.id, actor=actor, at=at)
    _begin(view.id, WorkKind.REHEARSAL, actor, at)
    return None


def ask_act(reorganisation_id: int, *, actor: Actor, at: datetime) -> reorganising.Applied | None:
    """Apply now, or in the background where many dossiers are open: then None.

    Raises for a decision that is not approved, not due or applied already.
    """
    policies.can_apply(actor).require()
    with transaction.atomic():
        _, chart = structure.take(reorganisation_id, at=at)
    if rehearsing.touched(chart) <= AT_ONCE:
        return reorganising.apply(reorganisation_id, actor=actor, at=at)
    _begin(reorganisation_id, WorkKind.ACT, actor, at)
    return None


def _begin(reorganisation_id: int, kind: WorkKind, actor: Actor, at: datetime) -> None:
    """Asked for twice it is carried out once."""
    try:
        with transaction.atomic():
            ReorganisationWork.objects.create(
                reorganisation_id=reorganisation_id, kind=kind, asked_at=at,
                actor_kind=actor.kind, actor_ref=actor.ref,
            )  # fmt: skip
    except IntegrityError:
        return  # somebody has just asked for the same


def open_works() -> list[int]:
    """What is not finished, the oldest first."""
    rows = ReorganisationWork.objects.filter(ended_at=None).order_by("asked_at", "id")
    return list(rows.values_list("id", flat=True))


def carry_out(work_id: int, *, clock: Callable[[], datetime]) -> bool:
    """Bring one work to its end unless another process is at it; whether it was ours to do."""
    at = clock()
    idle = Q(beat_at=None) | Q(beat_at__lt=at - SILENT)
    mine = ReorganisationWork.objects.filter(idle, pk=work_id, ended_at=None)
    if not mine.update(beat_at=at):
        return False
    work = ReorganisationWork.objects.get(pk=work_id)
    try:
        _CARRIED_OUT[WorkKind(work.kind)](work, clock)
        sentence = ""
    except RefusedError as refusal:
        sentence = str(refusal)[:500]
    ReorganisationWork.objects.filter(pk=work_id).update(ended_at=clock(), sentence=sentence)
    return True


def _rehearse(work: ReorganisationWork, clock: Callable[[], datetime]) -> None:
    def tell(done: int, total: int) -> None:
        ReorganisationWork.objects.filter(pk=work.pk).update(
            done=done, total=total, beat_at=clock()
        )

    at = clock()
    reorganising.rehearse(work.reorganisation_id, actor=_actor(work, at), at=at, tell=tell)


def _act(work: ReorganisationWork, clock: Callable[[], datetime]) -> None:
    at = clock()
    reorganising.apply(work.reorganisation_id, actor=_actor(work, at), at=at)


def _inherit(work: ReorganisationWork, clock: Callable[[], datetime]) -> None:
    while inherit_piece(work.pk, at=clock()):
        pass


def inherit_piece(work_id: int, *, at: datetime, most: int = PIECE) -> int:
    """Give the next finished dossiers to whom the map names; how many were looked at."""
    with transaction.atomic():
        work = ReorganisationWork.objects.select_for_update().get(pk=work_id)
        view = reorganisations.reorganisation(work.reorganisation_id)
        chart = reorganisations.map_of(view.id)
        gone = reorganisations.closing_units(chart)
        dossiers = bulk.load(
            f"d.id > %(after)s AND {rehearsing.FINISHED}",
            rehearsing.concerned(chart, gone) | {"after": work.last_id},
            most=most, hold=True,
        )  # fmt: skip
        if not dossiers:
            return 0
        rehearsing.know_beforehand(dossiers)
        mover = rehearsing.mover_for(view, chart, gone, at=at)
        found = [mover.inherit(dossier_id, state) for dossier_id, state in dossiers]
        moves = [move for move, _ in found if move is not None]
        bulk.save_many([_change(move) for move in moves], Request(SYSTEM, at))
        ReorganisationWork.objects.filter(pk=work_id).update(
            last_id=dossiers[-1][0],
            done=F("done") + len(dossiers),
            passed_on=F("passed_on") + len(moves),
            unheired=F("unheired") + sum(stuck is not None for _, stuck in found),
            beat_at=at,
        )
    return len(dossiers)


def _change(move: Move) -> bulk.Change:
    return move.id, move.before, (Step("inherit", move.changes, move.told),)


def _actor(work: ReorganisationWork, at: datetime) -> Actor:
    """Who asked, with what they may do now."""
    if work.actor_kind == ActorKind.OFFICER:
        return accounts.actor_for(int(work.actor_ref), at)
    return SYSTEM


_CARRIED_OUT: Final = {
    WorkKind.REHEARSAL: _rehearse,
    WorkKind.ACT: _act,
    WorkKind.ARCHIVE: _inherit,
}
