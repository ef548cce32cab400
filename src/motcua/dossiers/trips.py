"""How often somebody had to come, and why: each coming is counted with its cause.

Decree 63/2010 art. 20(4): nobody is made to come more than twice to complete one dossier, unless
they did not do what they were told the first time.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError
from motcua.dossiers.states import TripCause

MOST_FOR_SUPPLEMENT = 2
# What a counter may answer when somebody completes a dossier; empty: nobody had to come.
ONCE_MORE = ("", TripCause.OFFICER.value, TripCause.APPLICANT.value)


@dataclass(frozen=True, slots=True)
class Comings:
    """The comings of one dossier, by cause; `for_supplement` are those that the law limits."""

    total: int = 0
    for_supplement: int = 0
    own_doing: int = 0

    @property
    def is_used_up(self) -> bool:
        """Whether one more coming at the office's wish would break the law."""
        return self.for_supplement >= MOST_FOR_SUPPLEMENT

    @property
    def is_beyond(self) -> bool:
        return self.for_supplement > MOST_FOR_SUPPLEMENT


def came(trips: Iterable[Any], at: datetime, cause: TripCause) -> tuple[Any, ...]:
    """The comings with one more."""
    return (*trips, [in_vietnam(at).isoformat(timespec="minutes"), cause.value])


def came_once_more(trips: Sequence[Any], at: datetime, cause: str) -> dict[str, Any]:
    """The change that a completion leaves; none where nobody had to come.

    Raises `InvalidError` for a cause that the law does not know here.
    """
    if cause not in ONCE_MORE:
        raise InvalidError(
            "Chọn vì sao người nộp phải đến thêm một lần.",
            fields={"trip": "Chọn một dòng."},
        )
    return {"trips": came(trips, at, TripCause(cause))} if cause else {}


def counted(trips: Iterable[Sequence[str]]) -> Comings:
    """How many comings there were, and how many of them the law counts."""
    causes = [cause for _, cause in trips]
    return Comings(
        total=len(causes),
        for_supplement=causes.count(TripCause.OFFICER.value),
        own_doing=causes.count(TripCause.APPLICANT.value),
    )
