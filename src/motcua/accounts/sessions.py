"""Sessions as rows of ours: 30 minutes idle, 12 hours in all, a few for each account.

The cookie's key is never stored, only its SHA-256. The database's clock judges age, so that all
web processes agree. Reading one session gives account, posts and loans in the same statement.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError
from django.db import connection

from motcua.accounts.grants_sql import CLOCK, HELD, read_held
from motcua.accounts.models import Account
from motcua.base.actor import ANONYMOUS, Actor, ActorKind

IDLE = timedelta(seconds=settings.SESSION_IDLE_SECONDS)
LONGEST = timedelta(seconds=settings.SESSION_COOKIE_AGE)
# A page marks its session as seen at most this often: one small write a minute for each person.
TOUCH = timedelta(seconds=60)
_AGENT_CHARS = 200

# All of the account but its password, which Django reads by itself when it is asked for.
_COLUMNS = [
    "id",
    "last_login",
    "username",
    "full_name",
    "phone",
    "email",
    "is_active",
    "is_demo",
    "session_version",
    "preferences",
    "created_at",
]
_OPEN = (
    """
WITH touched AS (
  UPDATE accounts_opensession SET seen_at = now()
   WHERE key_hash = %(key)s AND seen_at < now() - %(touch)s::interval AND seen_at > now() - %(idle)s::interval
)
SELECT s.id, s.contents, s.account_id, g.held, """
    + ", ".join(f'a."{column}"' for column in _COLUMNS)
    + f"""
  FROM accounts_opensession s CROSS JOIN {CLOCK.format(at="now()")}
  LEFT JOIN accounts_account a
    ON a.id = s.account_id AND a.is_active AND a.session_version = s.session_version
  {HELD}
 WHERE s.key_hash = %(key)s AND s.seen_at > now() - %(idle)s::interval AND s.began_at > now() - %(longest)s::interval
"""
)
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
        cursor.execute(
            _OPEN,
            {"key": key_hash(key), "touch": str(TOUCH), "idle": str(IDLE), "longest": str(LONGEST)},
        )
        row = cursor.fetchone()
    if row is None:
        return None
    pk, contents, account_id, held, *columns = row
    if account_id is None:
        return Opened(pk, _read(contents), None, ANONYMOUS)
    values = dict(zip(_COLUMNS, columns, strict=True))
    if values["id"] is None:
        return None
    values["preferences"] = _read(values["preferences"])
    account = Account.from_db(connection.alias, list(values), list(values.values()))
    actor = Actor(ActorKind.OFFICER, str(account_id), account.full_name, read_held(held))
    return Opened(pk, _read(contents), account, actor)


def _read(value: str) -> dict[str, Any]:
    """Django's connection hands JSON over as text."""
    found: dict[str, Any] = json.loads(value)
    return found


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
