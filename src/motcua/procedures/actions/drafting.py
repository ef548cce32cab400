"""Draft versions and their internal processes: checked at every save, complete only when published."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from motcua.accounts.states import Role
from motcua.base.actor import Actor
from motcua.base.text import sort_key
from motcua.base.verdict import ConflictError, InvalidError, RefusedError
from motcua.journal import actions as journal
from motcua.journal.writing import NewFact
from motcua.procedures import facts, graph, policies, takers
from motcua.procedures.content import Content, Record, parse_content
from motcua.procedures.models import InternalProcess, Procedure, ProcedureVersion
from motcua.procedures.process import Process, parse_process
from motcua.procedures.rules import (
    bare_name,
    scope_of,
    search_initials,
    search_words,
    working_minutes,
)
from motcua.procedures.spelling import digest, to_json
from motcua.procedures.states import ProcessState, VersionState, audiences

ROLES = frozenset(role.value for role in Role)
BATCH = 1_000


class NotADraftError(RefusedError):
    """What is asked for is only possible with a draft."""

    code = "not_a_draft"


def draft_version(*, record: Record, actor: Actor, at: datetime) -> ProcedureVersion:
    """A new draft of the record's procedure, which is created on its first version.

    Dates and announcement of the record are left for publication. InvalidError when the process
    is unsound, takes longer than the limit, or the code belongs to another kind of procedure.
    """
    return draft_versions(records=[record], actor=actor, at=at)[0]


@transaction.atomic
def draft_versions(
    *, records: Sequence[Record], actor: Actor, at: datetime
) -> list[ProcedureVersion]:
    """Many drafts in a handful of statements; one refused record refuses all."""
    policies.can_edit(actor).require()
    return write_drafts(records, actor, at)


def write_drafts(records: Sequence[Record], actor: Actor, at: datetime) -> list[ProcedureVersion]:
    """`draft_versions` for actions that have asked their own policy."""
    for record in records:
        require_sound(record.content, record.process)
    procedures = _procedures(records)
    ids = [procedure.id for procedure in procedures.values()]
    version_numbers = _numbers(ProcedureVersion.objects.filter(procedure__in=ids))
    process_numbers = _numbers(InternalProcess.objects.filter(procedure__in=ids))
    processes: list[InternalProcess] = []
    rows: list[ProcedureVersion] = []
    for record in records:
        procedure = procedures[record.content.code]
        version_numbers[procedure.id] += 1
        row = ProcedureVersion(
            procedure=procedure,
            number=version_numbers[procedure.id],
            drafted_by=actor.signature,
            drafted_at=at,
            **_columns(record.content),
        )
        if record.process is not None:
            process_numbers[procedure.id] += 1
            row.process = _process_row(
                procedure, process_numbers[procedure.id], record.process, actor, at
            )
            processes.append(row.process)
        rows.append(row)
    InternalProcess.objects.bulk_create(processes, batch_size=BATCH)
    ProcedureVersion.objects.bulk_create(rows, batch_size=BATCH)
    journal.record([_fact(facts.VERSION_DRAFTED, row, actor, at) for row in rows])
    return rows


@transaction.atomic
def draft_from(*, version_id: int, actor: Actor, at: datetime) -> ProcedureVersion:
    """A new draft that says what another version says, with the same process: to amend or restore it.

    An approved process is shared until the draft is given another; the draft of a process is copied.
    """
    policies.can_edit(actor).require()
    row = ProcedureVersion.objects.select_related("process").filter(id=version_id).first()
    if row is None:
        raise NotADraftError("Phiên bản này không còn: mở lại danh mục để chọn.")
    process = row.process
    shared = process is not None and process.state == ProcessState.PUBLISHED
    copied = parse_process(process.content) if process is not None and not shared else None
    fresh = write_drafts([Record(parse_content(row.content), copied)], actor, at)[0]
    if shared:
        fresh.process = process
        fresh.save(update_fields=["process"])
    return fresh


@transaction.atomic
def edit_draft(
    *, version_id: int, revision: int, record: Record, actor: Actor, at: datetime
) -> ProcedureVersion:
    """Replace what a draft says; `revision` is the one the editor was looking at.

    ConflictError when somebody saved in between, NotADraftError once it is published.
    """
    policies.can_edit(actor).require()
    row = locked_draft(version_id)
    _require_revision(row, revision)
    if record.content.code != row.code:
        raise InvalidError(
            f"Bản nháp này thuộc thủ tục {row.code}: soạn bản mới cho mã {record.content.code}.",
            fields={"code": "Không đổi được mã của bản nháp."},
        )
    require_sound(record.content, record.process)
    for name, value in _columns(record.content).items():
        setattr(row, name, value)
    former = row.process
    row.process = _write_process(row, record.process, actor, at) if record.process else None
    row.revision += 1
    row.drafted_by, row.drafted_at = actor.signature, at
    row.save()
    if row.process is None:
        _drop_unused(former)
    journal.record([_fact(facts.DRAFT_EDITED, row, actor, at)])
    return row


@transaction.atomic
def draft_process(
    *,
    version_id: int,
    process: Process,
    actor: Actor,
    at: datetime,
    revision: int | None = None,
) -> InternalProcess:
    """Give a draft version its internal process, or another one.

    `revision` is the one that the editor was looking at, None where nobody looked; ConflictError
    when somebody saved in between.
    """
    policies.can_edit(actor).require()
    row = locked_draft(version_id)
    _require_revision(row, revision)
    require_sound(parse_content(row.content), process)
    drafted = row.process = _write_process(row, process, actor, at)
    row.revision += 1
    row.save(update_fields=["process", "revision"])
    data = process_data(row, drafted)
    journal.record([NewFact(facts.PROCESS_DRAFTED, facts.PROCESS, drafted.id, data, actor, at)])
    return drafted


@transaction.atomic
def discard_draft(*, version_id: int, actor: Actor, at: datetime) -> None:
    """Throw a draft away; its fact stays."""
    policies.can_edit(actor).require()
    row = locked_draft(version_id)
    journal.record([_fact(facts.DRAFT_DISCARDED, row, actor, at)])
    process = row.process
    row.delete()
    _drop_unused(process)


def locked_draft(version_id: int) -> ProcedureVersion:
    """The draft and its process, locked until the transaction ends; else NotADraftError."""
    row = (
        ProcedureVersion.objects.select_for_update(of=("self",))
        .select_related("process", "procedure")
        .filter(id=version_id)
        .first()
    )
    if row is None:
        raise NotADraftError("Bản nháp này không còn nữa: có thể người khác đã bỏ nó.")
    if row.state != VersionState.DRAFT:
        raise NotADraftError(
            f"Bản {row.number} của thủ tục {row.code} đã công bố, không sửa được nữa: "
            "soạn một bản mới."
        )
    if row.process_id is not None:
        # A process can be approved by itself, and then this draft may no longer change it.
        row.process = InternalProcess.objects.select_for_update().get(id=row.process_id)
    return row


def _require_revision(row: ProcedureVersion, revision: int | None) -> None:
    if revision not in (None, row.revision):
        raise ConflictError(
            "Bản nháp này vừa được người khác lưu: mở lại để xem bản mới rồi sửa tiếp."
        )


def require_sound(content: Content, process: Process | None) -> None:
    """InvalidError with every sentence that speaks against the process, under `process`."""
    if process is None:
        return
    limit = working_minutes(content.limit) if content.limit else None
    found = sound_problems(process, limit)
    if found:
        raise InvalidError(
            f"Quy trình nội bộ của thủ tục {content.code} chưa dùng được. {found[0]}",
            fields={"process": " ".join(found)},
            code="unsound_process",
        )


def sound_problems(process: Process, limit_minutes: int | None = None) -> tuple[str, ...]:
    """What speaks against the process: its graph first, then who is to take which step."""
    found = graph.problems(process, roles=ROLES, limit_minutes=limit_minutes)
    return found or tuple(takers.problems(process))


def process_data(row: ProcedureVersion, process: InternalProcess) -> dict[str, object]:
    return {
        "code": row.code,
        "version": row.number,
        "process": process.number,
        "digest": digest(process.content),
    }


def _procedures(records: Sequence[Record]) -> dict[str, Procedure]:
    """The procedures of the records by code, locked, those missing created."""
    kinds = {record.content.code: record.content.kind for record in records}
    Procedure.objects.bulk_create(
        (Procedure(code=code, kind=kind) for code, kind in kinds.items()), ignore_conflicts=True
    )
    rows = Procedure.objects.select_for_update().filter(code__in=kinds).order_by("code")
    procedures = {row.code: row for row in rows}
    for code, kind in kinds.items():
        if procedures[code].kind != kind:
            raise InvalidError(
                f"Thủ tục {code} đã có trong danh mục với loại khác: xem lại loại thủ tục.",
                fields={"kind": "Không khớp với danh mục."},
            )
    return procedures


def _numbers(
    rows: QuerySet[ProcedureVersion] | QuerySet[InternalProcess],
) -> defaultdict[int, int]:
    """The highest number so far of each procedure."""
    highest: defaultdict[int, int] = defaultdict(int)
    for procedure_id, number in rows.values_list("procedure_id", "number"):
        highest[procedure_id] = max(highest[procedure_id], number)
    return highest


def _columns(content: Content) -> dict[str, object]:
    """The row's columns that repeat or index what the content says."""
    return {
        "scope": scope_of(content.competence),
        "content": to_json(content),
        "code": content.code,
        "name": content.name,
        "lowered": content.name.casefold(),
        "folded": search_words(content.name),
        "initials": search_initials(content.name),
        "name_key": sort_key(bare_name(content.name)),
        "sector_code": content.sector.code,
        "sector_name": content.sector.name,
        "levels": [str(level) for level in content.levels],
        "competence_level": content.competence.level.value,
        "competence_agency": content.competence.agency or "",
        "online_level": content.online_level.value,
        "audience": [str(audience) for audience in audiences(content.subjects)],
        "provenance": content.provenance.value,
    }


