"""Who may change the catalogue: business administrators draft, another pair of eyes publishes."""

from __future__ import annotations

from motcua.accounts.states import Role
from motcua.base.actor import Actor, ActorKind
from motcua.base.verdict import YES, Verdict, no

EDITORS = frozenset({Role.BUSINESS_ADMIN.value, Role.CONTROLLER.value})
PUBLISHERS = frozenset({Role.BUSINESS_ADMIN.value, Role.CENTRE_DIRECTOR.value})
LOADERS = frozenset({Role.BUSINESS_ADMIN.value, Role.TECHNICAL_ADMIN.value})


def signed_by(text: str) -> Actor:
    """Who signed so, to be told of in a fact; with no rights of their own."""
    kind, _, ref = text.partition(":")
    return Actor(ActorKind(kind), ref)


def can_edit(actor: Actor) -> Verdict:
    """Register announcements, draft versions and processes, decide on quarantined records."""
    return _holds(actor, EDITORS, "Chỉ quản trị nghiệp vụ hoặc cán bộ kiểm soát soạn được thủ tục.")


def can_publish(actor: Actor, drafted_by: str) -> Verdict:
    """Publish or approve what somebody else drafted (four eyes)."""
    if actor.kind is not ActorKind.SYSTEM and drafted_by in actor.signatures_in(PUBLISHERS):
        return no(
            "Người soạn không tự công bố bản của mình, kể cả qua người thay: nhờ người khác xem lại "
            "và công bố."
        )
    return _holds(
        actor, PUBLISHERS, "Chỉ quản trị nghiệp vụ hoặc Giám đốc Trung tâm công bố được thủ tục."
    )


def can_abolish(actor: Actor) -> Verdict:
    return _holds(
        actor, PUBLISHERS, "Chỉ quản trị nghiệp vụ hoặc Giám đốc Trung tâm bãi bỏ được thủ tục."
    )


def can_load_starter(actor: Actor) -> Verdict:
    """Load the catalogue that comes with the project; it was reviewed where it was made."""
    return _holds(actor, LOADERS, "Chỉ người quản trị nạp được danh mục thủ tục ban đầu.")


def _holds(actor: Actor, roles: frozenset[str], reason: str) -> Verdict:
    if actor.kind is ActorKind.SYSTEM or actor.holds_any(roles):
        return YES
    return no(f"{reason} Liên hệ quản trị nghiệp vụ của tỉnh nếu việc này thuộc phần của bạn.")
