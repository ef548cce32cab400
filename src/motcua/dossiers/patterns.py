"""What people type into a search field, as patterns for the folded search key."""

from __future__ import annotations

from motcua.base.text import fold
from motcua.dossiers.people import clean_phone


def like_words(text: str) -> list[str]:
    """Each folded word as a LIKE pattern; wildcards typed by people are taken literally."""
    words = fold(clean_phone(text) if text.strip().startswith("+") else text).split()
    return [f"%{literal(word)}%" for word in words if word]


def literal(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
