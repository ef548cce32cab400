"""An officer leaves: all open dossiers go to colleagues in one act, seen beforehand.

The plan shows who gets what; the act takes exactly that plan. If a dossier has moved in between
nothing is done and the person reads which. The clock, the step and its time limit stay.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from motcua.accounts import queries as accounts
from motcua.accounts.queries import OfficerOfUnit
from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.base.actor import Actor
from motcua.base.dates import in_vietnam
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError, RefusedError
from motcua.dossiers import bulk, policies, visibility
from motcua.dossiers.actions import continuing
from motcua.dossiers.bulk import Change, Many
from motcua.dossiers.folding import DossierState
from motcua.dossiers.queries import workload
from motcua.dossiers.queries.lists import OPEN_LIST
from motcua.dossiers.records import Request, Step, request_digest
from motcua.dossiers.sharing import Load, shared
from motcua.dossiers.versions import version_of

_MOST_TOLD = 5


class ChangedSinceError(ConflictError):
    """Some of the dossiers are no longer what the plan was made of; `codes` are theirs."""

    def __init__(self, codes: Sequence[str], gone: int) -> None:
        shown = ", ".join(codes[:_MOST_TOLD]) + (" và hồ sơ khác" if codes[_MOST_TOLD:] else "")
        parts = [
            f"{len(codes)} hồ sơ vừa có người xử lý ({shown})" if codes else "",
            f"{gone} hồ sơ không còn do người này thụ lý" if gone else "",
        ]
        super().__init__(
            f"Từ lúc xem trước đến nay {', '.join(filter(None, parts))}. Chưa chuyển hồ sơ nào."
            " Xem lại danh sách mới rồi xác nhận."
        )
        self.codes = tuple(codes)


@dataclass(frozen=True, slots=True)
class Move:
    """One line of a plan as it is sent back for confirmation."""

    dossier_id: int
    version: int
    to: int


@dataclass(frozen=True, slots=True)
class Line:
    """One dossier of a plan: where it goes, and what the person needs to judge it.

    `to` is None where none of the chosen colleagues may take it; `minutes` is the time that the
    process gives the step, `drafts` how many texts under way go with it.
    """

    dossier_id: int
    version: int
    code: str
    procedure: str
    step: str
    unit_id: int
    due_at: datetime | None
    minutes: int
    to: int | None
    offered: bool
    drafts: int


@dataclass(frozen=True, slots=True)
class Plan:
    """Who gets what, before anything is written; `elsewhere` lies in units the actor does not lead.

    `drafts_left` are texts of the officer that stay: in dossiers that do not move, or approved by
    whoever gets the dossier.
    """

    from_officer: int
    lines: tuple[Line, ...]
    busy: Mapping[int, tuple[int, int]]
    elsewhere: int
    drafts_left: int

    @property
    def moves(self) -> tuple[Move, ...]:
        return tuple(
            Move(line.dossier_id, line.version, line.to)
            for line in self.lines
            if line.to is not None
        )

    @property
    def drafts(self) -> int:
        """How many texts under way go along."""
        return sum(line.drafts for line in self.lines)

    @property
    def left(self) -> tuple[Line, ...]:
        """What nobody of the chosen may take."""
        return tuple(line for line in self.lines if line.to is None)


def led_units(actor: Actor, at: datetime) -> frozenset[int]:
    """The units whose work the actor gives out: those led, and all of an agency that is led."""
    on = in_vietnam(at).date()
    own = {grant.unit_id for grant in actor.grants if grant.role in policies.HEADS}
    led = {g.agency_id for g in actor.grants if g.role == Role.HEAD_OF_AGENCY.value}
    return frozenset(own | {u.id for pk in sorted(led) for u in agencies.units_of_agency(pk, on)})


def plan(*, from_officer: int, to_officers: Sequence[int], actor: Actor, at: datetime) -> Plan:
    """Who would get what; nothing is written. Seven statements, however many dossiers."""
    units = led_units(actor, at)
    if not units:
        raise NotPermittedError("Việc chuyển người thụ lý là của lãnh đạo phòng, cơ quan.")
    held = _held(from_officer, actor, units)
    staff = accounts.staff_of(units, in_vietnam(at).date())
    loads = [_load(pk, state, from_officer, to_officers, staff) for pk, state in held]
    busy = workload.of_officers(to_officers, units)
    given = shared(loads, {officer: minutes for officer, (_, minutes) in busy.items()})
    minutes = {load.dossier_id: load.minutes for load in loads}
    drafts = continuing.drafts_of(from_officer)
    lines = tuple(
        _line(pk, state, from_officer, minutes[pk], given.get(pk), drafts.get(pk, ()))
        for pk, state in held
    )
    others = {post.unit.id for post in accounts.posts_of(from_officer)} - units
    elsewhere = workload.count_held(from_officer, others)
    going = sum(line.drafts for line in lines)
    left = sum(len(texts) for texts in drafts.values()) - going
    return Plan(from_officer, lines, busy, elsewhere, left)


def reassign(*, from_officer: int, moves: Sequence[Move], reason: str, request: Request) -> Many:
    """T7: give all these dossiers to their new officers, or none; one fact for each dossier.

    What the officer was drafting about them goes along, with a fact for each text.
    Raises `ChangedSinceError` when one has moved since the plan was made.
    """
    try:
        return _reassigned(from_officer, moves, reason, request)
    except RefusedError:
        # The same request may have been carried out while this one was on its way.
        earlier = bulk.earlier(request)
        if earlier is None:
            raise
        return earlier


def _reassigned(from_officer: int, moves: Sequence[Move], reason: str, request: Request) -> Many:
    if not reason.strip():
        raise InvalidError("Ghi lý do chuyển.", fields={"reason": "Ghi lý do chuyển."})
    if not moves:
        raise InvalidError("Không có hồ sơ nào để chuyển. Chọn người nhận rồi xem trước lại.")
    units = led_units(request.actor, request.at)
    held = dict(_held(from_officer, request.actor, units))
    _require_unchanged(moves, held)
    staff = accounts.staff_of(units, in_vietnam(request.at).date())
    batch = request_digest(from_officer, [(m.dossier_id, m.version, m.to) for m in moves])[:16]
    changes = [
        _change(move, held[move.dossier_id], from_officer, staff, reason.strip(), batch)
        for move in moves
    ]
    heirs = {move.dossier_id: move.to for move in moves}
    with transaction.atomic():
        drafts = continuing.hold(from_officer, list(heirs))
        done = bulk.save_many(changes, request)
        if not done.replayed:
            continuing.hand_on(drafts, heirs, request)
    return done


def _held(from_officer: int, actor: Actor, units: Iterable[int]) -> list[tuple[int, DossierState]]:
    """The open dossiers of the officer in these units, and those offered to them by name."""
    seen = visibility.scope(actor)
    led = sorted(units)
    mine = f"d.holder_unit_id = ANY(%s) AND d.holder_id = %s AND d.status IN ({OPEN_LIST})"
    offered = "d.offer_unit_id = ANY(%s) AND (d.offer ->> 'officer')::bigint = %s"
    found = bulk.load(f"{mine} AND {seen.sql}", [led, from_officer, *seen.params])
    known = {pk for pk, _ in found}
    named = bulk.load(f"{offered} AND {seen.sql}", [led, from_officer, *seen.params])
    return found + [(pk, state) for pk, state in named if pk not in known]


def _is_offered(state: DossierState, from_officer: int) -> bool:
    return state.holder_id != from_officer


def _place(state: DossierState, from_officer: int) -> int:
    """The unit whose officer it is to be."""
    offered = _is_offered(state, from_officer)
    return (state.offer_unit_id if offered else state.holder_unit_id) or 0


def _load(
    dossier_id: int,
    state: DossierState,
    from_officer: int,
    to_officers: Sequence[int],
    staff: Sequence[OfficerOfUnit],
) -> Load:
    key = state.offer["step"] if _is_offered(state, from_officer) else state.step_key
    step = next((step for step in version_of(state).process.steps if step.key == key), None)
    unit_id = _place(state, from_officer)
    wanted = set(to_officers) - {from_officer}
    here = [one for one in staff if one.unit_id == unit_id and one.account_id in wanted]
    able = {one.account_id for one in here if step is None or one.role == step.role}
    heads = {one.account_id for one in here if one.role in policies.HEADS}
    return Load(dossier_id, step.minutes if step else 0, frozenset(able or heads))


def _line(
    dossier_id: int,
    state: DossierState,
    from_officer: int,
    minutes: int,
    to: int | None,
    drafts: Sequence[frozenset[int]],
) -> Line:
    version = version_of(state)
    offered = _is_offered(state, from_officer)
    key = state.offer["step"] if offered else state.step_key
    return Line(
        dossier_id=dossier_id,
        version=state.version,
        code=state.code,
        procedure=version.name,
        step=next((step.name for step in version.process.steps if step.key == key), ""),
        unit_id=_place(state, from_officer),
        due_at=state.due_at,
        minutes=minutes,
        to=to,
        offered=offered,
        drafts=sum(to is not None and to not in hands for hands in drafts),
    )


def _require_unchanged(moves: Sequence[Move], held: Mapping[int, DossierState]) -> None:
    gone = sum(move.dossier_id not in held for move in moves)
    changed = [
        held[move.dossier_id].code
        for move in moves
        if move.dossier_id in held and held[move.dossier_id].version != move.version
    ]
    if gone or changed:
        raise ChangedSinceError(changed, gone)


def _change(
    move: Move,
    state: DossierState,
    from_officer: int,
    staff: Sequence[OfficerOfUnit],
    reason: str,
    batch: str,
) -> Change:
    policies.in_time("reassign", state).require()
    unit_id = _place(state, from_officer)
    if move.to == from_officer or all(
        (one.account_id, one.unit_id) != (move.to, unit_id) for one in staff
    ):
        raise InvalidError(
            f"Người được chọn cho hồ sơ {state.code} không có chức danh ở đơn vị đang xử lý."
            " Xem trước lại rồi chọn người khác."
        )
    changes = (
        {"offer": {**state.offer, "officer": move.to}}
        if _is_offered(state, from_officer)
        else {"holder_id": move.to}
    )
    context = {
        "from_officer": from_officer, "officer": move.to, "unit": unit_id,
        "step": state.step_key, "batch": batch,
    }  # fmt: skip
    return move.dossier_id, state, (Step("reassign", changes, context, {"reason": reason}),)
