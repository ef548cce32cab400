"""Signing results, one or fifty: confirmed once, signed one by one, each exactly once.

The head confirms with a fresh second factor; a background job then signs dossier after dossier.
Each is one transaction that signs the file, puts it into the dossier, takes the step and marks
the item, so that a crash leaves it either wholly signed or not at all; the step bears the item's
own key as well. What cannot be signed says why and waits for another try.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.db import IntegrityError, transaction

from motcua.accounts import certificates
from motcua.accounts import policies as officers
from motcua.accounts import queries as accounts
from motcua.accounts.certificates import CertificateView
from motcua.base.dates import in_vietnam
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError, RefusedError
from motcua.documents import queries as documents
from motcua.documents.forms import Sheet
from motcua.documents.signing.ports import Signer
from motcua.dossiers import letter_heads, letter_sheets, placing, policies, records
from motcua.dossiers.actions import drafting, letters, results
from motcua.dossiers.folding import DossierState
from motcua.dossiers.issued import (
    IssuedDocument,
    ItemStatus,
    ResultDraft,
    SigningBatch,
    SigningItem,
)
from motcua.dossiers.letter_heads import Number, Signature
from motcua.dossiers.records import Request, UnknownDossierError
from motcua.dossiers.versions import version_of

MOST: Final = 200
# A batch is carried on for so long after its confirmation, then it must be confirmed again.
CONFIRMED_FOR: Final = timedelta(hours=4)
_OVER: Final = "Đã quá 4 giờ từ lúc xác nhận. Chọn lại hồ sơ và xác nhận lần nữa."


@dataclass(frozen=True, slots=True)
class Chosen:
    """A dossier that was ticked, in the version that the head looked at."""

    code: str
    version: int | None = None


def begin_batch(chosen: Sequence[Chosen], *, request: Request) -> SigningBatch:
    """Confirm a batch; the same key gives the same batch again, whatever happened to it since.

    Raises for anything that cannot even begin (no certificate, second factor too old, a dossier
    that is not to be signed by this person or has no draft); nothing is begun then.
    """
    certificate = certificates.require_current(request.actor.account_id, request.at)
    if request.key is None:
        raise InvalidError("Tải lại trang rồi ký lại.")
    known = SigningBatch.objects.filter(account_id=certificate.account_id, key=request.key).first()
    if known is not None:
        return known
    officers.require_fresh(request.actor, request.at)
    if not chosen:
        raise InvalidError("Chưa chọn hồ sơ nào. Đánh dấu các hồ sơ muốn ký rồi bấm lại.")
    if len(chosen) > MOST:
        raise InvalidError(f"Một lượt ký nhiều nhất {MOST} hồ sơ. Chia làm nhiều lượt.")
    lines = [_line(one, request) for one in dict.fromkeys(chosen)]
    try:
        with transaction.atomic():
            return _write(lines, certificate, request)
    except IntegrityError as fault:
        known = SigningBatch.objects.filter(
            account_id=certificate.account_id, key=request.key
        ).first()
        if known is not None:
            return known
        raise ConflictError(
            "Một hồ sơ trong số này đang ở lượt ký khác. Đợi lượt đó xong rồi chọn lại."
        ) from fault


def _line(one: Chosen, request: Request) -> tuple[int, DossierState, ResultDraft]:
    dossier_id, state = records.load(one.code, request.actor)
    version = version_of(state)
    policies.can("sign_result", request.actor, state, placing.role_at(version, state)).require()
    current = placing.current_step(version, state)
    if current.kind != "sign":
        raise InvalidError(f"Hồ sơ {one.code} đang ở bước “{current.name}”, không phải bước ký.")
    if state.result:
        raise InvalidError(f"Kết quả của hồ sơ {one.code} đã ký rồi, không phải bước ký nữa.")
    draft = ResultDraft.objects.filter(dossier_id=dossier_id, closed_at=None).first()
    if draft is None:
        raise InvalidError(
            f"Hồ sơ {one.code} chưa có dự thảo kết quả để ký số. Nhờ người thụ lý soạn hoặc tải lên."
        )
    if one.version not in (None, state.version):
        raise ConflictError(
            f"Hồ sơ {one.code} đã đổi từ lúc anh/chị xem. Mở lại danh sách rồi chọn lại."
        )
    return dossier_id, state, draft


def _write(
    lines: Sequence[tuple[int, DossierState, ResultDraft]],
    certificate: CertificateView,
    request: Request,
) -> SigningBatch:
    batch = SigningBatch.objects.create(
        account_id=certificate.account_id, certificate_id=certificate.id,
        key=request.key or "", begun_at=request.at,
    )  # fmt: skip
    SigningItem.objects.bulk_create(
        SigningItem(
            batch=batch, dossier_id=dossier_id, place=place, version=state.version, draft=draft
        )
        for place, (dossier_id, state, draft) in enumerate(lines, 1)
    )
    return batch


def carry_on(batch_id: int, *, at: datetime, most: int = MOST) -> int:
    """Sign what waits in a batch, in its order; how many were dealt with.

    Another process that is at the same batch takes other items; the key is opened once.
    """
    batch = SigningBatch.objects.get(pk=batch_id)
    done = 0
    with ExitStack() as opened:
        try:
            signer = opened.enter_context(certificates.signer(_certificate_of(batch, at), at=at))
        except RefusedError as refusal:
            return _fail_all(batch, str(refusal), at)
        while done < most and _sign_next(batch, signer, at):
            done += 1
    _finish(batch, at)
    return done


def _certificate_of(batch: SigningBatch, at: datetime) -> CertificateView:
    for view in certificates.of_account(batch.account_id):
        if view.id == batch.certificate_id:
            return view
    return certificates.require_current(batch.account_id, at)


def _sign_next(batch: SigningBatch, signer: Signer, at: datetime) -> bool:
    """One item in one transaction; False when none waits (or others are at the last ones)."""
    with transaction.atomic():
        item = (
            SigningItem.objects.select_for_update(skip_locked=True, of=("self",))
            .filter(batch=batch, status=ItemStatus.WAITING)
            .select_related("draft", "draft__attachment")
            .order_by("place")
            .first()
        )
        if item is None:
            return False
        try:
            with transaction.atomic():
                item.issued = _sign(batch, item, signer, at)
                item.status, item.reason = ItemStatus.SIGNED.value, ""
        except RefusedError as refusal:
            item.issued, item.status, item.reason = None, ItemStatus.FAILED.value, str(refusal)
        item.done_at = at
        item.save(update_fields=["issued", "status", "reason", "done_at"])
    return True


def _sign(batch: SigningBatch, item: SigningItem, signer: Signer, at: datetime) -> IssuedDocument:
    """Everything that signing one result is; a refusal undoes all of it."""
    if at - batch.begun_at > CONFIRMED_FOR:
        raise NotPermittedError(_OVER)
    # Before the number of the letter, as whoever issues an act about it.
    records.lock(item.dossier_id)
    actor = accounts.actor_for(batch.account_id, at)
    request = Request(actor, at, item.version, f"sign:{batch.pk}:{item.pk}", "")
    state = records.load_by_id(item.dossier_id)
    try:
        records.load(state.code, actor)
    except UnknownDossierError as fault:
        raise NotPermittedError("Anh/chị không còn quyền với hồ sơ này.") from fault
    if item.draft.closed_at is not None:
        raise ConflictError("Dự thảo đã được thay sau khi anh/chị xác nhận. Xem lại rồi ký.")
    issued = _issue(item.draft, state, signer, batch, request)
    recorded = results.sign_result(state.code, number=issued.number_text, request=request)
    if recorded.replayed:
        raise ConflictError("Kết quả này đã được ký từ trước.")
    drafting.close_draft(item.draft, request)
    _replace_wrong_result(state, issued, request)
    return issued


def _issue(
    draft: ResultDraft,
    state: DossierState,
    signer: Signer,
    batch: SigningBatch,
    request: Request,
) -> IssuedDocument:
    at, version = request.at, version_of(state)
    hand = letter_heads.hand_of(request.actor, state, version, in_vietnam(at).date())
    title = version.results[0].name if version.results else "Kết quả giải quyết"
    certificate = _certificate_of(batch, at)

    def written(number: Number) -> Sheet:
        return letter_sheets.result_of(
            draft.content or {}, state, version, at=at, hand=hand, number=number
        )

    going = letters.Outgoing(draft.dossier_id, state, "result", title, hand.numbered_by, written)
    if draft.attachment is None:
        return letters.issue(going, hand.signature, signer, certificate, request=request)
    return _sign_upload(draft, going, hand.signature, signer, certificate, request)


def _sign_upload(
    draft: ResultDraft,
    going: letters.Outgoing,
    signature: Signature,
    signer: Signer,
    certificate: CertificateView,
    request: Request,
) -> IssuedDocument:
    """The officer's own PDF, signed as it is: it bears its number already."""
    if draft.attachment is None:
        raise InvalidError("Dự thảo không còn tệp. Nhờ người thụ lý tải lại.")
    opened = documents.open_file(draft.attachment.file_id)
    content = letters.signed(opened.path.read_bytes(), signer, signature, going, request.at)
    return letters.keep(
        going, content, request=request, verify_code=letters.new_code(), certificate=certificate,
        number=("", None, draft.number),
    )  # fmt: skip


