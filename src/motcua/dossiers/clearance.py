"""The Centre's consent to issue one draft act.

Only `motcua.control` makes a `Clearance`; the import contract protects this module, the
database refuses an issued act without one, and the act's digest binds it to the exact text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


class Basis(StrEnum):
    """Why the act may go out: looked at as it was, amended, or of a kind that needs no look."""

    CLEARED = "cleared"
    AMENDED = "amended"
    NOT_REQUIRED = "not_required"
    NOT_SAMPLED = "not_sampled"


@dataclass(frozen=True, slots=True)
class Clearance:
    """Consent to issue act `act_id` with exactly the content whose sha256 is `act_digest`.

    `cleared_by` is the controller's account; None where the rules in force ask for no control.
    """

    act_id: int
    act_digest: str
    cleared_by: int | None
    cleared_at: datetime
    note: str = ""
    basis: Basis = Basis.CLEARED

    def __post_init__(self) -> None:
        looked_at = self.basis in {Basis.CLEARED, Basis.AMENDED}
        if looked_at != (self.cleared_by is not None):
            raise ValueError("a clearance names its controller, a waiver names nobody")

    @classmethod
    def from_json(cls, raw: Mapping[str, Any]) -> Clearance:
        moment = datetime.fromisoformat(raw["cleared_at"])
        return cls(**{**raw, "cleared_at": moment, "basis": Basis(raw["basis"])})

    def to_json(self) -> dict[str, str | int | None]:
        return {
            "act_id": self.act_id,
            "act_digest": self.act_digest,
            "cleared_by": self.cleared_by,
            "cleared_at": self.cleared_at.isoformat(),
            "note": self.note,
            "basis": self.basis.value,
        }
