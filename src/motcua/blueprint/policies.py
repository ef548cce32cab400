"""Who may bring a configuration in, and who may take one out."""

from __future__ import annotations

from motcua.base.actor import Actor, ActorKind
from motcua.base.verdict import YES, Verdict, no

# The roles' stored values; roles themselves belong to a floor below.
_KEEPERS = frozenset({"business_admin", "technical_admin"})


def can_bring_in(actor: Actor) -> Verdict:
    """Business administrators, and the system at the command line."""
    if actor.kind is ActorKind.SYSTEM or actor.holds("business_admin"):
        return YES
    return no("Chỉ quản trị nghiệp vụ được nạp cấu hình. Nhờ quản trị nghiệp vụ làm việc này.")


def can_take_out(actor: Actor) -> Verdict:
    """Both kinds of administrators: the file names institutions and no person."""
    if actor.kind is ActorKind.SYSTEM or actor.holds_any(_KEEPERS):
        return YES
    return no("Chỉ quản trị được xuất cấu hình. Nhờ quản trị của đơn vị làm việc này.")
