"""In whose name: whether an officer takes a step for somebody away, or with a role that was lent.

Pure. The fact of the step names that person beside the one who acted, so that the routing slip and
the page can say both.
"""

from __future__ import annotations

from collections.abc import Iterable

from motcua.accounts.states import Role
from motcua.base.actor import Actor, Grant
from motcua.dossiers import policies
from motcua.dossiers.folding import DossierState
from motcua.dossiers.transitions import BY_EVENT


def on_behalf(event: str, actor: Actor, state: DossierState) -> int | None:
    """The account in whose name the actor takes this step; None in the own."""
    if all(grant.lent_by is None for grant in actor.grants):
        return None
    if state.holder_id in actor.away:
        return state.holder_id
    if state.holder_id is not None and state.holder_id == actor.account_id:
        return None
    roles, unit_id = BY_EVENT[event].roles, policies.place_of(event, state)
    return _lender(
        grant
        for grant in actor.grants
        if grant.role in roles
        and (grant.unit_id == unit_id or _leads(grant, state.competent_agency_id))
    )


def head_on_behalf(actor: Actor, agency_id: int) -> int | None:
    """The head of that agency in whose name the actor approves; None for a head in the own name."""
    return _lender(
        grant
        for grant in actor.grants
        if grant.role in policies.HEADS and grant.agency_id == agency_id
    )


def approves_for(actor: Actor, agency_id: int) -> frozenset[int]:
    """In whose names alone the actor would approve there; empty for a head or director by a post."""
    lenders = {
        grant.lent_by
        for grant in actor.grants
        if grant.role in policies.HEADS | {policies.DIRECTOR} and grant.agency_id == agency_id
    }
    return frozenset() if None in lenders else frozenset(filter(None, lenders))


def _leads(grant: Grant, agency_id: int) -> bool:
    return grant.role == Role.HEAD_OF_AGENCY.value and grant.agency_id == agency_id


def _lender(able: Iterable[Grant]) -> int | None:
    """Who lent the role, where it is held by loan alone."""
    lenders = [grant.lent_by for grant in able]
    return None if not lenders or None in lenders else lenders[0]
