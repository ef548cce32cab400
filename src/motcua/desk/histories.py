"""What happened to an institution or a setting, in words: from the journal, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from motcua.accounts import queries as accounts
from motcua.base.actor import ActorKind
from motcua.journal.queries import FactView
from motcua.journal.verbs import sentence_for


@dataclass(frozen=True, slots=True)
class Told:
    """One line: what, by whom, when, why (empty where it was erased or never asked for)."""

    fact: FactView
    sentence: str
    who: str
    reason: str

    @property
    def at(self) -> datetime:
        return self.fact.at


def told(facts: Iterable[FactView]) -> list[Told]:
    """The facts in words, in the order given; the names of all officers in one statement."""
    listed = list(facts)
    people = {number_of(fact) for fact in listed} - {0}
    names = accounts.names_for(people)
    return [
        Told(
            fact,
            sentence_for(fact),
            names.get(number_of(fact)) or fact.actor_name or "Không rõ",
            str((fact.private or {}).get("reason", "")),
        )
        for fact in listed
    ]


def number_of(fact: FactView) -> int:
    """The account of the officer who did it; 0 for anybody else."""
    is_officer = fact.actor_kind == ActorKind.OFFICER and fact.actor_ref.isdecimal()
    return int(fact.actor_ref) if is_officer else 0
