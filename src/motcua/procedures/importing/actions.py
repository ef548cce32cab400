"""The writers of the import: one for a whole catalogue, three for what an officer decides.

Nothing is published here, and nothing published is touched: a record that is taken becomes a
draft, to be given its process and its announcement like any other.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.db import connection, transaction

from motcua.base.actor import Actor
from motcua.base.verdict import ConflictError, InvalidError
from motcua.journal import actions as journal
from motcua.journal.writing import NewFact
from motcua.procedures.actions.drafting import edit_draft, write_drafts
from motcua.procedures.content import Record, parse_record
from motcua.procedures.importing import facts, policies, queries
from motcua.procedures.importing.reporting import Report
from motcua.procedures.importing.sorting import Plan, plan
from motcua.procedures.importing.sources import Source, Unreadable, read
from motcua.procedures.importing.translating import Json, translate
from motcua.procedures.models import ImportBatch, ProcedureVersion, QuarantinedRecord
from motcua.procedures.states import QuarantineState

_LOCK = 0x6D6F7463_7561  # one import at a time
_SHORT = 120


class AlreadyDecidedError(ConflictError):
    """Somebody else has decided on the record."""

    code = "already_decided"


def import_catalogue(*, path: Path, actor: Actor, at: datetime) -> Report:
    """Read the catalogue at the path and take in what is sound; the report says what became of all.

    The same files a second time change nothing. NoCatalogueError when there is none.
    """
    policies.can_import(actor).require()
    report = Report()
    sources: list[Source] = []
    for found in read(path):
        if isinstance(found, Unreadable):
            report.unreadable.append(found)
        else:
            sources.append(found)
    report.full = sum(source.full for source in sources)
    report.rows = len(sources) - report.full
    _import(path.name, sources, report, actor, at)
    return report


@transaction.atomic
def _import(name: str, sources: list[Source], report: Report, actor: Actor, at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
    digest = _digest(sources)
    if ImportBatch.objects.filter(digest=digest).exists():
        report.repeated, report.unchanged = True, len(sources)
        return
    made = plan(_once(sources, report), queries.known(), queries.quarantined_digests())
    report.taken, report.filled = len(made.drafts), len(made.fill)
    report.unchanged += made.unchanged
    report.quarantined = len(made.quarantine)
    report.reasons = Counter(
        code for _, found in made.quarantine for code in {trap.code for trap in found}
    )
    counts = report.to_json()
    batch = ImportBatch.objects.create(digest=digest, source=name, at=at, counts=counts)
    _write(made, batch, actor, at)
    data = {
        "digest": digest,
        "read": report.read,
        "taken": report.taken + report.filled,
        "quarantined": report.quarantined,
    }
    journal.record([NewFact(facts.CATALOGUE_IMPORTED, facts.BATCH, batch.id, data, actor, at)])


def _digest(sources: Sequence[Source]) -> str:
    """One digest for the records read, whatever their order and the spelling of their JSON."""
    together = "\n".join(sorted(source.digest for source in sources))
    return hashlib.sha256(together.encode()).hexdigest()


def _once(sources: list[Source], report: Report) -> list[Source]:
    """Each record once: a line that stands twice word for word is one record."""
    distinct = {source.digest: source for source in reversed(sources)}
    report.unchanged += len(sources) - len(distinct)
    return [source for source in sources if distinct.get(source.digest) is source]


def _write(made: Plan, batch: ImportBatch, actor: Actor, at: datetime) -> None:
    if made.drafts:
        write_drafts(made.drafts, actor, at)
    for version_id, record in made.fill.items():
        _fill(version_id, record, actor, at)
    QuarantinedRecord.objects.bulk_create(
        (
            QuarantinedRecord(
                batch=batch,
                digest=source.digest,
                code=str(source.raw.get("code") or "")[:_SHORT],
                name=str(source.raw.get("name") or ""),
                raw=dict(source.raw),
                reasons=[trap.to_json() for trap in found],
            )
            for source, found in made.quarantine
        ),
        batch_size=500,
    )


def _fill(version_id: int, record: Record, actor: Actor, at: datetime) -> None:
    revision = ProcedureVersion.objects.values_list("revision", flat=True).get(id=version_id)
    edit_draft(version_id=version_id, revision=revision, record=record, actor=actor, at=at)


@transaction.atomic
def take_corrected(
    *,
    record_id: int,
    actor: Actor,
    at: datetime,
    corrected: Json | None = None,
    note: str = "",
) -> QuarantinedRecord:
    """Take the record with corrections: the officer's own JSON, or the proposal as it stands.

    InvalidError names the fields that still are not right, with the record left waiting.
    """
    row = _open(record_id, actor)
    said = corrected if corrected is not None else translate(row.raw, corrected=True)
    return _take(row, said, note or "nhận theo bản đã sửa", actor, at)


@transaction.atomic
def take_as_is(*, record_id: int, actor: Actor, at: datetime, note: str = "") -> QuarantinedRecord:
    """Take the record at its word; what our record cannot hold is left out."""
    row = _open(record_id, actor)
    said = translate(row.raw, corrected=False)
    return _take(row, said, note or "nhận nguyên văn", actor, at)


@transaction.atomic
def dismiss(*, record_id: int, note: str, actor: Actor, at: datetime) -> QuarantinedRecord:
    """Leave the record out for good; the note says why."""
    row = _open(record_id, actor)
    if not note.strip():
        raise InvalidError(
            "Ghi lý do loại bản ghi này để người sau hiểu.",
            fields={"note": "Không được để trống."},
        )
    return _decide(row, QuarantineState.DISMISSED, None, note, actor, at)


def take_many(
    *, record_ids: Sequence[int], actor: Actor, at: datetime
) -> tuple[list[int], dict[int, str]]:
    """Take many by their proposals: the numbers taken, and for the others the reason why not."""
    taken: list[int] = []
    refused: dict[int, str] = {}
    for record_id in record_ids:
        try:
            take_corrected(record_id=record_id, actor=actor, at=at)
        except (ConflictError, InvalidError) as error:
            refused[record_id] = str(error)
        else:
            taken.append(record_id)
    return taken, refused


def dismiss_many(
    *, record_ids: Sequence[int], note: str, actor: Actor, at: datetime
) -> tuple[list[int], dict[int, str]]:
    """Leave many out for the same reason; answers as `take_many` does."""
    done: list[int] = []
    refused: dict[int, str] = {}
    for record_id in record_ids:
        try:
            dismiss(record_id=record_id, note=note, actor=actor, at=at)
        except (ConflictError, InvalidError) as error:
            refused[record_id] = str(error)
        else:
            done.append(record_id)
    return done, refused


def _open(record_id: int, actor: Actor) -> QuarantinedRecord:
    policies.can_decide(actor).require()
    row = QuarantinedRecord.objects.select_for_update().filter(id=record_id).first()
    if row is None:
        raise InvalidError("Không có bản ghi chờ này: quay lại danh sách.")
    if row.state != QuarantineState.OPEN:
        raise AlreadyDecidedError(
            f"Bản ghi {row.code} đã được quyết định: {QuarantineState(row.state).label}. "
            "Mở lại danh sách để xem."
        )
    return row


def _take(
    row: QuarantinedRecord, said: Json, note: str, actor: Actor, at: datetime
) -> QuarantinedRecord:
    """A new draft, or the completion of the bare one that the list left under this code."""
    record = parse_record(_without_dates(said))
    standing = queries.known_of(record.content.code)
    if standing is not None and standing.bare and standing.draft_id is not None:
        _fill(standing.draft_id, record, actor, at)
        return _decide(row, QuarantineState.MERGED, standing.draft_id, note, actor, at)
    draft = write_drafts([record], actor, at)[0]
    return _decide(row, QuarantineState.TAKEN, draft.id, note, actor, at)


def _without_dates(said: Json) -> Json:
    """Dates and announcement belong to publication."""
    return {key: value for key, value in said.items() if key not in _DATES}


_DATES = frozenset({"effective_from", "effective_to", "announcement"})


def _decide(
    row: QuarantinedRecord,
    state: QuarantineState,
    version_id: int | None,
    note: str,
    actor: Actor,
    at: datetime,
) -> QuarantinedRecord:
    row.state = state.value
    row.version_id = version_id
    row.decided_by, row.decided_at = actor.signature, at
    row.decision_note = note.strip()
    row.save()
    data = {"code": row.code, "decision": state.label.lower()}
    journal.record([NewFact(facts.QUARANTINE_DECIDED, facts.QUARANTINED, row.id, data, actor, at)])
    return row
