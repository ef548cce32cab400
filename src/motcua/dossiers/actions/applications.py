"""Applications before they are dossiers: opened, filled in part by part, sent once, forgotten.

A draft belongs to whoever holds its token, of which the table keeps only the sha256. It is no
dossier yet, so it writes no fact; sending it makes the dossier, puts the files into their places
and erases what was typed, all in one transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from motcua.agencies import queries as agencies
from motcua.base.actor import ANONYMOUS, Actor, ActorKind
from motcua.base.dates import in_vietnam
from motcua.base.verdict import ConflictError, InvalidError
from motcua.documents import actions as documents
from motcua.documents import queries as documents_read
from motcua.documents.models import StoredFile
from motcua.dossiers import applying, records
from motcua.dossiers.actions import attachments, intake
from motcua.dossiers.applying import Draft, DraftFile, Part
from motcua.dossiers.models import Application
from motcua.dossiers.queries.applications import (
    KEPT,
    UnknownApplicationError,
    as_draft,
    token_digest,
)
from motcua.dossiers.records import Recorded, Request
from motcua.dossiers.states import ReturnChannel, Status
from motcua.procedures import queries as procedures
from motcua.procedures.pinned import PinnedVersion

_TOKEN_BYTES = 32


class DraftChangedError(ConflictError):
    """The draft was saved in another window after this page was opened."""

    def __init__(self) -> None:
        super().__init__(
            "Đơn này vừa được lưu ở một cửa sổ khác. Xem lại những gì vừa nhập rồi lưu lần nữa."
        )


def open_application(procedure_code: str, *, at: datetime) -> str:
    """A new, empty draft; returns its token. Drafts older than thirty days are erased."""
    Application.objects.filter(updated_at__lte=at - KEPT).delete()
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    Application.objects.create(
        token_digest=token_digest(token), procedure_code=procedure_code, updated_at=at
    )
    return token


def purge(*, at: datetime) -> int:
    """Erase drafts older than thirty days, and files that belonged to nothing but such drafts."""
    Application.objects.filter(updated_at__lte=at - KEPT).delete()
    held = " ".join(
        f"AND NOT EXISTS (SELECT FROM {table} t WHERE t.{column} = f.sha256)"
        for table, column in documents_read.held_by()
    )
    with connection.cursor() as db:
        db.execute(
            f"SELECT f.sha256 FROM documents_storedfile f WHERE f.stored_at <= %s {held}"
            " AND NOT EXISTS (SELECT FROM dossiers_application d"
            "   WHERE position(f.sha256 IN d.content::text) > 0)",
            [at - KEPT],
        )
        orphans = [row[0] for row in db.fetchall()]
    return documents.forget(orphans, at=at)


@transaction.atomic
def fill(
    token: str,
    *,
    part: Part,
    answers: Mapping[str, Any],
    files: Mapping[str, Iterable[DraftFile]] | None = None,
    done: bool = True,
    expected_version: int,
    at: datetime,
) -> Draft:
    """Save one part; raises `DraftChangedError` when another window was quicker."""
    row = _locked(token, at)
    draft = as_draft(row)
    if row.version != expected_version:
        raise DraftChangedError
    marked = {*draft.done, part.value} if done else {*draft.done} - {part.value}
    changed = replace(
        draft,
        answers={**draft.answers, part.value: dict(answers)},
        done=tuple(sorted(marked)),
        files=applying.with_files(draft, files or {}),
    )
    return _keep(row, changed, at)


@transaction.atomic
def drop_file(token: str, *, paper_key: str, sha256: str, at: datetime) -> Draft:
    """Take one file out of the draft; a file that is not there any more is no mistake."""
    row = _locked(token, at)
    draft = as_draft(row)
    left = tuple(file for file in draft.files.get(paper_key, ()) if file.sha256 != sha256)
    done = tuple(part for part in draft.done if part != Part.PAPERS.value)
    return _keep(row, replace(draft, files={**draft.files, paper_key: left}, done=done), at)


@transaction.atomic
def discard(token: str, *, at: datetime) -> None:
    """The person gives the draft up; what was typed is erased at once."""
    row = _locked(token, at, sent_too=True)
    row.delete()


@transaction.atomic
def send(token: str, *, at: datetime) -> Recorded:
    """The draft becomes a dossier (T1), once, however often and from however many windows.

    Raises `InvalidError` where a part is missing or the procedure has changed meanwhile.
    """
    row = _locked(token, at, sent_too=True)
    if row.dossier_id is not None:
        return Recorded(row.dossier_id, records.load_by_id(row.dossier_id), "", replayed=True)
    draft = as_draft(row)
    version = _version(draft, at)
    if applying.next_part(version, draft) is not None:
        raise InvalidError("Còn phần chưa điền xong. Điền nốt rồi gửi.", code="incomplete")
    area_id = draft.part(Part.PLACE).get("area_id")
    request = Request(
        ANONYMOUS, at, key=f"application:{row.token_digest}",
        digest=records.request_digest("application", row.pk),
    )  # fmt: skip
    recorded = intake.submit_online(
        _intake(draft, version, area_id),
        unit_id=receiving_unit(version, area_id, at).id,
        request=request,
    )
    _attach(recorded.state.code, draft.files, at)
    row.dossier_id, row.content = recorded.id, {}
    row.version, row.updated_at = row.version + 1, at
    row.save(update_fields=["dossier", "content", "version", "updated_at"])
    return recorded


def receiving_unit(version: PinnedVersion, area_id: int | None, at: datetime) -> agencies.UnitView:
    """The one-stop unit of whoever decides on a matter of that commune."""
    on = in_vietnam(at).date()
    agency = procedures.competent_agency(version, area_id, on)
    unit = agencies.one_stop_of(agency.id, on) if agency else None
    if unit is None:
        raise InvalidError(
            "Chưa rõ nơi nhận hồ sơ của xã, phường này. Chọn lại xã, phường, hoặc nộp tại quầy.",
            fields={"area_id": "Chọn xã, phường nơi giải quyết."},
        )
    return unit


@transaction.atomic
def send_supplement(
    code: str, *, paper_key: str, files: Iterable[DraftFile], request: Request
) -> int:
    """Files for what was asked, from the applicant; the counter says whether they suffice.

    Returns how many were added; raises `InvalidError` when nothing has been asked for.
    """
    _, state = records.load(code, request.actor)
    if state.status is not Status.SUPPLEMENT_REQUESTED:
        raise InvalidError("Hồ sơ này không chờ bổ sung giấy tờ nên chưa cần gửi thêm.")
    given = tuple(files)
    _attach(code, {paper_key: given}, request.at)
    return len(given)


def _attach(code: str, files: Mapping[str, Iterable[DraftFile]], at: datetime) -> None:
    wanted = [(key, file) for key, members in files.items() for file in members]
    stored = StoredFile.objects.in_bulk([file.sha256 for _, file in wanted])
    request = Request(Actor(ActorKind.CITIZEN, code, "Người nộp hồ sơ"), at)
    for paper_key, file in wanted:
        attachments.attach(
            code, file=stored[file.sha256], name=file.name, paper_key=paper_key, request=request
        )


def _locked(token: str, at: datetime, *, sent_too: bool = False) -> Application:
    rows = Application.objects.select_for_update().filter(
        token_digest=token_digest(token), updated_at__gt=at - KEPT
    )
    row = rows.first()
    if row is None:
        raise UnknownApplicationError
    if row.dossier_id is not None and not sent_too:
        raise InvalidError("Hồ sơ đã gửi rồi nên không sửa ở đây được nữa.", code="sent")
    return row


def _keep(row: Application, draft: Draft, at: datetime) -> Draft:
    row.content, row.version, row.updated_at = applying.write_content(draft), row.version + 1, at
    row.save(update_fields=["content", "version", "updated_at"])
    return as_draft(row)


def _version(draft: Draft, at: datetime) -> PinnedVersion:
    version = procedures.current_version(draft.procedure_code, in_vietnam(at).date())
    if version is None:
        raise InvalidError("Thủ tục này không còn áp dụng. Tìm thủ tục thay thế rồi nộp lại.")
    return version


def _intake(draft: Draft, version: PinnedVersion, area_id: int | None) -> intake.Intake:
    wanted = draft.part(Part.RETURN)
    channel = ReturnChannel(str(wanted.get("channel") or ReturnChannel.COUNTER.value))
    by_post = channel is ReturnChannel.POST
    return intake.Intake(
        procedure_code=version.code,
        people=applying.people_of(draft),
        papers=applying.papers_of(version, draft),
        content=str(draft.part(Part.CONTENT).get("content") or "")[: applying.MOST_TEXT],
        sets=version.sets,
        return_channel=channel.value,
        return_address=str(wanted.get("address") or "")[:300] if by_post else "",
        area_id=area_id,
        case_code=applying.case_of(version, draft),
    )
