"""Who may change the register of agencies."""

from __future__ import annotations

from motcua.base.actor import Actor, ActorKind
from motcua.base.verdict import YES, Verdict, no

# The role's stored value; roles themselves belong to the floor above.
_EDITOR = "business_admin"


def can_edit_register(actor: Actor) -> Verdict:
    """Business administrators, and the system when it loads a province."""
    if actor.kind is ActorKind.SYSTEM or actor.holds(_EDITOR):
        return YES
    return no("Chỉ quản trị nghiệp vụ được sửa sổ cơ quan. Nhờ quản trị nghiệp vụ làm việc này.")
