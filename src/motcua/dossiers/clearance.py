"""The Centre's consent to issue one draft act.

Only `motcua.control` makes a `Clearance`; the import contract protects this module, the
database refuses an issued act without one, and the act's digest binds it to the exact text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Clearance:
    """Consent to issue act `act_id` with exactly the content whose sha256 is `act_digest`."""

    act_id: int
    act_digest: str
    cleared_by: int
    cleared_at: datetime
    note: str = ""

    def to_json(self) -> dict[str, str | int]:
        return {
            "act_id": self.act_id,
            "act_digest": self.act_digest,
            "cleared_by": self.cleared_by,
            "cleared_at": self.cleared_at.isoformat(),
            "note": self.note,
        }
