"""Who is acting: a plain value that the doors build and every action, policy and fact receives."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class ActorKind(StrEnum):
    """The kinds of being that can do something here."""

    OFFICER = "officer"
    CITIZEN = "citizen"
    MACHINE = "machine"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Grant:
    """One role in one unit, held by a post or lent by a delegation.

    `unit_id` and `agency_id` are opaque numbers here; `lent_by` is the account that
    delegated the role, or None for the holder of the post.
    """

    role: str
    unit_id: int
    agency_id: int
    lent_by: int | None = None


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or machine with what it holds at one moment; never stored, only referred to."""

    kind: ActorKind
    ref: str
    name: str = ""
    grants: tuple[Grant, ...] = ()
    scopes: frozenset[str] = frozenset()

    @property
    def account_id(self) -> int | None:
        """The officer's account number, or None for anybody else."""
        return int(self.ref) if self.kind is ActorKind.OFFICER else None

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def unit_ids(self) -> frozenset[int]:
        return frozenset(grant.unit_id for grant in self.grants)

    @property
    def agency_ids(self) -> frozenset[int]:
        return frozenset(grant.agency_id for grant in self.grants)

    def holds(self, role: str, unit_id: int | None = None) -> bool:
        """Whether the role is held, in that unit where one is named."""
        return any(grant.role == role and unit_id in (None, grant.unit_id) for grant in self.grants)

    def holds_any(self, roles: frozenset[str], unit_id: int | None = None) -> bool:
        return any(
            grant.role in roles and unit_id in (None, grant.unit_id) for grant in self.grants
        )


SYSTEM = Actor(ActorKind.SYSTEM, "system", "Hệ thống")
ANONYMOUS = Actor(ActorKind.ANONYMOUS, "anonymous", "Khách")
