"""A value of an imported record as an officer reads it: lines of words instead of JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

MOST_LINES = 60
EMPTY = "(để trống)"


def raw_words(value: object) -> str:
    """Text as it came; lists and objects as indented lines, cut after sixty."""
    lines = list(_lines(value, 0))
    if len(lines) > MOST_LINES:
        lines = [*lines[:MOST_LINES], "…"]
    return "\n".join(lines) or EMPTY


def _lines(value: object, depth: int) -> Iterator[str]:
    space = "  " * depth
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _named(f"{space}{key}", item, depth)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for place, item in enumerate(value, 1):
            yield from _named(f"{space}{place}", item, depth)
    else:
        yield f"{space}{_plain(value)}"


def _named(name: str, item: object, depth: int) -> Iterator[str]:
    if isinstance(item, Mapping | list) and item:
        yield f"{name}:"
        yield from _lines(item, depth + 1)
    elif not isinstance(item, Mapping | list):
        yield f"{name}: {_plain(item)}"


def _plain(value: object) -> str:
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return "có" if value else "không"
    return str(value)
