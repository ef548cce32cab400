"""Made-up officers for a simulated province: whoever is needed, where nobody holds the post yet.

They are demo accounts without a password, so nobody can sign in as them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from motcua.accounts import facts, policies
from motcua.accounts.models import Account, Post
from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.base.actor import Actor
from motcua.base.text import fold
from motcua.journal.actions import record
from motcua.journal.writing import NewFact

_NAMES = (
    "Nguyễn Thị An", "Trần Văn Bảo", "Lê Thị Cẩm", "Phạm Văn Duy", "Võ Thị Giang", "Bùi Văn Hậu",
    "Đặng Thị Khuê", "Đỗ Văn Lâm", "Huỳnh Thị Mai", "Ngô Văn Nhân", "Phan Thị Phương", "Hồ Văn Quân",
)  # fmt: skip
_RECEPTION = (Role.INTAKE_OFFICER, Role.FEE_OFFICER, Role.RETURN_OFFICER)


@dataclass(frozen=True, slots=True)
class Staffed:
    """Who holds each role in each unit, and how many accounts had to be made."""

    holders: dict[tuple[int, str], tuple[int, ...]]
    made: int


@transaction.atomic
def staff(needed: Iterable[tuple[int, str]], *, since: date, actor: Actor, at: datetime) -> Staffed:
    """See to it that every unit and role has somebody for as long as the unit lasts.

    A role held for a part of the time only is given once more, from the day the unit began or
    `since`, whichever is later.
    """
    policies.can_manage_accounts(actor).require()
    wanted = {(unit, Role(role)) for unit, role in needed}
    views = agencies.units(frozenset(unit for unit, _ in wanted))
    begins = {unit: max(view.effective_from, since) for unit, view in views.items()}
    holders = _holders(begins)
    missing: dict[int, list[Role]] = defaultdict(list)
    for unit, role in sorted(wanted):
        if (unit, role) not in holders:
            missing[unit].append(role)
    people = [(unit, roles) for unit, lacking in missing.items() for roles in _shared_out(lacking)]
    accounts = Account.objects.bulk_create(
        _account(unit, place, at) for place, (unit, _) in enumerate(people, _already())
    )
    posts = Post.objects.bulk_create(
        Post(
            account=account, unit_id=unit, role=role,
            effective_from=begins[unit], effective_to=views[unit].effective_to,
        )
        for account, (unit, roles) in zip(accounts, people, strict=True)
        for role in roles
    )  # fmt: skip
    record([_created(account, actor, at) for account in accounts])
    record([_assigned(post, actor, at) for post in posts])
    for post in posts:
        holders[post.unit_id, Role(post.role)].append(post.account_id)
    found = {(unit, role.value): tuple(holders[unit, role]) for unit, role in wanted}
    return Staffed(found, len(accounts))


def _holders(begins: dict[int, date]) -> defaultdict[tuple[int, Role], list[int]]:
    """Those who hold a demo post from its unit's first day on, until the unit ends."""
    found: defaultdict[tuple[int, Role], list[int]] = defaultdict(list)
    rows = Post.objects.filter(unit_id__in=begins, account__is_demo=True, account__is_active=True)
    for post in rows.select_related("unit").order_by("account_id"):
        lasts = post.effective_to in {None, post.unit.effective_to}
        if lasts and post.effective_from <= begins[post.unit_id]:
            found[post.unit_id, Role(post.role)].append(post.account_id)
    return found


def _shared_out(roles: list[Role]) -> list[list[Role]]:
    """One person for the counter's roles, one for each other."""
    desk = [role for role in roles if role in _RECEPTION]
    return [part for part in (desk, *([role] for role in roles if role not in _RECEPTION)) if part]


def _already() -> int:
    return Account.objects.filter(username__startswith="mo-phong.").count()


def _account(unit: int, place: int, at: datetime) -> Account:
    name, username = _NAMES[place % len(_NAMES)], f"mo-phong.{unit}.{place}"
    return Account(
        username=username,
        full_name=name,
        password=make_password(None),
        is_demo=True,
        created_at=at,
        search_key=f"{fold(name)} {username}",
    )


def _created(account: Account, actor: Actor, at: datetime) -> NewFact:
    named = facts.AccountNamed(username=account.username, full_name=account.full_name)
    data = facts.AccountCreated(is_demo=True)
    return NewFact(facts.ACCOUNT_CREATED, facts.ACCOUNT, account.pk, data, actor, at, named)


def _assigned(post: Post, actor: Actor, at: datetime) -> NewFact:
    data = facts.PostAssigned(
        post=post.pk,
        unit=post.unit_id,
        role=post.role,
        effective_from=post.effective_from.isoformat(),
    )
    return NewFact(facts.POST_ASSIGNED, facts.ACCOUNT, post.account_id, data, actor, at)
