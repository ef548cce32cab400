"""Read a JSON object strictly: every problem is collected with its path, none is guessed away."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import TypeVar

from motcua.base.text import nfc

Word = TypeVar("Word", bound=StrEnum)
LONG = 20_000
# More than any sum of money or number of hours; beyond it arithmetic would give up.
_MOST = 10**15


class Reader:
    """One JSON object at `path`; problems land in a mapping shared with its children.

    Each reading method takes the key, returns a value of the promised type (an empty one after a
    problem) and remembers the key, so that `finish` can name the keys nobody asked for.
    """

    def __init__(self, raw: object, path: str = "", problems: dict[str, str] | None = None) -> None:
        self.problems: dict[str, str] = {} if problems is None else problems
        self.path = path
        self.raw: Mapping[str, object] = {}
        self._seen: set[str] = set()
        if isinstance(raw, Mapping):
            self.raw = raw
        else:
            self.refuse("", "phải là một đối tượng JSON")

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path and key else self.path or key

    def refuse(self, key: str, sentence: str) -> None:
        self.problems.setdefault(self.at(key), sentence)

    def get(self, key: str) -> object:
        self._seen.add(key)
        return self.raw.get(key)

    def finish(self) -> None:
        for key in self.raw.keys() - self._seen:
            self.refuse(key, "không phải tên trường của bản ghi thủ tục")

    def text(self, key: str, *, required: bool = False, pattern: str = "") -> str:
        """NFC text on one line or several; absent or null is the empty string."""
        value = self.get(key)
        if value is None:
            value = ""
        if not isinstance(value, str) or len(value) > LONG:
            self.refuse(key, f"phải là chữ, không quá {LONG} ký tự")
            return ""
        clean = "\n".join(nfc(line) for line in value.strip().splitlines())
        if required and not clean:
            self.refuse(key, "không được để trống")
        elif clean and pattern and not re.fullmatch(pattern, clean):
            self.refuse(key, f"“{clean}” không đúng định dạng")
        return clean

    def optional_text(self, key: str) -> str | None:
        return self.text(key) or None

    def flag(self, key: str, *, default: bool = False) -> bool:
        value = self.get(key)
        if value is None:
            return default
        if not isinstance(value, bool):
            self.refuse(key, "phải là true hoặc false")
            return default
        return value

    def whole(self, key: str, *, default: int = 0, most: int = 10**12) -> int:
        value = self.get(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            self.refuse(key, "phải là số nguyên không âm")
            return default
        return value

    def optional_whole(self, key: str) -> int | None:
        return None if self.get(key) is None else self.whole(key)

    def decimal(self, key: str) -> Decimal:
        """A number written as text ("0.5") or a whole number; floats are refused."""
        value = self.get(key)
        try:
            number = Decimal(value) if isinstance(value, str | int) else Decimal("NaN")
        except InvalidOperation:
            number = Decimal("NaN")
        if isinstance(value, bool) or not number.is_finite() or not 0 <= number < _MOST:
            self.refuse(key, "phải là số không âm viết trong ngoặc kép, ví dụ “0.5”")
            return Decimal(0)
        return number

    def day(self, key: str) -> date | None:
        value = self.text(key)
        try:
            return date.fromisoformat(value) if value else None
        except ValueError:
            self.refuse(key, f"“{value}” không phải ngày dạng năm-tháng-ngày")
            return None

    def word(self, key: str, kind: type[Word], default: Word) -> Word:
        value = self.get(key)
        if value is None:
            return default
        for member in kind:
            if member == value:
                return member
        self.refuse(key, f"“{value}” phải là một trong: {', '.join(kind)}")
        return default

    def optional_word(self, key: str, kind: type[Word]) -> Word | None:
        return None if self.get(key) is None else self.word(key, kind, next(iter(kind)))

    def words(self, key: str, kind: type[Word]) -> tuple[Word, ...]:
        found = self.texts(key)
        unknown = [value for value in found if value not in set(kind)]
        if unknown:
            self.refuse(key, f"“{unknown[0]}” phải là một trong: {', '.join(kind)}")
            return ()
        return tuple(kind(value) for value in found)

    def texts(self, key: str) -> tuple[str, ...]:
        """The non-empty texts of a list, in order."""
        value = self.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            self.refuse(key, "phải là danh sách các chuỗi chữ")
            return ()
        cleaned = ("\n".join(nfc(line) for line in item.strip().splitlines()) for item in value)
        return tuple(item for item in cleaned if item)

    def child(self, key: str) -> Reader | None:
        """The object under the key, or None where it is absent or null."""
        value = self.get(key)
        return None if value is None else Reader(value, self.at(key), self.problems)

    def children(self, key: str) -> Iterator[Reader]:
        value = self.get(key)
        if value is None:
            return
        if not isinstance(value, list):
            self.refuse(key, "phải là danh sách")
            return
        for number, item in enumerate(value, start=1):
            yield Reader(item, f"{self.at(key)}[{number}]", self.problems)
