"""When a work makes sense for a dossier at all, whoever asks."""

from __future__ import annotations

from motcua.dossiers.folding import DossierState
from motcua.dossiers.states import Money, Status
from motcua.procedures.pinned import PinnedVersion


def always(_state: DossierState, _version: PinnedVersion) -> bool:
    return True


def before_acceptance(state: DossierState, _version: PinnedVersion) -> bool:
    return state.accepted_at is None


def after_acceptance(state: DossierState, _version: PinnedVersion) -> bool:
    return state.accepted_at is not None


def offered(state: DossierState, _version: PinnedVersion) -> bool:
    return bool(state.offer)


def kind(state: DossierState, version: PinnedVersion) -> str:
    return next((s.kind.value for s in version.process.steps if s.key == state.step_key), "")


def on_the_way(state: DossierState, version: PinnedVersion) -> bool:
    """Not offered to anybody, with a step to go to, and not one that ends by signing."""
    step = next((s for s in version.process.steps if s.key == state.step_key), None)
    signing = kind(state, version) == "sign" and not state.result
    return not state.offer and step is not None and bool(step.next) and not signing


def first_step(state: DossierState, version: PinnedVersion) -> bool:
    return state.status is Status.ACCEPTED and on_the_way(state, version)


def later_step(state: DossierState, version: PinnedVersion) -> bool:
    waits_for_record = bool(state.result) and kind(state, version) == "record"
    return state.status is Status.PROCESSING and on_the_way(state, version) and not waits_for_record


def may_go_back(state: DossierState, version: PinnedVersion) -> bool:
    step = next((s for s in version.process.steps if s.key == state.step_key), None)
    return not state.offer and step is not None and bool(step.send_back_to)


def to_sign(state: DossierState, version: PinnedVersion) -> bool:
    return not state.offer and not state.result and kind(state, version) == "sign"


def signed(state: DossierState, _version: PinnedVersion) -> bool:
    return bool(state.result)


def instant(_state: DossierState, version: PinnedVersion) -> bool:
    return version.flags.instant


def owing(state: DossierState, _version: PinnedVersion) -> bool:
    return state.money == Money.DUE.value


def by_post(state: DossierState, _version: PinnedVersion) -> bool:
    return state.return_channel == "post" and state.delivery == "waiting"


def unsigned(state: DossierState, _version: PinnedVersion) -> bool:
    return not state.result
