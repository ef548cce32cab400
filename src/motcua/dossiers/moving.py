"""What becomes of a running dossier under another internal process: pure, one dossier at a time.

Guarantee: a dossier that moves stands afterwards at a step which the same role does in the unit
that holds it already, with nothing half done behind it; its dates are not touched. Whatever cannot
keep that promise stays under its old process, with the reason.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from motcua.base.labels import Labelled
from motcua.dossiers import beside
from motcua.dossiers.folding import DossierState
from motcua.procedures import graph
from motcua.procedures.differences import counterparts
from motcua.procedures.process import Process, Step
from motcua.procedures.states import StepKind


class Obstacle(Labelled):
    """Why a dossier stays where it is."""

    NO_STEP = "no_step", "Bản mới không có bước tương ứng"
    OTHER_ROLE = "other_role", "Bước mới do vai trò khác làm"
    OTHER_UNIT = "other_unit", "Bước mới làm ở đơn vị khác nơi đang giữ hồ sơ"
    OFFERED = "offered", "Đang chờ đơn vị khác nhận bàn giao"
    LEG_OPEN = "leg_open", "Phần việc liên thông chưa xong"
    LEG_MISSED = "leg_missed", "Đã qua bước cần một phần việc liên thông mới"


class Change(Labelled):
    """What made a dossier another one than the rehearsal showed, so that it was passed over."""

    ENDED = "ended", "Đã xong sau lúc tập dượt"
    ELSEWHERE = "elsewhere", "Đã theo quy trình khác"
    WENT_ON = "went_on", "Đã sang bước khác sau lúc tập dượt"


def skipped_label(reason: str) -> str:
    """Why a dossier was passed over: it changed, or something has come into its way since."""
    return (Change if reason in {one.value for one in Change} else Obstacle)(reason).label


@dataclass(frozen=True, slots=True)
class Outcome:
    """Where one dossier stands and where it would stand, or why it stays."""

    step: str
    to: str = ""
    obstacle: Obstacle | None = None

    @property
    def key(self) -> str:
        """`b2>b3`, or `b2!offered`: what a rehearsal is remembered by."""
        return f"{self.step}!{self.obstacle}" if self.obstacle else f"{self.step}>{self.to}"


def read_outcome(key: str) -> Outcome:
    """The outcome that a rehearsal remembered."""
    step, stays, obstacle = key.partition("!")
    if stays:
        return Outcome(step, obstacle=Obstacle(obstacle))
    step, _, to = key.partition(">")
    return Outcome(step, to)


UnitOf = Callable[[Step, DossierState], int | None]


def outcome(
    state: DossierState, old: Process, new: Process, mapping: Mapping[str, str], unit_of: UnitOf
) -> Outcome:
    """What becomes of one dossier; `unit_of` says which unit would do a step, None for none.

    A dossier that nobody has accepted yet stands at no step and moves as it is.
    """
    if not state.step_key:
        return Outcome("", "")
    to = mapping.get(state.step_key, "")
    obstacle = _obstacle(state, old, new, to, unit_of)
    return Outcome(state.step_key, "" if obstacle else to, obstacle)


def proposed(old: Process, new: Process) -> dict[str, str]:
    """The mapping to begin with: the same key or the same name, done by the same role."""
    roles = {step.key: step.role for step in new.steps}
    return {
        key: to
        for key, to in counterparts(old, new).items()
        if old.step(key).role == roles[to] and old.step(key).kind is not StepKind.CONSULT
    }


def _obstacle(
    state: DossierState, old: Process, new: Process, to: str, unit_of: UnitOf
) -> Obstacle | None:
    step = next((step for step in new.steps if step.key == to), None)
    if step is None or step.kind is StepKind.CONSULT:
        return Obstacle.NO_STEP
    if step.role != old.step(state.step_key).role:
        return Obstacle.OTHER_ROLE
    if state.offer:
        return Obstacle.OFFERED
    if _has_open_leg(state, old):
        return Obstacle.LEG_OPEN
    if _misses_leg(state, new, to):
        return Obstacle.LEG_MISSED
    if unit_of(step, state) != state.holder_unit_id:
        return Obstacle.OTHER_UNIT
    return None


def _has_open_leg(state: DossierState, old: Process) -> bool:
    begun = (leg for leg in old.legs if beside.standing(state, leg.key))
    return any(not beside.is_done(state, leg) for leg in begun)


def _misses_leg(state: DossierState, new: Process, to: str) -> bool:
    """Whether the new process wanted a leg before a step that the dossier has left behind."""
    ahead = _ahead(new, to)
    done = {leg["key"] for leg in state.legs}
    return any(
        leg.key not in done and leg.needed_by not in ahead for leg in graph.legs_reached(new, to)
    )


def _ahead(process: Process, key: str) -> frozenset[str]:
    """The step and all that may follow it."""
    found, waiting = {key}, [key]
    while waiting:
        fresh = {way.to for way in process.step(waiting.pop()).next} - found
        found |= fresh
        waiting += fresh
    return frozenset(found)
