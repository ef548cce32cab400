"""The only writers of reorganisations: drawn by one person, approved by another.

A change of the map names the version that the person was looking at. What an approved map does to
agencies and units is in `structure`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction

from motcua.agencies.models import Agency, Reorganisation, ReorganisationLine
from motcua.agencies.reorganising import facts, policies, queries
from motcua.agencies.reorganising.maps import Line
from motcua.agencies.states import ReorganisationState as State
from motcua.base.actor import Actor
from motcua.base.dates import VIETNAM, in_vietnam
from motcua.base.text import nfc
from motcua.base.verdict import ConflictError, InvalidError
from motcua.journal import queries as journal
from motcua.journal.actions import record
from motcua.journal.writing import NewFact


class UnableToReorganiseError(InvalidError):
    """The decision as described cannot be carried out."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What a decision says of itself; it counts from 00:00 of `effective_on`."""

    number: str
    decided_on: date
    title: str
    effective_on: date


@transaction.atomic
def draft_reorganisation(heading: Heading, *, actor: Actor, at: datetime) -> int:
    """Begin a decision; gives its number in the house."""
    policies.can_write(actor).require()
    values = _named(heading)
    try:
        with transaction.atomic():
            row = Reorganisation.objects.create(state=State.DRAFT, created_at=at, **values)
    except IntegrityError as fault:
        raise _known_already() from fault
    _tell(facts.DRAFTED, row.pk, _drafted(row), actor, at)
    return row.pk


def _named(heading: Heading) -> dict[str, Any]:
    said = (("number", "số quyết định", heading.number), ("title", "trích yếu", heading.title))
    mistakes = {name: f"Ghi {label}." for name, label, text in said if not nfc(text)}
    if mistakes:
        raise UnableToReorganiseError("Ghi số và trích yếu của quyết định.", fields=mistakes)
    return {
        "number": nfc(heading.number)[:60],
        "title": nfc(heading.title)[:300],
        "decided_on": heading.decided_on,
        "effective_at": datetime.combine(heading.effective_on, time(), VIETNAM),
    }


def _known_already() -> UnableToReorganiseError:
    return UnableToReorganiseError(
        "Quyết định số này, ngày này đã có trong danh sách. Mở quyết định đó để làm tiếp.",
        fields={"number": "Số này đã có."},
    )


def _drafted(row: Reorganisation) -> dict[str, object]:
    told: dict[str, object] = {
        "number": row.number,
        "decided_on": row.decided_on.isoformat(),
        "title": row.title,
        "effective_at": in_vietnam(row.effective_at).isoformat(),
        "continuing": sorted(row.continuing.values_list("pk", flat=True)),
    }
    return told | ({"keep_reason": row.keep_reason} if row.keep_reason else {})


@transaction.atomic
def change_reorganisation(
    reorganisation_id: int,
    heading: Heading,
    *,
    keep_reason: str,
    continuing: Collection[int],
    version: int | None,
    actor: Actor,
    at: datetime,
) -> None:
    """Change what the decision says of itself; `continuing` are predecessors that do not end."""
    row = _open_draft(reorganisation_id, version, actor)
    for name, value in _named(heading).items():
        setattr(row, name, value)
    row.keep_reason = nfc(keep_reason)[:300]
    row.version += 1
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as fault:
        raise _known_already() from fault
    row.continuing.set(Agency.objects.filter(pk__in=continuing))
    _tell(facts.CHANGED, row.pk, _drafted(row), actor, at)


@transaction.atomic
def add_line(
    reorganisation_id: int, line: Line, *, version: int | None, actor: Actor, at: datetime
) -> int:
    """Add one line to the map; gives its number."""
    row = _open_draft(reorganisation_id, version, actor)
    try:
        with transaction.atomic():
            made = _line_row(row.pk, line)
            made.save(force_insert=True)
    except IntegrityError as fault:
        raise _line_refusal(fault) from fault
    _bump(row)
    _tell(facts.LINE_ADDED, row.pk, _line_told(made), actor, at)
    return made.pk


def _line_refusal(fault: IntegrityError) -> UnableToReorganiseError:
    text = str(fault)
    if "line_once" in text:
        return UnableToReorganiseError(
            "Bản đồ đã có dòng cho đúng phần việc này. Bỏ dòng cũ trước khi thêm dòng khác."
        )
    if "units_together" in text:
        return UnableToReorganiseError(
            "Dòng nói về một đơn vị thì chọn cả đơn vị nhận.",
            fields={"heir_unit": "Chọn đơn vị nhận."},
        )
    return UnableToReorganiseError(
        "Nơi nhận phải khác nơi giao. Chọn lại nơi nhận.", fields={"heir": "Chọn nơi khác."}
    )


@transaction.atomic
def remove_line(
    reorganisation_id: int, line_id: int, *, version: int | None, actor: Actor, at: datetime
) -> None:
    """Take one line off the map."""
    row = _open_draft(reorganisation_id, version, actor)
    line = row.lines.filter(pk=line_id).first()
    if line is None:
        raise ConflictError("Dòng này đã được bỏ trước đó. Tải lại trang để xem.")
    told = _line_told(line)
    line.delete()
    _bump(row)
    _tell(facts.LINE_REMOVED, row.pk, told, actor, at)


