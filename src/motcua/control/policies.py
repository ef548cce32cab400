"""Who may look, decide and set rules at the Centre."""

from __future__ import annotations

from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.base.actor import Actor, ActorKind
from motcua.base.verdict import YES, Verdict, no
from motcua.control.models import Finding
from motcua.dossiers.models import DraftAct

CONTROL = frozenset({Role.CONTROLLER.value, Role.CENTRE_DIRECTOR.value})
OVERSIGHT = CONTROL | {Role.INSPECTOR.value}
_ANSWERERS = frozenset(
    {Role.HEAD_OF_ROOM.value, Role.HEAD_OF_AGENCY.value, Role.CENTRE_DIRECTOR.value}
)
SETS_RULES = frozenset({Role.CENTRE_DIRECTOR.value})


def can_control(actor: Actor) -> Verdict:
    """Controllers and the Centre's director."""
    if actor.roles & CONTROL:
        return YES
    return no("Việc này là của chuyên viên kiểm soát hoặc Giám đốc Trung tâm.")


def can_decide(actor: Actor, act: DraftAct) -> Verdict:
    """Four eyes: nobody clears what they drafted or approved, in whatever post or name."""
    if not (verdict := can_control(actor)):
        return verdict
    hands = act.drafters | {act.approved_by_id}
    if actor.account_id in hands:
        return no("Anh/chị đã soạn hoặc ký duyệt văn bản này nên người khác phải kiểm soát.")
    if hands & actor.lenders_of(CONTROL):
        return no("Anh/chị thay người đã soạn hoặc ký duyệt nên người khác phải kiểm soát.")
    return YES


def can_oversee(actor: Actor) -> Verdict:
    """Controllers, the director, inspectors; the system when it watches for them."""
    if actor.kind is ActorKind.SYSTEM or actor.roles & OVERSIGHT:
        return YES
    return no("Bảng giám sát dành cho Trung tâm và thanh tra.")


def can_set_rules(actor: Actor) -> Verdict:
    """The director decides what is looked at; the system may when it loads a demo."""
    if actor.kind is ActorKind.SYSTEM or actor.roles & SETS_RULES:
        return YES
    return no("Quy định kiểm soát do Giám đốc Trung tâm quyết định.")


def can_answer(actor: Actor, finding: Finding) -> Verdict:
    """A head of the agency to which the unit belongs."""
    agency_id = agencies.unit(finding.unit_id).agency_id
    if any(g.role in _ANSWERERS and g.agency_id == agency_id for g in actor.grants):
        return YES
    return no("Lãnh đạo của đơn vị được giám sát trả lời kết luận này.")