def _replace_wrong_result(state: DossierState, issued: IssuedDocument, request: Request) -> None:
    """A dossier that makes a wrong or lost result good ends what was signed before."""
    if state.remedies_id is None:
        return
    wrong = IssuedDocument.objects.select_for_update().filter(
        dossier_id=state.remedies_id, kind="result", ended_at=None
    )
    for earlier in wrong:
        letters.end(earlier, reason="Cấp lại do kết quả sai hoặc mất.", request=request, by=issued)


def _fail_all(batch: SigningBatch, reason: str, at: datetime) -> int:
    with transaction.atomic():
        waiting = SigningItem.objects.filter(batch=batch, status=ItemStatus.WAITING)
        failed = waiting.update(status=ItemStatus.FAILED.value, reason=reason, done_at=at)
        _finish(batch, at)
    return failed


def _finish(batch: SigningBatch, at: datetime) -> None:
    waiting = SigningItem.objects.filter(batch=batch, status=ItemStatus.WAITING)
    if not waiting.exists():
        SigningBatch.objects.filter(pk=batch.pk, finished_at=None).update(finished_at=at)


def retry_batch(batch_id: int, *, request: Request) -> SigningBatch:
    """Try again what could not be signed: a new batch of those dossiers as they are now."""
    batch = SigningBatch.objects.filter(pk=batch_id).first()
    if batch is None or batch.account_id != request.actor.account_id:
        raise InvalidError("Không thấy lượt ký này.", code="not_found")
    failed = SigningItem.objects.filter(batch=batch, status=ItemStatus.FAILED).select_related(
        "dossier"
    )
    chosen = [Chosen(item.dossier.code) for item in failed.order_by("place")]
    if not chosen:
        raise InvalidError("Lượt ký này không còn hồ sơ nào phải ký lại.")
    return begin_batch(chosen, request=request)
