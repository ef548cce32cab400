"""Who may call at a counter, and who may furnish the hall: pure functions that answer with a verdict."""

from __future__ import annotations

from motcua.accounts.states import Role
from motcua.base.actor import Actor, ActorKind
from motcua.base.verdict import YES, Verdict, no

CALLERS = frozenset(
    {
        Role.GUIDE.value, Role.INTAKE_OFFICER.value, Role.RETURN_OFFICER.value,
        Role.FEE_OFFICER.value,
    }
)  # fmt: skip
LEADERS = frozenset({Role.HEAD_OF_ROOM.value, Role.HEAD_OF_AGENCY.value})


def can_call(actor: Actor, unit_id: int) -> Verdict:
    """Call, serve and close at a counter: whoever works in that hall."""
    if actor.kind is ActorKind.OFFICER and actor.holds_any(CALLERS, unit_id):
        return YES
    return no("Chỉ cán bộ làm việc tại Bộ phận Một cửa này mới gọi số ở đây.")


def can_furnish(actor: Actor, unit_id: int, agency_id: int) -> Verdict:
    """Name services, counters and screens: business administrators, heads of the agency, guides there."""
    if actor.kind is ActorKind.SYSTEM or actor.holds(Role.BUSINESS_ADMIN.value):
        return YES
    if actor.holds(Role.GUIDE.value, unit_id):
        return YES
    if any(grant.role in LEADERS and grant.agency_id == agency_id for grant in actor.grants):
        return YES
    return no(
        "Đặt quầy và máy lấy số là việc của lãnh đạo, người hướng dẫn tại quầy hoặc quản trị nghiệp vụ."
    )
