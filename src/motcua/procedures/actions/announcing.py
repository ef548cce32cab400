"""Register decisions that publish procedures, and what they make units do."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from motcua.base.actor import Actor
from motcua.base.dates import format_date
from motcua.base.verdict import InvalidError, RefusedError
from motcua.journal import actions as journal
from motcua.journal.writing import NewFact
from motcua.procedures import facts, policies
from motcua.procedures.announcements import NewAnnouncement
from motcua.procedures.models import Announcement, PublicationDuty


@transaction.atomic
def register_announcement(
    *, announcement: NewAnnouncement, actor: Actor, at: datetime
) -> Announcement:
    """Register a signed decision with its duties and the decisions it replaces.

    InvalidError when it is registered already, comes into force before it is signed by mistake
    of the year, or replaces a decision that nobody registered.
    """
    policies.can_edit(actor).require()
    replaced = _require_sound(announcement, at)
    row = _created(announcement, at)
    row.replaces.set(replaced)
    PublicationDuty.objects.bulk_create(
        PublicationDuty(
            announcement=row, agency_key=duty.agency, kind=duty.kind, due_on=duty.due_on
        )
        for duty in announcement.duties
    )
    data = {"number": row.number, "kind": row.kind, "signed_on": row.signed_on.isoformat()}
    journal.record(
        [NewFact(facts.ANNOUNCEMENT_REGISTERED, facts.ANNOUNCEMENT, row.id, data, actor, at)]
    )
    return row


def _created(announcement: NewAnnouncement, at: datetime) -> Announcement:
    """The row; somebody may have registered the same decision in this very moment."""
    try:
        with transaction.atomic():
            return Announcement.objects.create(
                key=announcement.key,
                number=announcement.number,
                signed_on=announcement.signed_on,
                kind=announcement.kind,
                issuer=announcement.issuer,
                sector_code=announcement.sector,
                effective_on=announcement.effective_on,
                summary=announcement.summary,
                legal_bases=list(announcement.legal_bases),
                registered_at=at,
            )
    except IntegrityError as taken:
        raise _registered(announcement) from taken


def _registered(announcement: NewAnnouncement) -> InvalidError:
    return InvalidError(
        f"Quyết định {announcement.number} đã vào sổ: mở quyết định đó để làm tiếp.",
        fields={"number": "Đã vào sổ."},
    )


def _require_sound(announcement: NewAnnouncement, at: datetime) -> list[Announcement]:
    """The rows of the replaced decisions."""
    same = Announcement.objects.filter(
        number=announcement.number,
        signed_on=announcement.signed_on,
        issuer=announcement.issuer,
    )
    if same.exists() or Announcement.objects.filter(key=announcement.key).exists():
        raise _registered(announcement)
    if announcement.signed_on > at.date():
        raise InvalidError(
            f"Quyết định {announcement.number} ghi ngày ký {format_date(announcement.signed_on)}, "
            "sau hôm nay: xem lại ngày ký.",
            fields={"signed_on": "Ngày ký không thể sau hôm nay."},
        )
    replaced = list(Announcement.objects.filter(key__in=announcement.replaces))
    unknown = set(announcement.replaces) - {row.key for row in replaced}
    if unknown:
        raise InvalidError(
            f"Chưa có quyết định bị thay thế “{min(unknown)}”: vào sổ quyết định đó trước.",
            fields={"replaces": "Chưa vào sổ."},
        )
    return replaced


@transaction.atomic
def complete_duty(*, duty_id: int, proof: str, actor: Actor, at: datetime) -> PublicationDuty:
    """Say that a duty of an announcement is done, and where that can be seen."""
    policies.can_edit(actor).require()
    duty = (
        PublicationDuty.objects.select_for_update(of=("self",))
        .select_related("announcement")
        .filter(id=duty_id)
        .first()
    )
    if duty is None:
        raise InvalidError("Không có việc này: mở lại danh sách để chọn.", code="not_found")
    if duty.done_at is not None:
        raise RefusedError(f"Việc này đã làm xong ngày {format_date(duty.done_at)}.", code="done")
    if not proof.strip():
        raise InvalidError(
            "Ghi bằng chứng đã làm: số văn bản, địa chỉ trang, hoặc nơi niêm yết.",
            fields={"proof": "Không được để trống."},
        )
    duty.done_at, duty.proof = at, proof.strip()
    duty.save(update_fields=["done_at", "proof"])
    data = {"announcement": duty.announcement.number, "kind": duty.kind}
    journal.record([NewFact(facts.DUTY_DONE, facts.DUTY, duty.id, data, actor, at)])
    return duty
