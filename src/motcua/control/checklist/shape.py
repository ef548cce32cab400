"""What is judged, and what a judgement looks like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from motcua.base.text import fold
from motcua.control.states import Mark, ReturnReason
from motcua.dossiers.states import ActKind
from motcua.procedures.pinned import PinnedVersion


@dataclass(frozen=True, slots=True)
class Matter:
    """An act and all that it is held against.

    `received` are the papers of the dossier; `ask_until`, `apologise_until` the last moments at
    which a request and an apology are in time (None: no such limit runs); `request_expired` and
    `payment_expired` say whether an earlier request was left unanswered beyond its deadline;
    `days_to_answer` are the working days that a request leaves the person.
    """

    kind: ActKind
    content: Mapping[str, Any]
    version: PinnedVersion
    at: datetime
    received: tuple[Mapping[str, Any], ...] = ()
    supplements: int = 0
    is_accepted: bool = True
    due_at: datetime | None = None
    is_extended: bool = False
    has_result: bool = False
    wants_back: bool = False
    ask_until: datetime | None = None
    apologise_until: datetime | None = None
    request_expired: bool = False
    payment_expired: bool = False
    days_to_answer: int | None = None
    extension_problem: str = ""

    def text(self, name: str) -> str:
        return str(self.content.get(name) or "")


@dataclass(frozen=True, slots=True)
class Check:
    """One question with its answer; `reason` is what an act would be returned for.

    `about` is the number of the paper asked for that the question concerns, from 0; None: the act.
    """

    key: str
    question: str
    mark: Mark
    answer: str
    reason: ReturnReason | None = None
    about: int | None = None

    def to_json(self) -> dict[str, Any]:
        return {
            "key": self.key, "question": self.question, "mark": self.mark.value,
            "answer": self.answer, "about": self.about,
        }  # fmt: skip

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Check:
        """As it was kept with a decision; what it would be returned for is kept beside it."""
        return cls(**{**kept, "mark": Mark(kept["mark"])})


def right(key: str, question: str, answer: str) -> Check:
    return Check(key, question, Mark.RIGHT, answer)


def open_(key: str, question: str, answer: str, reason: ReturnReason | None = None) -> Check:
    return Check(key, question, Mark.OPEN, answer, reason)


def wrong(key: str, question: str, answer: str, reason: ReturnReason) -> Check:
    return Check(key, question, Mark.WRONG, answer, reason)


def likeness(one: str, other: str) -> float:
    """How much of the words of the shorter text stand in the other: 0 to 1, accents aside."""
    a, b = set(fold(one).split()), set(fold(other).split())
    if not a or not b:
        return 0.0
    return len(a & b) / min(len(a), len(b))


def covered(text: str, by: str) -> float:
    """How much of a text's words stand in another, accents aside: 1 where nothing was added."""
    words, known = fold(text).split(), set(fold(by).split())
    return sum(word.strip(".,;:") in known for word in words) / len(words) if words else 0.0
