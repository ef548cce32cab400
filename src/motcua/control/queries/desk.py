"""The control desk: what waits by time left of its own budget, and one act with all around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from motcua.accounts import queries as accounts
from motcua.agencies import queries as agencies
from motcua.base.actor import Actor
from motcua.base.verdict import InvalidError
from motcua.control import policies
from motcua.control.checklist.judging import proposed_reasons
from motcua.control.checklist.shape import Check
from motcua.control.matters import checks_of
from motcua.control.models import Review
from motcua.control.states import Outcome, ReturnReason
from motcua.dossiers.act_content import differences
from motcua.dossiers.folding import DossierState
from motcua.dossiers.models import DraftAct
from motcua.dossiers.queries import detail
from motcua.dossiers.queries.detail import Case
from motcua.dossiers.states import ActKind, ActStatus

PAGE = 50


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the queue; `round` above 1 means that it was returned before."""

    review_id: int
    act_id: int
    kind: ActKind
    reason_code: str
    code: str
    procedure_version_id: int
    agency_id: int
    arrived_at: datetime
    due_at: datetime
    round: int
    taken_by_id: int | None
    citizen_due_at: datetime | None
    is_mine_to_decide: bool


_WAITING = """
SELECT r.id, a.id, a.kind, a.reason_code, d.code, d.procedure_version_id, r.agency_id, r.arrived_at,
       r.due_at, r.round, r.taken_by_id, d.due_at,
       NOT coalesce(a.drafted_by_id = ANY(%(hands)s), false)
       AND NOT a.former_drafters && %(hands)s::bigint[]
       AND NOT coalesce(a.approved_by_id = ANY(%(hands)s), false)
  FROM control_review r JOIN dossiers_draftact a ON a.id = r.act_id
  JOIN dossiers_dossier d ON d.id = a.dossier_id
 WHERE r.outcome = '' AND a.status = 'head_approved'
"""


def waiting(actor: Actor, *, kind: str = "", limit: int = PAGE) -> tuple[Waiting, ...]:
    """What waits at the desk, least time left first; refuses whoever may not control."""
    policies.can_control(actor).require()
    narrowed = " AND a.kind = %(kind)s" if kind else ""
    sql = f"{_WAITING}{narrowed} ORDER BY r.due_at, r.id LIMIT %(limit)s"
    hands = [actor.account_id, *actor.lenders_of(policies.CONTROL)]
    with connection.cursor() as db:
        db.execute(sql, {"hands": hands, "kind": kind, "limit": limit})
        return tuple(_waiting(row) for row in db.fetchall())


def _waiting(row: tuple[Any, ...]) -> Waiting:
    review_id, act_id, kind, *rest = row
    return Waiting(review_id, act_id, ActKind(kind), *rest)


def next_for(actor: Actor, *, after: int = 0) -> int | None:
    """The review to open next: the most urgent one that the actor may decide and nobody has taken."""
    free = [row for row in waiting(actor) if row.is_mine_to_decide and row.review_id != after]
    untaken = [row for row in free if row.taken_by_id in {None, actor.account_id}]
    return next((row.review_id for row in untaken or free), None)


def number_waiting(at: datetime) -> tuple[int, int]:
    """How many wait at the desk, and how many of them beyond its budget."""
    with connection.cursor() as db:
        db.execute(
            "SELECT count(*), count(*) FILTER (WHERE r.due_at < %s) FROM control_review r"
            " JOIN dossiers_draftact a ON a.id = r.act_id"
            " WHERE r.outcome = '' AND a.status = 'head_approved'",
            [at],
        )
        every, late = db.fetchone()
    return every, late


