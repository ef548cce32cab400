"""Who may make accounts, give posts, lend roles and issue tokens."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.conf import settings

from motcua.accounts import second_factor
from motcua.accounts.second_factor import SecondFactorStaleError
from motcua.accounts.states import Role
from motcua.base.actor import Actor, ActorKind, Grant
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


def can_give_post(actor: Actor, account_id: int, role: Role) -> Verdict:
    """Give a post to somebody else: who administers sees no dossier, and makes themselves no officer."""
    if actor.account_id == account_id:
        return no("Không tự giao vị trí công tác cho mình. Nhờ quản trị khác giao.")
    return can_manage_posts(actor, role)


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


def second_factor_fresh(actor: Actor, at: datetime) -> Verdict:
    """Whether the actor may sign or approve now; `require_fresh` raises what the door acts on."""
    return second_factor.fresh(actor, at, timedelta(hours=settings.SECOND_FACTOR_HOURS))


def require_fresh(actor: Actor, at: datetime) -> None:
    """Raise `SecondFactorStaleError` when the second factor was shown too long ago."""
    verdict = second_factor_fresh(actor, at)
    if not verdict:
        raise SecondFactorStaleError(verdict.reason)


def can_manage_absence(actor: Actor, account_id: int, posts: Collection[Grant]) -> Verdict:
    """Who may write an absence down: the officer, a leader over all of their posts, an administrator.

    `posts` are the roles that the officer holds by posts of their own.
    """
    if actor.account_id == account_id or can_manage_accounts(actor):
        return YES
    agencies_led = {g.agency_id for g in actor.grants if g.role == Role.HEAD_OF_AGENCY}
    rooms_led = {g.unit_id for g in actor.grants if g.role == Role.HEAD_OF_ROOM}
    led = all(
        post.agency_id in agencies_led
        or (post.unit_id in rooms_led and post.role != Role.HEAD_OF_AGENCY)
        for post in posts
    )
    if posts and led:
        return YES
    return no("Chỉ người ấy, lãnh đạo trực tiếp hoặc quản trị kỹ thuật được ghi vắng mặt.")


def can_reset_factor(actor: Actor, account_id: int) -> Verdict:
    """Ask for the second factor of somebody else to be forgotten."""
    if actor.account_id == account_id:
        return no("Không tự xin cấp lại cho mình được. Nhờ quản trị kỹ thuật khác.")
    return can_manage_accounts(actor)


def can_decide_reset(actor: Actor, account_id: int, asked_by: int) -> Verdict:
    """Four eyes: another administrator than the one who asked, and not the person concerned."""
    if not (actor.holds(Role.TECHNICAL_ADMIN) or actor.holds(Role.BUSINESS_ADMIN)):
        return no("Chỉ quản trị kỹ thuật hoặc nghiệp vụ được xác nhận cấp lại lớp xác thực.")
    if actor.account_id in {account_id, asked_by}:
        return no("Cần một quản trị khác xác nhận: không phải người đề nghị, cũng không phải chủ.")
    return YES


def can_end_sessions(actor: Actor, account_id: int) -> Verdict:
    if actor.account_id == account_id or can_manage_accounts(actor):
        return YES
    return no("Bạn chỉ kết thúc được các phiên đăng nhập của mình.")
