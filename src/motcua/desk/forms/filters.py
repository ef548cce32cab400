"""What narrows the inbox. The choices of procedure and step are those of the lines on the page."""

from __future__ import annotations

from collections.abc import Sequence

from django import forms

from motcua.dossiers.queries.lists import Filters, Row
from motcua.dossiers.states import Channel
from motcua.procedures import queries as procedures

_LONGEST_NAME = 70


class FilterForm(forms.Form):
    tim = forms.CharField(
        label="Tìm trong danh sách",
        required=False,
        max_length=100,
        widget=forms.TextInput(
            attrs={"class": "w-search", "placeholder": "Mã, tên, số điện thoại", "data-key": "/"}
        ),
    )
    thu_tuc = forms.CharField(label="Thủ tục", required=False, max_length=40, widget=forms.Select)
    buoc = forms.CharField(label="Bước", required=False, max_length=40, widget=forms.Select)
    kenh = forms.ChoiceField(
        label="Nộp qua",
        required=False,
        choices=[("", "Mọi kênh"), *((channel.value, channel.label) for channel in Channel)],
    )

    def filters(self) -> Filters:
        """What was asked for; a value that makes no sense narrows nothing."""
        self.is_valid()
        found = self.cleaned_data
        return Filters(
            text=found.get("tim", ""),
            procedure_code=found.get("thu_tuc", ""),
            step_key=found.get("buoc", ""),
            channel=found.get("kenh", ""),
        )

    @property
    def is_narrowing(self) -> bool:
        return any(self.cleaned_data.values())

    def offer(self, rows: Sequence[Row]) -> None:
        """Offer the procedures and steps that occur among these lines, and what is chosen now."""
        found = procedures.versions(row.procedure_version_id for row in rows).values()
        names = {version.code: version.name for version in found}
        steps = {step.key: step.name for version in found for step in version.process.steps}
        present = {row.step_key for row in rows}
        self._choose("thu_tuc", "Tất cả thủ tục", names)
        self._choose("buoc", "Tất cả bước", {key: steps[key] for key in steps if key in present})

    def _choose(self, field: str, everything: str, names: dict[str, str]) -> None:
        chosen = self.cleaned_data.get(field, "")
        names = ({chosen: chosen} if chosen else {}) | names
        listed = sorted(names.items(), key=lambda item: item[1])
        widget = self.fields[field].widget
        if isinstance(widget, forms.Select):
            widget.choices = [
                ("", everything),
                *((key, name[:_LONGEST_NAME]) for key, name in listed),
            ]