def _process_row(
    procedure: Procedure, number: int, process: Process, actor: Actor, at: datetime
) -> InternalProcess:
    return InternalProcess(
        procedure=procedure,
        number=number,
        content=to_json(process),
        drafted_by=actor.signature,
        drafted_at=at,
    )


def _write_process(
    row: ProcedureVersion, process: Process, actor: Actor, at: datetime
) -> InternalProcess:
    """The row of this process: the draft's own one rewritten, or a new one beside an approved."""
    former, content = row.process, to_json(process)
    if former is not None and former.content == content:
        return former
    if former is not None and former.state == ProcessState.DRAFT:
        former.content = content
        former.drafted_by, former.drafted_at = actor.signature, at
        former.save(update_fields=["content", "drafted_by", "drafted_at"])
        return former
    taken = _numbers(InternalProcess.objects.filter(procedure=row.procedure))
    fresh = _process_row(row.procedure, taken[row.procedure_id] + 1, process, actor, at)
    fresh.save()
    return fresh


def _drop_unused(process: InternalProcess | None) -> None:
    if process is not None and process.state == ProcessState.DRAFT:
        process.delete()


def _fact(verb: str, row: ProcedureVersion, actor: Actor, at: datetime) -> NewFact:
    data = {"code": row.code, "version": row.number}
    return NewFact(verb, facts.VERSION, row.id, data, actor, at)
