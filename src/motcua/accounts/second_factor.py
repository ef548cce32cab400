"""The second factor: which roles wait for it, and how long one showing of it counts. Pure.

Whoever approves, signs or administers needs more than a password. Until the session has seen the
second factor such roles are withheld: the `Actor` does not hold them, so no policy, list or page
can let them act. An account that has set one up shows it at every sign-in, whatever its roles.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from motcua.accounts.states import Role
from motcua.base.actor import Actor, Grant
from motcua.base.verdict import YES, NotPermittedError, Verdict, no

NEEDS: Final = frozenset(
    role.value
    for role in (
        Role.HEAD_OF_ROOM,
        Role.HEAD_OF_AGENCY,
        Role.CONTROLLER,
        Role.CENTRE_DIRECTOR,
        Role.BUSINESS_ADMIN,
        Role.TECHNICAL_ADMIN,
    )
)
# Wrong codes of one account in a while; after them even a right one waits.
MOST_WRONG = 5
WRONG_WITHIN = timedelta(minutes=15)
REQUIRED, OFFERED = "required", "offered"


class SecondFactorStaleError(NotPermittedError):
    """The second factor was shown too long ago for this step: show it again and go on."""

    code = "second_factor"


def is_needed(*, mode: str, is_demo: bool, has_factor: bool) -> bool:
    """Whether this account's roles wait for it.

    `offered` exempts demo accounts alone: their password is published, so a second factor would
    protect nothing, and whoever tries the house out should not need a telephone.
    """
    return has_factor or mode != OFFERED or not is_demo


def withhold(
    grants: Iterable[Grant], *, needed: bool, proven: bool
) -> tuple[tuple[Grant, ...], frozenset[str]]:
    """The grants that act now, and the roles that wait for the second factor."""
    held = tuple(grants)
    if proven or not needed:
        return held, frozenset()
    waiting = frozenset(grant.role for grant in held if grant.role in NEEDS)
    return tuple(grant for grant in held if grant.role not in NEEDS), waiting


def proven_at(contents: Mapping[str, Any], account_id: int) -> datetime | None:
    """When this session last saw the account's second factor, from what allauth keeps in it."""
    if str(contents.get("account_authentication_methods_user", "")) != str(account_id):
        return None
    records = contents.get("account_authentication_methods")
    moments = [
        record["at"]
        for record in (records if isinstance(records, list) else ())
        if isinstance(record, dict) and record.get("method") == "mfa" and "at" in record
    ]
    return datetime.fromtimestamp(max(moments), UTC) if moments else None


def fresh(actor: Actor, at: datetime, longest: timedelta) -> Verdict:
    """Whether the second factor was shown recently enough to sign or approve."""
    if not actor.must_prove:
        return YES
    if actor.proven_at is not None and at - actor.proven_at <= longest:
        return YES
    return no("Xác nhận lại lớp xác thực thứ hai rồi ký, duyệt: lần trước đã quá lâu.")
