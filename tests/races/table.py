"""The table of public actions: each row says how an action is prepared, called, and by whom not.

A row is a function that prepares its case and gives a `Race`. Its names are those of the actions
that it proves, as `of_module` writes them: `control.gate.clear`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from races.house import House

Call = Callable[[], object]


@dataclass(frozen=True)
class Race:
    """What two people do in the same moment, and what must be so afterwards.

    `verb` is the fact that tells of the change, written `changes` times; `wins` of the calls may
    give a result. `rows` counts what lies in a table, for actions that leave no fact. `stranger`
    is the call of somebody who may not; a text says why there is nobody.
    """

    call: Call
    stranger: Call | str
    verb: str = ""
    other: Call | None = None
    changes: int = 1
    wins: int | tuple[int, ...] = 1
    rows: Callable[[], int] | None = None


Prepare = Callable[["House"], Race]
TABLE: dict[str, Prepare] = {}
PROVED: set[str] = set()


def race(*actions: str, also: str = "") -> Callable[[Prepare], Prepare]:
    """Enter a row for these actions; `also` tells it from an earlier row of the same actions."""

    def entered(prepare: Prepare) -> Prepare:
        name = " / ".join(actions) + (f" ({also})" if also else "")
        assert name not in TABLE, name
        TABLE[name] = prepare
        PROVED.update(actions)
        return prepare

    return entered
