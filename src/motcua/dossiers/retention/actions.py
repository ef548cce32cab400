"""Erasing what has outlived its time: each dossier in a transaction of its own, once."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from motcua.base.actor import SYSTEM, Actor, ActorKind
from motcua.base.dates import in_vietnam
from motcua.base.verdict import YES, ConflictError, InvalidError, Verdict, no
from motcua.dossiers import records
from motcua.dossiers.retention import facts, queries
from motcua.dossiers.retention.queries import Kind
from motcua.journal import actions as journal
from motcua.journal.writing import NewFact
from motcua.rulebook import queries as rulebook

# So many in one call: a round stays short, and the next call goes on.
MOST = 2000
_EDITOR = "business_admin"


class CountMovedError(ConflictError):
    """Another number would go than the person saw."""

    code = "count_moved"


def can_erase(actor: Actor) -> Verdict:
    """Business administrators, and the system where the province has switched it on."""
    if actor.kind is ActorKind.SYSTEM or actor.holds(_EDITOR):
        return YES
    return no(
        "Chỉ quản trị nghiệp vụ được xóa dữ liệu hết thời hạn. Nhờ quản trị nghiệp vụ làm việc này."
    )


def erase(
    slug: str, *, seen: int, reason: str, actor: Actor, at: datetime, most: int = MOST
) -> int:
    """Erase one kind's personal data that is past its time; how many dossiers lost theirs.

    `seen` is the number that the rehearsal showed. The dossier stays with its code, its dates and its
    facts; files in it are archives and are not touched. Killed half-way, the next call goes on.
    """
    can_erase(actor).require()
    said = " ".join(reason.split())[:300]
    if not said:
        raise InvalidError(
            "Xóa dữ liệu cần căn cứ. Ghi căn cứ rồi làm lại.", fields={"reason": "Ghi căn cứ."}
        )
    kind = next((kind for kind in queries.kinds(at) if kind.slug == slug), None)
    if kind is None:
        raise InvalidError(
            "Không có loại dữ liệu này. Mở lại trang Lưu giữ dữ liệu.", code="not_found"
        )
    numbers = _past(kind, most)
    if seen != _total(at, slug):
        raise CountMovedError("Số hồ sơ hết thời hạn đã khác lúc xem. Xem lại rồi quyết định.")
    erased = [
        found for number in numbers if (found := _erase_one(kind, number, actor, at)) is not None
    ]
    if erased:
        data: facts.Erased = {"dossiers": len(erased), "facts": sum(erased)}
        journal.record(
            [NewFact(facts.ERASED, facts.RETENTION, 0, data, actor, at, {"reason": said})]
        )
    return len(erased)


def erase_overnight(*, at: datetime) -> int:
    """What the night erases: nothing unless the province has switched it on."""
    if not rulebook.is_on("retention.automatic", in_vietnam(at).date()):
        return 0
    return sum(
        erase(
            found.kind.slug, seen=found.dossiers, reason="Hết thời hạn lưu giữ, tự xóa hằng đêm",
            actor=SYSTEM, at=at,
        )
        for found in queries.rehearsed(at)
        if found.dossiers
    )  # fmt: skip


def _past(kind: Kind, most: int) -> list[int]:
    sql, params = kind.condition()
    with connection.cursor() as db:
        db.execute(
            f"SELECT d.id FROM dossiers_dossier d WHERE {sql} ORDER BY d.id LIMIT %s",
            [*params, most],
        )
        return [row[0] for row in db.fetchall()]


def _total(at: datetime, slug: str) -> int:
    return next(found.dossiers for found in queries.rehearsed(at) if found.kind.slug == slug)


def _erase_one(kind: Kind, dossier_id: int, actor: Actor, at: datetime) -> int | None:
    """How many facts lost their personal data; None where another was quicker."""
    sql, params = kind.condition()
    with transaction.atomic():
        if not records.forget_people(dossier_id, sql, params):
            return None
        return journal.erase_private(
            subject_kind=records.SUBJECT, subject_id=dossier_id,
            reason=f"Hết thời hạn lưu giữ: {kind.label.lower()}", actor=actor, at=at,
        )  # fmt: skip
