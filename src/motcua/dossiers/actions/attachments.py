"""Files in their place in a dossier: added with a fact, taken out with a fact, never erased."""

from __future__ import annotations

from django.db import transaction

from motcua.base.actor import Actor, ActorKind
from motcua.base.text import nfc
from motcua.base.verdict import InvalidError, NotPermittedError
from motcua.documents import actions as documents
from motcua.documents.models import StoredFile
from motcua.dossiers import facts, records
from motcua.dossiers.models import Attachment
from motcua.dossiers.records import Request
from motcua.dossiers.states import TERMINAL, Status
from motcua.dossiers.visibility import HANDLING
from motcua.journal import actions as journal
from motcua.journal.writing import NewFact

PLACES = frozenset({"paper", "result", "form", "consultation", "leg", "verify"})
MOST_FILES = 60


def attach(
    code: str,
    *,
    file: StoredFile,
    name: str,
    request: Request,
    place: str = "paper",
    paper_key: str = "",
) -> Attachment:
    """Put a stored file into a dossier that is still open (a result also when it is finished)."""
    dossier_id = require_open(code, request=request, place=place)
    with transaction.atomic():
        # One after the other, or two would both find the last place free.
        records.lock(dossier_id)
        if Attachment.objects.filter(dossier_id=dossier_id, removed_at=None).count() >= MOST_FILES:
            raise InvalidError(f"Một hồ sơ chứa nhiều nhất {MOST_FILES} tệp. Gộp các trang lại.")
        return put(
            dossier_id, file=file, name=name, place=place, request=request, paper_key=paper_key
        )


def require_open(code: str, *, request: Request, place: str = "paper") -> int:
    """The dossier's number, if the actor may put files into that place of it now; raises if not.

    Doors ask before they keep a byte of what was sent.
    """
    dossier_id, state = records.load(code, request.actor)
    if request.actor.kind is ActorKind.OFFICER and not takes_part(state.agency_ids, request.actor):
        raise NotPermittedError("Chỉ cơ quan đang giải quyết hồ sơ mới thêm tệp được.")
    if state.status in TERMINAL or (state.status is Status.COMPLETED and place == "paper"):
        raise InvalidError("Hồ sơ đã xong nên không thêm giấy tờ được nữa.")
    if place not in PLACES:
        raise InvalidError("Chọn chỗ đặt tệp: giấy tờ, kết quả hay biểu mẫu.")
    return dossier_id


def put(
    dossier_id: int,
    *,
    file: StoredFile,
    name: str,
    place: str,
    request: Request,
    paper_key: str = "",
) -> Attachment:
    """Place a file that another action brings along: who may, and when, is decided there."""
    documents.require_kept(file.pk)
    attachment = Attachment.objects.create(
        dossier_id=dossier_id, file=file, place=place, paper_key=paper_key[:60],
        name=nfc(name)[:200], added_at=request.at, added_by=request.actor.ref,
    )  # fmt: skip
    _tell(facts.ATTACHED, attachment, request)
    return attachment


def take_out(attachment: Attachment, request: Request) -> None:
    """Take a file out of sight for another action, in its transaction."""
    attachment.removed_at = request.at
    attachment.save(update_fields=["removed_at"])
    _tell(facts.DETACHED, attachment, request)


def detach(code: str, *, attachment_id: int, request: Request) -> None:
    """Take a wrongly added file out of sight; the fact and the bytes stay."""
    dossier_id, state = records.load(code, request.actor)
    with transaction.atomic():
        found = (
            Attachment.objects.select_for_update()
            .filter(pk=attachment_id, dossier_id=dossier_id, removed_at=None)
            .first()
        )
        if found is None:
            raise InvalidError("Tệp này không còn trong hồ sơ.", code="not_found")
        if state.status in TERMINAL or found.added_by != request.actor.ref:
            raise NotPermittedError("Chỉ người đã thêm tệp mới bỏ được, khi hồ sơ chưa kết thúc.")
        take_out(found, request)


def takes_part(agency_ids: tuple[int, ...], actor: Actor) -> bool:
    """Whoever only looks (an inspector, an administrator) adds nothing, also in the own agency."""
    return any(grant.role in HANDLING and grant.agency_id in agency_ids for grant in actor.grants)


def _tell(verb: str, attachment: Attachment, request: Request) -> None:
    data = {
        "attachment": attachment.pk,
        "sha256": attachment.file_id,
        "place": attachment.place,
        "paper_key": attachment.paper_key,
    }
    fact = NewFact(
        verb, records.SUBJECT, attachment.dossier_id, data, request.actor, request.at,
        {"note": attachment.name},
    )  # fmt: skip
    journal.record([fact])
