"""Who is acting: a plain value that the doors build and every action, policy and fact receives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
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
    delegated the role, or None for the holder of the post. `stands_in` says that the lender is
    away, so that their work is this person's too.
    """

    role: str
    unit_id: int
    agency_id: int
    lent_by: int | None = None
    stands_in: bool = False


@dataclass(frozen=True, slots=True)
class Actor:
    """A person or machine with what it holds at one moment; never stored, only referred to.

    `grants` are those that act now; `withheld` the roles that wait for the second factor, which
    the session saw last at `proven_at`. `must_prove` says that signing needs it to be recent.
    """

    kind: ActorKind
    ref: str
    name: str = ""
    grants: tuple[Grant, ...] = ()
    scopes: frozenset[str] = frozenset()
    withheld: frozenset[str] = frozenset()
    must_prove: bool = False
    proven_at: datetime | None = None

    @property
    def account_id(self) -> int | None:
        """The officer's account number, or None for anybody else."""
        return int(self.ref) if self.kind is ActorKind.OFFICER else None

    @property
    def away(self) -> frozenset[int]:
        """The accounts for which the officer stands in while they are away."""
        return frozenset(
            grant.lent_by for grant in self.grants if grant.stands_in and grant.lent_by is not None
        )

    @property
    def hands(self) -> frozenset[int]:
        """The accounts whose dossiers the officer may work on: the own one, and those away."""
        return self.away if self.account_id is None else self.away | {self.account_id}

    @property
    def roles(self) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants)

    @property
    def unit_ids(self) -> frozenset[int]:
        return frozenset(grant.unit_id for grant in self.grants)

    @property
    def agency_ids(self) -> frozenset[int]:
        return frozenset(grant.agency_id for grant in self.grants)

    @property
    def signature(self) -> str:
        """The actor as rows keep them: kind and opaque reference."""
        return f"{self.kind}:{self.ref}"

    def signatures_in(self, roles: frozenset[str]) -> frozenset[str]:
        """The actor's own, and those of whoever they act for in these roles: one pair of eyes."""
        lenders = self.lenders_of(roles)
        return frozenset({self.signature, *(f"{ActorKind.OFFICER}:{one}" for one in lenders)})

    def lenders_of(self, roles: frozenset[str]) -> frozenset[int]:
        """In whose names alone these roles are held: empty for whoever holds one by an own post.

        Four eyes are two people: what somebody wrote, whoever acts in their name may not approve.
        """
        lenders = {grant.lent_by for grant in self.grants if grant.role in roles}
        return frozenset() if None in lenders else frozenset(filter(None, lenders))

    def holds(self, role: str, unit_id: int | None = None) -> bool:
        """Whether the role is held, in that unit where one is named."""
        return any(grant.role == role and unit_id in (None, grant.unit_id) for grant in self.grants)

    def holds_any(self, roles: frozenset[str], unit_id: int | None = None) -> bool:
        return any(
            grant.role in roles and unit_id in (None, grant.unit_id) for grant in self.grants
        )


SYSTEM = Actor(ActorKind.SYSTEM, "system", "Hệ thống")
ANONYMOUS = Actor(ActorKind.ANONYMOUS, "anonymous", "Khách")
