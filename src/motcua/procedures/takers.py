"""Which roles can take which kind of step: the dossier's life cycle lets nobody else.

A process that gives its signature to a clerk could be drawn and published, and its dossiers would
never end. A test of the floor above holds this table against the life cycle.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from motcua.accounts.states import Role
from motcua.procedures.process import Process
from motcua.procedures.states import StepKind

_HEADS = frozenset({Role.HEAD_OF_ROOM.value, Role.HEAD_OF_AGENCY.value})
_WORK = _HEADS | {Role.CASE_OFFICER.value, Role.CLERK.value, Role.INTAKE_OFFICER.value}
TAKERS: Final[Mapping[StepKind, frozenset[str]]] = {
    StepKind.INTAKE: frozenset({Role.INTAKE_OFFICER.value}),
    StepKind.TASK: _WORK,
    StepKind.CONSULT: _WORK - {Role.CLERK.value},
    StepKind.APPROVE: _WORK,
    StepKind.SIGN: _HEADS,
    StepKind.RECORD: _WORK,
    StepKind.RETURN: frozenset({Role.RETURN_OFFICER.value, Role.INTAKE_OFFICER.value}),
}


def problems(process: Process) -> Iterable[str]:
    """A sentence for each step that its role could not take."""
    for step in process.steps:
        fitting = TAKERS[step.kind]
        if step.role not in fitting:
            names = ", ".join(Role(role).label.lower() for role in sorted(fitting))
            yield (
                f"Bước “{step.name}” thuộc loại {step.kind.label.lower()}, vai trò làm được là: "
                f"{names}. Chọn lại người làm."
            )
