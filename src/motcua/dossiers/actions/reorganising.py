"""Rehearse, choose an heir by hand, apply: the only writers of what a reorganisation does to dossiers.

The act is one transaction: institutions, posts, dossiers and facts, everything or nothing. While
it runs nobody else writes a dossier; whoever tries waits and then reads that it has changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction

from motcua.accounts.actions import closing
from motcua.agencies import queries as agencies
from motcua.agencies.reorganising import policies, structure
from motcua.agencies.reorganising import queries as reorganisations
from motcua.agencies.reorganising.ending import ending
from motcua.agencies.reorganising.maps import Map
from motcua.agencies.reorganising.views import ReorganisationView
from motcua.agencies.states import ReorganisationState
from motcua.base.actor import Actor
from motcua.base.dates import in_vietnam
from motcua.base.text import nfc
from motcua.base.verdict import ConflictError, InvalidError, RefusedError
from motcua.dossiers import bulk
from motcua.dossiers.actions import relisting
from motcua.dossiers.models import Dossier
from motcua.dossiers.records import Request, Step
from motcua.dossiers.reorganising import facts, rehearsing
from motcua.dossiers.reorganising.figures import Figures, differences, figures_from, number
from motcua.dossiers.reorganising.followers import followers
from motcua.dossiers.reorganising.moving import Move
from motcua.dossiers.reorganising.rehearsing import Plan, Tell
from motcua.dossiers.reorganising.trailing import trailing
from motcua.dossiers.runs import (
    HeirChoice,
    ReorganisationRun,
    ReorganisationWork,
    RunKind,
    WorkKind,
)
from motcua.dossiers.states import TERMINAL
from motcua.journal import queries as journal
from motcua.journal.actions import record
from motcua.journal.writing import NewFact
from motcua.procedures.actions import passing_on as duties
from motcua.queues.actions import closing as halls

_EDITABLE = frozenset(
    {ReorganisationState.DRAFT, ReorganisationState.PREPARED, ReorganisationState.APPROVED}
)
# An open draft answers for the agency that decides now, or that will receive.
_DRAFTS_FOLLOW = """
UPDATE dossiers_draftact a SET agency_id = CASE WHEN d.accepted_at IS NULL
       THEN (SELECT u.agency_id FROM agencies_unit u
              WHERE u.id = coalesce(d.counter_unit_id, d.receiving_unit_id))
       ELSE d.competent_agency_id END
  FROM dossiers_dossier d
 WHERE d.id = a.dossier_id AND d.id = ANY(%s) AND a.agency_id = ANY(%s)
   AND a.status NOT IN ('issued', 'cancelled')
