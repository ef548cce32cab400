"""When a calendar changes: which running dossiers move, shown first and applied only when confirmed.

A few move with the confirmation itself, all or none. Above `LARGE` the calendar counts at once and a
task moves the dates in pieces (`continue_run`); a piece that was not committed is done again.

The clock room knows calendars and no dossier; it supplies the pure comparison, this module the
open dossiers and the journal. A new date is a fact of its own (`recompute_due`); the first
appointment stays.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from motcua.agencies import queries as agencies
from motcua.base.actor import Actor
from motcua.base.dates import in_vietnam
from motcua.base.text import nfc
from motcua.base.verdict import InvalidError
from motcua.clock import actions as clock
from motcua.clock import facts as clock_facts
from motcua.clock import queries as calendars
from motcua.clock import runs
from motcua.clock.calendars import WorkingCalendar
from motcua.clock.projection import DeadlineInput, MovedDeadline, moved
from motcua.clock.queries import ProposalView
from motcua.clock.states import Subject
from motcua.dossiers import records, timing
from motcua.dossiers.folding import DossierState
from motcua.dossiers.records import Request, Step
from motcua.dossiers.states import OPEN
from motcua.dossiers.versions import version_of
from motcua.journal import actions as journal
from motcua.journal.writing import NewFact

BATCH = 2000
# So many dates are moved within a request; more by a task, with a page that shows how far it is.
LARGE = 2000
PIECE = 250
Calendars = Mapping[str, tuple[WorkingCalendar, WorkingCalendar]]


@dataclass(frozen=True, slots=True)
class Move:
    """One open dossier whose date is another under the new calendar."""

    dossier_id: int
    code: str
    receiving_unit_id: int
    calendar_key: str
    moved: MovedDeadline


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """What was confirmed and how many dossiers move with it: now, or by the run that was started."""

    revision: int
    moved: int
    run_id: int | None = None


def preview_calendar(proposal_id: int) -> Iterator[Move]:
    """The open dossiers that the proposal would move, by id; nothing is written."""
    return _moves(calendars.calendars_under(proposal_id))


def propose_calendar_year(
    *, content: Mapping[str, Any], reason: str, actor: Actor, at: datetime, key: str = "province"
) -> int:
    """Put down a wanted year and tell the journal; nothing counts by it yet."""
    with transaction.atomic():
        number = clock.propose_year(content=content, reason=reason, actor=actor, at=at, key=key)
        _tell(clock_facts.CALENDAR_PROPOSED, number, {"proposal": number}, actor, at)
    return number


def propose_calendar_hours(
    *,
    content: Mapping[str, Any],
    reason: str,
    actor: Actor,
    at: datetime,
    key: str = "province",
    decision: str = "",
) -> int:
    """Put down wanted weekly hours, of a new calendar where the key is new, and tell the journal."""
    with transaction.atomic():
        number = clock.propose_hours(
            content=content, reason=reason, actor=actor, at=at, key=key, decision=decision
        )
        _tell(clock_facts.CALENDAR_PROPOSED, number, {"proposal": number}, actor, at)
    return number


def withdraw_calendar(proposal_id: int, *, actor: Actor, at: datetime) -> None:
    """Take a proposal back."""
    with transaction.atomic():
        clock.withdraw_change(proposal_id, actor=actor, at=at)
        _tell(clock_facts.PROPOSAL_WITHDRAWN, proposal_id, {"proposal": proposal_id}, actor, at)


def refuse_calendar(proposal_id: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """Say no to somebody else's proposal, with the reason; nothing changes."""
    said = nfc(reason)
    if not said:
        raise InvalidError("Ghi lý do không đồng ý.", fields={"reason": "Ghi lý do."})
    with transaction.atomic():
        clock.refuse_change(proposal_id, actor=actor, at=at)
        data = {"proposal": proposal_id}
        _tell(clock_facts.PROPOSAL_REFUSED, proposal_id, data, actor, at, {"reason": said})


def confirm_calendar(proposal_id: int, *, actor: Actor, at: datetime) -> CalendarChange:
    """Make the proposal count and give every dossier that moves its new date.

    Up to `LARGE` all or nothing: a dossier that is changed at the same moment makes the whole
    confirmation fail with `StaleError`; it can be repeated at once. Above, a run is started.
    """
    with transaction.atomic():
        under = calendars.calendars_under(proposal_id)
        found = list(_moves(under))
        if len(found) > LARGE:
            return _confirm_large(proposal_id, len(found), actor, at)
        confirmed = clock.confirm_change(proposal_id, actor=actor, at=at)
        data = {"revision": confirmed.revision, "decision": confirmed.decision}
        _tell(clock_facts.CALENDAR_CHANGED, proposal_id, data, actor, at)
        for move in found:
            _apply(move, under, Request(actor, at))
    calendars.forget()
    settle_due_dates(actor=actor, at=at)
    return CalendarChange(confirmed.revision, len(found))


def _confirm_large(proposal_id: int, total: int, actor: Actor, at: datetime) -> CalendarChange:
    confirmed = clock.confirm_change(proposal_id, actor=actor, at=at)
    data = {"revision": confirmed.revision, "decision": confirmed.decision}
    _tell(clock_facts.CALENDAR_CHANGED, proposal_id, data, actor, at)
    part = f"lịch năm {confirmed.year}" if confirmed.year else "giờ làm việc"
    run_id = runs.start_run(
        cause=f"proposal:{proposal_id}", title=f"Đổi {part}", total=total, actor=actor, at=at
    )
    transaction.on_commit(calendars.forget)
    return CalendarChange(confirmed.revision, total, run_id)


