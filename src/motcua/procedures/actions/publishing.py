"""Publish, end and abolish versions, approve processes. What is published stays as it is."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from motcua.base.actor import Actor
from motcua.base.dates import format_date
from motcua.base.memory import forget_all
from motcua.base.verdict import InvalidError, RefusedError
from motcua.journal import actions as journal
from motcua.journal.writing import NewFact
from motcua.procedures import facts, policies
from motcua.procedures.actions.drafting import (
    NotADraftError,
    locked_draft,
    process_data,
    require_sound,
)
from motcua.procedures.content import parse_content
from motcua.procedures.models import Announcement, InternalProcess, Procedure, ProcedureVersion
from motcua.procedures.process import parse_process
from motcua.procedures.rules import missing_parts
from motcua.procedures.spelling import digest
from motcua.procedures.states import ProcessState, VersionState


class UnableToPublishError(InvalidError):
    """The draft is not complete, or its time collides with another version's."""

    code = "unable_to_publish"


class UnableToAbolishError(RefusedError):
    """There is nothing in force to abolish from that day."""

    code = "unable_to_abolish"


@transaction.atomic
def publish(
    *,
    version_id: int,
    announcement_id: int,
    effective_from: date,
    effective_to: date | None = None,
    actor: Actor,
    at: datetime,
) -> ProcedureVersion:
    """Publish a draft by an announcement, with its process; the version before it ends that day.

    UnableToPublishError names each missing part (Decree 63/2010 art. 8(2)) and any version that
    is published for the same time; NotPermittedError for the one who drafted it.
    """
    draft = locked_draft(version_id)
    policies.can_publish(actor, draft.drafted_by).require()
    if draft.process is not None and draft.process.state == ProcessState.DRAFT:
        policies.can_publish(actor, draft.process.drafted_by).require()
    announcement = _announcement(announcement_id)
    Procedure.objects.select_for_update().get(id=draft.procedure_id)
    ended = publish_draft(draft, announcement, effective_from, effective_to, actor, at)
    written = [_ended(facts.VERSION_ENDED, row, announcement, actor, at) for row in ended]
    journal.record([*written, *published_facts(draft, announcement, actor, at)])
    return draft


def publish_draft(
    draft: ProcedureVersion,
    announcement: Announcement,
    effective_from: date,
    effective_to: date | None,
    actor: Actor,
    at: datetime,
) -> list[ProcedureVersion]:
    """Write the publication and return the versions that it ended; the caller writes the facts."""
    _require_complete(draft)
    if effective_to is not None and effective_to <= effective_from:
        raise UnableToPublishError(
            "Ngày hết hiệu lực phải sau ngày có hiệu lực: xem lại hai ngày.",
            fields={"effective_to": "Phải sau ngày có hiệu lực."},
        )
    ended = _end_former(draft, effective_from, effective_to)
    if draft.process is not None and draft.process.state == ProcessState.DRAFT:
        _approve(draft.process, announcement, at)
    draft.state = VersionState.PUBLISHED.value
    draft.announcement = announcement
    draft.effective_from, draft.effective_to = effective_from, effective_to
    draft.published_by, draft.published_at = actor.signature, at
    draft.save()
    _forget()
    return ended


def _forget() -> None:
    """What is in force has changed: at once for this transaction, and again once others see it."""
    forget_all()
    transaction.on_commit(forget_all)


@transaction.atomic
def publish_process(
    *, process_id: int, announcement_id: int, actor: Actor, at: datetime
) -> InternalProcess:
    """Approve a process by a decision of its own, before its version is published."""
    process = InternalProcess.objects.select_for_update(of=("self",)).filter(id=process_id).first()
    if process is None or process.state != ProcessState.DRAFT:
        raise NotADraftError("Quy trình này đã phê duyệt hoặc không còn: soạn quy trình mới.")
    policies.can_publish(actor, process.drafted_by).require()
    version = process.versions.order_by("number").last()
    if version is None:
        raise NotADraftError("Quy trình này không còn thuộc bản nháp nào: soạn quy trình mới.")
    require_sound(parse_content(version.content), parse_process(process.content))
    _approve(process, _announcement(announcement_id), at)
    data = process_data(version, process)
    journal.record([NewFact(facts.PROCESS_PUBLISHED, facts.PROCESS, process.id, data, actor, at)])
    return process


