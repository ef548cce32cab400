"""The forms of draft acts: each kind asks for what its statutory form prints.

Papers are asked for line by line, each with its own reason; a paper outside the published list has
a line of its own, where its legal ground must be named. Everything works without scripts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms

from motcua.base.dates import VIETNAM, format_date, in_vietnam
from motcua.base.verdict import InvalidError
from motcua.desk.forms.stamped import StampedForm
from motcua.desk.forms.steps import words
from motcua.dossiers import act_content
from motcua.dossiers.act_content import FIELD_NAMES, Item, conditions_of, items_of, parts_of
from motcua.dossiers.states import REASONS, ActKind, ActReason, TripCause
from motcua.procedures.pinned import PinnedVersion

_CLOSING = time(17)
_OTHERS = 2
_DEFECTS = REASONS[ActKind.SUPPLEMENT_REQUEST]
_IN_LIST = tuple((r.value, r.label) for r in _DEFECTS if r is not ActReason.OUTSIDE_LIST)
_CAUSES = (TripCause.OFFICER, TripCause.APPLICANT)
_HINTS = {
    "ground": "Điểm, khoản, điều của văn bản.",
    "second_ground": "Chỉ ghi khi đây là lần yêu cầu thứ hai của hồ sơ này.",
    "late_ground": "Chỉ ghi khi đã quá thời hạn yêu cầu bổ sung: quy định chuyên ngành cho phép.",
    "go_to": "Ghi khi hồ sơ thuộc thẩm quyền của cơ quan khác.",
    "condition": "Điều kiện đã công bố của thủ tục mà hồ sơ không đáp ứng.",
}


def _day(label: str, *, required: bool) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": f"Chọn {label.lower()}.", "invalid": f"Chọn {label.lower()}."},
    )


def _choice(label: str, choices: list[tuple[str, str]], *, required: bool) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        required=required,
        choices=[("", "Chọn…"), *choices],
        error_messages={"required": f"Chọn {label.lower()}."},
    )


def _field(name: str, kind: ActKind, pinned: PinnedVersion, *, required: bool) -> forms.Field:
    label = FIELD_NAMES[name][:1].upper() + FIELD_NAMES[name][1:]
    if name in {"deadline", "new_due"}:
        return _day(label, required=required)
    if name == "reason_code":
        return _choice(label, [(r.value, r.label) for r in REASONS[kind]], required=required)
    if name == "cause":
        return _choice(label, [(cause.value, cause.label) for cause in _CAUSES], required=required)
    if name == "condition" and (found := conditions_of(pinned)):
        return _choice(label, [(text, text) for text in found], required=required)
    return words(label, required=required, hint=_HINTS.get(name, ""))


@dataclass(frozen=True, slots=True)
class AskLine:
    """One line of the table of papers, with what was typed; `is_other` for one outside the list."""

    place: str
    name: str
    is_other: bool
    ticked: bool = False
    defect: str = ActReason.MISSING.value
    originals: str = "1"
    copies: str = "0"
    note: str = ""
    ground: str = ""
    mistake: str = ""


class ActForm(StampedForm):
    """Only the fields that the kind needs; the papers are `lines`."""

    defects = _IN_LIST

    def __init__(self, *args: Any, kind: ActKind, pinned: PinnedVersion, **kwargs: Any) -> None:
        self.content_now: Mapping[str, Any] = kwargs.pop("content", None) or {}
        super().__init__(*args, **kwargs)
        self.kind, self.pinned = kind, pinned
        self.asks = "items" in parts_of(kind)
        for name in parts_of(kind):
            if name == "items":
                continue
            required = name in act_content.REQUIRED[kind]
            self.fields[name] = _field(name, kind, pinned, required=required)
            self.fields[name].initial = _shown(name, self.content_now.get(name))
        self.mistakes: dict[str, str] = {}

    @property
    def lines(self) -> list[AskLine]:
        """The published papers, then lines for papers outside the list."""
        asked = {item.paper_key or item.name: item for item in items_of(self.content_now)}
        listed = [self._line(f"p{i}", p.name, asked.get(p.key)) for i, p in self._papers()]
        others = [item for item in asked.values() if not item.paper_key]
        spare: list[Item | None] = [*others, *([None] * _OTHERS)]
        return listed + [
            self._line(f"o{i}", item.name if item else "", item, is_other=True)
            for i, item in enumerate(spare[: max(_OTHERS, len(others))])
        ]

    def _papers(self) -> list[tuple[int, Any]]:
        return list(enumerate(self.pinned.papers))

    def _line(self, place: str, name: str, item: Item | None, *, is_other: bool = False) -> AskLine:
        if self.is_bound:
            said = {part: self.data.get(f"{place}-{part}", "") for part in _LINE_PARTS}
            return AskLine(
                place, said.pop("name") if is_other else name, is_other,
                ticked=bool(said.pop("on", "")), mistake=self.mistakes.get(place, ""),
                **{part: value for part, value in said.items() if part != "name"},
            )  # fmt: skip
        if item is None:
            return AskLine(place, name, is_other)
        return AskLine(
            place, name, is_other, True, item.defect.value, str(item.originals), str(item.copies),
            item.note, item.ground,
        )  # fmt: skip

    def content(self) -> dict[str, Any]:
        """The act's content as the action takes it: days as ISO, the appointment at closing time."""
        content = {
            name: _kept(name, value)
            for name, value in self.cleaned_data.items()
            if name in parts_of(self.kind)
        }
        if self.asks:
            content["items"] = [self._item(line) for line in self._asked()]
        return content

    def _asked(self) -> list[AskLine]:
        return [line for line in self.lines if line.ticked or (line.is_other and line.name)]

    def _item(self, line: AskLine) -> dict[str, Any]:
        keys = {f"p{i}": paper.key for i, paper in self._papers()}
        return {
            "paper_key": keys.get(line.place, ""), "name": line.name, "defect": line.defect,
            "originals": line.originals, "copies": line.copies, "note": line.note,
            "ground": line.ground,
        }  # fmt: skip

    def refuse(self, refusal: InvalidError) -> None:
        """Put what the action refused to its fields; a refused paper to its line."""
        asked = self._asked() if self.asks else []
        for name, sentence in (refusal.fields or {"": str(refusal)}).items():
            head, _, place = name.partition(".")
            if head == "items" and place.isdecimal() and int(place) < len(asked):
                self.mistakes[asked[int(place)].place] = sentence
                self.add_error(None, sentence)
            else:
                self.add_error(name if name in self.fields else None, sentence)


_LINE_PARTS = ("on", "name", "defect", "originals", "copies", "note", "ground")


def told(kind: ActKind, content: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Label and words of each part but the papers, for the page."""
    rows = []
    for name in parts_of(kind):
        if name != "items" and content.get(name):
            label = FIELD_NAMES[name][:1].upper() + FIELD_NAMES[name][1:]
            rows.append((label, _words(name, content[name])))
    return rows


def _kept(name: str, value: Any) -> Any:
    if name == "new_due" and isinstance(value, date):
        return datetime.combine(value, _CLOSING, VIETNAM).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _shown(name: str, value: Any) -> Any:
    if name == "new_due" and value:
        return in_vietnam(datetime.fromisoformat(value)).date()
    return date.fromisoformat(value) if name == "deadline" and value else value


def _words(name: str, value: str) -> str:
    if name in {"deadline", "new_due"}:
        return format_date(
            in_vietnam(datetime.fromisoformat(value)) if "T" in value else date.fromisoformat(value)
        )
    if name == "reason_code":
        return ActReason(value).label
    if name == "cause":
        return TripCause(value).label
    return value
