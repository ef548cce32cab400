"""Who writes a reorganisation, who approves it, who lets it happen."""

from __future__ import annotations

from collections.abc import Collection

from motcua.base.actor import Actor, ActorKind
from motcua.base.verdict import YES, Verdict, no

# Stored values of roles; roles themselves belong to the floor above.
_WRITER, _DIRECTOR = "business_admin", "centre_director"


def can_write(actor: Actor) -> Verdict:
    """Business administrators draw the map."""
    if actor.holds(_WRITER):
        return YES
    return no("Chỉ quản trị nghiệp vụ soạn bản đồ sắp xếp. Nhờ quản trị nghiệp vụ làm việc này.")


def can_read(actor: Actor) -> Verdict:
    """Whoever writes or approves may rehearse."""
    if actor.kind is ActorKind.SYSTEM or actor.holds(_WRITER) or actor.holds(_DIRECTOR):
        return YES
    return no("Việc sắp xếp do quản trị nghiệp vụ và Giám đốc Trung tâm thực hiện.")


def can_approve(actor: Actor, writers: Collection[str]) -> Verdict:
    """A second person: nobody approves a map that they, or whom they stand in for, had a hand in."""
    if not (actor.holds(_WRITER) or actor.holds(_DIRECTOR)):
        return no("Chỉ quản trị nghiệp vụ khác hoặc Giám đốc Trung tâm duyệt được bản đồ này.")
    lenders = actor.lenders_of(frozenset({_WRITER, _DIRECTOR}))
    if {actor.ref, *map(str, lenders)} & set(writers):
        return no("Anh/chị đã soạn hoặc sửa bản đồ này nên phải do người khác duyệt.")
    return YES


def can_apply(actor: Actor) -> Verdict:
    """The system at its instant, or whoever may approve."""
    return can_read(actor)
