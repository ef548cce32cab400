"""A unit follows another calendar: proposed with the dossiers that move, confirmed by a second person.

The proposal is one of the clock's, so it is shown, withdrawn and refused as any change of a calendar.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from motcua.agencies import actions as register
from motcua.agencies import queries as agencies
from motcua.base.actor import Actor
from motcua.base.verdict import ConflictError, InvalidError
from motcua.clock import actions as shelf
from motcua.clock import facts as clock_facts
from motcua.clock import queries as clock
from motcua.clock import runs
from motcua.clock.projection import moved
from motcua.clock.queries import ProposalView
from motcua.clock.states import Subject
from motcua.dossiers.actions import calendars
from motcua.dossiers.actions.calendars import BATCH, LARGE, CalendarChange, Move
from motcua.journal import actions as journal
from motcua.journal.writing import NewFact


def preview_assignment(unit_id: int, calendar_key: str) -> Iterator[Move]:
    """The unit's running dossiers that the other calendar would move, by id; nothing is written."""
    _known(calendar_key)
    old = clock.calendar_for(agencies.unit(unit_id).calendar_key)
    new = clock.calendar_for(calendar_key)
    last = 0
    while batch := calendars.batch_after(last, BATCH, unit_id):
        last = batch[-1][0]
        states = dict(batch)
        inputs = [calendars.input_of(number, state) for number, state in batch]
        for found in moved(inputs, old, new):
            if isinstance(found.ref, int):
                state = states[found.ref]
                yield Move(found.ref, state.code, unit_id, calendar_key, found)


def preview(view: ProposalView) -> Iterator[Move]:
    """The open dossiers that a proposal would move, of a calendar or of a unit; nothing is written."""
    if view.subject is not Subject.FOLLOWING:
        return calendars.preview_calendar(view.id)
    return preview_assignment(view.content["unit"], view.content["calendar"])


def propose_assignment(
    unit_id: int,
    *,
    calendar_key: str,
    reception_key: str,
    reason: str,
    actor: Actor,
    at: datetime,
) -> int:
    """Put down by which calendars the unit should go; nothing counts by them before a second yes.

    Gives the proposal's number. Raises `InvalidError` for a calendar that is not there,
    `UnableToChangeError` where nothing would change or a proposal for the unit is open.
    """
    _known(calendar_key)
    _known(reception_key)
    unit = agencies.unit(unit_id)
    content: dict[str, str | int] = {
        "unit": unit_id, "calendar": calendar_key, "reception": reception_key,
        "calendar_before": unit.calendar_key, "reception_before": unit.reception_key,
    }  # fmt: skip
    with transaction.atomic():
        number = shelf.propose_following(
            who=name_of(unit_id), content=content, reason=reason, actor=actor, at=at
        )
        _tell(clock_facts.FOLLOWING_PROPOSED, clock.proposal(number), actor, at)
    return number


def open_proposal_of(unit_id: int) -> int | None:
    """The proposal that waits for this unit."""
    waiting = (view for view in clock.open_proposals() if view.key == name_of(unit_id))
    return next((view.id for view in waiting), None)


def confirm_assignment(proposal_id: int, *, actor: Actor, at: datetime) -> CalendarChange:
    """Let the unit follow these calendars from now on and give its dossiers the dates that follow.

    Never by who proposed it, nor in their name. Raises `ConflictError` when the unit or one of
    the calendars has changed since, `UnableToChangeError` when the proposal is settled already.
    """
    with transaction.atomic():
        view = shelf.confirm_following(proposal_id, actor=actor, at=at)
        wanted, unit = view.content, agencies.unit(view.content["unit"])
        if (unit.calendar_key, unit.reception_key) != (
            wanted["calendar_before"], wanted["reception_before"],
        ):  # fmt: skip
            raise ConflictError("Đơn vị đã đổi lịch sau khi ghi đề nghị này. Rút đề nghị, ghi lại.")
        found = sum(1 for _ in preview_assignment(unit.id, wanted["calendar"]))
        register.assign_calendars(
            unit.id, calendar_key=wanted["calendar"], reception_key=wanted["reception"],
            reason=view.reason, actor=actor, at=at,
        )  # fmt: skip
        _tell(clock_facts.FOLLOWING_CONFIRMED, view, actor, at, {"moved": found})
        if found > LARGE:
            run_id = runs.start_run(
                cause=f"unit:{unit.id}", title=f"Đổi lịch của {unit.name}", total=found,
                actor=actor, at=at,
            )  # fmt: skip
            return CalendarChange(0, found, run_id)
        done = _settle_unit(unit.id, actor, at)
    return CalendarChange(0, done)


def name_of(unit_id: int) -> str:
    """How proposals name the unit: one may be open for each."""
    return f"unit:{unit_id}"


def _tell(
    verb: str,
    view: ProposalView,
    actor: Actor,
    at: datetime,
    more: Mapping[str, Any] | None = None,
) -> None:
    told = {
        "unit": agencies.unit(view.content["unit"]).full_name, "proposal": view.id,
        "calendar": view.content["calendar"], "reception": view.content["reception"],
        **(more or {}),
    }  # fmt: skip
    journal.record([NewFact(verb, clock_facts.CALENDAR, view.id, told, actor, at)])


def _settle_unit(unit_id: int, actor: Actor, at: datetime) -> int:
    done = last = 0
    while batch := calendars.batch_after(last, BATCH, unit_id):
        last = batch[-1][0]
        done += sum(calendars.settle(number, state, actor, at) for number, state in batch)
    return done


def _known(key: str) -> None:
    if key not in {clock.PROVINCE, *clock.keys()}:
        raise InvalidError(
            "Không có lịch này. Lập lịch trước, rồi gắn cho đơn vị.",
            fields={"calendar_key": "Chọn một lịch trong danh sách."},
        )
