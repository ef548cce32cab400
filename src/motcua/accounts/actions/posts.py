"""Writers of posts and of loans of roles."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta

from django.db import IntegrityError, transaction

from motcua.accounts import facts, policies
from motcua.accounts.actions.people import create_account
from motcua.accounts.models import Account, Delegation, Post
from motcua.accounts.states import Role
from motcua.accounts.telling import tell
from motcua.agencies import queries as agencies
from motcua.base.actor import Actor
from motcua.base.dates import format_date, format_moment, in_vietnam
from motcua.base.text import nfc
from motcua.base.verdict import ConflictError, InvalidError

_LONGEST_LOAN = timedelta(days=90)


class UnableToAssignError(InvalidError):
    """The post as described cannot be given."""


class UnableToDelegateError(InvalidError):
    """The loan of roles as described cannot be made."""


@transaction.atomic
def assign_post(
    account_id: int,
    *,
    unit_id: int,
    role: Role,
    effective_from: date,
    actor: Actor,
    at: datetime,
    effective_to: date | None = None,
) -> int:
    """Give a role in a unit from a day on; gives the post's number."""
    policies.can_give_post(actor, account_id, role).require()
    unit = agencies.unit(unit_id)
    _check_span(unit, effective_from, effective_to)
    # Two posts of one person are written one after the other: the periods that the database keeps
    # apart would otherwise wait for each other.
    if not Account.objects.select_for_update(no_key=True).filter(pk=account_id).exists():
        raise UnableToAssignError("Không thấy tài khoản này. Chọn lại cán bộ.")
    post = Post(
        account_id=account_id,
        unit_id=unit_id,
        role=role,
        effective_from=effective_from,
        effective_to=effective_to,
    )
    try:
        with transaction.atomic():
            post.save(force_insert=True)
    except IntegrityError as fault:
        raise UnableToAssignError(
            f"Người này đã giữ vai trò {role.label} ở {unit.full_name} trong thời gian đó. "
            "Chọn ngày khác hoặc vai trò khác."
        ) from fault
    data = facts.PostAssigned(
        post=post.pk, unit=unit_id, role=role.value, effective_from=effective_from.isoformat()
    )
    tell(facts.POST_ASSIGNED, account_id, data, actor, at)
    return post.pk


def _check_span(unit: agencies.UnitView, start: date, end: date | None) -> None:
    if end is not None and end <= start:
        raise UnableToAssignError("Ngày thôi giữ vị trí phải sau ngày bắt đầu.")
    if start < unit.effective_from or (unit.effective_to and start >= unit.effective_to):
        raise UnableToAssignError(
            f"{unit.full_name} không hoạt động vào ngày {format_date(start)}. Chọn ngày khác."
        )


@transaction.atomic
def end_post(post_id: int, *, effective_to: date, actor: Actor, at: datetime) -> None:
    """End a post on that day (excluded); what was lent from it ends with it."""
    post = Post.objects.select_for_update().filter(pk=post_id).first()
    if post is None:
        raise InvalidError("Không thấy vị trí này. Tải lại trang để xem.", code="not_found")
    policies.can_manage_posts(actor, Role(post.role)).require()
    if effective_to <= post.effective_from:
        raise UnableToAssignError("Ngày thôi giữ vị trí phải sau ngày bắt đầu.")
    if post.effective_to is not None and post.effective_to <= effective_to:
        raise ConflictError("Vị trí này đã kết thúc trước đó. Tải lại trang để xem.")
    post.effective_to = effective_to
    post.save(update_fields=["effective_to"])
    data = facts.PostEnded(
        post=post_id, unit=post.unit_id, role=post.role, effective_to=effective_to.isoformat()
    )
    tell(facts.POST_ENDED, post.account_id, data, actor, at)


@transaction.atomic
def delegate(
    *,
    to_account_id: int,
    unit_id: int,
    roles: Collection[Role],
    begins_at: datetime,
    ends_at: datetime,
    reason: str,
    actor: Actor,
    at: datetime,
) -> int:
    """Lend own roles of one unit to a colleague until a moment; ends by itself. Gives its number."""
    policies.can_delegate(actor, unit_id, roles).require()
    lender = actor.account_id or 0  # the policy lets only officers through
    _check_loan(to_account_id, begins_at, ends_at, reason, actor, at)
    row = Delegation.objects.create(
        from_account_id=lender,
        to_account_id=to_account_id,
        unit_id=unit_id,
        roles=sorted(role.value for role in set(roles)),
        begins_at=begins_at,
        ends_at=ends_at,
        reason=nfc(reason),
        created_at=at,
    )
    data = facts.Delegated(
        delegation=row.pk,
        to_account=to_account_id,
        unit=unit_id,
        roles=row.roles,
        begins_at=begins_at.isoformat(),
        ends_at=format_moment(ends_at),
    )
    tell(facts.DELEGATED, row.from_account_id, data, actor, at, {"reason": row.reason})
    return row.pk


def _check_loan(
    to_account_id: int,
    begins_at: datetime,
    ends_at: datetime,
    reason: str,
    actor: Actor,
    at: datetime,
) -> None:
    if to_account_id == actor.account_id:
        raise UnableToDelegateError("Chọn một người khác để ủy quyền.")
    if not Account.objects.filter(pk=to_account_id, is_active=True).exists():
        raise UnableToDelegateError("Tài khoản nhận ủy quyền đang bị khóa. Chọn người khác.")
    if ends_at <= begins_at or ends_at <= at:
        raise UnableToDelegateError("Thời điểm kết thúc phải sau thời điểm bắt đầu và sau lúc này.")
    if ends_at - begins_at > _LONGEST_LOAN:
        raise UnableToDelegateError(
            f"Mỗi lần ủy quyền không quá {_LONGEST_LOAN.days} ngày. Chọn ngày kết thúc sớm hơn."
        )
    if not nfc(reason):
        raise UnableToDelegateError("Nhập lý do ủy quyền.", fields={"reason": "Nhập lý do."})


@transaction.atomic
def revoke_delegation(delegation_id: int, *, actor: Actor, at: datetime) -> None:
    """Take the lent roles back at once."""
    row = Delegation.objects.select_for_update().filter(pk=delegation_id).first()
    if row is None:
        raise ConflictError("Không thấy ủy quyền này. Tải lại trang để xem.")
    policies.can_revoke_delegation(actor, row.from_account_id).require()
    if row.revoked_at is not None or row.ends_at <= at:
        raise ConflictError("Ủy quyền này đã kết thúc. Tải lại trang để xem.")
    row.revoked_at = at
    row.save(update_fields=["revoked_at"])
    data = facts.DelegationRevoked(delegation=delegation_id, to_account=row.to_account_id)
    tell(facts.DELEGATION_REVOKED, row.from_account_id, data, actor, at)


@transaction.atomic
def create_first_admin(
    *, username: str, full_name: str, password: str, unit_id: int, actor: Actor, at: datetime
) -> int:
    """For `motcua createadmin`: an account with both administrators' posts in that unit."""
    account_id = create_account(
        username=username, full_name=full_name, password=password, actor=actor, at=at
    )
    on = in_vietnam(at).date()
    for role in (Role.TECHNICAL_ADMIN, Role.BUSINESS_ADMIN):
        assign_post(account_id, unit_id=unit_id, role=role, effective_from=on, actor=actor, at=at)
    return account_id