"""


@dataclass(frozen=True, slots=True)
class Applied:
    """What the act did, and what of it came out otherwise than the last rehearsal said."""

    figures: Figures
    differences: tuple[str, ...]
    structure: structure.Restructured


class UnheiredError(InvalidError):
    """Dossiers would be left with nobody, and nobody has decided that they may."""


def rehearse(
    reorganisation_id: int, *, actor: Actor, at: datetime, tell: Tell = rehearsing.nobody
) -> Figures:
    """Compute what the map would do now, and keep the numbers; nothing else is written.

    `tell` hears how many dossiers were looked at, of how many.
    """
    policies.can_read(actor).require()
    view = reorganisations.reorganisation(reorganisation_id)
    require_editable(view)
    mark, chart = journal.position(), reorganisations.map_of(view.id)
    found = rehearsing.plan(view, chart, at=at, tell=tell)
    figures = rehearsing.figures(view, found, at=at)
    _keep(view, RunKind.REHEARSAL, figures, actor, at, mark=mark)
    return figures


def require_editable(view: ReorganisationView) -> None:
    """Raises `ConflictError` for a decision that was applied or given up."""
    if view.state not in _EDITABLE:
        raise ConflictError(f"{view.name} {view.state.label.lower()}, không còn gì để diễn tập.")


def _keep(
    view: ReorganisationView,
    kind: RunKind,
    figures: Figures,
    actor: Actor,
    at: datetime,
    *,
    mark: int | None = None,
) -> None:
    ReorganisationRun.objects.create(
        reorganisation_id=view.id,
        kind=kind,
        map_version=view.version,
        at=at,
        by=actor.signature,
        figures=figures.to_json(),
        mark=mark,
    )


@transaction.atomic
def choose_heir(
    reorganisation_id: int,
    codes: list[str],
    *,
    heir_id: int,
    reason: str,
    actor: Actor,
    at: datetime,
) -> int:
    """Name the agency that takes these dossiers where the map names none; gives how many.

    Before the act it waits for it; after the act it moves what was left behind, at once.
    """
    policies.can_write(actor).require()
    chooser = actor.account_id or 0  # the policy lets only officers through
    view = reorganisations.reorganisation(reorganisation_id)
    if not nfc(reason):
        raise InvalidError("Ghi lý do chọn nơi nhận.", fields={"reason": "Ghi lý do."})
    if view.state not in _EDITABLE | {ReorganisationState.APPLIED}:
        raise ConflictError(f"{view.name} đã hủy nên không chọn nơi nhận được nữa.")
    _require_in_force(heir_id, view, at)
    ids = _at_hand(codes)
    for dossier_id in ids:
        HeirChoice.objects.update_or_create(
            reorganisation_id=view.id,
            dossier_id=dossier_id,
            defaults={
                "heir_id": heir_id, "reason": nfc(reason)[:300], "by_id": chooser, "at": at,
            },
        )  # fmt: skip
    told = facts.HeirChosen(dossiers=ids, heir=heir_id, reason=nfc(reason)[:300])
    record([NewFact(facts.HEIR_CHOSEN, facts.REORGANISATION, view.id, told, actor, at)])
    if view.state is ReorganisationState.APPLIED:
        _move_left_behind(view, frozenset(ids), actor, at)
    return len(ids)


def _require_in_force(heir_id: int, view: ReorganisationView, at: datetime) -> None:
    day = max(view.day, in_vietnam(at).date())
    heir = agencies.agencies(frozenset({heir_id})).get(heir_id)
    lasts = (
        heir and heir.effective_from <= day and (not heir.effective_to or day < heir.effective_to)
    )
    if not lasts:
        raise InvalidError(
            f"Cơ quan này không hoạt động vào ngày {day:%d/%m/%Y}. Chọn cơ quan khác.",
            fields={"heir": "Chọn cơ quan khác."},
        )


def _at_hand(codes: list[str]) -> list[int]:
    wanted = {code.strip() for code in codes if code.strip()}
    rows = Dossier.objects.filter(code__in=wanted)
    found = dict(rows.values_list("code", "pk"))
    if missing := sorted(wanted - found.keys()):
        raise InvalidError(
            f"Không có hồ sơ mang mã {missing[0]}. Xem lại mã.",
            fields={"codes": "Có mã không đúng."},
        )
    if not found:
        raise InvalidError("Chọn ít nhất một hồ sơ.", fields={"codes": "Chọn hồ sơ."})
    return sorted(found.values())


def _move_left_behind(
    view: ReorganisationView, ids: frozenset[int], actor: Actor, at: datetime
) -> None:
    """After the act: what had no heir goes where it was told to go, by the same rules."""
    _let_nobody_else_write()
    chart = reorganisations.map_of(view.id)
    found = rehearsing.plan(view, chart, at=at, ids=ids)
    if found.stuck:
        left = found.stuck[0]
        raise InvalidError(f"Hồ sơ {left.state.code}: {left.lack.label.lower()}.")
    trail = trailing(found.moves, found.gone)
    _save(found, chart, actor, at)
    relisting.follow(trail, decision=view.number, at=at)


def apply(reorganisation_id: int, *, actor: Actor, at: datetime) -> Applied:
    """Let an approved decision happen: everything in one transaction, or nothing.

    Raises `ConflictError` when it was applied already, is not approved or not due, and
    `UnheiredError` when dossiers have no heir and the decision does not say that they may stay. A
    refusal is kept with the decision, so that a page can say why nothing happened.
    """
    policies.can_apply(actor).require()
    try:
        return _apply(reorganisation_id, actor, at)
    except ConflictError:
        raise
    except RefusedError as refusal:
        _keep_refusal(reorganisation_id, str(refusal), actor, at)
        raise


@transaction.atomic
def _apply(reorganisation_id: int, actor: Actor, at: datetime) -> Applied:
    view, chart = structure.take(reorganisation_id, at=at)
    _let_nobody_else_write()
    found = rehearsing.plan(view, chart, at=at)
    if found.stuck and not view.keep_reason:
        raise UnheiredError(
            f"{number(len(found.stuck))} hồ sơ chưa có nơi nhận nên chưa áp dụng. Thêm dòng vào bản "
            "đồ, chọn nơi nhận cho từng hồ sơ, hoặc ghi lý do để lại."
        )
    figures = rehearsing.figures(view, found, at=at)
    end = ending(chart, day=view.day, decision=view.number)
    trail = trailing(found.moves, found.gone)
    above = followers()
    ended = structure.restructure(view, chart, actor=actor, at=at)
    closing.close_posts(ended.units, on=view.day, heirs=end.along, actor=actor, at=at)
    halls.close_halls(end, actor=actor, at=at)
    duties.pass_on_duties(end, actor=actor, at=at)
    _save(found, chart, actor, at)
    relisting.follow(trail, decision=view.number, at=at)
    for follower in above:
        follower.follow(end, actor=actor, at=at)
    _keep(view, RunKind.ACT, figures, actor, at)
    _begin_archive(view, figures, actor, at)
    told = facts.DossiersMoved(moved=figures.moved, left=figures.stuck)
    record([NewFact(facts.DOSSIERS_MOVED, facts.REORGANISATION, view.id, told, actor, at)])
    return Applied(figures, tuple(_since_rehearsal(view, figures)), ended)


def _begin_archive(view: ReorganisationView, figures: Figures, actor: Actor, at: datetime) -> None:
    """What has ended is inherited after the act, in pieces: nobody waits for it."""
    if figures.finished:
        ReorganisationWork.objects.create(
            reorganisation_id=view.id, kind=WorkKind.ARCHIVE, total=figures.finished, asked_at=at,
            actor_kind=actor.kind, actor_ref=actor.ref,
        )  # fmt: skip


def _let_nobody_else_write() -> None:
    """Reading goes on; a writer waits until the commit and then finds another version.

    Lists and batches come first, as whoever settles or signs takes them: else each would hold
    what the other waits for.
    """
    relisting.hold()
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE dossiers_dossier IN SHARE ROW EXCLUSIVE MODE")


def _save(found: Plan, chart: Map, actor: Actor, at: datetime) -> None:
    bulk.save_many([_change(move) for move in found.moves], Request(actor, at))
    with connection.cursor() as cursor:
        ids = [move.id for move in found.moves]
        cursor.execute(_DRAFTS_FOLLOW, [ids, sorted(chart.predecessors)])


def _change(move: Move) -> bulk.Change:
    event = "inherit" if move.before.status in TERMINAL else "reorganise"
    return move.id, move.before, (Step(event, move.changes, move.told),)


def _since_rehearsal(view: ReorganisationView, done: Figures) -> list[str]:
    last = (
        ReorganisationRun.objects.filter(reorganisation_id=view.id, kind=RunKind.REHEARSAL)
        .order_by("-id")
        .first()
    )
    return differences(figures_from(last.figures), done) if last else []


def _keep_refusal(reorganisation_id: int, sentence: str, actor: Actor, at: datetime) -> None:
    """Once for each sentence: the task asks again every minute."""
    last = (
        ReorganisationRun.objects.filter(reorganisation_id=reorganisation_id)
        .order_by("-id")
        .first()
    )
    if last is not None and (last.kind, last.sentence) == (RunKind.REFUSED, sentence):
        return
    view = reorganisations.reorganisation(reorganisation_id)
    ReorganisationRun.objects.create(
        reorganisation_id=reorganisation_id,
        kind=RunKind.REFUSED,
        map_version=view.version,
        at=at,
        by=actor.signature,
        sentence=sentence[:500],
    )
