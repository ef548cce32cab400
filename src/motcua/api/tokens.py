"""Who calls: a bearer token bound to one unit and to scopes."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest
from ninja.security import HttpBearer

from motcua.accounts import actions as keys
from motcua.accounts import queries as accounts
from motcua.api.door import require_readable
from motcua.base import time
from motcua.base.actor import Actor
from motcua.base.verdict import NotPermittedError


class UnitToken(HttpBearer):
    """`Authorization: Bearer …`; the actor and the moment of the call go with the request."""

    openapi_description = "Khóa truy cập của một đơn vị, do quản trị kỹ thuật cấp."

    def __init__(self) -> None:
        super().__init__()
        self._noted: dict[int, date] = {}

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        if not token.isascii() or "\x00" in token:
            return None
        at = time.now()
        actor = accounts.actor_for_token(token, at)
        if actor is not None:
            require_readable(request)
            self._note_use(int(actor.ref), at)
        return actor

    def _note_use(self, token_id: int, at: datetime) -> None:
        """Once a day and process; what is remembered costs the other calls nothing."""
        today = at.date()
        if self._noted.get(token_id) != today:
            keys.note_token_use(token_id, at=at)
            self._noted[token_id] = today


def caller(request: HttpRequest, scope: str) -> Actor:
    """The authenticated machine, if its token carries the scope."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    if scope not in actor.scopes:
        raise NotPermittedError(f"Khóa truy cập này không có quyền “{scope}”.")
    return actor
