"""Which acts are looked at: pure rules over dated values.

The most particular rule speaks: a procedure before a sector before all, and of two as particular
the one that names the agency. Without a rule everything after acceptance is looked at.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from dataclasses import dataclass

from motcua.control.states import EVERY_ACT, LOOKED_AT
from motcua.dossiers.states import ActKind


@dataclass(frozen=True, slots=True)
class RuleView:
    """A rule in force on the day in question; id 0 is the default."""

    id: int
    kind: str
    share: int
    agency_key: str = ""
    sector_code: str = ""
    procedure_code: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an act comes from, in the words of the rules."""

    kind: ActKind
    agency_key: str
    sector_code: str
    procedure_code: str


def default_rule(kind: ActKind) -> RuleView:
    """What holds where the province has decided nothing."""
    return RuleView(0, kind.value, EVERY_ACT if kind in LOOKED_AT else 0)


def rule_for(rules: Iterable[RuleView], origin: Origin) -> RuleView:
    """The rule that speaks for this origin."""
    fitting = [rule for rule in rules if _fits(rule, origin)]
    return max(fitting, key=_particularity, default=default_rule(origin.kind))


def _fits(rule: RuleView, origin: Origin) -> bool:
    return (
        rule.kind == origin.kind.value
        and rule.agency_key in {"", origin.agency_key}
        and rule.sector_code in {"", origin.sector_code}
        and rule.procedure_code in {"", origin.procedure_code}
    )


def _particularity(rule: RuleView) -> tuple[bool, bool, bool]:
    return bool(rule.procedure_code), bool(rule.sector_code), bool(rule.agency_key)


def is_drawn(act_id: int, share: int, secret: str) -> bool:
    """Whether this act is among the share that is looked at.

    Depends on the act's number and a secret alone: writing the act again changes nothing, and
    nobody outside can tell beforehand.
    """
    if share >= EVERY_ACT:
        return True
    drawn = hmac.new(secret.encode(), f"gate:{act_id}".encode(), hashlib.sha256).digest()
    return int.from_bytes(drawn[:4], "big") % EVERY_ACT < share
