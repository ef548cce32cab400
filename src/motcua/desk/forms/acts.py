"""The forms of draft acts: each kind asks for what its statutory form prints."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django import forms

from motcua.base.dates import VIETNAM, format_date, in_vietnam
from motcua.desk.forms.stamped import StampedForm
from motcua.desk.forms.steps import line, words
from motcua.dossiers.actions.acts import REQUIRED
from motcua.dossiers.states import ActKind
from motcua.procedures.pinned import PinnedVersion

_CLOSING = time(17)
_LABELS = {
    "papers": "Giấy tờ cần bổ sung",
    "reason": "Lý do",
    "ground": "Căn cứ pháp lý",
    "number": "Số văn bản",
    "deadline": "Hạn bổ sung",
    "new_due": "Hẹn lại ngày trả",
}


def _day(label: str) -> forms.DateField:
    return forms.DateField(
        label=label,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        error_messages={"required": f"Chọn {label.lower()}.", "invalid": f"Chọn {label.lower()}."},
    )


class ActForm(StampedForm):
    """Only the fields that the kind needs."""

    papers = forms.MultipleChoiceField(
        label=_LABELS["papers"],
        widget=forms.CheckboxSelectMultiple,
        help_text="Chỉ yêu cầu giấy tờ có trong danh mục đã công bố; nói hết trong một lần.",
        error_messages={"required": "Chọn ít nhất một giấy tờ."},
    )
    reason = words(_LABELS["reason"])
    ground = words(_LABELS["ground"], hint="Điểm, khoản, điều của văn bản.", most=500)
    number = line(_LABELS["number"])
    deadline = _day(_LABELS["deadline"])
    new_due = _day(_LABELS["new_due"])

    def __init__(self, *args: Any, kind: ActKind, pinned: PinnedVersion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in set(_LABELS) - set(REQUIRED[kind]):
            del self.fields[name]
        papers = self.fields.get("papers")
        if isinstance(papers, forms.MultipleChoiceField):
            papers.choices = [(paper.key, paper.name) for paper in pinned.papers]

    def content(self) -> dict[str, Any]:
        """The act's content as it is kept: days as ISO, the new appointment at closing time."""
        return {
            name: _kept(name, value) for name, value in self.cleaned_data.items() if name in _LABELS
        }

    @staticmethod
    def fields_of(kind: ActKind, content: Mapping[str, Any]) -> dict[str, Any]:
        """The other way round, for editing."""
        shown: dict[str, Any] = {name: content.get(name) for name in REQUIRED[kind]}
        if shown.get("new_due"):
            shown["new_due"] = in_vietnam(datetime.fromisoformat(shown["new_due"])).date()
        return shown

    @staticmethod
    def told(
        kind: ActKind, content: Mapping[str, Any], pinned: PinnedVersion
    ) -> list[tuple[str, str]]:
        """Label and words of each part, for the page."""
        names = {paper.key: paper.name for paper in pinned.papers}
        return [(_LABELS[key], _words(key, content.get(key), names)) for key in REQUIRED[kind]]


def _kept(name: str, value: Any) -> Any:
    if name == "new_due" and isinstance(value, date):
        return datetime.combine(value, _CLOSING, VIETNAM).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _words(key: str, value: Any, names: Mapping[str, str]) -> str:
    if key == "papers":
        return "; ".join(names.get(item, item) for item in value or ())
    if key in {"deadline", "new_due"} and value:
        return format_date(datetime.fromisoformat(value))
    return str(value or "")
