"""The control desk's two columns: what the draft asks for beside what is published and was received."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from motcua.control.checklist.shape import Check
from motcua.control.queries.desk import Look
from motcua.control.states import Mark
from motcua.desk.forms.acts import told
from motcua.dossiers.act_content import FIELD_NAMES, Item, items_of
from motcua.dossiers.states import ActKind
from motcua.procedures.content import Paper

_KIND = {Mark.WRONG: "out", Mark.OPEN: "diff", Mark.RIGHT: "same"}
_ORDER = (Mark.WRONG, Mark.OPEN, Mark.RIGHT)


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a column: text, class of the mark, notes below."""

    text: str
    kind: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """One field that an amendment changed, in words."""

    label: str
    before: str
    after: str


def asked(look: Look) -> list[Line]:
    """The papers that the draft asks for, each with what the checklist says of it."""
    return [
        _asked(place, item, [check for check in look.checks if check.about == place])
        for place, item in enumerate(items_of(look.content))
    ]


def published(look: Look) -> list[Line]:
    """The papers of the published list, marked where the draft asks for them."""
    items = {item.paper_key: place for place, item in enumerate(items_of(look.content))}
    received = {paper.get("key"): paper for paper in look.state.papers}
    return [
        _published(number, paper, received.get(paper.key), _worst(look, items.get(paper.key)))
        for number, paper in enumerate(look.case.version.papers, 1)
    ]


def about_the_act(look: Look) -> list[Check]:
    """The questions that concern the act as a whole."""
    return [check for check in look.checks if check.about is None]


def passed(look: Look) -> tuple[int, int]:
    """How many questions a machine could answer well, of how many there are."""
    right = sum(check.mark is Mark.RIGHT for check in look.checks)
    return right, len(look.checks)


def changes(kind: ActKind, differences: list[dict[str, Any]]) -> list[Change]:
    """An amendment in words, field by field."""
    return [
        Change(
            _label(one["field"]),
            _words(kind, one["field"], one["before"]),
            _words(kind, one["field"], one["after"]),
        )
        for one in differences
    ]


def _asked(place: int, item: Item, checks: list[Check]) -> Line:
    notes = tuple(f"{_question(check, item)} {check.answer}" for check in checks)
    marks = [check.mark for check in checks]
    worst = next((mark for mark in _ORDER if mark in marks), None)
    text = f"{place + 1}. {item.name}: {_copies(item.originals, item.copies)}"
    said = f"{item.defect.label}. {item.note}".strip()
    return Line(text, _KIND[worst] if worst else "none", (said, *notes))


def _question(check: Check, item: Item) -> str:
    """The question without the name of the paper, which stands above it."""
    text = check.question.removeprefix(f"“{item.name}”").lstrip(": ")
    return text[:1].upper() + text[1:]


def _published(
    number: int, paper: Paper, given: Mapping[str, Any] | None, mark: Mark | None
) -> Line:
    note = "Chưa nộp"
    if given:
        copies = _copies(int(given.get("originals", 0)), int(given.get("copies", 0)))
        note = f"Đã nộp: {copies}" if copies else "Đã nộp bản điện tử"
    notes = [note]
    if paper.condition:
        notes.append(f"Chỉ khi: {paper.condition}")
    if paper.shown_only:
        notes.append("Chỉ xuất trình")
    if paper.reuse_source:
        notes.append("Có sẵn trong cơ sở dữ liệu dân cư")
    text = f"{number}. {paper.name}: {_copies(paper.originals, paper.copies) or '1 bản'}"
    return Line(text, _KIND[mark] if mark else "none", (". ".join(notes) + ".",))


def _worst(look: Look, place: int | None) -> Mark | None:
    if place is None:
        return None
    marks = {check.mark for check in look.checks if check.about == place}
    return next((mark for mark in _ORDER if mark in marks), None)


def _copies(originals: int, copies: int) -> str:
    parts = [f"{originals} bản chính"] if originals else []
    return ", ".join([*parts, f"{copies} bản sao"] if copies else parts)


def _label(name: str) -> str:
    label = FIELD_NAMES.get(name, name)
    return label[:1].upper() + label[1:]


def _words(kind: ActKind, name: str, value: Any) -> str:
    if name == "items":
        items = items_of({"items": value or ()})
        return "; ".join(
            f"{item.name} ({_copies(item.originals, item.copies)}; {item.defect.label.lower()})"
            for item in items
        )
    if not value:
        return "(để trống)"
    return dict(told(kind, {name: value})).get(_label(name), str(value))
