"""Erasing what has outlived its time: one person asks, another agrees to exactly that, then it happens.

Each dossier goes in a transaction of its own, once; killed half-way, the next call goes on.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any, Final

from django.db import IntegrityError, transaction
from django.db.models import F

from motcua.base.actor import SYSTEM, Actor, ActorKind
from motcua.base.dates import in_vietnam
from motcua.base.text import nfc
from motcua.base.verdict import YES, ConflictError, InvalidError, Verdict, no
from motcua.documents import actions as documents
from motcua.dossiers import records
from motcua.dossiers.erasures import Erasure, ErasureState
from motcua.dossiers.retention import emptying, facts, queries
from motcua.journal import actions as journal
from motcua.journal.writing import NewFact
from motcua.rulebook import queries as rulebook

# So many in one round: whoever confirms can still judge it, and the next round goes on.
MOST = 2000
AT_ONCE = 50
_EDITOR = "business_admin"
_CONFIRMERS: Final = frozenset({_EDITOR, "centre_director"})


class CountMovedError(ConflictError):
    """Another number would go than the person saw."""

    code = "count_moved"


def can_propose(actor: Actor) -> Verdict:
    """Business administrators, and the system where the province has switched it on."""
    if actor.kind is ActorKind.SYSTEM or actor.holds(_EDITOR):
        return YES
    return no(
        "Chỉ quản trị nghiệp vụ ghi được đề nghị xóa dữ liệu hết thời hạn. Nhờ quản trị nghiệp vụ"
        " làm việc này."
    )


def can_confirm(actor: Actor, proposed_by: str) -> Verdict:
    """Another than who asked, also not in their name; never a machine.

    What the system asks for by the province's rules takes somebody who cannot set those rules.
    """
    if not actor.holds_any(_CONFIRMERS):
        return no("Chỉ Giám đốc Trung tâm hoặc quản trị nghiệp vụ khác xác nhận được việc xóa.")
    if proposed_by == SYSTEM.signature and actor.holds(_EDITOR):
        return no(
            "Đề nghị do hệ thống ghi theo thời hạn mà quản trị nghiệp vụ đặt: Giám đốc Trung tâm"
            " xác nhận."
        )
    if proposed_by in actor.signatures_in(_CONFIRMERS):
        return no(
            "Người ghi đề nghị không tự xác nhận, kể cả qua người thay: nhờ Giám đốc Trung tâm hoặc"
            " quản trị nghiệp vụ khác."
        )
    return YES


def propose(
    slug: str, *, seen: int, reason: str, actor: Actor, at: datetime, most: int = MOST
) -> int:
    """Ask that one kind's personal data past its time be erased; gives the round's number.

    `seen` is the number that the rehearsal showed; a round takes at most `most` of them. Nothing
    is erased before another person agrees.
    """
    can_propose(actor).require()
    said = _reason(reason, "Xóa dữ liệu cần căn cứ. Ghi căn cứ rồi làm lại.")
    kind = next((kind for kind in queries.kinds(at) if kind.slug == slug), None)
    if kind is None:
        raise InvalidError(
            "Không có loại dữ liệu này. Mở lại trang Lưu giữ dữ liệu.", code="not_found"
        )
    ids, total = queries.past(kind, most), queries.number_past(kind)
    if seen != total:
        raise CountMovedError("Số hồ sơ hết thời hạn đã khác lúc xem. Xem lại rồi quyết định.")
    if not ids:
        raise InvalidError("Không hồ sơ nào loại này hết thời hạn.")
    with _one_open(), transaction.atomic():
        row = Erasure.objects.create(
            slug=slug, label=kind.label, before=kind.before, ids=ids, reason=said,
            counts=queries.contents(ids), proposed_by=actor.signature, proposed_at=at,
        )  # fmt: skip
        _tell(facts.PROPOSED, row, actor, at, said)
    return row.pk


def confirm(erasure_id: int, *, seen: int, actor: Actor, at: datetime) -> Erasure:
    """Agree to exactly what was shown; `carry_out` then does it.

    Raises `CountMovedError` when the number typed, or the dossiers past their time, are others.
    """
    with transaction.atomic():
        row = _open(erasure_id)
        can_confirm(actor, row.proposed_by).require()
        if seen != len(row.ids):
            raise CountMovedError(f"Đợt này có {len(row.ids)} hồ sơ. Ghi đúng số này.")
        still = queries.still_past(row, at)
        if still != len(row.ids):
            raise CountMovedError(
                f"Chỉ còn {still} trong {len(row.ids)} hồ sơ hết thời hạn. Rút đề nghị, ghi lại."
            )
        _settle(row, ErasureState.CONFIRMED, actor, at)
        _tell(facts.CONFIRMED, row, actor, at)
    return row


def refuse(erasure_id: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """Say no, with the reason; nothing is erased."""
    said = _reason(reason, "Ghi lý do không đồng ý.")
    with transaction.atomic():
        row = _open(erasure_id)
        can_confirm(actor, row.proposed_by).require()
        row.answer = said
        _settle(row, ErasureState.REFUSED, actor, at)
        _tell(facts.REFUSED, row, actor, at, said)


def withdraw(erasure_id: int, *, actor: Actor, at: datetime) -> None:
    """Take the request back; nothing is erased."""
    with transaction.atomic():
        row = _open(erasure_id)
        can_propose(actor).require()
        _settle(row, ErasureState.WITHDRAWN, actor, at)
        _tell(facts.WITHDRAWN, row, actor, at)


def carry_out(erasure_id: int, *, at: datetime, most: int = MOST) -> bool:
    """Erase so many dossiers of a confirmed round, then their files; whether some are left."""
    row = Erasure.objects.get(pk=erasure_id)
    if row.state != ErasureState.CONFIRMED.value or row.finished_at is not None:
        return False
    actor = _confirmer(row)
    left, condition = queries.left_of(row, at), queries.condition_of(row, at)
    for dossier_id in left[:most]:
        _erase_one(row, dossier_id, condition, actor, at)
    documents.remove_erased(at=at)
    if len(left) > most:
        return True
    _finish(row, actor, at)
    return False


def propose_overnight(*, at: datetime) -> int:
    """What the night asks for: nothing unless the province has switched it on; how many rounds."""
    if not rulebook.is_on("retention.automatic", in_vietnam(at).date()):
        return 0
    waiting = set(queries.waiting().values_list("slug", flat=True))
    found = [one for one in queries.rehearsed(at) if one.dossiers and one.kind.slug not in waiting]
    for one in found:
        propose(
            one.kind.slug, seen=one.dossiers, reason="Hết thời hạn lưu giữ, hệ thống tự ghi đề nghị",
            actor=SYSTEM, at=at,
        )  # fmt: skip
    return len(found)


def _erase_one(
    row: Erasure, dossier_id: int, condition: tuple[str, list[Any]], actor: Actor, at: datetime
) -> None:
    """One dossier with all that tells of its people; nothing where another was quicker."""
    with transaction.atomic():
        if not records.forget_people(dossier_id, *condition):
            return
        files = emptying.empty(dossier_id, at)
        gone = journal.erase_private(
            subject_kind=records.SUBJECT, subject_id=dossier_id,
            reason=f"Hết thời hạn lưu giữ: {row.label.lower()}", actor=actor, at=at,
        )  # fmt: skip
        Erasure.objects.filter(pk=row.pk).update(
            dossiers=F("dossiers") + 1, facts=F("facts") + gone, files=F("files") + files
        )


@transaction.atomic
def _finish(row: Erasure, actor: Actor, at: datetime) -> None:
    """Once, whoever of several is the last."""
    if not Erasure.objects.filter(pk=row.pk, finished_at=None).update(finished_at=at):
        return
    row.refresh_from_db()
    data: facts.Erased = {
        "round": row.pk, "dossiers": row.dossiers, "facts": row.facts, "files": row.files
    }  # fmt: skip
    told = NewFact(facts.ERASED, facts.RETENTION, 0, data, actor, at, {"reason": row.reason})
    journal.record([told])


@contextmanager
def _one_open() -> Iterator[None]:
    try:
        yield
    except IntegrityError as fault:
        raise ConflictError(
            "Loại dữ liệu này đang có một đề nghị chờ xác nhận. Xác nhận hoặc rút nó trước."
        ) from fault


def _open(erasure_id: int) -> Erasure:
    row = Erasure.objects.select_for_update().filter(pk=erasure_id).first()
    if row is None:
        raise InvalidError("Không có đợt xóa này. Mở lại trang Lưu giữ dữ liệu.", code="not_found")
    if row.state != ErasureState.PROPOSED.value:
        raise ConflictError(
            f"Đề nghị này không còn chờ xác nhận ({ErasureState(row.state).label.lower()})."
        )
    return row


def _settle(row: Erasure, state: ErasureState, actor: Actor, at: datetime) -> None:
    row.state, row.settled_by, row.settled_at = state.value, actor.signature, at
    row.save(update_fields=["state", "settled_by", "settled_at", "answer"])


def _tell(verb: str, row: Erasure, actor: Actor, at: datetime, reason: str = "") -> None:
    data: facts.Round = {
        "round": row.pk, "dossiers": len(row.ids), "label": row.label,
        "before": in_vietnam(row.before).date().isoformat(), "digest": records.request_digest(row.ids),
    }  # fmt: skip
    private = {"reason": reason} if reason else None
    journal.record([NewFact(verb, facts.RETENTION, 0, dict(data), actor, at, private)])


def _confirmer(row: Erasure) -> Actor:
    kind, _, ref = row.settled_by.partition(":")
    return Actor(ActorKind(kind), ref)


def _reason(text: str, sentence: str) -> str:
    said = " ".join(nfc(text).split())[:300]
    if not said:
        raise InvalidError(sentence, fields={"reason": "Ghi căn cứ, lý do."})
    return said
