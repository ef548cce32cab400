"""What one value of the rulebook is: its name, its words for people, its kind, its default."""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from motcua.rulebook.kinds import Kind, Value


@dataclass(frozen=True, slots=True)
class Entry:
    """`ground` is the text of law that leaves the choice, or says what the default follows."""

    name: str
    label: str
    kind: Kind
    default: Value
    ground: str = ""
    hint: str = ""

    @property
    def number(self) -> int:
        """The subject's number in the journal: CRC-32 of the name (a test finds no two alike)."""
        return zlib.crc32(self.name.encode())


@dataclass(frozen=True, slots=True)
class Group:
    """Entries that are shown together, below one heading."""

    key: str
    title: str
    about: str
    entries: tuple[Entry, ...]
