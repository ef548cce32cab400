"""A dossier's row is the fold of its facts: the pure function that both writes and checks it.

A fact carries, under `set`, the new value of each field that it changes; the business status
alone is never in a fact: it follows from the event by the table in `states`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any

from motcua.base.dates import in_vietnam
from motcua.dossiers.states import OPEN, Delivery, Money, Status, Sync
from motcua.dossiers.transition import Transition
from motcua.dossiers.transitions import BY_EVENT, allowed_from

Json = Any


class IllegalSequenceError(ValueError):
    """The facts tell a story that the life cycle does not allow."""


@dataclass(frozen=True, slots=True)
class DossierState:
    """All that a dossier's row holds; times are instants, ids belong to the rooms below.

    `pauses` are `[began, ended or None, ground]`, `extension` is `{"decided_at", "due_at",
    "reason"}`, `offer` a hand-over that nobody has accepted yet, `holder_id` None while nobody
    in the unit is in charge. `waiting_unit_ids` are the units of which something is expected
    beside the holder's own work: an open consultation, an open leg of a linked procedure. `legs`
    are those of the linked process with their own times; `process_id` names the internal process
    where it is no longer the version's own; `trips` are `[at, cause]`; `obligations` tie a pause
    to its notice and its receipt; `remedies_id` is the dossier whose wrong or lost result this one
    makes good; `quantities` count copies, pages and signatures, with the line of their register.
    `receiving_unit_id` keeps code, book and calendar for ever; where that unit is no more,
    `counter_unit_id` is the one that serves the dossier at the counter in its place.
    """

    code: str
    status: Status
    version: int = 0
    status_before: str = ""
    money: str = Money.NONE.value
    delivery: str = Delivery.NONE.value
    sync: str = Sync.PENDING.value
    procedure_code: str = ""
    procedure_version_id: int = 0
    sector_code: str = ""
    case_code: str = ""
    channel: str = "counter"
    receiving_unit_id: int = 0
    competent_agency_id: int = 0
    agency_ids: tuple[int, ...] = ()
    holder_unit_id: int | None = None
    holder_id: int | None = None
    step_key: str = ""
    step_started_at: datetime | None = None
    step_due_at: datetime | None = None
    offer: Json = None
    offer_unit_id: int | None = None
    submitted_at: datetime | None = None
    accepted_at: datetime | None = None
    clock_started_at: datetime | None = None
    due_original: datetime | None = None
    due_at: datetime | None = None
    due_provisional: bool = False
    near_at: datetime | None = None
    finished_at: datetime | None = None
    returned_at: datetime | None = None
    paid_at: datetime | None = None
    pauses: Json = ()
    extension: Json = None
    difficult_area: bool = False
    supplements: int = 0
    papers: Json = ()
    sets: int = 1
    fees: Json = ()
    fee_total: int = 0
    consultations: Json = ()
    result: Json = None
    return_channel: str = "counter"
    book_year: int | None = None
    book_number: int | None = None
    received_by_id: int | None = None
    people: Json = None
    content: str = ""
    return_address: str = ""
    priority: str = ""
    trips: Json = ()
    cross_boundary: bool = False
    waiting_unit_ids: tuple[int, ...] = ()
    legs: Json = ()
    process_id: int | None = None
    obligations: Json = ()
    paper_place: Json = None
    originals: Json = ()
    postal: Json = None
    incident: Json = None
    remedies_id: int | None = None
    quantities: Json = None
    register_kind: str = ""
    register_number: int | None = None
    counter_unit_id: int | None = None

    @property
    def counter_id(self) -> int:
        """The counter that serves it: the unit that received it, or whoever took that one's place."""
        return self.counter_unit_id or self.receiving_unit_id

    @property
    def is_paused(self) -> bool:
        return any(pause[1] is None for pause in self.pauses)


FIELDS = tuple(field.name for field in fields(DossierState))
PRIVATE_FIELDS = frozenset({"people", "content", "return_address"})
MOMENTS = frozenset(
    {
        "step_started_at",
        "step_due_at",
        "submitted_at",
        "accepted_at",
        "clock_started_at",
        "due_original",
        "due_at",
        "near_at",
        "finished_at",
        "returned_at",
        "paid_at",
    }
)
TUPLES = frozenset(
    {
        "agency_ids", "waiting_unit_ids", "pauses", "papers", "fees", "consultations",
        "trips", "legs", "obligations", "originals",
    }
)  # fmt: skip
_NEVER_SET = frozenset({"status", "status_before", "version"})


def encode(name: str, value: Any) -> Json:
    """A field's value as it stands in a fact: moments in Vietnam's zone, tuples as lists."""
    if name in MOMENTS and value is not None:
        return in_vietnam(value).isoformat()
    return list(value) if name in TUPLES else value


def decode(name: str, value: Json) -> Any:
    if name in MOMENTS and value is not None:
        return datetime.fromisoformat(value)
    return tuple(value) if name in TUPLES else value


def _decoded(changes: Mapping[str, Json]) -> dict[str, Any]:
    if stray := set(changes) - set(FIELDS) | set(changes) & _NEVER_SET:
        raise IllegalSequenceError(f"a fact may not set {sorted(stray)}")
    return {name: decode(name, value) for name, value in changes.items()}


def status_after(row: Transition, before: DossierState | None) -> tuple[Status, str]:
    """The status after the event and the one to come back to; raises when it may not happen."""
    status = before.status if before else None
    if not allowed_from(row.event, status):
        raise IllegalSequenceError(f"{row.event} cannot follow {status}")
    if before is None:
        if row.to is None:
            raise IllegalSequenceError(f"{row.event} cannot bring a dossier into being")
        return row.to, ""
    if row.restores:
        return Status(before.status_before), ""
    if row.to is None:
        return before.status, before.status_before
    return row.to, before.status.value if row.to is Status.WITHDRAWAL_REQUESTED else ""


def apply(
    before: DossierState | None,
    event: str,
    changes: Mapping[str, Json],
) -> DossierState:
    """The state after one fact.

    Raises `IllegalSequenceError` when the life cycle forbids the event here or the fact names
    a field that facts may not set.
    """
    row = BY_EVENT.get(event)
    if row is None:
        raise IllegalSequenceError(f"unknown event {event}")
    status, status_before = status_after(row, before)
    values = _decoded(changes)
    if status not in OPEN:
        # Nobody is waited for any more: what was still open beside the work has become moot.
        values["waiting_unit_ids"] = ()
    if before is None:
        return DossierState(status=status, version=1, **values)
    return replace(
        before, status=status, status_before=status_before, version=before.version + 1, **values
    )


def fold(facts: Iterable[tuple[str, Mapping[str, Json]]]) -> DossierState:
    """The state that a dossier's facts, oldest first, amount to."""
    state: DossierState | None = None
    for event, changes in facts:
        state = apply(state, event, changes)
    if state is None:
        raise IllegalSequenceError("no facts")
    return state


def open_pause(state: DossierState, at: datetime, ground: str) -> dict[str, Any]:
    """The change that stops the clock; a clock that stands still already is left alone."""
    if state.is_paused or state.clock_started_at is None:
        return {}
    return {"pauses": (*state.pauses, [in_vietnam(at).isoformat(), None, ground])}


def close_pause(state: DossierState, at: datetime) -> dict[str, Any]:
    """The change that lets the clock go on."""
    ended = in_vietnam(at).isoformat()
    pauses = tuple([p[0], ended, p[2]] if p[1] is None else p for p in state.pauses)
    return {"pauses": pauses} if state.is_paused else {}
