"""Rooms above the case whose open work must follow a reorganisation, in the act's own transaction.

They are named by the setting `REORGANISATION_FOLLOWERS`, so that this room knows none of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from motcua.agencies.reorganising.ending import Ending
from motcua.base.actor import Actor


@dataclass(frozen=True, slots=True)
class Follows:
    """What follows, as words with their number; `notes` are sentences about what needs a person."""

    rows: list[tuple[str, int]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


class Follower(Protocol):
    """Counts before the act what it does in it; both see the institutions as they were."""

    def counted(self, ending: Ending) -> Follows:
        """What would follow and end; writes nothing."""
        ...

    def follow(self, ending: Ending, *, actor: Actor, at: datetime) -> None:
        """Let it happen; called after the dossiers and their acts have moved."""
        ...


def followers() -> list[Follower]:
    """Every room that has something to follow with."""
    return [import_string(name)() for name in settings.REORGANISATION_FOLLOWERS]
