"""Writers of absences: a colleague does the work from one moment until another, then all is as before.

Nothing is moved: dossiers stay with the absent officer, roles stay with their posts. What the
stand-in may do follows from the dates alone (`accounts_held`), so it begins and ends by itself.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce

from motcua.accounts import facts, policies, queries
from motcua.accounts.models import Absence, Account
from motcua.accounts.telling import tell
from motcua.base.actor import Actor
from motcua.base.dates import format_moment, in_vietnam
from motcua.base.text import nfc
from motcua.base.verdict import ConflictError, InvalidError

# Leave for a birth is six months.
_LONGEST = timedelta(days=190)


class UnableToRecordAbsenceError(InvalidError):
    """The absence as described cannot be written down."""


@transaction.atomic
def record_absence(
    account_id: int,
    *,
    stand_in: int,
    begins_at: datetime,
    ends_at: datetime,
    reason: str,
    actor: Actor,
    at: datetime,
) -> int:
    """Write down that somebody is away and who stands in; gives its number.

    A leader may do it for those whose posts they lead. Raises `UnableToRecordAbsenceError` when
    the stand-in is away too, works elsewhere, or has an absence that this one would cross.
    """
    own = tuple(g for g in queries.actor_for(account_id, at).grants if g.lent_by is None)
    policies.can_manage_absence(actor, account_id, own).require()
    _check(account_id, stand_in, begins_at, ends_at, reason, at)
    row = Absence(
        account_id=account_id, stand_in_id=stand_in, begins_at=begins_at, ends_at=ends_at,
        reason=nfc(reason), recorded_by_id=actor.account_id or account_id, created_at=at,
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as fault:
        raise UnableToRecordAbsenceError(
            "Trong thời gian này đã có một lần vắng mặt khác. Kết thúc lần đó hoặc chọn ngày khác."
        ) from fault
    data = facts.AbsenceRecorded(
        absence=row.pk, stand_in=stand_in, begins_at=format_moment(begins_at),
        ends_at=format_moment(ends_at),
    )  # fmt: skip
    tell(facts.ABSENCE_RECORDED, account_id, data, actor, at, {"reason": row.reason})
    return row.pk


def _check(
    account_id: int,
    stand_in: int,
    begins_at: datetime,
    ends_at: datetime,
    reason: str,
    at: datetime,
) -> None:
    if not nfc(reason):
        raise UnableToRecordAbsenceError("Ghi lý do vắng mặt.", fields={"reason": "Ghi lý do."})
    if ends_at <= begins_at or ends_at <= at:
        raise UnableToRecordAbsenceError(
            "Ngày về phải sau ngày bắt đầu vắng và sau lúc này.",
            fields={"ends_on": "Chọn một ngày sau."},
        )
    if ends_at - begins_at > _LONGEST:
        raise UnableToRecordAbsenceError(
            f"Mỗi lần vắng không quá {_LONGEST.days} ngày. Vắng lâu hơn thì bàn giao hồ sơ.",
            fields={"ends_on": "Chọn một ngày sớm hơn."},
        )
    # One lock for both, in the order of their numbers: two who name each other wait, one loses.
    people = {
        row.pk: row
        for row in Account.objects.select_for_update()
        .filter(pk__in=[account_id, stand_in])
        .order_by("pk")
    }
    _check_stand_in(account_id, stand_in, people, in_vietnam(max(at, begins_at)))
    crossing = _crossing(begins_at, ends_at)
    if crossing.filter(account_id=stand_in).exists():
        raise UnableToRecordAbsenceError(
            "Người thay cũng vắng mặt trong thời gian này. Chọn người khác.",
            fields={"stand_in": "Người này cũng vắng mặt."},
        )
    other = crossing.filter(stand_in_id=account_id).select_related("account").first()
    if other is not None:
        raise UnableToRecordAbsenceError(
            f"Trong thời gian này đang nhận thay {other.account.full_name}. Nhờ lãnh đạo chọn người"
            " khác thay trước."
        )


def _check_stand_in(
    account_id: int, stand_in: int, people: dict[int, Account], since: datetime
) -> None:
    wrong = {"stand_in": "Chọn một đồng nghiệp."}
    if stand_in == account_id:
        raise UnableToRecordAbsenceError("Chọn một người khác để thay.", fields=wrong)
    if stand_in not in people or not people[stand_in].is_active:
        raise UnableToRecordAbsenceError("Tài khoản người thay đang bị khóa.", fields=wrong)
    on = since.date()
    agencies = [{post.unit.agency_id for post in queries.posts_of(pk, on)} for pk in people]
    if len(agencies) < len({account_id, stand_in}) or not agencies[0] & agencies[1]:
        raise UnableToRecordAbsenceError(
            "Người thay phải có vị trí công tác ở cùng cơ quan trong thời gian này.", fields=wrong
        )


def _crossing(begins_at: datetime, ends_at: datetime) -> QuerySet[Absence]:
    """Absences that are not called off and share a moment with this time."""
    rows = Absence.objects.annotate(until=Coalesce("ended_at", "ends_at"))
    return rows.filter(begins_at__lt=ends_at, until__gt=begins_at).filter(until__gt=F("begins_at"))


@transaction.atomic
def end_absence(absence_id: int, *, actor: Actor, at: datetime) -> None:
    """Back early, or not going at all: from now on the stand-in holds nothing of it."""
    row = Absence.objects.select_for_update().filter(pk=absence_id).first()
    if row is None:
        raise ConflictError("Không thấy lần vắng mặt này. Tải lại trang để xem.")
    own = tuple(g for g in queries.actor_for(row.account_id, at).grants if g.lent_by is None)
    policies.can_manage_absence(actor, row.account_id, own).require()
    if row.ended_at is not None or row.ends_at <= at:
        raise ConflictError("Lần vắng mặt này đã kết thúc. Tải lại trang để xem.")
    row.ended_at = at
    row.save(update_fields=["ended_at"])
    data = facts.AbsenceEnded(absence=absence_id, stand_in=row.stand_in_id)
    tell(facts.ABSENCE_ENDED, row.account_id, data, actor, at)
