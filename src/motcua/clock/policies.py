"""Who may change a calendar."""

from __future__ import annotations

from motcua.base.actor import Actor, ActorKind
from motcua.base.verdict import YES, Verdict, no

# The role's stored value; roles themselves belong to a floor above.
_EDITOR = "business_admin"


def can_edit_calendar(actor: Actor) -> Verdict:
    """Business administrators, and the system when it lays the first calendar."""
    if actor.kind is ActorKind.SYSTEM or actor.holds(_EDITOR):
        return YES
    return no("Chỉ quản trị nghiệp vụ được sửa lịch làm việc. Nhờ quản trị nghiệp vụ làm việc này.")
