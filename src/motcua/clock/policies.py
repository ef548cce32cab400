"""Who may change a calendar."""

from __future__ import annotations

from motcua.base.actor import Actor, ActorKind
from motcua.base.verdict import YES, Verdict, no

# The roles' stored values; roles themselves belong to a floor above.
_EDITOR = "business_admin"
_CONFIRMERS = frozenset({_EDITOR, "centre_director"})


def can_edit_calendar(actor: Actor) -> Verdict:
    """Business administrators, and the system when it lays the first calendar."""
    if actor.kind is ActorKind.SYSTEM or actor.holds(_EDITOR):
        return YES
    return no("Chỉ quản trị nghiệp vụ được sửa lịch làm việc. Nhờ quản trị nghiệp vụ làm việc này.")


def can_confirm_calendar(actor: Actor, proposed_by: str) -> Verdict:
    """Make a proposal count: another than its author (four eyes), and the system."""
    if actor.kind is ActorKind.SYSTEM:
        return YES
    if not actor.holds_any(_CONFIRMERS):
        return no("Chỉ quản trị nghiệp vụ hoặc Giám đốc Trung tâm xác nhận được đề nghị đổi lịch.")
    if proposed_by in actor.signatures_in(_CONFIRMERS):
        return no(
            "Người ghi đề nghị không tự xác nhận, kể cả qua người thay: nhờ Giám đốc Trung tâm hoặc quản trị nghiệp vụ "
            "khác xem lại rồi xác nhận."
        )
    return YES
