"""The readers behind the pages of people: the list of accounts, who is away, what waits for four eyes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from allauth.mfa.models import Authenticator
from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce

from motcua.accounts.models import Absence, Account, OpenSession, Post, SecondFactorReset
from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.base.text import fold

PAGE = 50


@dataclass(frozen=True, slots=True)
class Listed:
    """An account in the list, with what it does on that day."""

    id: int
    username: str
    full_name: str
    is_active: bool
    is_demo: bool
    posts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AccountPage:
    rows: tuple[Listed, ...]
    next_cursor: str


@dataclass(frozen=True, slots=True)
class AbsenceView:
    """Somebody away; `state` is `running`, `coming` or `over` at the moment asked about."""

    id: int
    account_id: int
    name: str
    stand_in_id: int
    stand_in: str
    begins_at: datetime
    ends_at: datetime
    ended_at: datetime | None
    reason: str
    state: str


@dataclass(frozen=True, slots=True)
class ResetView:
    """A request to forget a lost device that waits for another administrator."""

    id: int
    account_id: int
    name: str
    reason: str
    asked_by_id: int
    asked_by: str
    asked_at: datetime


def accounts(text: str, on: date, *, after: str = "", only: str = "") -> AccountPage:
    """By name or user name, in the order of names; two statements.

    `only` is `locked` or `unposted`; `after` the cursor of the page before.
    """
    rows = Account.objects.all()
    for word in fold(text).split():
        rows = rows.filter(search_key__contains=word)
    rows = _narrowed(rows, only, on)
    key, _, number = after.rpartition("~")
    if number.isdecimal():
        rows = rows.filter(Q(search_key__gt=key) | Q(search_key=key, pk__gt=int(number[:18])))
    found = list(rows.order_by("search_key", "id")[: PAGE + 1])
    shown = found[:PAGE]
    posts = _posts({row.pk for row in shown}, on)
    more = len(found) > PAGE
    return AccountPage(
        tuple(
            Listed(
                row.pk, row.username, row.full_name, row.is_active, row.is_demo,
                tuple(posts.get(row.pk, ())),
            )
            for row in shown
        ),
        f"{shown[-1].search_key}~{shown[-1].pk}" if more else "",
    )  # fmt: skip


def active_count() -> int:
    """How many accounts can sign in."""
    return Account.objects.filter(is_active=True).count()


def _narrowed(rows: QuerySet[Account], only: str, on: date) -> QuerySet[Account]:
    if only == "locked":
        return rows.filter(is_active=False)
    if only == "unposted":
        return rows.exclude(pk__in=Post.objects.valid_on(on).values("account_id"))
    return rows


def _posts(numbers: set[int], on: date) -> dict[int, list[str]]:
    held = list(Post.objects.valid_on(on).filter(account_id__in=numbers).order_by("id"))
    units = agencies.units({post.unit_id for post in held})
    found: dict[int, list[str]] = {}
    for post in held:
        label = f"{Role(post.role).label}, {units[post.unit_id].full_name}"
        found.setdefault(post.account_id, []).append(label)
    return found


def absences(
    at: datetime, *, account_ids: Iterable[int] = (), limit: int = PAGE
) -> list[AbsenceView]:
    """Of these officers, as the absent one or as the stand-in: what is and comes first, then the past."""
    wanted = sorted(account_ids)
    until = Coalesce("ended_at", "ends_at")
    over = Case(When(until__lte=at, then=Value(1)), default=Value(0))
    rows = (
        Absence.objects.annotate(until=until)
        .annotate(over=over)
        .filter(Q(account_id__in=wanted) | Q(stand_in_id__in=wanted))
    )
    found = rows.select_related("account", "stand_in").order_by("over", "begins_at", "id")
    return [_absence(row, at) for row in found[:limit]]


def away_from(account_ids: Iterable[int], at: datetime) -> dict[int, AbsenceView]:
    """Which of these officers are away at that moment."""
    rows = Absence.objects.filter(account_id__in=sorted(account_ids), begins_at__lte=at)
    rows = rows.filter(ends_at__gt=at).filter(Q(ended_at=None) | Q(ended_at__gt=at))
    return {row.account_id: _absence(row, at) for row in rows.select_related("account", "stand_in")}


def _absence(row: Absence, at: datetime) -> AbsenceView:
    end = row.ended_at or row.ends_at
    state = "over" if end <= at else "running" if row.begins_at <= at else "coming"
    return AbsenceView(
        row.pk, row.account_id, row.account.full_name, row.stand_in_id, row.stand_in.full_name,
        row.begins_at, row.ends_at, row.ended_at, row.reason, state,
    )  # fmt: skip


def resets_waiting() -> list[ResetView]:
    """Every request that nobody has answered, oldest first."""
    rows = SecondFactorReset.objects.filter(decided_at=None).annotate(
        name=F("account__full_name"), asker=F("asked_by__full_name")
    )
    return [
        ResetView(
            row.pk, row.account_id, row.name, row.reason, row.asked_by_id, row.asker, row.asked_at
        )
        for row in rows.order_by("asked_at", "id")
    ]


def has_factor(account_id: int) -> bool:
    kinds = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
    return bool(Authenticator.objects.filter(user_id=account_id, type__in=kinds).exists())


def open_sessions(account_id: int) -> int:
    """How many browsers are signed in with the account."""
    return OpenSession.objects.filter(
        account_id=account_id, session_version=F("account__session_version")
    ).count()
