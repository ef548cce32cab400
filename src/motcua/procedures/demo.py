"""Invented law in the making, for who signs in to look: a decision with duties, a draft, a new process.

Invented and marked as such; made by the real actions, by the people who may.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal

from motcua.base.actor import Actor
from motcua.base.dates import in_vietnam
from motcua.procedures import actions, queries
from motcua.procedures.announcements import DutyPlan, NewAnnouncement
from motcua.procedures.models import Announcement
from motcua.procedures.process import Choice, Process, Step
from motcua.procedures.states import AnnouncementKind, DutyKind, StepKind

KEY = "minh-hoa-doi-quy-trinh"
APPROVED, DRAFTED = "1.001193", "1.004873"


def load(*, drafter: Actor, approver: Actor, agency_keys: tuple[str, ...], at: datetime) -> None:
    """A decision with duties on their way, a process approved by it, a draft that waits; once."""
    if Announcement.objects.filter(key=KEY).exists():
        return
    decision = actions.register_announcement(
        announcement=_decision(agency_keys, at), actor=drafter, at=at
    )
    first = _with_check(APPROVED, drafter, at)
    actions.publish_process(process_id=first, announcement_id=decision.id, actor=approver, at=at)
    _with_check(DRAFTED, drafter, at)


def _decision(agency_keys: tuple[str, ...], at: datetime) -> NewAnnouncement:
    today = in_vietnam(at).date()
    kinds = (DutyKind.NATIONAL_ENTRY, DutyKind.ELECTRONIC_PROCESS, DutyKind.POSTING)
    return NewAnnouncement(
        key=KEY,
        number="MH-20/2026 (minh họa)",
        signed_on=today - timedelta(days=9),
        kind=AnnouncementKind.AMENDED,
        issuer="UBND tỉnh Quảng Ngãi",
        effective_on=today + timedelta(days=1),
        summary="Sửa đổi quy trình nội bộ lĩnh vực hộ tịch: thêm bước kiểm tra trước khi ký.",
        duties=tuple(
            DutyPlan(
                agency_keys[place % len(agency_keys)], kind, today + timedelta(days=place * 3 - 2)
            )
            for place, kind in enumerate(kinds)
        ),
    )


def _with_check(code: str, drafter: Actor, at: datetime) -> int:
    """A draft of the procedure whose work is read once more before it is signed; its process."""
    now = queries.current_version(code, in_vietnam(at).date())
    if now is None:
        raise LookupError(f"the starter catalogue has no {code}")
    draft = actions.draft_from(version_id=now.id, actor=drafter, at=at)
    process = actions.draft_process(
        version_id=draft.id, process=_checked(now.process), actor=drafter, at=at
    )
    return process.id


def _checked(process: Process) -> Process:
    """Half an hour of the longest step goes to a second look before the signature."""
    sign = next(step for step in process.steps if step.kind is StepKind.SIGN)
    work = next(step for step in process.steps if sign.key in {way.to for way in step.next})
    check = Step(
        "kiem-tra", "Kiểm tra trước khi ký", work.role, work.place, Decimal("0.5"),
        StepKind.TASK, next=(Choice(sign.key),), send_back_to=(work.key,),
    )  # fmt: skip
    shorter = replace(
        work,
        hours=work.hours - check.hours,
        next=tuple(
            Choice(check.key, way.label) if way.to == sign.key else way for way in work.next
        ),
    )
    steps: list[Step] = []
    for step in process.steps:
        steps += [shorter, check] if step is work else [step]
    return Process(tuple(steps), process.legs)
