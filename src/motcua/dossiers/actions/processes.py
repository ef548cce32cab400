"""Running dossiers to another internal process: rehearsed by one person, confirmed by another.

Due dates stay as they are (the limit is that of the version the dossier was accepted under), and so
does the time of the step at hand; from the next step on the new hours count.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.base.actor import Actor
from motcua.base.verdict import ConflictError, InvalidError, Verdict, no
from motcua.dossiers import bulk
from motcua.dossiers import move_facts as facts
from motcua.dossiers.moving import Change, outcome, read_outcome
from motcua.dossiers.process_moves import MoveState, ProcessMove
from motcua.dossiers.queries import process_moves
from motcua.dossiers.queries.process_moves import Rehearsal
from motcua.dossiers.records import Request, Step
from motcua.dossiers.states import OPEN
from motcua.journal import actions as journal
from motcua.journal.writing import NewFact
from motcua.procedures import policies, processes
from motcua.procedures.processes import ProcessView
from motcua.procedures.queries import UnknownVersionError

LONGEST_REASON = 1000
# Up to so many all move or none, while the person waits; more are moved in pieces of their own.
AT_ONCE = 2_000
PIECE = 500


class MoveChangedError(ConflictError):
    """The dossiers no longer stand where the rehearsal found them; nothing has moved."""

    code = "rehearsal_outdated"


class MoveSettledError(ConflictError):
    """The move was confirmed or withdrawn before."""

    code = "already_settled"


def can_confirm_move(actor: Actor, prepared_by: str) -> Verdict:
    """Confirm what somebody else prepared (four eyes)."""
    if actor.signature == prepared_by:
        return no("Người tập dượt không tự xác nhận: nhờ người khác xem lại và xác nhận.")
    return policies.can_publish(actor, prepared_by)


@transaction.atomic
def prepare_move(
    *,
    source_id: int,
    target_id: int,
    mapping: Mapping[str, str],
    reason: str,
    actor: Actor,
    at: datetime,
) -> ProcessMove:
    """Rehearse the move and keep what was found for another person to confirm; nothing moves yet.

    InvalidError when the two are not approved processes of one procedure and one level, when the
    mapping names a step that is not there, or without a reason. ConflictError while another move
    of the same process waits.
    """
    policies.can_edit(actor).require()
    source, target = _pair(source_id, target_id)
    _require_mapping(source, target, mapping)
    row = ProcessMove(
        source_id=source_id,
        target_id=target_id,
        mapping=dict(mapping),
        reason=_reason(reason),
        prepared_by=actor.signature,
        prepared_at=at,
    )
    found = _rehearsed(row, at)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as taken:
        raise ConflictError(
            f"Quy trình {source.number} đã có một đợt chuyển chờ xác nhận: mở đợt đó, "
            "hoặc rút nó rồi tập dượt lại."
        ) from taken
    _tell(facts.MOVE_PREPARED, row, (found.moves, found.stays), actor, at)
    return row


@transaction.atomic
def rehearse_again(
    *,
    move_id: int,
    revision: int,
    mapping: Mapping[str, str],
    reason: str,
    actor: Actor,
    at: datetime,
) -> ProcessMove:
    """Rehearse a waiting move anew, with another mapping or simply now.

    ConflictError when somebody rehearsed it in between.
    """
    policies.can_edit(actor).require()
    row = _waiting(move_id)
    if row.revision != revision:
        raise ConflictError("Đợt chuyển này vừa được người khác tập dượt lại: mở lại để xem.")
    source, target = _pair(row.source_id, row.target_id)
    _require_mapping(source, target, mapping)
    row.mapping, row.reason = dict(mapping), _reason(reason)
    row.prepared_by, row.prepared_at = actor.signature, at
    row.revision += 1
    found = _rehearsed(row, at)
    row.save()
    _tell(facts.MOVE_PREPARED, row, (found.moves, found.stays), actor, at)
    return row


@transaction.atomic
def confirm_move(*, move_id: int, revision: int, actor: Actor, at: datetime) -> ProcessMove:
    """Move exactly the dossiers that the rehearsal showed: at once all or none, many in pieces.

    MoveChangedError when one of them stands elsewhere by now, has come or has gone; of more than
    `AT_ONCE` those that have changed are passed over and listed (`carry_on`). NotPermittedError for
    the one who prepared it.
    """
    row = _waiting(move_id)
    can_confirm_move(actor, row.prepared_by).require()
    before = process_moves.move(move_id).remembered
    if before.moves > AT_ONCE and row.revision == revision:
        _settle(row, MoveState.MOVING, 0, actor, at)
        _tell(facts.MOVE_BEGUN, row, (before.moves, before.stays), actor, at)
        return row
    now, found = process_moves.rehearse(row.source_id, row.target_id, row.mapping, at)
    if row.revision != revision or now.by_key() != before.by_key():
        raise MoveChangedError(_what_changed(before, now))
    changes: list[bulk.Change] = [
        (dossier_id, state, [_step(row, told.to)])
        for dossier_id, (state, told) in found.items()
        if told.obstacle is None
    ]
    if not changes:
        raise InvalidError("Không hồ sơ nào chuyển được theo bản tập dượt này: rút đợt chuyển.")
    bulk.save_many(changes, Request(actor, at))
    _settle(row, MoveState.CONFIRMED, len(changes), actor, at)
    _tell(facts.MOVE_CONFIRMED, row, (now.moves, now.stays), actor, at)
    return row


@transaction.atomic
def carry_on(move_id: int, *, at: datetime, most: int = PIECE) -> int:
    """Deal with the next dossiers of a confirmed move, in one transaction; how many there were.

    Each moves once, as the rehearsal showed it; one that has changed since is passed over with the
    reason. 0 when none is left, or another process is at it.
    """
    rows = ProcessMove.objects.select_for_update(skip_locked=True)
    row = rows.filter(id=move_id, state=MoveState.MOVING.value).first()
    if row is None:
        return 0
    actor = policies.signed_by(row.settled_by)
    ids = [number for number in sorted(_rehearsed_keys(row)) if number > row.last_id][:most]
    if not ids:
        _finish(row, actor, at)
        return 0
    changes, skipped = _piece(row, ids, at)
    bulk.save_many(changes, Request(actor, at))
    for reason, number in skipped:
        row.skipped.setdefault(reason, []).append(number)
    row.last_id, row.moved = ids[-1], row.moved + len(changes)
    row.save(update_fields=["last_id", "moved", "skipped"])
    return len(ids)


def _rehearsed_keys(row: ProcessMove) -> dict[int, str]:
    """What the rehearsal showed of each dossier that moves."""
    return {
        number: key
        for key, ids in row.rehearsed.items()
        if read_outcome(key).obstacle is None
        for number in ids
    }


def _piece(
    row: ProcessMove, ids: list[int], at: datetime
) -> tuple[list[bulk.Change], list[tuple[str, int]]]:
    """The moves of these dossiers, held until the commit, and which are passed over and why."""
    old, new = processes.approved(row.source_id).process, processes.approved(row.target_id).process
    unit_of, follows = process_moves.units_at(at), process_moves.followers_of(row.source_id)
    shown, changes, skipped = _rehearsed_keys(row), list[bulk.Change](), list[tuple[str, int]]()
    for number, state in bulk.load("d.id = ANY(%s)", [ids], hold=True):
        if state.status not in OPEN:
            skipped.append((Change.ENDED.value, number))
        elif not follows(state):
            skipped.append((Change.ELSEWHERE.value, number))
        else:
            told = outcome(state, old, new, row.mapping, unit_of)
            if told.key == shown[number]:
                changes.append((number, state, [_step(row, told.to)]))
            else:
                skipped.append(((told.obstacle or Change.WENT_ON).value, number))
    return changes, skipped


def _finish(row: ProcessMove, actor: Actor, at: datetime) -> None:
    row.state = MoveState.CONFIRMED.value
    row.save(update_fields=["state"])
    stays = process_moves.move(row.id).remembered.stays + sum(map(len, row.skipped.values()))
    _tell(facts.MOVE_CONFIRMED, row, (row.moved, stays), actor, at)


@transaction.atomic
def withdraw_move(*, move_id: int, actor: Actor, at: datetime) -> ProcessMove:
    """Give a waiting move up; every dossier stays as it is."""
    policies.can_edit(actor).require()
    row = _waiting(move_id)
    found = process_moves.move(move_id).remembered
    _settle(row, MoveState.WITHDRAWN, 0, actor, at)
    _tell(facts.MOVE_WITHDRAWN, row, (found.moves, found.stays), actor, at)
    return row


def _pair(source_id: int, target_id: int) -> tuple[ProcessView, ProcessView]:
    try:
        source, target = processes.approved(source_id), processes.approved(target_id)
    except UnknownVersionError as unknown:
        raise InvalidError(
            "Chỉ chuyển hồ sơ giữa hai quy trình đã phê duyệt: phê duyệt quy trình mới trước.",
            fields={"target": "Chưa phê duyệt."},
        ) from unknown
    if source_id == target_id or source.procedure_id != target.procedure_id:
        raise InvalidError(
            "Chọn hai quy trình khác nhau của cùng một thủ tục.",
            fields={"target": "Chọn quy trình khác của thủ tục này."},
        )
    if not source.scopes & target.scopes:
        raise InvalidError(
            "Hai quy trình này của hai cấp hoặc hai cơ quan khác nhau: không chuyển qua lại được.",
            fields={"target": "Của cấp hoặc cơ quan khác."},
        )
    return source, target


def _require_mapping(source: ProcessView, target: ProcessView, mapping: Mapping[str, str]) -> None:
    old = {step.key for step in source.process.steps}
    new = {step.key for step in target.process.steps}
    for key, to in mapping.items():
        if key not in old or to not in new:
            raise InvalidError(
                f"Không có bước “{key if key not in old else to}” để đối chiếu: mở lại trang.",
                fields={key: "Chọn một bước của quy trình mới, hoặc để trống."},
            )


def _reason(text: str) -> str:
    reason = text.strip()[:LONGEST_REASON]
    if not reason:
        raise InvalidError(
            "Ghi lý do chuyển: số quyết định, vì sao hồ sơ đang giải quyết phải theo quy trình mới.",
            fields={"reason": "Không được để trống."},
        )
    return reason


def _rehearsed(row: ProcessMove, at: datetime) -> Rehearsal:
    found, _ = process_moves.rehearse(row.source_id, row.target_id, row.mapping, at)
    row.rehearsed = found.by_key()
    return found


def _waiting(move_id: int) -> ProcessMove:
    row = ProcessMove.objects.select_for_update().filter(id=move_id).first()
    if row is None:
        raise InvalidError("Không có đợt chuyển quy trình này.", code="not_found")
    if row.state != MoveState.PREPARED:
        raise MoveSettledError(
            f"Đợt chuyển này {MoveState(row.state).label.lower()} từ trước: mở lại để xem kết quả."
        )
    return row


def _step(row: ProcessMove, to: str) -> Step:
    changes = {"process_id": row.target_id} | ({"step_key": to} if to else {})
    context = {"from_process": row.source_id, "batch": f"process_move:{row.id}"}
    return Step("move_process", changes, context, {"reason": row.reason})


def _settle(row: ProcessMove, state: MoveState, moved: int, actor: Actor, at: datetime) -> None:
    row.state, row.moved = state.value, moved
    row.settled_by, row.settled_at = actor.signature, at
    row.save(update_fields=["state", "moved", "settled_by", "settled_at"])


def _what_changed(before: Rehearsal, now: Rehearsal) -> str:
    codes, total = process_moves.changed_codes(before, now)
    if not total:
        return "Đợt chuyển vừa được tập dượt lại, chưa hồ sơ nào chuyển: xem bản mới rồi xác nhận."
    named = ", ".join(codes) + (", …" if total > len(codes) else "")
    return (
        f"Từ lúc tập dượt có {total} hồ sơ đã đi tiếp, vào thêm hoặc đã xong ({named}), nên chưa hồ "
        "sơ nào chuyển. Bấm tập dượt lại để xem số mới rồi nhờ xác nhận."
    )


def _tell(verb: str, row: ProcessMove, counts: tuple[int, int], actor: Actor, at: datetime) -> None:
    """`counts` are how many move and how many stay."""
    source, target = processes.view(row.source_id), processes.view(row.target_id)
    data = {
        "code": source.code,
        "from_process": source.number,
        "to_process": target.number,
        "moving": counts[0],
        "staying": counts[1],
    }
    fact = NewFact(verb, facts.PROCESS_MOVE, row.id, data, actor, at, {"reason": row.reason})
    journal.record([fact])