@dataclass(frozen=True, slots=True)
class Look:
    """Everything beside one act on the controller's table."""

    review: Review
    act: DraftAct
    case: Case
    checks: tuple[Check, ...]
    proposed: tuple[ReturnReason, ...]
    earlier: tuple[Review, ...]
    names: Mapping[int, str]

    @property
    def state(self) -> DossierState:
        return self.case.state

    @property
    def agency(self) -> str:
        return agencies.agency(self.act.agency_id).name

    @property
    def content(self) -> Mapping[str, Any]:
        """The text as it was decided on; as it stands while nobody has decided."""
        kept: Mapping[str, Any] | None = self.review.content
        return dict(self.act.content) if kept is None else kept

    @property
    def since(self) -> list[dict[str, Any]]:
        """What its writers changed since the Centre last saw the text; empty in the first round."""
        seen = [one.content for one in self.earlier if one.content is not None]
        amended = {change["field"]: change["before"] for change in self.review.changes}
        return differences(seen[-1], {**self.content, **amended}) if seen else []


def look(review_id: int, actor: Actor) -> Look:
    """One act with its checklist, dossier and earlier rounds.

    Of a look that came to a decision, the text and what the checklist said then: later events
    and later drafts change nothing.
    """
    policies.can_oversee(actor).require()
    review = Review.objects.select_related("act__dossier").filter(pk=review_id).first()
    if review is None:
        raise InvalidError("Không thấy lượt kiểm soát này.", code="not_found")
    act = review.act
    case = detail.case(act.dossier.code, actor)
    decided = tuple(Check.from_json(one) for one in review.checks)
    checks = decided if review.outcome else checks_of(act, case.state)
    earlier = tuple(Review.objects.filter(act=act, round__lt=review.round).order_by("round"))
    people = {*act.drafters, act.approved_by_id, review.taken_by_id, review.decided_by_id}
    people |= {one.decided_by_id for one in earlier}
    known = frozenset(pk for pk in people if pk is not None)
    return Look(
        review, act, case, checks, proposed_reasons(checks), earlier, accounts.names_for(known)
    )


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision, for the list of what was done."""

    review_id: int
    kind: ActKind
    code: str
    agency_id: int
    outcome: Outcome
    reasons: tuple[ReturnReason, ...]
    decided_at: datetime
    decided_by_id: int
    minutes: int


_DECIDED = """
SELECT r.id, r.kind, d.code, r.agency_id, r.outcome, r.reasons, r.decided_at, r.decided_by_id,
       r.minutes
  FROM control_review r JOIN dossiers_draftact a ON a.id = r.act_id
  JOIN dossiers_dossier d ON d.id = a.dossier_id
 WHERE r.outcome <> ''
"""


def decided(
    actor: Actor, *, filters: Mapping[str, Any] | None = None, limit: int = PAGE
) -> tuple[Decided, ...]:
    """Decisions, latest first, narrowed by outcome, agency_id, reason or kind; drill-down of figures."""
    policies.can_oversee(actor).require()
    wanted = {name: value for name, value in (filters or {}).items() if value}
    clauses = "".join(_NARROWED[name] for name in wanted if name in _NARROWED)
    sql = f"{_DECIDED}{clauses} ORDER BY r.decided_at DESC, r.id DESC LIMIT %(limit)s"
    with connection.cursor() as db:
        db.execute(sql, wanted | {"limit": limit})
        return tuple(_decided(row) for row in db.fetchall())


_NARROWED = {
    "outcome": " AND r.outcome = %(outcome)s",
    "agency": " AND r.agency_id = %(agency)s",
    "reason": " AND %(reason)s = ANY(r.reasons)",
    "kind": " AND r.kind = %(kind)s",
    "before": " AND (r.decided_at, r.id) < (SELECT b.decided_at, b.id FROM control_review b"
    " WHERE b.id = %(before)s)",
    "since": " AND r.decided_at >= %(since)s",
    "until": " AND r.decided_at < %(until)s",
}


def _decided(row: tuple[Any, ...]) -> Decided:
    return Decided(
        row[0], ActKind(row[1]), row[2], row[3], Outcome(row[4]),
        tuple(ReturnReason(code) for code in row[5]), *row[6:],
    )  # fmt: skip


def is_waiting(review: Review, act: DraftAct) -> bool:
    """Whether the desk may still decide."""
    return not review.outcome and act.status == ActStatus.HEAD_APPROVED.value
