"""Vietnamese text: one normal form, a folded key for search, a key that sorts as people expect."""

from __future__ import annotations

import re
import unicodedata

# Python reads no number of more than 4300 digits; nobody types one of four hundred.
_ENDLESS = re.compile(r"\d{400}")
_STROKE = str.maketrans({"đ": "d", "Đ": "D", "Ð": "D", "ð": "d"})
# Alphabetical order of the Vietnamese letters; tone marks weigh less than letters
# and are compared only when all letters are equal.
_LETTERS = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_TONES = {"\u0300": 1, "\u0309": 2, "\u0303": 3, "\u0301": 4, "\u0323": 5}
_SHAPES = "\u0306\u0302\u031b"


def is_rubbish(text: str) -> bool:
    """What no person types and no field of ours can hold: a NUL, or a number without end."""
    return "\0" in text or has_endless_number(text)


def has_endless_number(text: str) -> bool:
    """A row of digits that would stop whoever reads it as a number."""
    return _ENDLESS.search(text) is not None


def nfc(text: str) -> str:
    """Composed form, one space between words, none outside; Eth is read as the letter Đ."""
    composed = unicodedata.normalize("NFC", text.replace("Ð", "Đ").replace("ð", "đ"))
    return " ".join(composed.split())


def fold(text: str) -> str:
    """Lower case without diacritics: `Đặng Thị Hường` becomes `dang thi huong`."""
    stripped = (
        char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char)
    )
    return " ".join("".join(stripped).translate(_STROKE).casefold().split())


def initials(text: str) -> str:
    """First letters of the folded words: `xác nhận tình trạng` becomes `xntt`."""
    return "".join(word[0] for word in fold(text).split())


def sort_key(text: str) -> str:
    """A string whose plain byte order is Vietnamese alphabetical order."""
    letters: list[str] = []
    tones: list[str] = []
    for char in unicodedata.normalize("NFC", text).casefold():
        parts = unicodedata.normalize("NFD", char)
        shape = parts[0] + "".join(mark for mark in parts[1:] if mark in _SHAPES)
        tone = next((_TONES[mark] for mark in parts[1:] if mark in _TONES), 0)
        rank = _LETTERS.find(unicodedata.normalize("NFC", shape))
        letters.append(chr(ord("A") + rank) if rank >= 0 else min(char, "@"))
        tones.append(str(tone))
    return "".join(letters) + "\x01" + "".join(tones)


def mask(number: str, keep: int = 3) -> str:
    """All but the last `keep` characters as bullets: for public screens and logs."""
    return "•" * max(len(number) - keep, 0) + number[-keep:] if number else ""
