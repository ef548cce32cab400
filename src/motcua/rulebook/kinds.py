"""The kinds of values: what may be typed, within which bounds, and how a value reads."""

from __future__ import annotations

import re
from dataclasses import dataclass

from motcua.base.text import nfc
from motcua.base.verdict import InvalidError
from motcua.rulebook import wording
from motcua.rulebook.wording import Place

Value = str | int | bool


@dataclass(frozen=True, slots=True)
class Text:
    """One line; `pattern` is what the whole line must match, `form` says it in words."""

    most: int = 200
    pattern: str = ""
    form: str = ""
    blank: bool = False

    def clean(self, raw: object) -> str:
        if not isinstance(raw, str):
            raise InvalidError("Giá trị phải là một dòng chữ.")
        text = nfc(raw)
        if not text and not self.blank:
            raise InvalidError("Ô này không để trống. Ghi giá trị rồi lưu lại.")
        if len(text) > self.most:
            raise InvalidError(f"Dài quá {self.most} ký tự. Rút gọn rồi lưu lại.")
        if text and self.pattern and re.fullmatch(self.pattern, text) is None:
            raise InvalidError(f"Chưa đúng dạng. {self.form}")
        return text

    def words(self, value: Value) -> str:
        return str(value) or "để trống"


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number from `least` to `most`, both taken; `unit` stands behind it."""

    least: int
    most: int
    unit: str

    def clean(self, raw: object) -> int:
        if isinstance(raw, str) and re.fullmatch(r"\s*\d{1,9}\s*", raw):
            raw = int(raw)
        if not isinstance(raw, int) or isinstance(raw, bool):
            raise InvalidError("Ghi một số nguyên, không có dấu chấm hay chữ.")
        if not self.least <= raw <= self.most:
            raise InvalidError(f"Ghi số từ {self.least} đến {self.most} ({self.unit}).")
        return raw

    def words(self, value: Value) -> str:
        return f"{value} {self.unit}" if self.unit != "%" else f"{value}%"


@dataclass(frozen=True, slots=True)
class Switch:
    """On or off."""

    on: str = "Bật"
    off: str = "Tắt"

    def clean(self, raw: object) -> bool:
        if not isinstance(raw, bool):
            raise InvalidError("Chọn bật hoặc tắt.")
        return raw

    def words(self, value: Value) -> str:
        return self.on if value else self.off


@dataclass(frozen=True, slots=True)
class Message:
    """The words of a text message; at most so many segments with the invented values."""

    places: tuple[Place, ...]
    most_segments: int = 4

    def clean(self, raw: object) -> str:
        text = _paragraph(raw, 1000)
        if not text:
            raise InvalidError("Mẫu tin không để trống. Ghi lời nhắn rồi lưu lại.")
        wording.check(text, self.places)
        length = wording.length_of(wording.sample(text, self.places))
        if length.segments > self.most_segments:
            raise InvalidError(
                f"Tin dài {length.words}; nhiều nhất {self.most_segments} tin. Rút gọn rồi lưu lại."
            )
        return text

    def words(self, value: Value) -> str:
        return str(value)


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph that a printed form carries; the layout around it is not changed here."""

    places: tuple[Place, ...]
    most: int = 600

    def clean(self, raw: object) -> str:
        text = _paragraph(raw, self.most)
        wording.check(text, self.places)
        return text

    def words(self, value: Value) -> str:
        return str(value) or "để trống"


Kind = Text | Number | Switch | Message | Block


def _paragraph(raw: object, most: int) -> str:
    if not isinstance(raw, str):
        raise InvalidError("Giá trị phải là một đoạn chữ.")
    text = "\n".join(nfc(line) for line in raw.splitlines()).strip()
    if len(text) > most:
        raise InvalidError(f"Dài quá {most} ký tự. Rút gọn rồi lưu lại.")
    return text
