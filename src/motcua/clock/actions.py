"""The only writers of calendars: propose, confirm or withdraw, and lay the first one.

A change is proposed, its effect on open dossiers is shown (`queries.calendars_under` with
`projection.moved`), and only a confirmation makes it count. The caller stands on a floor that
knows dossiers: in the transaction of `confirm_change` it moves them and writes the journal's fact
(`facts.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from motcua.base.actor import Actor
from motcua.base.verdict import ConflictError, RefusedError
from motcua.clock import queries
from motcua.clock.calendar_format import (
    InvalidCalendarError,
    read_plan,
    read_year,
    write_plan,
    write_year,
)
from motcua.clock.models import CalendarProposal, CalendarRevision
from motcua.clock.policies import can_confirm_calendar, can_edit_calendar
from motcua.clock.seed import SEED_AT, SEED_REASON, seed_parts
from motcua.clock.states import ProposalState, Subject


class UnableToChangeError(RefusedError):
    """The proposal cannot be made or settled as things stand."""

    code = "unable_to_change_calendar"


class CalendarMovedError(ConflictError):
    """The calendar has another revision than the one the proposal was made against."""

    code = "calendar_moved"


@dataclass(frozen=True, slots=True)
class ConfirmedChange:
    """What now counts; `revision` is its number."""

    revision: int
    proposal_id: int
    key: str
    subject: Subject
    year: int | None
    decision: str


def propose_year(
    *,
    content: Mapping[str, Any],
    reason: str,
    actor: Actor,
    at: datetime,
    key: str = queries.PROVINCE,
) -> int:
    """Propose the days off, make-up days and odd hours of one year; returns the proposal's id.

    `content` is an item of `years` in a calendar file. Raises `InvalidCalendarError`, and
    `UnableToChangeError` when nothing would change or another proposal for the year is open.
    """
    can_edit_calendar(actor).require()
    year = read_year(content)
    written = write_year(year)
    part = queries.Part(key, Subject.YEAR, year.year, written)
    return _propose(part, year.decision, reason, actor, at)


def propose_hours(
    *,
    content: Mapping[str, Any],
    reason: str,
    actor: Actor,
    at: datetime,
    key: str = queries.PROVINCE,
    decision: str = "",
) -> int:
    """Propose the weekly hours of a calendar: `{"name": …, "hours": […], "reception": […]}`.

    Both lists have the form of `hours` in a calendar file; without `reception` the counters are
    open in the counting hours. Raises as `propose_year`.
    """
    can_edit_calendar(actor).require()
    part = queries.Part(key, Subject.HOURS, None, _read_hours(content))
    return _propose(part, decision, reason, actor, at)


def propose_following(
    *, who: str, content: Mapping[str, str | int], reason: str, actor: Actor, at: datetime
) -> int:
    """Propose that somebody follows other calendars; returns the proposal's id.

    `content` has `calendar`, `reception` and both as they are now, `…_before`; what else it says,
    and whether those calendars exist, is the caller's. Raises as `propose_year`.
    """
    can_edit_calendar(actor).require()
    _need_reason(reason)
    if (content["calendar"], content["reception"]) == (
        content["calendar_before"], content["reception_before"],
    ):  # fmt: skip
        raise UnableToChangeError("Đơn vị đang theo lịch này nên không có gì để đổi.")
    with transaction.atomic():
        _lock_revisions()
        part = queries.Part(who, Subject.FOLLOWING, None, dict(content))
        return _lay_down(part, "", reason, actor, at)


def confirm_following(proposal_id: int, *, actor: Actor, at: datetime) -> queries.ProposalView:
    """Settle such a proposal, never by its author; the caller lets it happen in this transaction.

    Raises as `confirm_change`.
    """
    with transaction.atomic():
        _lock_revisions()
        proposal = _to_confirm(proposal_id, actor)
        if proposal.subject != Subject.FOLLOWING:
            raise UnableToChangeError("Đề nghị này đổi lịch, không đổi lịch của đơn vị.")
        _settle(proposal, ProposalState.CONFIRMED, actor, at)
    return queries.proposal(proposal_id)


def refuse_change(proposal_id: int, *, actor: Actor, at: datetime) -> None:
    """Say no to somebody else's proposal; whoever wrote it withdraws it instead."""
    with transaction.atomic():
        proposal = _open_proposal(proposal_id)
        can_confirm_calendar(actor, proposal.proposed_by).require()
        _settle(proposal, ProposalState.REFUSED, actor, at)


def confirm_change(proposal_id: int, *, actor: Actor, at: datetime) -> ConfirmedChange:
    """Make the proposal count from now on; never by its author (four eyes).

    Raises `UnableToChangeError` for a proposal that is settled already, and `CalendarMovedError`
    when the calendar has changed since: the list of moves that was shown is no longer true.
    """
    with transaction.atomic():
        _lock_revisions()
        proposal = _to_confirm(proposal_id, actor)
        if proposal.subject == Subject.FOLLOWING:
            raise UnableToChangeError("Đề nghị này đổi lịch của đơn vị, không đổi lịch.")
        revision = _write_revision(
            queries.Part(proposal.key, proposal.subject, proposal.year, proposal.content),
            decision=proposal.decision,
            reason=proposal.reason,
            actor=actor,
            at=at,
        )
        _settle(proposal, ProposalState.CONFIRMED, actor, at)
    return ConfirmedChange(
        revision,
        proposal.id,
        proposal.key,
        Subject(proposal.subject),
        proposal.year,
        proposal.decision,
    )


