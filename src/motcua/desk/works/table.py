"""All works of the desk, in the order in which they are offered."""

from __future__ import annotations

from collections.abc import Iterator

from motcua.base.actor import Actor
from motcua.base.verdict import Verdict
from motcua.desk.works.case import CASE_WORKS
from motcua.desk.works.counter import COUNTER_WORKS
from motcua.desk.works.linked import LINKED_WORKS
from motcua.desk.works.paper import PAPER_WORKS
from motcua.desk.works.shape import Work
from motcua.dossiers import placing, policies
from motcua.dossiers.folding import DossierState
from motcua.dossiers.transitions import allowed_from
from motcua.procedures.pinned import PinnedVersion

WORKS: tuple[Work, ...] = (*CASE_WORKS, *COUNTER_WORKS, *LINKED_WORKS, *PAPER_WORKS)
# Steps for which the process says who takes them.
_BY_STEP = frozenset({"offer", "forward", "send_back", "sign_result"})
BY_SLUG = {work.slug: work for work in WORKS}


def verdict(work: Work, actor: Actor, state: DossierState, version: PinnedVersion) -> Verdict:
    """The policy's answer for this step of this dossier."""
    role = placing.role_at(version, state) if work.event in _BY_STEP else ""
    return policies.can(work.event, actor, state, role)


def at_hand(
    actor: Actor, state: DossierState, version: PinnedVersion
) -> Iterator[tuple[Work, Verdict]]:
    """The steps that this dossier may take in its present state, each with the answer for the actor."""
    for work in WORKS:
        if allowed_from(work.event, state.status) and work.fits(state, version):
            yield work, verdict(work, actor, state, version)