def continue_run(run_id: int, *, at: datetime) -> bool:
    """Move one piece of the dates that a large change left to do; False when nothing is left.

    Each piece is one transaction with its place in the run, so it is done once whatever happens.
    """
    with transaction.atomic():
        claimed = runs.claim_run(run_id)
        if claimed is None:
            return False
        last, actor = claimed
        batch = batch_after(last, PIECE)
        moved_now = sum(settle(number, state, actor, at) for number, state in batch)
        end = batch[-1][0] if batch else last
        runs.advance_run(
            run_id, last_id=end, seen=len(batch), moved=moved_now,
            finished_at=None if batch else at,
        )  # fmt: skip
    return bool(batch)


def settle_due_dates(*, actor: Actor, at: datetime) -> int:
    """Give every running dossier the date that follows from the calendar in force; how many moved.

    After a change has been confirmed this finds those that were accepted in the same moment under
    the calendar of before. Whoever is being changed right now is left for the next time.
    """
    return sum(
        settle(number, state, actor, at) for batch in _open_batches() for number, state in batch
    )


def settle(dossier_id: int, state: DossierState, actor: Actor, at: datetime) -> bool:
    """Whether the dossier got another date; one that is being changed right now is left."""
    due = timing.due_of(state, version_of(state))
    if due is None or (due.at, due.provisional) == (state.due_at, state.due_provisional):
        return False
    calendar = timing.calendar_of(state.receiving_unit_id)
    changes = timing.due_fields(due, version_of(state), calendar)
    context = {"old_due": in_vietnam(state.due_at).isoformat()} if state.due_at else {}
    with suppress(records.StaleError):
        records.save(dossier_id, state, Request(actor, at), Step("recompute_due", changes, context))
        return True
    return False


def _apply(move: Move, under: Calendars, request: Request) -> None:
    state = records.load_by_id(move.dossier_id)
    new = under[move.calendar_key][1]
    due = timing.due_of(state, version_of(state), new)
    if due is None or (due.at, due.provisional) == (state.due_at, state.due_provisional):
        return
    changes = timing.due_fields(due, version_of(state), new)
    context = {"old_due": move.moved.old_at.isoformat()}
    records.save(move.dossier_id, state, request, Step("recompute_due", changes, context))


def _moves(under: Calendars) -> Iterator[Move]:
    own = frozenset(calendars.keys())
    for batch in _open_batches():
        for key, (old, new) in under.items():
            counted = {
                number: state for number, state in batch if _key_of(state, under, own) == key
            }
            inputs = [input_of(number, state) for number, state in counted.items()]
            for found in moved(inputs, old, new):
                if isinstance(found.ref, int):
                    state = counted[found.ref]
                    yield Move(found.ref, state.code, state.receiving_unit_id, key, found)


def _key_of(state: DossierState, under: Calendars, own: frozenset[str]) -> str | None:
    """Which of the changed calendars counts for the dossier; a key without parts is the province's."""
    key = agencies.unit(state.receiving_unit_id).calendar_key
    if key in under:
        return key
    if calendars.PROVINCE not in under or key in own:
        return None
    return calendars.PROVINCE


def input_of(dossier_id: int, state: DossierState) -> DeadlineInput:
    version = version_of(state)
    started = state.clock_started_at or state.accepted_at
    if started is None:
        raise ValueError("only running clocks are compared")
    return DeadlineInput(
        dossier_id,
        version.limit,
        started,
        timing.pauses_of(state),
        timing.extensions_of(state),
        timing.rules_for(state.accepted_at or started),
        state.difficult_area,
    )


def _open_batches() -> Iterator[list[tuple[int, DossierState]]]:
    last = 0
    while batch := batch_after(last, BATCH):
        last = batch[-1][0]
        yield batch


def batch_after(last: int, most: int, unit_id: int | None = None) -> list[tuple[int, DossierState]]:
    """Running dossiers with a higher number, in order; those of one receiving unit if it is named."""
    ours = " AND d.receiving_unit_id = %s" if unit_id is not None else ""
    values = [status.value for status in sorted(OPEN)]
    with connection.cursor() as db:
        db.execute(
            f"{records.SELECT} WHERE d.id > %s AND d.status = ANY(%s)"
            f" AND d.clock_started_at IS NOT NULL{ours} ORDER BY d.id LIMIT %s",
            [last, values, *([unit_id] if ours else []), most],
        )
        return [records.read_row(row) for row in db.fetchall()]


def _tell(
    verb: str,
    proposal_id: int,
    data: Mapping[str, Any],
    actor: Actor,
    at: datetime,
    private: Mapping[str, Any] | None = None,
) -> None:
    view = calendars.proposal(proposal_id)
    told = {"key": view.key, "part": part_of(view), **data}
    journal.record([NewFact(verb, clock_facts.CALENDAR, proposal_id, told, actor, at, private)])


def part_of(view: ProposalView) -> str:
    """What the proposal is about: a year, the weekly hours, or the calendars of a unit."""
    if view.subject is Subject.FOLLOWING:
        return f"lịch của {agencies.unit(view.content['unit']).full_name}"
    return f"năm {view.year}" if view.year else "giờ làm việc hằng tuần"
