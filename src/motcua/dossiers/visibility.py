"""Who may see which dossier: one predicate, compiled to SQL, behind every surface.

List, page, file, count, search, export and call all add `scope(actor).sql` to their WHERE; a
new surface that forgets it does not get its rows through `queries` at all.

An officer who handles dossiers sees those in which the own agency takes part (it received,
decides, holds or was asked). The Centre's controllers and director, and inspectors, see the
whole province. Post staff see what is on its way by post. Administrators see none. A machine sees what its unit's agency takes part in.
A citizen sees the one dossier that the look-up opened. Everybody else sees nothing.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from motcua.accounts.states import Role
from motcua.base.actor import Actor, ActorKind
from motcua.dossiers.folding import DossierState

PROVINCE_WIDE = frozenset({Role.CONTROLLER.value, Role.CENTRE_DIRECTOR.value, Role.INSPECTOR.value})
HANDLING = frozenset(
    {
        Role.GUIDE.value,
        Role.INTAKE_OFFICER.value,
        Role.RETURN_OFFICER.value,
        Role.FEE_OFFICER.value,
        Role.CASE_OFFICER.value,
        Role.HEAD_OF_ROOM.value,
        Role.HEAD_OF_AGENCY.value,
        Role.CLERK.value,
    }
)
READ_SCOPE = "dossiers:read"


@dataclass(frozen=True, slots=True)
class Scope:
    """A piece of SQL over the alias `d`, with its parameters."""

    sql: str
    params: tuple[Any, ...] = field(default=())


EVERYTHING = Scope("TRUE")
NOTHING = Scope("FALSE")


def agencies_seen(actor: Actor) -> frozenset[int] | None:
    """The agencies whose dossiers the actor sees; None means the whole province."""
    if actor.kind is ActorKind.SYSTEM or (
        actor.kind is ActorKind.OFFICER and actor.roles & PROVINCE_WIDE
    ):
        return None
    if actor.kind is ActorKind.MACHINE and READ_SCOPE not in actor.scopes:
        return frozenset()
    if actor.kind in {ActorKind.OFFICER, ActorKind.MACHINE}:
        return frozenset(
            grant.agency_id
            for grant in actor.grants
            if grant.role in HANDLING or actor.kind is ActorKind.MACHINE
        )
    return frozenset()


def only_carries(actor: Actor) -> bool:
    """Post staff: they see where a posted result is to go, and no paper of it."""
    return Role.POSTAL_STAFF.value in actor.roles and not actor.roles & (HANDLING | PROVINCE_WIDE)


def scope(actor: Actor) -> Scope:
    """The predicate for this actor."""
    if actor.kind is ActorKind.CITIZEN:
        return Scope("d.code = %s", (actor.ref,))
    if only_carries(actor):
        return Scope(
            "(d.agency_ids && %s::bigint[] AND d.delivery IN ('posted', 'bounced'))",
            (sorted(actor.agency_ids),),
        )
    agencies = agencies_seen(actor)
    if agencies is None:
        return EVERYTHING
    if not agencies:
        return NOTHING
    return Scope("d.agency_ids && %s::bigint[]", (sorted(agencies),))


def sees(actor: Actor, state: DossierState) -> bool:
    """The same predicate over one dossier in memory: for a state already at hand."""
    if actor.kind is ActorKind.CITIZEN:
        return state.code == actor.ref
    if only_carries(actor):
        return bool(actor.agency_ids & set(state.agency_ids)) and state.delivery in {
            "posted",
            "bounced",
        }
    agencies = agencies_seen(actor)
    return agencies is None or bool(agencies & set(state.agency_ids))
