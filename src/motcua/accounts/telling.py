"""Facts about accounts, on their way to the journal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from motcua.accounts import facts
from motcua.base.actor import Actor
from motcua.journal.actions import record
from motcua.journal.writing import NewFact


def tell(
    verb: str,
    account_id: int,
    data: Mapping[str, object],
    actor: Actor,
    at: datetime,
    private: Mapping[str, object] | None = None,
) -> None:
    record([NewFact(verb, facts.ACCOUNT, account_id, data, actor, at, private)])
