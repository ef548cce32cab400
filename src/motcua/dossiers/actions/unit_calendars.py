"""A unit follows another calendar: which of its running dossiers move, and moving them with it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction

from motcua.agencies import actions as register
from motcua.agencies import queries as agencies
from motcua.base.actor import Actor
from motcua.base.verdict import InvalidError
from motcua.clock import queries as clock
from motcua.clock import runs
from motcua.clock.projection import moved
from motcua.dossiers.actions import calendars
from motcua.dossiers.actions.calendars import BATCH, LARGE, CalendarChange, Move


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


def assign_calendars(
    unit_id: int,
    *,
    calendar_key: str,
    reception_key: str,
    reason: str,
    actor: Actor,
    at: datetime,
) -> CalendarChange:
    """Let the unit follow these calendars from now on and give its dossiers the dates that follow.

    Raises `InvalidError` for a calendar that is not there, `ConflictError` where nothing changes.
    """
    _known(calendar_key)
    _known(reception_key)
    with transaction.atomic():
        found = list(preview_assignment(unit_id, calendar_key))
        register.assign_calendars(
            unit_id, calendar_key=calendar_key, reception_key=reception_key, reason=reason,
            actor=actor, at=at,
        )  # fmt: skip
        if len(found) > LARGE:
            unit = agencies.unit(unit_id)
            run_id = runs.start_run(
                cause=f"unit:{unit_id}", title=f"Đổi lịch của {unit.name}", total=len(found),
                actor=actor, at=at,
            )  # fmt: skip
            return CalendarChange(0, len(found), run_id)
        done = _settle_unit(unit_id, actor, at)
    return CalendarChange(0, done)


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
