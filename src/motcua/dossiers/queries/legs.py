"""The tree of a linked dossier: who does which part, until when, and how far it has come.

Before a leg opens its deadline is what the process plans: all that comes before it taking all the
time it has, counted from the start of the dossier's clock, never after the dossier's own date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from motcua.agencies import queries as agencies
from motcua.base.dates import in_vietnam
from motcua.base.labels import Labelled
from motcua.base.verdict import InvalidError
from motcua.clock.calendars import moment_of, tick_of
from motcua.dossiers import beside, placing, timing
from motcua.dossiers.folding import DossierState
from motcua.dossiers.obligations import unpaid
from motcua.dossiers.states import OPEN
from motcua.procedures import graph
from motcua.procedures.pinned import PinnedVersion
from motcua.procedures.process import Leg


class Progress(Labelled):
    """How far a leg has come."""

    PLANNED = "planned", "Chưa đến lượt"
    STUCK = "stuck", "Chưa chuyển được"
    OPENED = "opened", "Chờ nhận"
    WORKING = "working", "Đang làm"
    UNPAID = "unpaid", "Chờ nộp tiền"
    DONE = "done", "Đã xong"
    RETURNED = "returned", "Bị trả lại"
    MOOT = "moot", "Không làm nữa"


@dataclass(frozen=True, slots=True)
class LegLine:
    """One leg as a picture shows it; `depth` counts the legs that it comes after.

    `is_late` is past its deadline or was finished so; `is_planned` says that the deadline is not
    given yet. `hours` are working hours.
    """

    key: str
    name: str
    doer: str
    depth: int
    progress: Progress
    hours: str
    due_at: datetime | None
    is_planned: bool
    is_late: bool
    opened_at: datetime | None = None
    finished_at: datetime | None = None
    number: str = ""
    officer_id: int | None = None


def tree(state: DossierState, version: PinnedVersion, at: datetime) -> tuple[LegLine, ...]:
    """The legs in their order; empty for a procedure that is not linked."""
    legs = version.process.legs
    if not legs or state.accepted_at is None:
        return ()
    plans = planned(state, version)
    depths = _depths(legs)
    return tuple(_line(state, version, leg, depths[leg.key], plans[leg.key], at) for leg in legs)


def planned(state: DossierState, version: PinnedVersion) -> dict[str, datetime | None]:
    """By leg: when it should be done at the latest; None while the clock has not started."""
    legs = version.process.legs
    if state.clock_started_at is None or not legs:
        return {leg.key: None for leg in legs}
    start = tick_of(state.clock_started_at)
    calendar = timing.calendar_of(state.receiving_unit_id)
    last = state.due_original or state.due_at
    found: dict[str, datetime | None] = {}
    for key, minutes in graph.plan(version.process).legs.items():
        due_at = moment_of(calendar.after_minutes(start, minutes))
        found[key] = min(due_at, last) if last else due_at
    return found


def doer_of(leg: Leg, state: DossierState) -> str:
    """Who would do the leg if it opened on the day of acceptance."""
    on = in_vietnam(state.accepted_at or state.submitted_at) if state.submitted_at else None
    if on is None:
        return ""
    try:
        unit_id = placing.unit_of_leg(
            leg, receiving_unit_id=state.counter_id,
            agency_id=state.competent_agency_id, on=on.date(),
        )  # fmt: skip
    except InvalidError:
        return ""
    return unit_words(unit_id)


def unit_words(unit_id: int) -> str:
    """How the public knows the unit: the police of a commune by its own name, a room by its agency."""
    unit = agencies.unit(unit_id)
    return unit.full_name if unit.full_name == unit.name else unit.agency_name


def _line(
    state: DossierState,
    version: PinnedVersion,
    leg: Leg,
    depth: int,
    plan: datetime | None,
    at: datetime,
) -> LegLine:
    given = [entry for entry in state.legs if entry["key"] == leg.key]
    hours = graph.hours_text(leg.minutes)
    if not given:
        ready = beside.may_open(state, version, leg)
        progress = Progress.STUCK if ready else Progress.PLANNED
        if state.status not in OPEN:
            progress = Progress.MOOT
        return LegLine(
            leg.key, leg.name, doer_of(leg, state), depth, progress, hours, plan,
            is_planned=True, is_late=False,
        )  # fmt: skip
    entry = given[-1]
    due_at, finished = timing.moment(entry["due_at"]), timing.moment(entry["finished_at"])
    progress = _progress(state, leg, entry)
    ended = finished or timing.moment(entry["returned_at"]) or state.finished_at or at
    return LegLine(
        leg.key, leg.name, unit_words(entry["unit"]), depth, progress, hours, due_at,
        is_planned=False, is_late=due_at is not None and ended > due_at,
        opened_at=timing.moment(entry["opened_at"]), finished_at=finished,
        number=entry["number"], officer_id=entry["officer"],
    )  # fmt: skip


def _progress(state: DossierState, leg: Leg, entry: beside.Entry) -> Progress:
    if entry["returned_at"]:
        return Progress.RETURNED
    if entry["finished_at"]:
        owes = leg.waits_for_payment and unpaid(state, leg.key)
        return Progress.UNPAID if owes else Progress.DONE
    if state.status not in OPEN:
        return Progress.MOOT
    return Progress.WORKING if entry["taken_at"] else Progress.OPENED


def _depths(legs: tuple[Leg, ...]) -> dict[str, int]:
    by_key = {leg.key: leg for leg in legs}
    found: dict[str, int] = {}

    def depth(key: str) -> int:
        if key not in found:
            found[key] = max((depth(before) + 1 for before in by_key[key].after), default=0)
        return found[key]

    return {leg.key: depth(leg.key) for leg in legs}
