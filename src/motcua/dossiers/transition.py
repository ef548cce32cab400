"""One step of the life cycle, and the roles that hold the pen."""

from __future__ import annotations

from dataclasses import dataclass

from motcua.accounts.states import Role
from motcua.dossiers.states import ActKind, Status


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of the life cycle.

    `number` is the row of the domain reference (T1–T21); `to` None leaves the status alone.
    `origins` is empty for an event that brings a dossier into being. `roles` hold the pen;
    an empty set means the applicant or the system. One of `of_step` holds it as well where the
    process names that role for its step. With `act` the event needs a clearance for a draft act
    of that kind.
    """

    event: str
    number: str
    origins: frozenset[Status]
    to: Status | None
    roles: frozenset[str]
    meaning: str
    act: ActKind | None = None
    restores: bool = False
    of_step: frozenset[str] = frozenset()

    def holders(self, step_role: str) -> frozenset[str]:
        """The roles that hold the pen where the process gives the step to `step_role`."""
        return self.roles | (self.of_step & {step_role})


INTAKE = frozenset({Role.INTAKE_OFFICER.value})
OFFICE = frozenset({Role.CASE_OFFICER.value, Role.HEAD_OF_ROOM.value, Role.HEAD_OF_AGENCY.value})
WORK = OFFICE | INTAKE | {Role.CLERK.value}
HEADS = frozenset({Role.HEAD_OF_ROOM.value, Role.HEAD_OF_AGENCY.value})
SIGNERS = frozenset({Role.HEAD_OF_AGENCY.value})
RETURN = frozenset({Role.RETURN_OFFICER.value, Role.INTAKE_OFFICER.value})
FEES = frozenset({Role.FEE_OFFICER.value, Role.INTAKE_OFFICER.value, Role.RETURN_OFFICER.value})
POST = frozenset({Role.POSTAL_STAFF.value, Role.RETURN_OFFICER.value, Role.INTAKE_OFFICER.value})
NOBODY: frozenset[str] = frozenset()
