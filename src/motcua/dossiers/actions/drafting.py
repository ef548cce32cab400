"""The result before it is signed: a PDF that an officer has made, or the text of the simple form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from django.db import IntegrityError, transaction

from motcua.base.actor import Actor
from motcua.base.text import nfc
from motcua.base.verdict import YES, ConflictError, InvalidError, NotPermittedError, Verdict, no
from motcua.documents.kinds import FileKind
from motcua.documents.models import StoredFile
from motcua.dossiers import policies, records
from motcua.dossiers.actions import attachments
from motcua.dossiers.folding import DossierState
from motcua.dossiers.issued import ResultDraft
from motcua.dossiers.records import Request
from motcua.dossiers.states import Status
from motcua.dossiers.transition import OFFICE
from motcua.dossiers.visibility import HANDLING

PLACE: Final = "draft_result"
_LONGEST: Final = {"title": 200, "ground": 500, "text": 8000}
_NEEDED: Final = {"title": "Ghi tên văn bản.", "text": "Ghi nội dung kết quả."}


def draft_file(
    code: str, *, file: StoredFile, name: str, number: str, request: Request
) -> ResultDraft:
    """Lay a finished PDF before the head, under the number that it bears; the earlier draft goes."""
    dossier_id, state = _open(code, request)
    if file.kind != FileKind.PDF:
        raise InvalidError(
            "Dự thảo phải là tệp PDF thì mới ký số được. Lưu văn bản thành PDF rồi tải lên.",
            fields={"tep": "Chọn tệp PDF."},
        )
    if not nfc(number):
        raise InvalidError(
            "Ghi số, ký hiệu đã ghi trên văn bản.", fields={"number": "Ghi số, ký hiệu."}
        )
    with transaction.atomic():
        _drop(dossier_id, request)
        attachment = attachments.put(dossier_id, file=file, name=name, place=PLACE, request=request)
        return _create(
            dossier_id, state, request, attachment_id=attachment.pk, number=nfc(number)[:60]
        )


def draft_text(code: str, *, content: Mapping[str, str], request: Request) -> ResultDraft:
    """Write the simple result: `title`, `text`, `ground`; its number comes when it is signed."""
    dossier_id, state = _open(code, request)
    cleaned = {name: _clean(content.get(name, "")) for name in _LONGEST}
    wrong = {name: words for name, words in _NEEDED.items() if not cleaned[name]}
    wrong |= {
        name: f"Viết gọn dưới {most} ký tự."
        for name, most in _LONGEST.items()
        if len(cleaned[name]) > most
    }
    if wrong:
        raise InvalidError("Xem lại các ô có đánh dấu.", fields=wrong)
    with transaction.atomic():
        _drop(dossier_id, request)
        return _create(dossier_id, state, request, content=cleaned)


def drop_draft(code: str, *, request: Request) -> None:
    """Give the draft up."""
    dossier_id, _ = _open(code, request)
    with transaction.atomic():
        if not _drop(dossier_id, request):
            raise InvalidError("Hồ sơ này không có dự thảo kết quả.", code="not_found")


def close_draft(draft: ResultDraft, request: Request) -> None:
    """The draft has become the signed result, in whose transaction this is."""
    draft.closed_at = request.at
    draft.save(update_fields=["closed_at"])
    if draft.attachment is not None:
        attachments.take_out(draft.attachment, request)


def _open(code: str, request: Request) -> tuple[int, DossierState]:
    dossier_id, state = records.load(code, request.actor)
    require_drafter(state, request.actor)
    return dossier_id, state


def require_drafter(state: DossierState, actor: Actor) -> None:
    """Raise unless the dossier is being worked on, and the actor is of those who work on it."""
    if state.status is not Status.PROCESSING:
        raise InvalidError(f"Hồ sơ đang “{state.status.label.lower()}” nên chưa soạn kết quả được.")
    can_draft(state, actor).require()


def can_draft(state: DossierState, actor: Actor) -> Verdict:
    """Whoever works on results in the agency that decides, or in a unit that takes part."""
    units = {state.holder_unit_id, *state.waiting_unit_ids}
    in_agency = any(
        grant.role in OFFICE & HANDLING and grant.agency_id == state.competent_agency_id
        for grant in actor.grants
    )
    if not (in_agency or units & actor.unit_ids):
        return no("Chỉ cơ quan giải quyết hồ sơ mới soạn kết quả được.")
    if not actor.roles & (OFFICE | policies.HEADS):
        return no("Soạn kết quả là việc của chuyên viên và lãnh đạo thụ lý.")
    return YES


def _create(
    dossier_id: int,
    state: DossierState,
    request: Request,
    *,
    attachment_id: int | None = None,
    content: Mapping[str, str] | None = None,
    number: str = "",
) -> ResultDraft:
    del state
    account = request.actor.account_id
    if account is None:
        raise NotPermittedError("Kết quả do cán bộ soạn, máy không soạn thay được.")
    try:
        with transaction.atomic():
            return ResultDraft.objects.create(
                dossier_id=dossier_id, attachment_id=attachment_id, content=content,
                number=number, drafted_by_id=account, drafted_at=request.at,
            )  # fmt: skip
    except IntegrityError as fault:
        raise ConflictError(
            "Có người vừa soạn kết quả cho hồ sơ này. Mở lại để xem bản đó."
        ) from fault


def _drop(dossier_id: int, request: Request) -> bool:
    rows = ResultDraft.objects.select_for_update(of=("self",)).filter(
        dossier_id=dossier_id, closed_at=None
    )
    draft = rows.select_related("attachment").first()
    if draft is None:
        return False
    close_draft(draft, request)
    return True


def _clean(text: str) -> str:
    return "\n".join(nfc(line) for line in text.splitlines()).strip()
