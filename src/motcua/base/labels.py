"""Stored words with the words that people read."""

from __future__ import annotations

from enum import StrEnum


class Labelled(StrEnum):
    """A stable English value and its Vietnamese label: `WARD = "ward", "phường"`."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Labelled:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def pairs(cls) -> list[tuple[str, str]]:
        """Value and label of each member, as choices of a field."""
        return [(member.value, member.label) for member in cls]
