"""Who may change the register of agencies."""

from __future__ import annotations

from motcua.base.actor import Actor, ActorKind
from motcua.base.verdict import YES, Verdict, no

# The role's stored value; roles themselves belong to the floor above.
_EDITOR = "business_admin"
_DIRECTOR = "centre_director"


def can_assign_calendars(actor: Actor) -> Verdict:
    """Whoever edits the register, and the Centre's director, who confirms what others propose."""
    if actor.holds(_DIRECTOR):
        return YES
    return can_edit_register(actor)


def can_edit_register(actor: Actor) -> Verdict:
    """Business administrators, and the system when it loads a province."""
    if actor.kind is ActorKind.SYSTEM or actor.holds(_EDITOR):
        return YES
    return no("Chỉ quản trị nghiệp vụ được sửa sổ cơ quan. Nhờ quản trị nghiệp vụ làm việc này.")
