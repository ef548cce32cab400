"""Sessions as rows of ours: 30 minutes idle, 12 hours in all, a few for each account.

The cookie's key is never stored, only its SHA-256. The database's clock judges age, so that all
web processes agree. Reading one session gives account, posts and loans in the same statement.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import connection

from motcua.accounts import second_factor
from motcua.accounts.held import read_held
from motcua.accounts.models import Account
from motcua.base.actor import ANONYMOUS, Actor, ActorKind, Grant

IDLE = timedelta(seconds=settings.SESSION_IDLE_SECONDS)
LONGEST = timedelta(seconds=settings.SESSION_COOKIE_AGE)
# A page marks its session as seen at most this often: one small write a minute for each person.
TOUCH = timedelta(seconds=60)
_AGENT_CHARS = 200

_FIELDS = Account._meta.concrete_fields  # noqa: SLF001 - Django's documented way to list fields
_OPEN = "SELECT * FROM accounts_open_session(%s, %s::interval, %s::interval, %s::interval)"
_INSERT = """
INSERT INTO accounts_opensession
  (key_hash, account_id, session_version, contents, began_at, seen_at, ip, agent)
SELECT %(key)s, %(account)s::bigint, coalesce(a.session_version, 0), %(contents)s::jsonb,
       now(), now(), %(ip)s::inet, %(agent)s
  FROM (SELECT 1) one LEFT JOIN accounts_account a ON a.id = %(account)s::bigint
ON CONFLICT (key_hash) DO NOTHING
"""
_UPDATE = """
UPDATE accounts_opensession s
   SET contents = %(contents)s::jsonb, account_id = %(account)s::bigint, seen_at = now(),
       session_version = CASE WHEN s.account_id IS NOT DISTINCT FROM %(account)s::bigint
         THEN s.session_version
         ELSE coalesce((SELECT a.session_version FROM accounts_account a
                         WHERE a.id = %(account)s::bigint), 0) END
 WHERE s.key_hash = %(key)s
"""
# The newest stay; the oldest of the account end.
_CROWD = """
DELETE FROM accounts_opensession WHERE id IN (
  SELECT id FROM accounts_opensession WHERE account_id = %s ORDER BY began_at DESC, id DESC OFFSET %s)
"""


def key_hash(key: str) -> bytes:
    return hashlib.sha256(key.encode()).digest()


@dataclass(frozen=True, slots=True)
class Opened:
    """A live session with whom it belongs to; `account` is None before anybody signed in."""

    id: int
    contents: dict[str, Any]
    account: Account | None
    actor: Actor


def open_session(key: str) -> Opened | None:
    """The live session of that cookie with its officer, in one statement; None when it ended.

    A session whose account was locked, or whose password was changed elsewhere, has ended.
    """
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, [key_hash(key), str(TOUCH), str(IDLE), str(LONGEST)])
        row = cursor.fetchone()
    if row is None:
        return None
    pk, contents, owner, held = row
    if owner is None:
        return Opened(pk, json.loads(contents), None, ANONYMOUS)
    values, kept = json.loads(owner), json.loads(contents)
    has_factor = values.pop("has_factor")
    account = _account(values)
    return Opened(pk, kept, account, _actor(account, read_held(held), kept, has_factor=has_factor))


def _actor(
    account: Account, held: tuple[Grant, ...], contents: dict[str, Any], *, has_factor: bool
) -> Actor:
    """The officer as this session may act: roles that need a second factor wait for it."""
    needed = second_factor.is_needed(
        mode=settings.SECOND_FACTOR, is_demo=account.is_demo, has_factor=has_factor
    )
    shown = second_factor.proven_at(contents, account.pk)
    grants, withheld = second_factor.withhold(held, needed=needed, proven=shown is not None)
    return Actor(
        ActorKind.OFFICER, str(account.pk), account.full_name, grants,
        withheld=withheld, must_prove=needed, proven_at=shown,
    )  # fmt: skip


def _account(values: dict[str, Any]) -> Account:
    """All but the password, which Django reads by itself when it is asked for."""
    for name in ("last_login", "created_at"):
        values[name] = values[name] and datetime.fromisoformat(values[name])
    names = [field.attname for field in _FIELDS if field.attname in values]
    return Account.from_db(connection.alias, names, [values[name] for name in names])


class SessionStore(SessionBase):
    """Django's session over `OpenSession`; `ip` and `agent` are set by the middleware."""

    ip: str | None = None
    agent: str = ""
    opened: Opened | None = None

    def load(self) -> dict[str, Any]:
        opened = open_session(self.session_key) if self.session_key else None
        self.opened = opened
        if opened is None:
            self._session_key = None
            return {}
        return opened.contents

    def read(self) -> Opened | None:
        """Read it now, for whoever needs the officer before anybody asks for the contents."""
        if self.session_key:
            self._session_cache = self.load()
            self.accessed = True
        return self.opened

    def exists(self, session_key: str) -> bool:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM accounts_opensession WHERE key_hash = %s", [key_hash(session_key)]
            )
            return cursor.fetchone() is not None

    def create(self) -> None:
        while True:
            self._session_key = self._get_new_session_key()  # type: ignore[attr-defined]
            try:
                self.save(must_create=True)
            except CreateError:
                continue
            self.modified = True
            return

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's signature
        if self.session_key is None:
            self.create()
            return
        contents = self._get_session(no_load=must_create)  # type: ignore[attr-defined]
        account = contents.get(SESSION_KEY)
        values = {
            "key": key_hash(self.session_key),
            "account": account,
            "contents": json.dumps(contents),
            "ip": self.ip,
            "agent": self.agent[:_AGENT_CHARS],
        }
        with connection.cursor() as cursor:
            cursor.execute(_INSERT if must_create else _UPDATE, values)
            if not cursor.rowcount:
                raise CreateError if must_create else UpdateError
            if account is not None:
                cursor.execute(_CROWD, [account, settings.SESSION_MAX_PER_ACCOUNT])

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is None:
            return
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM accounts_opensession WHERE key_hash = %s", [key_hash(key)])

    @classmethod
    def clear_expired(cls) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM accounts_opensession"
                " WHERE seen_at < now() - %s::interval OR began_at < now() - %s::interval",
                [str(IDLE), str(LONGEST)],
            )