@transaction.atomic
def fill_map(
    reorganisation_id: int,
    lines: Iterable[Line],
    *,
    version: int | None,
    actor: Actor,
    at: datetime,
) -> int:
    """Add the proposed lines that the map lacks; lines that stand are left alone. Gives how many."""
    row = _open_draft(reorganisation_id, version, actor)
    before = row.lines.count()
    ReorganisationLine.objects.bulk_create(
        [_line_row(row.pk, line) for line in lines], ignore_conflicts=True, batch_size=1000
    )
    added = row.lines.count() - before
    if added:
        _bump(row)
        _tell(facts.FILLED, row.pk, {"added": added}, actor, at)
    return added


def _line_row(reorganisation_id: int, line: Line) -> ReorganisationLine:
    return ReorganisationLine(
        reorganisation_id=reorganisation_id,
        predecessor_id=line.predecessor,
        heir_id=line.heir,
        unit_id=line.unit,
        heir_unit_id=line.heir_unit,
        area_id=line.area,
        sector_code=line.sector,
        procedure_code=line.procedure,
    )


def _line_told(row: ReorganisationLine) -> dict[str, object]:
    told: dict[str, object | None] = {
        "line": row.pk,
        "predecessor": row.predecessor_id,
        "heir": row.heir_id,
        "unit": row.unit_id,
        "heir_unit": row.heir_unit_id,
        "area": row.area_id,
        "sector": row.sector_code or None,
        "procedure": row.procedure_code or None,
    }
    return {name: value for name, value in told.items() if value is not None}


@transaction.atomic
def submit_reorganisation(
    reorganisation_id: int, *, version: int | None, actor: Actor, at: datetime
) -> None:
    """Hand the map to a second person; refused while something in it cannot be."""
    row = _open_draft(reorganisation_id, version, actor)
    if found := queries.problems(row.pk):
        raise UnableToReorganiseError(found[0])
    row.prepared_by = actor.account_id
    _move(row, State.PREPARED)
    _tell(facts.PREPARED, row.pk, {"version": row.version}, actor, at)


@transaction.atomic
def reopen_reorganisation(
    reorganisation_id: int, *, reason: str, actor: Actor, at: datetime
) -> None:
    """Give the map back to be changed, before or after approval; it must be approved anew."""
    policies.can_read(actor).require()
    row = _locked(reorganisation_id, {State.PREPARED, State.APPROVED})
    _require_reason(reason)
    row.approved_by = None
    _move(row, State.DRAFT)
    told = {"version": row.version, "reason": nfc(reason)[:300]}
    _tell(facts.REOPENED, row.pk, told, actor, at)


@transaction.atomic
def approve_reorganisation(
    reorganisation_id: int, *, version: int | None, actor: Actor, at: datetime
) -> None:
    """The second person agrees with the map as it stands; at its instant it is applied."""
    row = _locked(reorganisation_id, {State.PREPARED})
    policies.can_approve(actor, writers_of(row.pk)).require()
    _require_version(row, version)
    if found := queries.problems(row.pk):
        raise UnableToReorganiseError(found[0])
    row.approved_by = actor.account_id
    _move(row, State.APPROVED)
    _tell(facts.APPROVED, row.pk, {"version": row.version}, actor, at)


@transaction.atomic
def cancel_reorganisation(
    reorganisation_id: int, *, reason: str, actor: Actor, at: datetime
) -> None:
    """Give the decision up; nothing of it will happen."""
    policies.can_write(actor).require()
    row = _locked(reorganisation_id, {State.DRAFT, State.PREPARED, State.APPROVED})
    _require_reason(reason)
    _move(row, State.CANCELLED)
    told = {"version": row.version, "reason": nfc(reason)[:300]}
    _tell(facts.CANCELLED, row.pk, told, actor, at)


def writers_of(reorganisation_id: int) -> frozenset[str]:
    """References of everybody who had a hand in the map."""
    told = journal.facts_about(facts.REORGANISATION, reorganisation_id)
    return frozenset(fact.actor_ref for fact in told if fact.verb in facts.WRITING)


def _open_draft(reorganisation_id: int, version: int | None, actor: Actor) -> Reorganisation:
    policies.can_write(actor).require()
    row = _locked(reorganisation_id, {State.DRAFT})
    _require_version(row, version)
    return row


def _locked(reorganisation_id: int, states: Collection[State]) -> Reorganisation:
    """The row, held until the commit, if it is still in one of these states."""
    row = Reorganisation.objects.select_for_update().filter(pk=reorganisation_id).first()
    if row is None:
        raise InvalidError("Không thấy quyết định sắp xếp này.", code="not_found")
    if row.state not in states:
        raise ConflictError(
            f"Quyết định {row.number} đang ở trạng thái “{State(row.state).label.lower()}”, "
            "không làm được việc này nữa. Tải lại trang để xem."
        )
    return row


def _require_version(row: Reorganisation, version: int | None) -> None:
    if version not in {None, row.version}:
        raise ConflictError(
            "Bản đồ vừa được người khác sửa. Tải lại trang để xem bản mới rồi làm tiếp."
        )


def _require_reason(reason: str) -> None:
    if not nfc(reason):
        raise UnableToReorganiseError("Ghi lý do.", fields={"reason": "Ghi lý do."})


def _bump(row: Reorganisation) -> None:
    row.version += 1
    row.save(update_fields=["version"])


def _move(row: Reorganisation, state: State) -> None:
    row.state = state
    row.save(update_fields=["state", "prepared_by", "approved_by"])


def _tell(verb: str, subject: int, data: dict[str, Any], actor: Actor, at: datetime) -> None:
    record([NewFact(verb, facts.REORGANISATION, subject, data, actor, at)])
