"""Who may change the province's values."""

from __future__ import annotations

from motcua.base.actor import Actor, ActorKind
from motcua.base.verdict import YES, Verdict, no

# The role's stored value; roles themselves belong to a floor above.
_EDITOR = "business_admin"


def can_set_rule(actor: Actor) -> Verdict:
    """Business administrators, and the system when it lays a configuration."""
    if actor.kind is ActorKind.SYSTEM or actor.holds(_EDITOR):
        return YES
    return no("Chỉ quản trị nghiệp vụ được đổi quy định. Nhờ quản trị nghiệp vụ làm việc này.")
