"""Loads the people of the demo: invented names, every role, one shared password."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.contrib.auth.hashers import make_password
from django.db import transaction

from motcua.accounts import facts, policies, queries
from motcua.accounts.models import Account, Post
from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.base.actor import Actor
from motcua.base.text import fold, nfc
from motcua.base.verdict import InvalidError
from motcua.journal.actions import record
from motcua.journal.writing import NewFact

_FILE = Path(__file__).parents[1] / "data" / "demo.json"


@transaction.atomic
def load_demo(*, actor: Actor, at: datetime) -> int:
    """Add the demo accounts that are missing with their posts; gives how many were added.

    The province must be loaded before. Their password is hashed once and shared.
    """
    policies.can_manage_accounts(actor).require()
    plan = json.loads(_FILE.read_text("utf-8"))
    start = date.fromisoformat(plan["effective_from"])
    known = set(Account.objects.values_list("username", flat=True))
    people = [row for row in plan["accounts"] if row["username"] not in known]
    if not people:
        return 0
    password = make_password(queries.DEMO_PASSWORD)
    accounts = Account.objects.bulk_create(_account(row, password, at) for row in people)
    posts = [
        post
        for account, row in zip(accounts, people, strict=True)
        for post in _posts(account, row, start)
    ]
    Post.objects.bulk_create(posts)
    record([_created(account, actor, at) for account in accounts])
    record([_assigned(post, actor, at) for post in posts])
    return len(accounts)


def _account(row: dict[str, Any], password: str, at: datetime) -> Account:
    name = nfc(row["full_name"])
    return Account(
        username=row["username"],
        full_name=name,
        password=password,
        is_demo=True,
        created_at=at,
        search_key=f"{fold(name)} {row['username']}",
    )


def _posts(account: Account, row: dict[str, Any], start: date) -> list[Post]:
    posts = []
    for key, role in row["posts"]:
        unit = agencies.unit_by_key(key, start)
        if unit is None:
            raise InvalidError(f"demo.json: không có bộ phận {key} vào ngày {start:%d/%m/%Y}.")
        posts.append(Post(account=account, unit_id=unit.id, role=Role(role), effective_from=start))
    return posts


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
