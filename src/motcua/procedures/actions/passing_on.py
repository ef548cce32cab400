"""Duties of publication whose agency ends: the heirs owe them from then on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Q

from motcua.agencies.reorganising.ending import Ending
from motcua.base.actor import Actor
from motcua.journal import actions as journal
from motcua.journal.writing import NewFact
from motcua.procedures import facts
from motcua.procedures.models import ProcedureVersion, PublicationDuty
from motcua.procedures.states import VersionState


def counted(ending: Ending) -> list[tuple[str, int]]:
    """What is passed on, in the words of a rehearsal."""
    owed = PublicationDuty.objects.filter(done_at=None, agency_key__in=ending.keys_ended())
    return [("việc công bố, niêm yết chuyển cơ quan", owed.count())]


def notes(ending: Ending) -> list[str]:
    """Procedures that name an agency which ends: nobody decides on them until they are published anew."""
    lasting = Q(effective_to=None) | Q(effective_to__gt=ending.day)
    rows = ProcedureVersion.objects.filter(
        lasting, state=VersionState.PUBLISHED, competence_agency__in=ending.keys_ended()
    ).order_by("procedure__code", "id")
    codes = list(dict.fromkeys(rows.values_list("procedure__code", flat=True)))
    if not codes:
        return []
    named = ", ".join(codes[:5]) + (", …" if len(codes) > len(codes[:5]) else "")
    sentence = (
        f"{len(codes)} thủ tục nêu đích danh cơ quan kết thúc ({named}). Công bố phiên bản mới nêu cơ "
        "quan kế thừa, có hiệu lực từ ngày áp dụng."
    )
    return [sentence]


@transaction.atomic
def pass_on_duties(ending: Ending, *, actor: Actor, at: datetime) -> None:
    """Each open duty becomes that of the heirs; one that an heir owes already is not owed twice."""
    heirs = ending.keys_ended()
    owed = PublicationDuty.objects.filter(done_at=None, agency_key__in=heirs).select_related(
        "announcement"
    )
    for duty in owed.order_by("id"):
        theirs = sorted(heirs[duty.agency_key])
        journal.record(list(_passed_on(duty, theirs, ending.decision, actor, at)))


def _passed_on(
    duty: PublicationDuty, heirs: list[str], decision: str, actor: Actor, at: datetime
) -> Iterator[NewFact]:
    data = facts.DutyDone(announcement=duty.announcement.number, kind=duty.kind)
    yield NewFact(facts.DUTY_PASSED_ON, facts.DUTY, duty.pk, dict(data), actor, at)
    for key in heirs:
        PublicationDuty.objects.get_or_create(
            announcement_id=duty.announcement_id, agency_key=key, kind=duty.kind,
            defaults={"due_on": duty.due_on},
        )  # fmt: skip
    duty.done_at, duty.proof = at, f"Cơ quan kết thúc theo {decision}; cơ quan kế thừa làm tiếp."
    duty.save(update_fields=["done_at", "proof"])
