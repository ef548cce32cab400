"""The parts of a linked procedure as a tree: who does what, until when, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from html import escape
from typing import Protocol

from django.utils.safestring import SafeString

from motcua.base.dates import format_moment
from motcua.pages.chips import tag

_DEEPEST = 3
# How far a part has come: the mark before it and the kind of its tag.
_LOOKS = {
    "planned": ("next", "flat"),
    "stuck": ("late", "bad"),
    "opened": ("run", "warn"),
    "working": ("run", "run"),
    "unpaid": ("run", "pause"),
    "done": ("done", "ok"),
    "returned": ("late", "bad"),
    "moot": ("next", "flat"),
}


class Progress(Protocol):
    """A stored word with its label."""

    @property
    def value(self) -> str: ...
    @property
    def label(self) -> str: ...


class Part(Protocol):
    """One part of the procedure; `depth` counts the parts that it comes after."""

    @property
    def key(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def doer(self) -> str: ...
    @property
    def depth(self) -> int: ...
    @property
    def progress(self) -> Progress: ...
    @property
    def hours(self) -> str: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def is_planned(self) -> bool: ...
    @property
    def is_late(self) -> bool: ...
    @property
    def finished_at(self) -> datetime | None: ...
    @property
    def number(self) -> str: ...
    @property
    def officer_id(self) -> int | None: ...


def tree(
    parts: Iterable[Part],
    people: Mapping[int, str] | None = None,
    below: Mapping[str, Sequence[str]] | None = None,
) -> SafeString:
    """The list of parts; `people` names who is in charge, `below` adds lines to a part by its key."""
    rows = (_part(part, people or {}, (below or {}).get(part.key, ())) for part in parts)
    return SafeString(f'<ol class="tree">{"".join(rows)}</ol>')


def _part(part: Part, people: Mapping[int, str], below: Sequence[str]) -> str:
    look, kind = _LOOKS[part.progress.value]
    label = part.progress.label
    if part.is_late:
        look, kind = ("late", "bad") if look == "run" else (look, "bad")
        label = f"{label}, trễ" if part.finished_at else f"{label}, quá hạn"
    who = ", ".join(filter(None, (part.doer, people.get(part.officer_id or 0, ""))))
    lines = [f'<span class="d small mid">{escape(who or "Chưa rõ đơn vị")}</span>']
    lines += [f'<span class="d small">{escape(words)}</span>' for words in (_when(part), *below)]
    return (
        f'<li class="{look} d{min(part.depth, _DEEPEST)}"><span class="t">{escape(part.name)}</span>'
        f"{tag(kind, label)}{''.join(lines)}</li>"
    )


def _when(part: Part) -> str:
    if part.finished_at is not None:
        number = f", số {part.number}" if part.number else ""
        return f"Xong {format_moment(part.finished_at)}{number}"
    if part.due_at is None:
        return f"Trong {part.hours} giờ làm việc"
    lead = "Dự kiến xong chậm nhất" if part.is_planned else "Hạn"
    return f"{lead} {format_moment(part.due_at)}"
