"""What leaves the house tells the journal: a numbered letter or result, and the end of one."""

from __future__ import annotations

from typing import Final, TypedDict

from motcua.journal.verbs import Verb, register

ISSUED: Final = "letter.issued"
ENDED: Final = "letter.ended"


class OfAct(TypedDict, total=False):
    act: int


class LetterIssued(OfAct):
    """`verify` is the public code, `sha256` that of the very bytes that left."""

    issued: int
    kind: str
    number: str
    verify: str
    sha256: str
    signed: bool


class Replaced(TypedDict, total=False):
    replaced_by: int


class LetterEnded(Replaced):
    issued: int
    number: str


class EndedBeside(TypedDict):
    reason: str


register(
    Verb(ISSUED, "dossier", "Phát hành văn bản số {number}.", LetterIssued),
    Verb(ENDED, "dossier", "Văn bản số {number} không còn giá trị.", LetterEnded, EndedBeside),
)
