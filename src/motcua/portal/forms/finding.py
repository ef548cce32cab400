"""Looking for a procedure: words and filters."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from motcua.agencies import queries as agencies
from motcua.agencies.states import Level
from motcua.procedures import queries as procedures
from motcua.procedures.search import Filters
from motcua.procedures.states import Audience, OnlineLevel

Choices = list[tuple[str, str]]
_LEVELS = [(Level.COMMUNE.value, "Xã, phường, đặc khu"), (Level.PROVINCE.value, "Cấp tỉnh")]


def _choice(
    label: str, everything: str, choices: Iterable[tuple[str, str]] = ()
) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", everything), *choices])


class FindForm(forms.Form):
    """`tim` and the filters of the list; a filter that names nothing known is left out."""

    tim = forms.CharField(required=False, max_length=200)
    linh_vuc = _choice("Lĩnh vực", "Mọi lĩnh vực")
    co_quan = _choice("Sở, ngành", "Mọi cơ quan")
    cap = _choice("Nơi nộp", "Mọi cấp", _LEVELS)
    doi_tuong = _choice("Dành cho", "Mọi người", Audience.pairs())
    muc = _choice("Nộp trên mạng", "Mọi mức độ", OnlineLevel.pairs())

    _FILTERS = {"linh_vuc": "sector", "co_quan": "agency", "cap": "level",
                "doi_tuong": "audience", "muc": "online_level"}  # fmt: skip

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        sectors = [(code, f"{name} ({count})") for code, name, count in procedures.sectors(on)]
        departments = [(view.key, view.name) for view in agencies.agencies_on(on, Level.PROVINCE)]
        self._offer("linh_vuc", "Mọi lĩnh vực", sectors)
        self._offer("co_quan", "Mọi cơ quan", sorted(departments, key=_name))

    def _offer(self, name: str, everything: str, choices: Choices) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", everything), *choices]

    def filters(self) -> Filters:
        """The filters that are set, by the names of the search."""
        said = {key: str(self.cleaned_data.get(f) or "") for f, key in self._FILTERS.items()}
        return Filters(
            sector=said["sector"], agency=said["agency"], level=said["level"],
            audience=said["audience"], online_level=said["online_level"],
        )  # fmt: skip

    @property
    def narrows(self) -> bool:
        return any(self.filters().values())

    @property
    def filter_fields(self) -> list[forms.BoundField]:
        return [self[name] for name in self._FILTERS]


def _name(pair: tuple[str, str]) -> str:
    return pair[1]
