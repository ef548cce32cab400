"""The readers of accounts, posts, delegations, tokens and sessions."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db import connection
from django.db.models import F, Q, QuerySet

from motcua.accounts.held import read_held
from motcua.accounts.models import Account, ApiToken, Delegation, OpenSession, Post
from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.base.actor import Actor, ActorKind, Grant
from motcua.base.text import fold

TOKEN_MARK = "mc_"  # noqa: S105 - what every token begins with, so that a leaked one is recognised
PREFIX_CHARS = 12
# Known to everybody who reads this; demo accounts exist only where MOTCUA_DEMO allows them.
DEMO_PASSWORD = "motcua-demo-2026"  # noqa: S105
_MACHINE = "machine"
# The first mark found in what a browser says of itself; later ones pretend to be earlier ones.
_PROGRAMS = (
    ("Edg/", "Edge"),
    ("coc_coc", "Cốc Cốc"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
_ACTOR_SQL = """
SELECT full_name, is_active, accounts_held(id, %s) FROM accounts_account WHERE id = %s
"""
_MACHINE_SQL = """
SELECT t.id, t.name, t.scopes, t.unit_id, u.agency_id, t.secret_hash = %s
  FROM accounts_apitoken t JOIN agencies_unit u ON u.id = t.unit_id
 WHERE t.prefix = %s AND t.created_at <= %s AND t.expires_at > %s
   AND (t.revoked_at IS NULL OR t.revoked_at > %s)
"""


@dataclass(frozen=True, slots=True)
class AccountView:
    """An officer's account as lists show it."""

    id: int
    username: str
    full_name: str
    phone: str
    email: str
    is_active: bool
    is_demo: bool


@dataclass(frozen=True, slots=True)
class PostView:
    """A post with its unit; `role_label` is Vietnamese."""

    id: int
    account_id: int
    full_name: str
    role: str
    role_label: str
    unit: agencies.UnitView
    effective_from: date
    effective_to: date | None


@dataclass(frozen=True, slots=True)
class OfficerOfUnit:
    """An active officer with one role in one unit, held by a post of their own."""

    account_id: int
    full_name: str
    unit_id: int
    role: str


@dataclass(frozen=True, slots=True)
class DelegationView:
    """A loan of roles; `is_running` at the moment asked about."""

    id: int
    from_account_id: int
    from_name: str
    to_account_id: int
    to_name: str
    unit: agencies.UnitView
    role_labels: tuple[str, ...]
    begins_at: datetime
    ends_at: datetime
    reason: str
    revoked_at: datetime | None
    is_running: bool


@dataclass(frozen=True, slots=True)
class SessionView:
    """One of the account's open sessions; `is_this` marks the one that asks."""

    id: int
    began_at: datetime
    seen_at: datetime
    ip: str | None
    agent: str
    is_this: bool

    @property
    def browser(self) -> str:
        """`Firefox trên Windows`, or what the browser said of itself."""
        program = next((name for mark, name in _PROGRAMS if mark in self.agent), "")
        system = next((name for mark, name in _SYSTEMS if mark in self.agent), "")
        return " trên ".join(filter(None, (program, system))) or self.agent or "Trình duyệt"


@dataclass(frozen=True, slots=True)
class TokenView:
    """A machine's key as lists show it; the secret is not kept."""

    id: int
    name: str
    prefix: str
    unit: agencies.UnitView
    scopes: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    revoked_at: datetime | None
    last_used_on: date | None


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """A demo account for `motcua demo accounts`; all share the one demo password."""

    username: str
    password: str
    name: str
    roles: tuple[str, ...]
    unit: str


def actor_for(account_id: int, at: datetime) -> Actor:
    """The officer with every role held or borrowed at that moment, in one statement.

    A locked account holds nothing. Raises Account.DoesNotExist.
    """
    with connection.cursor() as cursor:
        cursor.execute(_ACTOR_SQL, [at, account_id])
        row = cursor.fetchone()
    if row is None:
        raise Account.DoesNotExist(account_id)
    name, is_active, held = row
    grants = read_held(held) if is_active else ()
    return Actor(ActorKind.OFFICER, str(account_id), name, grants)


def actor_for_token(secret: str, at: datetime) -> Actor | None:
    """The machine that this secret belongs to, in one statement; None for anything else.

    The secret is found by its public prefix and its hash is compared by the database as bytes of
    equal length, so time tells nothing about the secret.
    """
    if not secret.startswith(TOKEN_MARK):
        return None
    with connection.cursor() as cursor:
        cursor.execute(_MACHINE_SQL, [token_hash(secret), secret[:PREFIX_CHARS], at, at, at])
        row = cursor.fetchone()
    if row is None or not row[5]:
        return None
    pk, name, scopes, unit_id, agency_id, _same = row
    return Actor(
        ActorKind.MACHINE,
        str(pk),
        name,
        (Grant(_MACHINE, unit_id, agency_id),),
        frozenset(scopes),
    )


def token_hash(secret: str) -> bytes:
    """SHA-256; the secret has 256 random bits, so no slow hash is needed."""
    return hashlib.sha256(secret.encode()).digest()


def account(account_id: int) -> AccountView:
    """Raises Account.DoesNotExist."""
    return _account_view(Account.objects.get(pk=account_id))


def account_by_username(username: str) -> AccountView | None:
    row = Account.objects.filter(username=username).first()
    return _account_view(row) if row else None


def _account_view(row: Account) -> AccountView:
    return AccountView(
        row.pk, row.username, row.full_name, row.phone, row.email, row.is_active, row.is_demo
    )


