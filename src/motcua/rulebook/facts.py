"""What this room tells the journal."""

from __future__ import annotations

from typing import Final, TypedDict

from motcua.journal.verbs import Told, Verb, register
from motcua.rulebook.table import ENTRIES

RULE = "rule"


class RuleSet(TypedDict):
    rule: str
    value: str | int | bool
    before: str | int | bool
    since: str


class PlanDropped(TypedDict):
    rule: str
    value: str | int | bool
    since: str


class Reason(TypedDict):
    reason: str


RULE_SET: Final = "rulebook.rule_set"
PLAN_DROPPED: Final = "rulebook.plan_dropped"


def _set_words(told: Told) -> str:
    entry = ENTRIES.get(str(told.data["rule"]))
    label = entry.label if entry else told.data["rule"]
    words = entry.kind.words if entry else str
    return (
        f"{label}: từ “{words(told.data['before'])}” thành “{words(told.data['value'])}”, "
        f"áp dụng từ ngày {_day(told)}."
    )


def _dropped_words(told: Told) -> str:
    entry = ENTRIES.get(str(told.data["rule"]))
    words = entry.kind.words if entry else str
    return f"Bỏ dự định “{words(told.data['value'])}” từ ngày {_day(told)}."


def _day(told: Told) -> str:
    year, month, day = str(told.data["since"]).split("-")
    return f"{day}/{month}/{year}"


register(
    Verb(RULE_SET, RULE, _set_words, RuleSet, Reason),
    Verb(PLAN_DROPPED, RULE, _dropped_words, PlanDropped, Reason),
)