@transaction.atomic
def abolish(
    *, code: str, announcement_id: int, effective_on: date, actor: Actor, at: datetime
) -> list[ProcedureVersion]:
    """End every version of the procedure from that day; what has not begun by then is retired.

    Dossiers that were accepted before keep their version. UnableToAbolishError when no version
    would be touched.
    """
    policies.can_abolish(actor).require()
    announcement = _announcement(announcement_id)
    procedure = Procedure.objects.select_for_update().filter(code=code).first()
    rows = _published(procedure, effective_on) if procedure else []
    if not rows:
        raise UnableToAbolishError(
            f"Thủ tục {code} không còn bản nào có hiệu lực từ {format_date(effective_on)}: "
            "xem lại mã hoặc ngày bãi bỏ."
        )
    written = []
    for row in rows:
        verb = _end(row, effective_on)
        written.append(_ended(verb, row, announcement, actor, at, effective_on))
    journal.record(written)
    _forget()
    return list(rows)


def published_facts(
    row: ProcedureVersion, announcement: Announcement, actor: Actor, at: datetime
) -> list[NewFact]:
    """The facts of one publication: the process first, where it was approved with it."""
    process = row.process
    written = []
    if process is not None and process.published_at == at:
        data = process_data(row, process)
        written.append(NewFact(facts.PROCESS_PUBLISHED, facts.PROCESS, process.id, data, actor, at))
    data = {
        "code": row.code,
        "version": row.number,
        "announcement": announcement.number,
        "effective_from": str(row.effective_from),
        "digest": digest(row.content),
    }
    return [*written, NewFact(facts.VERSION_PUBLISHED, facts.VERSION, row.id, data, actor, at)]


def _require_complete(draft: ProcedureVersion) -> None:
    content = parse_content(draft.content)
    missing = missing_parts(content)
    if missing:
        raise UnableToPublishError(
            f"Chưa công bố được thủ tục {content.code}: còn thiếu {', '.join(missing)} "
            "(khoản 2 Điều 8 Nghị định 63/2010/NĐ-CP). Bổ sung rồi công bố lại.",
            fields=dict.fromkeys(missing, "Bắt buộc phải có."),
        )
    require_sound(content, parse_process(draft.process.content) if draft.process else None)


def _end_former(
    draft: ProcedureVersion, effective_from: date, effective_to: date | None
) -> list[ProcedureVersion]:
    """End the version that the draft follows; refuse when a later one stands in its way."""
    rows = ProcedureVersion.objects.filter(
        Q(effective_to=None) | Q(effective_to__gt=effective_from),
        procedure_id=draft.procedure_id,
        scope=draft.scope,
        state=VersionState.PUBLISHED,
    )
    if effective_to is not None:
        rows = rows.filter(effective_from__lt=effective_to)
    ended = []
    for row in rows.order_by("effective_from"):
        if row.effective_from is None or row.effective_from >= effective_from:
            raise UnableToPublishError(
                f"Thủ tục {row.code} đã có bản {row.number} công bố có hiệu lực từ "
                f"{format_date(row.effective_from or effective_from)}: chọn ngày hiệu lực sau "
                "ngày đó, hoặc bãi bỏ bản đó trước.",
                fields={"effective_from": "Trùng thời gian với bản đã công bố."},
            )
        _end(row, effective_from)
        ended.append(row)
    return ended


def _end(row: ProcedureVersion, on: date) -> str:
    """End or retire a published version; the verb that tells it."""
    if row.effective_from is not None and row.effective_from >= on:
        row.state = VersionState.RETIRED.value
        row.save(update_fields=["state"])
        return facts.VERSION_RETIRED
    row.effective_to = on
    row.save(update_fields=["effective_to"])
    return facts.VERSION_ENDED


def _published(procedure: Procedure, on: date) -> QuerySet[ProcedureVersion]:
    return ProcedureVersion.objects.filter(
        Q(effective_to=None) | Q(effective_to__gt=on),
        procedure=procedure,
        state=VersionState.PUBLISHED,
    ).order_by("number")


def _approve(process: InternalProcess, announcement: Announcement, at: datetime) -> None:
    process.state = ProcessState.PUBLISHED.value
    process.announcement = announcement
    process.published_at = at
    process.save(update_fields=["state", "announcement", "published_at"])


def _announcement(announcement_id: int) -> Announcement:
    row = Announcement.objects.filter(id=announcement_id).first()
    if row is None:
        raise InvalidError(
            "Chọn quyết định công bố đã vào sổ.", fields={"announcement": "Chưa chọn."}
        )
    return row


def _ended(
    verb: str,
    row: ProcedureVersion,
    announcement: Announcement,
    actor: Actor,
    at: datetime,
    on: date | None = None,
) -> NewFact:
    ends = on or row.effective_to
    data = {
        "code": row.code,
        "version": row.number,
        "announcement": announcement.number,
        "effective_to": ends.isoformat() if ends else "",
    }
    return NewFact(verb, facts.VERSION, row.id, data, actor, at)
