"""Run beside a house on its database: what lies on desks before the journeys of the gate begin.

python gate_ground.py   →  {"permit": code, "refused": code, "apology": code, "kept": code, "broken": code}

The last two have gone their whole way, at moments before now; the letter of `apology` was drafted
by the system and nobody has read it.
"""

from __future__ import annotations

import json

from motcua.config.database import django


def lay() -> dict[str, str]:
    from motcua.base.time import now
    from motcua.control.actions import automatic
    from motcua.control.demo import MARITAL_STATUS, PERMIT, WARD, _Teller
    from motcua.control.demo_walk import Walk
    from motcua.dossiers import records

    teller = _Teller(now())
    permit, refused = (teller._walk(PERMIT, WARD, hours) for hours in (5, 4))
    late = Walk(MARITAL_STATUS, WARD, teller._owner(), teller._ago(20))
    late.carry(late.due_hours - 15)
    automatic.draft_apology(late.code, late.moment(late.due_hours - 13))
    teller.kept()
    kept = records.load_by_id(teller.made[-1]).code
    teller.broken()
    broken = records.load_by_id(teller.made[-1]).code
    return {
        "permit": permit.code, "refused": refused.code, "apology": late.code, "kept": kept,
        "broken": broken,
    }  # fmt: skip


if __name__ == "__main__":
    with django():
        print(json.dumps(lay()))
