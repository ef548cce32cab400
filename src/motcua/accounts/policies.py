"""Who may make accounts, give posts, lend roles and issue tokens."""

from __future__ import annotations

from collections.abc import Collection

from motcua.accounts.states import Role
from motcua.base.actor import Actor, ActorKind
from motcua.base.verdict import YES, Verdict, no

# What a leader may lend; administering and inspecting are personal.
LENDABLE = frozenset(Role) - {Role.TECHNICAL_ADMIN, Role.BUSINESS_ADMIN, Role.INSPECTOR}


def can_manage_accounts(actor: Actor) -> Verdict:
    """Make, lock and unlock accounts; end another person's sessions; issue tokens."""
    if actor.kind is ActorKind.SYSTEM or actor.holds(Role.TECHNICAL_ADMIN):
        return YES
    return no("Chỉ quản trị kỹ thuật được quản lý tài khoản. Nhờ quản trị kỹ thuật làm việc này.")


def can_manage_certificates(actor: Actor) -> Verdict:
    """Say with which certificate an officer signs, and when that ends."""
    if actor.kind is ActorKind.SYSTEM or actor.holds(Role.TECHNICAL_ADMIN):
        return YES
    return no("Chứng thư số do quản trị kỹ thuật đăng ký. Nhờ quản trị kỹ thuật làm việc này.")


def can_manage_posts(actor: Actor, role: Role) -> Verdict:
    """Technical administrators give every post; business administrators all but their own two."""
    if actor.kind is ActorKind.SYSTEM or actor.holds(Role.TECHNICAL_ADMIN):
        return YES
    personal = role in {Role.TECHNICAL_ADMIN, Role.BUSINESS_ADMIN}
    if actor.holds(Role.BUSINESS_ADMIN) and not personal:
        return YES
    if personal:
        return no(f"Vai trò {role.label} chỉ do quản trị kỹ thuật giao.")
    return no("Bạn không được giao vị trí công tác. Nhờ quản trị nghiệp vụ làm việc này.")


def can_close_units(actor: Actor) -> Verdict:
    """End what is held in units that are no more: part of a reorganisation that two people agreed on."""
    approving = {Role.BUSINESS_ADMIN.value, Role.CENTRE_DIRECTOR.value}
    if actor.kind is ActorKind.SYSTEM or actor.roles & approving:
        return YES
    return no("Chức danh của đơn vị đã kết thúc chỉ đóng theo quyết định sắp xếp đã duyệt.")


def can_delegate(actor: Actor, unit_id: int, roles: Collection[Role]) -> Verdict:
    """Only what the actor holds by a post of their own in that unit, never what was lent to them."""
    if not roles:
        return no("Chọn ít nhất một vai trò để ủy quyền.")
    own = {
        grant.role for grant in actor.grants if grant.unit_id == unit_id and grant.lent_by is None
    }
    for role in roles:
        if role not in LENDABLE:
            return no(f"Vai trò {role.label} không được ủy quyền cho người khác.")
        if role not in own:
            return no(
                f"Bạn không giữ vai trò {role.label} ở đơn vị này nên không ủy quyền được. "
                "Chọn vai trò trong các vị trí của bạn."
            )
    return YES


def can_revoke_delegation(actor: Actor, from_account_id: int) -> Verdict:
    if actor.account_id == from_account_id or can_manage_accounts(actor):
        return YES
    return no("Chỉ người đã ủy quyền được thu hồi ủy quyền này.")


def can_end_sessions(actor: Actor, account_id: int) -> Verdict:
    if actor.account_id == account_id or can_manage_accounts(actor):
        return YES
    return no("Bạn chỉ kết thúc được các phiên đăng nhập của mình.")
