"""Who calls: a bearer token bound to one unit and to scopes."""

from __future__ import annotations

from django.http import HttpRequest
from ninja.security import HttpBearer

from motcua.accounts import queries as accounts
from motcua.base import time
from motcua.base.actor import Actor
from motcua.base.verdict import NotPermittedError


class UnitToken(HttpBearer):
    """`Authorization: Bearer …`; the actor and the moment of the call go with the request."""

    openapi_description = "Khóa truy cập của một đơn vị, do quản trị kỹ thuật cấp."

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        del request
        if not token.isascii() or "\x00" in token:
            return None
        return accounts.actor_for_token(token, time.now())


def caller(request: HttpRequest, scope: str) -> Actor:
    """The authenticated machine, if its token carries the scope."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    if scope not in actor.scopes:
        raise NotPermittedError(f"Khóa truy cập này không có quyền “{scope}”.")
    return actor
