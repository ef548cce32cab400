"""Who may bring the national catalogue in, and who decides on what waits."""

from __future__ import annotations

from motcua.accounts.states import Role
from motcua.base.actor import Actor, ActorKind
from motcua.base.verdict import YES, Verdict, no

DECIDERS = frozenset({Role.BUSINESS_ADMIN.value})


def can_import(actor: Actor) -> Verdict:
    """Read a catalogue; the command line acts as the system."""
    if actor.kind is ActorKind.SYSTEM or actor.holds_any(DECIDERS):
        return YES
    return no("Chỉ quản trị nghiệp vụ nhập được danh mục quốc gia.")


def can_decide(actor: Actor) -> Verdict:
    """See and decide on quarantined records. A person decides: the system may not."""
    if actor.holds_any(DECIDERS):
        return YES
    return no("Chỉ quản trị nghiệp vụ quyết định được các bản ghi chờ. Liên hệ quản trị nghiệp vụ.")
