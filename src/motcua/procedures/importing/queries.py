"""Readers of the import: what stands in the catalogue, what waits, one record from both sides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import Q, QuerySet

from motcua.base.verdict import InvalidError
from motcua.procedures.content import Content, parse_content, parse_record, record_json
from motcua.procedures.importing.comparing import Side, sides
from motcua.procedures.importing.reasons import REASONS, Trap
from motcua.procedures.importing.sorting import Known
from motcua.procedures.importing.translating import Json, translate
from motcua.procedures.models import ImportBatch, ProcedureVersion, QuarantinedRecord
from motcua.procedures.rules import search_words
from motcua.procedures.states import QuarantineState, VersionState


def known() -> dict[str, Known]:
    """What stands under each code: the version published last, else the latest draft."""
    return {code: _known(row) for code, row in _standing(ProcedureVersion.objects.all()).items()}


def known_of(code: str) -> Known | None:
    """`known` for one code."""
    row = _standing(ProcedureVersion.objects.filter(code=code)).get(code)
    return _known(row) if row else None


def quarantined_digests() -> frozenset[str]:
    """Digests of all records that wait or were decided on."""
    return frozenset(QuarantinedRecord.objects.values_list("digest", flat=True))


def _standing(rows: QuerySet[ProcedureVersion]) -> dict[str, ProcedureVersion]:
    """One row for each code; published ones outrank drafts, later ones outrank earlier."""
    listed = rows.exclude(state=VersionState.RETIRED).only("id", "code", "state", "content")
    found: dict[str, ProcedureVersion] = {}
    for row in listed.order_by("effective_from", "number"):
        former = found.get(row.code)
        if former is None or row.state in {former.state, VersionState.PUBLISHED}:
            found[row.code] = row
    return found


def _known(row: ProcedureVersion) -> Known:
    draft_id = row.id if row.state == VersionState.DRAFT else None
    return Known(parse_content(row.content), draft_id)


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line of the quarantine's list."""

    id: int
    code: str
    name: str
    state: str
    reasons: tuple[Trap, ...]
    decided_by: str
    decided_at: datetime | None
    decision_note: str
    version_id: int | None


@dataclass(frozen=True, slots=True)
class ReasonCount:
    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class Comparison:
    """One record from both sides.

    `proposal` is what would be taken with our corrections, complete for a form; where even that is
    no sound record it has gaps and `problems` maps the fields to sentences.
    """

    waiting: Waiting
    raw: dict[str, Any]
    proposal: Json
    problems: dict[str, str]
    sides: tuple[Side, ...]
    existing_version_id: int | None


def quarantine(
    *,
    state: str = QuarantineState.OPEN.value,
    reason: str = "",
    text: str = "",
    limit: int = 50,
    offset: int = 0,
) -> tuple[tuple[Waiting, ...], int]:
    """Records in that state, by code, and how many there are; an empty word does not narrow."""
    rows = QuarantinedRecord.objects.all()
    if state:
        rows = rows.filter(state=state)
    if reason:
        rows = rows.filter(reasons__contains=[{"code": reason}])
    if text.strip():
        rows = rows.filter(Q(code__startswith=text.strip()) | Q(name__icontains=text.strip()))
    page = rows.defer("raw").order_by("code", "id")[offset : offset + limit]
    return tuple(_waiting(row) for row in page), rows.count()


def counts_by_reason(state: str = QuarantineState.OPEN.value) -> tuple[ReasonCount, ...]:
    """How many records in that state carry each reason, the most frequent first."""
    statement = (
        "SELECT reason->>'code', count(DISTINCT record.id) "
        "FROM procedures_quarantinedrecord record, jsonb_array_elements(record.reasons) reason "
        "WHERE record.state = %s GROUP BY 1 ORDER BY 2 DESC, 1"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [state])
        found = cursor.fetchall()
    return tuple(ReasonCount(code, REASONS.get(code, code), count) for code, count in found)


def open_count() -> int:
    """How many records wait for somebody's decision."""
    return QuarantinedRecord.objects.filter(state=QuarantineState.OPEN.value).count()


def one(record_id: int) -> Comparison | None:
    """The raw record beside what stands under its code; None when there is no such record."""
    row = QuarantinedRecord.objects.filter(id=record_id).first()
    if row is None:
        return None
    incoming, problems = _proposal(row.raw)
    code = incoming.code if incoming else row.code.strip()
    standing = _standing(ProcedureVersion.objects.filter(code=code)).get(code)
    existing = parse_content(standing.content) if standing else None
    return Comparison(
        waiting=_waiting(row),
        raw=row.raw,
        proposal=_form(row.raw) if incoming else translate(row.raw, corrected=True),
        problems=problems,
        sides=sides(existing, incoming) if incoming else (),
        existing_version_id=standing.id if standing else None,
    )


def batches(limit: int = 20) -> tuple[ImportBatch, ...]:
    """The latest imports."""
    return tuple(ImportBatch.objects.all()[:limit])


@dataclass(frozen=True, slots=True)
class Catalogued:
    """A procedure that is known from the national catalogue and not published here."""

    version_id: int
    code: str
    name: str
    sector_name: str
    levels: tuple[str, ...]
    executing: tuple[str, ...]


def catalogue(text: str = "", *, limit: int = 20, offset: int = 0) -> tuple[Catalogued, ...]:
    """Drafts from the national catalogue, by code or by words with or without diacritics.

    No dossier can be received on them: they show an officer that the procedure exists.
    """
    rows = ProcedureVersion.objects.filter(state=VersionState.DRAFT, provenance="catalogue")
    typed = "".join(text.split())
    if typed[:1].isdigit():
        rows = rows.filter(code__startswith=typed)
    else:
        for word in search_words(text).split():
            rows = rows.filter(folded__contains=word)
    found = rows.order_by("name_key", "code")[offset : offset + limit]
    return tuple(
        Catalogued(
            version_id=row.id,
            code=row.code,
            name=row.name,
            sector_name=row.sector_name,
            levels=tuple(row.levels),
            executing=tuple(row.content.get("executing", ())),
        )
        for row in found
    )


def _waiting(row: QuarantinedRecord) -> Waiting:
    return Waiting(
        id=row.id,
        code=row.code,
        name=row.name,
        state=row.state,
        reasons=tuple(Trap(**reason) for reason in row.reasons),
        decided_by=row.decided_by,
        decided_at=row.decided_at,
        decision_note=row.decision_note,
        version_id=row.version_id,
    )


def _proposal(raw: dict[str, Any]) -> tuple[Content | None, dict[str, str]]:
    try:
        return parse_record(translate(raw, corrected=True)).content, {}
    except InvalidError as error:
        return None, error.fields


def _form(raw: dict[str, Any]) -> Json:
    return record_json(parse_record(translate(raw, corrected=True)))
