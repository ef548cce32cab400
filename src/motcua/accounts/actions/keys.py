"""Writers of machines' tokens and of open sessions."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from motcua.accounts import facts, policies, queries, sessions
from motcua.accounts.models import ApiToken, OpenSession
from motcua.accounts.states import Scope
from motcua.accounts.telling import tell
from motcua.agencies import queries as agencies
from motcua.base.actor import Actor
from motcua.base.dates import format_moment, in_vietnam
from motcua.base.text import nfc
from motcua.base.verdict import ConflictError, InvalidError
from motcua.journal.actions import record
from motcua.journal.writing import NewFact

_LONGEST_TOKEN = timedelta(days=366)
_SECRET_BYTES = 32


class UnableToIssueTokenError(InvalidError):
    """The token as described cannot be issued."""


@dataclass(frozen=True, slots=True)
class IssuedToken:
    """A new token. `secret` is shown once and kept nowhere."""

    id: int
    secret: str


@transaction.atomic
def create_token(
    *,
    name: str,
    unit_id: int,
    scopes: Collection[Scope],
    expires_at: datetime,
    actor: Actor,
    at: datetime,
) -> IssuedToken:
    """Issue a machine's key to one unit, for a year at most; the secret is given only here."""
    policies.can_manage_accounts(actor).require()
    if not nfc(name) or not scopes:
        raise UnableToIssueTokenError("Nhập tên hệ thống và chọn ít nhất một quyền.")
    if not at < expires_at <= at + _LONGEST_TOKEN:
        raise UnableToIssueTokenError("Ngày hết hạn phải sau hôm nay và trong vòng một năm.")
    unit = agencies.unit(unit_id)
    secret = queries.TOKEN_MARK + secrets.token_urlsafe(_SECRET_BYTES)
    row = ApiToken.objects.create(
        name=nfc(name),
        unit_id=unit.id,
        scopes=sorted(scope.value for scope in set(scopes)),
        prefix=secret[: queries.PREFIX_CHARS],
        secret_hash=queries.token_hash(secret),
        created_by_id=actor.account_id,
        created_at=at,
        expires_at=expires_at,
    )
    data = facts.TokenCreated(unit=unit_id, scopes=row.scopes, expires_at=format_moment(expires_at))
    record([NewFact(facts.TOKEN_CREATED, facts.TOKEN, row.pk, data, actor, at)])
    return IssuedToken(row.pk, secret)


@transaction.atomic
def revoke_token(token_id: int, *, actor: Actor, at: datetime) -> None:
    """Let the token open nothing from now on."""
    policies.can_manage_accounts(actor).require()
    if not ApiToken.objects.filter(pk=token_id, revoked_at=None).update(revoked_at=at):
        raise ConflictError("Khóa kết nối này đã thu hồi trước đó. Tải lại trang để xem.")
    record([NewFact(facts.TOKEN_REVOKED, facts.TOKEN, token_id, {}, actor, at)])


def note_token_use(token_id: int, *, at: datetime) -> None:
    """Remember the day of the last use: at most one write a day for each token."""
    today = in_vietnam(at).date()
    ApiToken.objects.filter(pk=token_id).exclude(last_used_on=today).update(last_used_on=today)


@transaction.atomic
def end_session(session_id: int, *, actor: Actor, at: datetime) -> None:
    """Sign one browser out: an own one, or anybody's for a technical administrator."""
    row = OpenSession.objects.select_for_update().filter(pk=session_id).first()
    if row is None or row.account_id is None:
        raise ConflictError("Phiên đăng nhập này đã kết thúc.")
    policies.can_end_sessions(actor, row.account_id).require()
    account_id = row.account_id
    row.delete()
    tell(facts.SESSIONS_ENDED, account_id, {"reason": "Kết thúc một phiên"}, actor, at)


@transaction.atomic
def end_all_sessions(
    account_id: int, *, actor: Actor, at: datetime, except_id: int | None = None
) -> int:
    """Sign every browser of the account out but one; gives how many."""
    policies.can_end_sessions(actor, account_id).require()
    rows = OpenSession.objects.filter(account_id=account_id)
    if except_id is not None:
        rows = rows.exclude(pk=except_id)
    ended, _kinds = rows.delete()
    if ended:
        data = {"reason": "Kết thúc mọi phiên khác" if except_id else "Kết thúc mọi phiên"}
        tell(facts.SESSIONS_ENDED, account_id, data, actor, at)
    return ended


def purge_sessions(*, at: datetime) -> int:
    """Delete the sessions that idle or age has ended; gives how many."""
    gone = Q(seen_at__lt=at - sessions.IDLE) | Q(began_at__lt=at - sessions.LONGEST)
    return OpenSession.objects.filter(gone).delete()[0]


def note_sign_in(account_id: int, *, ip: str | None, actor: Actor, at: datetime) -> None:
    """Tell the journal that the officer signed in."""
    data = facts.SignedIn(ip=ip) if ip else facts.SignedIn()
    tell(facts.SIGNED_IN, account_id, data, actor, at)


def note_sign_out(account_id: int, *, actor: Actor, at: datetime) -> None:
    tell(facts.SIGNED_OUT, account_id, {}, actor, at)
