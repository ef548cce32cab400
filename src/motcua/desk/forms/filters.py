"""What narrows the inbox. The choices of procedure and step are those of the lines on the page."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django import forms
from django.utils.safestring import SafeString

from motcua.dossiers.queries.lists import Filters, Row
from motcua.dossiers.states import Channel
from motcua.procedures import queries as procedures

_LONGEST_NAME = 70
_PLACES = {"ngoai": "Phi địa giới", "trong": "Trong địa giới"}


class FilterForm(forms.Form):
    tim = forms.CharField(label="Tìm trong danh sách", required=False, max_length=100)
    thu_tuc = forms.CharField(label="Thủ tục", required=False, max_length=40)
    buoc = forms.CharField(label="Bước", required=False, max_length=40)
    kenh = forms.ChoiceField(
        label="Nộp qua",
        required=False,
        choices=[(channel.value, channel.label) for channel in Channel],
    )
    dia_gioi = forms.ChoiceField(label="Địa giới", required=False, choices=list(_PLACES.items()))

    def filters(self) -> Filters:
        """What was asked for; a value that makes no sense narrows nothing."""
        self.is_valid()
        found = self.cleaned_data
        return Filters(
            text=found.get("tim", ""),
            procedure_code=found.get("thu_tuc", ""),
            step_key=found.get("buoc", ""),
            channel=found.get("kenh", ""),
            cross_boundary={"ngoai": True, "trong": False}.get(found.get("dia_gioi", "")),
        )

    @property
    def is_narrowing(self) -> bool:
        return any(self.cleaned_data.values())

    def selects(self, rows: Sequence[Row]) -> SafeString:
        """The three choices: procedures and steps that occur among these lines, and the channels.

        Written in Python like the lines themselves: a template for each option costs more than
        the whole list.
        """
        found = procedures.versions(row.procedure_version_id for row in rows).values()
        names = {version.code: version.name for version in found}
        present = {row.step_key for row in rows}
        steps = {
            step.key: step.name
            for version in found
            for step in version.process.steps
            if step.key in present
        }
        channels = {channel.value: channel.label for channel in Channel}
        return SafeString(
            self._select("thu_tuc", "Tất cả thủ tục", names)
            + self._select("buoc", "Tất cả bước", steps)
            + self._select("kenh", "Mọi kênh", channels)
            + self._select("dia_gioi", "Mọi địa giới", _PLACES)
        )

    def _select(self, name: str, everything: str, choices: dict[str, str]) -> str:
        chosen = self.cleaned_data.get(name, "")
        known = ({chosen: chosen} if chosen else {}) | choices
        options = "".join(
            f'<option value="{escape(key)}"{" selected" if key == chosen else ""}>'
            f"{escape(label[:_LONGEST_NAME])}</option>"
            for key, label in sorted(known.items(), key=lambda item: item[1])
        )
        return (
            f'<div><label for="id_{name}">{self.fields[name].label}</label>'
            f'<select name="{name}" id="id_{name}" class="form-select">'
            f'<option value="">{everything}</option>{options}</select></div>'
        )