def withdraw_change(proposal_id: int, *, actor: Actor, at: datetime) -> None:
    """Take the proposal back; raises `UnableToChangeError` if it is settled already."""
    can_edit_calendar(actor).require()
    with transaction.atomic():
        _settle(_open_proposal(proposal_id), ProposalState.WITHDRAWN, actor, at)


def load_seed(*, actor: Actor, at: datetime = SEED_AT) -> int:
    """Lay the shipped parts that no revision holds yet; how many were laid. A second call: 0."""
    can_edit_calendar(actor).require()
    with transaction.atomic():
        _lock_revisions()
        known = set(CalendarRevision.objects.values_list("key", "subject", "year"))
        missing = [
            part for part in seed_parts() if (part.key, part.subject.value, part.year) not in known
        ]
        for key, subject, year, content in missing:
            _write_revision(
                queries.Part(key, subject, year, content),
                decision=str(content.get("decision", "")),
                reason=SEED_REASON,
                actor=actor,
                at=at,
            )
    return len(missing)


def _propose(part: queries.Part, decision: str, reason: str, actor: Actor, at: datetime) -> int:
    _need_reason(reason)
    with transaction.atomic():
        _lock_revisions()
        current = queries.parts_of(part.key)
        if part in current:
            raise UnableToChangeError("Đề nghị giống lịch đang dùng nên không có gì để đổi.")
        kept = [old for old in current if (old.subject, old.year) != (part.subject, part.year)]
        queries.compiled(part.key, [*kept, part])
        return _lay_down(part, decision, reason, actor, at)


def _need_reason(reason: str) -> None:
    if not reason.strip():
        raise UnableToChangeError("Đổi lịch cần lý do. Ghi căn cứ hoặc việc làm phát sinh.")


def _lay_down(part: queries.Part, decision: str, reason: str, actor: Actor, at: datetime) -> int:
    """Write the proposal, one at a time for each part; the revisions must be locked."""
    open_ones = CalendarProposal.objects.filter(state=ProposalState.PROPOSED)
    if open_ones.filter(key=part.key, subject=part.subject, year=part.year).exists():
        raise UnableToChangeError(
            "Phần lịch này đang có một đề nghị chờ xác nhận. Xác nhận hoặc rút nó trước."
        )
    return CalendarProposal.objects.create(
        key=part.key,
        subject=part.subject,
        year=part.year,
        content=part.content,
        decision=decision,
        reason=reason.strip(),
        base_revision=queries.revision(),
        proposed_at=at,
        proposed_by=actor.signature,
        proposed_by_name=actor.name,
    ).id


def _to_confirm(proposal_id: int, actor: Actor) -> CalendarProposal:
    """The open proposal, if the actor may confirm it and what was shown beside it is still true."""
    proposal = _open_proposal(proposal_id)
    can_confirm_calendar(actor, proposal.proposed_by).require()
    if queries.is_stale(queries.proposal(proposal_id)):
        raise CalendarMovedError(
            "Lịch đã đổi sau khi soạn đề nghị này. Rút đề nghị, xem lịch hiện tại rồi soạn lại."
        )
    return proposal


def _read_hours(content: Mapping[str, Any]) -> dict[str, Any]:
    name = str(content.get("name", "")).strip()
    if not name:
        raise InvalidCalendarError("Lịch cần có tên để người xem biết là giờ của đơn vị nào.")
    read = {"name": name}
    for part in ("hours", "reception"):
        weekly = content.get(part) or content.get("hours")
        read[part] = write_plan(read_plan({"hours": weekly}))["hours"]
    return read


def _open_proposal(proposal_id: int) -> CalendarProposal:
    proposal = CalendarProposal.objects.select_for_update().filter(id=proposal_id).first()
    if proposal is None or proposal.state != ProposalState.PROPOSED:
        raise UnableToChangeError("Đề nghị này không còn chờ xác nhận. Mở lại danh sách đề nghị.")
    return proposal


def _settle(proposal: CalendarProposal, state: ProposalState, actor: Actor, at: datetime) -> None:
    proposal.state = state
    proposal.settled_at = at
    proposal.settled_by = actor.signature
    proposal.save(update_fields=["state", "settled_at", "settled_by"])


def _write_revision(
    part: queries.Part, *, decision: str, reason: str, actor: Actor, at: datetime
) -> int:
    return CalendarRevision.objects.create(
        key=part.key,
        subject=part.subject,
        year=part.year,
        content=part.content,
        decision=decision,
        reason=reason,
        at=at,
        actor_kind=actor.kind,
        actor_ref=actor.ref,
        actor_name=actor.name,
    ).number


def _lock_revisions() -> None:
    """One writer of calendars at a time; readers are not held up."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE clock_calendarrevision IN SHARE ROW EXCLUSIVE MODE")