def search_accounts(text: str, limit: int = 50) -> list[AccountView]:
    """By name or user name, with or without diacritics."""
    rows = Account.objects.all()
    for word in fold(text).split():
        rows = rows.filter(search_key__contains=word)
    return [_account_view(row) for row in rows.order_by("search_key")[:limit]]


def names_for(account_ids: set[int] | frozenset[int]) -> dict[int, str]:
    """Full names in one statement (none for an empty set); unknown numbers are left out."""
    if not account_ids:
        return {}
    rows = Account.objects.filter(pk__in=account_ids).values_list("pk", "full_name")
    return dict(rows)


def officers_of(unit_id: int, role: str | None, on: date) -> list[AccountView]:
    """Active officers with a post in the unit on that day, with that role where one is named."""
    posts = Post.objects.valid_on(on).filter(unit_id=unit_id)
    if role is not None:
        posts = posts.filter(role=role)
    rows = Account.objects.filter(is_active=True, pk__in=posts.values("account_id"))
    return [_account_view(row) for row in rows.order_by("full_name")]


def staff_of(unit_ids: Iterable[int], on: date) -> list[OfficerOfUnit]:
    """Who works in these units on that day and in which role, by name; one statement."""
    rows = Post.objects.valid_on(on).filter(unit_id__in=sorted(unit_ids), account__is_active=True)
    found = rows.order_by("account__full_name", "account_id", "unit_id", "role")
    return [
        OfficerOfUnit(*row)
        for row in found.values_list("account_id", "account__full_name", "unit_id", "role")
    ]


def colleagues_of(agency_id: int, on: date) -> list[AccountView]:
    """Active officers with a post anywhere in the agency on that day, by name."""
    units = {unit.id for unit in agencies.units_of_agency(agency_id, on)}
    posts = Post.objects.valid_on(on).filter(unit_id__in=units)
    rows = Account.objects.filter(is_active=True, pk__in=posts.values("account_id"))
    return [_account_view(row) for row in rows.order_by("full_name")]


def posts_of(account_id: int, on: date | None = None) -> list[PostView]:
    """The account's posts, newest first; with a day, only those held on it."""
    rows = Post.objects.filter(account_id=account_id)
    return _post_views(rows.valid_on(on) if on else rows)


def posts_in(unit_id: int, on: date) -> list[PostView]:
    return _post_views(Post.objects.valid_on(on).filter(unit_id=unit_id))


def _post_views(rows: QuerySet[Post]) -> list[PostView]:
    found = list(rows.select_related("account").order_by("-effective_from", "-id"))
    units = agencies.units({row.unit_id for row in found})
    return [
        PostView(
            row.pk,
            row.account_id,
            row.account.full_name,
            row.role,
            Role(row.role).label,
            units[row.unit_id],
            row.effective_from,
            row.effective_to,
        )
        for row in found
    ]


def delegations_of(account_id: int, at: datetime) -> list[DelegationView]:
    """Loans from and to the account, latest first."""
    rows = list(
        Delegation.objects.filter(Q(from_account_id=account_id) | Q(to_account_id=account_id))
        .select_related("from_account", "to_account")
        .order_by("-begins_at", "-id")
    )
    units = agencies.units({row.unit_id for row in rows})
    return [
        DelegationView(
            row.pk,
            row.from_account_id,
            row.from_account.full_name,
            row.to_account_id,
            row.to_account.full_name,
            units[row.unit_id],
            tuple(Role(role).label for role in row.roles),
            row.begins_at,
            row.ends_at,
            row.reason,
            row.revoked_at,
            row.begins_at <= at < row.ends_at and (row.revoked_at is None or at < row.revoked_at),
        )
        for row in rows
    ]


def sessions_of(account_id: int, this_session_id: int | None = None) -> list[SessionView]:
    """The account's open sessions, last seen first."""
    rows = OpenSession.objects.filter(
        account_id=account_id, session_version=F("account__session_version")
    ).order_by("-seen_at")
    return [
        SessionView(row.pk, row.began_at, row.seen_at, row.ip, row.agent, row.pk == this_session_id)
        for row in rows
    ]


def tokens() -> list[TokenView]:
    """Every token ever issued, newest first."""
    rows = list(ApiToken.objects.order_by("-created_at"))
    units = agencies.units({row.unit_id for row in rows})
    return [
        TokenView(
            row.pk,
            row.name,
            row.prefix,
            units[row.unit_id],
            tuple(row.scopes),
            row.created_at,
            row.expires_at,
            row.revoked_at,
            row.last_used_on,
        )
        for row in rows
    ]


def demo_accounts(on: date) -> list[DemoAccount]:
    """The demo accounts with their roles and unit on that day, in the order they were made.

    Those of a simulation have no password: nobody signs in as them, so they are not told.
    """
    rows = Account.objects.filter(is_demo=True, is_active=True).order_by("id")
    rows = rows.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
    posts: dict[int, list[Post]] = {}
    for post in Post.objects.valid_on(on).filter(account__is_demo=True).order_by("id"):
        posts.setdefault(post.account_id, []).append(post)
    units = agencies.units({post.unit_id for held in posts.values() for post in held})
    return [
        DemoAccount(
            row.username,
            DEMO_PASSWORD,
            row.full_name,
            tuple(Role(post.role).label for post in posts[row.pk]),
            units[posts[row.pk][0].unit_id].full_name,
        )
        for row in rows
        if row.pk in posts
    ]
