"""One dossier in full: its state, its story, its files, its routing slip, its acts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.accounts import queries as accounts
from motcua.agencies import queries as agencies
from motcua.base.actor import Actor, ActorKind
from motcua.base.verdict import NotPermittedError
from motcua.clock.deadlines import Due
from motcua.dossiers import policies, records, timing
from motcua.dossiers.folding import DossierState
from motcua.dossiers.models import Attachment, DraftAct
from motcua.dossiers.people import People, people_from_json
from motcua.dossiers.states import ActStatus
from motcua.dossiers.versions import version_of
from motcua.journal import queries as journal
from motcua.journal.queries import FactView
from motcua.journal.verbs import sentence_for
from motcua.procedures.pinned import PinnedVersion

# What a citizen is told: steps of the dossier, and of those none that only passes between officers.
# Whatever other room writes about a dossier (drafts, looks at them, files) is not for them.
_FOR_CITIZENS = "dossier."
_BETWEEN_OFFICERS = frozenset(
    f"dossier.{event}"
    for event in (
        "send_back", "assign", "reassign", "recall", "decline_offer", "recompute_due",
        "remind_consultation", "miss_consultation", "send_back_leg", "move_process", "place_paper",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """One line of the timeline."""

    at: datetime
    verb: str
    sentence: str
    actor_name: str
    note: str
    digest: str


@dataclass(frozen=True, slots=True)
class Handover:
    """One row of the routing slip (Mẫu 05 Era A, Mẫu 06 Era B): who gave, who took, when."""

    from_unit: str
    to_unit: str
    step: str
    given_at: datetime
    given_by: str
    taken_at: datetime | None
    taken_by: str


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier as a page needs it."""

    id: int
    state: DossierState
    version: PinnedVersion
    people: People | None
    due: Due | None
    facts: tuple[FactView, ...]
    names: dict[str, str]
    attachments: tuple[Attachment, ...]
    acts: tuple[DraftAct, ...]

    @property
    def receipt_digest(self) -> str:
        """The digest of the fact that the receipt stands for: acceptance, else submission.

        What was decided on the spot got its receipt later, by a fact of its own.
        """
        for wanted in (
            "dossier.issue_receipt", "dossier.receive", "dossier.accept", "dossier.submit_online",
        ):  # fmt: skip
            for fact in self.facts:
                if fact.verb == wanted:
                    return fact.digest
        return self.facts[0].digest if self.facts else ""


def case(code: str, actor: Actor) -> Case:
    """Everything about one dossier that the actor may see; `UnknownDossierError` otherwise.

    At most six statements, whatever the dossier holds.
    """
    dossier_id, state = records.load(code, actor)
    policies.can_open(actor).require()
    version = version_of(state)
    facts = tuple(journal.facts_about(records.SUBJECT, dossier_id))
    if actor.kind is ActorKind.CITIZEN:
        facts = tuple(fact for fact in facts if _is_for_citizens(fact.verb))
    return Case(
        id=dossier_id,
        state=state,
        version=version,
        people=people_from_json(state.people) if state.people else None,
        due=timing.due_of(state, version),
        facts=facts,
        names=_names(facts, state),
        attachments=attachments(dossier_id, actor, state),
        acts=_acts(dossier_id, actor),
    )


def _is_for_citizens(verb: str) -> bool:
    return verb.startswith(_FOR_CITIZENS) and verb not in _BETWEEN_OFFICERS


def _names(facts: tuple[FactView, ...], state: DossierState) -> dict[str, str]:
    refs = {fact.actor_ref for fact in facts if fact.actor_kind == ActorKind.OFFICER.value}
    numbers = {int(ref) for ref in refs if ref.isdecimal()}
    numbers |= {number for number in [(state.result or {}).get("signed_by")] if number}
    numbers |= {number for number in (state.holder_id, state.received_by_id) if number is not None}
    numbers |= {leg["officer"] for leg in state.legs if leg["officer"] is not None}
    for key in ("officer", "behalf"):
        numbers |= {int(fact.data[key]) for fact in facts if fact.data.get(key)}
    return {str(number): name for number, name in accounts.names_for(numbers).items()}


def attachments(dossier_id: int, actor: Actor, state: DossierState) -> tuple[Attachment, ...]:
    """The files in sight of this actor, oldest first."""
    rows = Attachment.objects.filter(dossier_id=dossier_id, removed_at=None)
    found = rows.select_related("file").order_by("id")
    return tuple(
        row for row in found if policies.can_see_attachment(actor, state, row.place, removed=False)
    )


def attachment(code: str, attachment_id: int, actor: Actor) -> Attachment:
    """One file through the dossier it belongs to; raises the policy's sentence."""
    dossier_id, state = records.load(code, actor)
    row = (
        Attachment.objects.select_related("file")
        .filter(pk=attachment_id, dossier_id=dossier_id)
        .first()
    )
    if row is None:
        raise records.UnknownDossierError("Không thấy tệp này trong hồ sơ.")
    verdict = policies.can_see_attachment(
        actor, state, row.place, removed=row.removed_at is not None
    )
    if not verdict:
        raise NotPermittedError(verdict.reason)
    return row


def _acts(dossier_id: int, actor: Actor) -> tuple[DraftAct, ...]:
    """Draft acts for officers; for everybody else only what has been issued exists."""
    rows = DraftAct.objects.filter(dossier_id=dossier_id).order_by("id")
    if actor.kind is not ActorKind.OFFICER:
        rows = rows.filter(status=ActStatus.ISSUED.value)
    return tuple(rows)


def timeline(shown: Case) -> tuple[Event, ...]:
    """The story, newest first, in plain Vietnamese."""
    return tuple(
        Event(
            at=fact.at,
            verb=fact.verb,
            sentence=sentence_for(fact),
            actor_name=_who(shown, fact),
            note=_note(fact),
            digest=fact.digest,
        )
        for fact in reversed(shown.facts)
    )


def _who(shown: Case, fact: FactView) -> str:
    """`Cao Thị Hạnh (thay Nguyễn Đình Bảo)`, or the name alone; empty for the system."""
    name = shown.names.get(fact.actor_ref, "")
    absent = shown.names.get(str(fact.data.get("behalf", "")), "")
    return f"{name} (thay {absent})" if name and absent else name


def _note(fact: FactView) -> str:
    private: dict[str, Any] = dict(fact.private or {})
    return str(private.get("reason") or private.get("note") or "")


def handovers(shown: Case) -> tuple[Handover, ...]:
    """The routing slip's rows, read from the facts; an offer nobody took stands open."""
    rows: list[Handover] = []
    pending: FactView | None = None
    for fact in shown.facts:
        if fact.verb == "dossier.offer":
            pending = fact
        elif fact.verb == "dossier.decline_offer":
            pending = None
        elif fact.verb == "dossier.take_over" and pending is not None:
            rows.append(_handover(shown, pending, fact))
            pending = None
        elif fact.verb in {"dossier.forward", "dossier.send_back"}:
            rows.append(_handover(shown, fact, fact))
    if pending is not None:
        rows.append(_handover(shown, pending, None))
    return tuple(rows)


def _handover(shown: Case, given: FactView, taken: FactView | None) -> Handover:
    to_unit, from_unit = given.data.get("unit"), given.data.get("from_unit")
    return Handover(
        from_unit=agencies.unit(from_unit).full_name if from_unit else "",
        to_unit=agencies.unit(to_unit).full_name if to_unit else "",
        step=str(given.data.get("step_name", "")),
        given_at=given.at,
        given_by=_who(shown, given),
        taken_at=taken.at if taken else None,
        taken_by=_who(shown, taken) if taken else "",
    )
