"""The mapping of old steps to new ones, with the reason of the move."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms

from motcua.desk.forms.steps import words
from motcua.dossiers import moving
from motcua.procedures.places import role_words
from motcua.procedures.process import Process
from motcua.procedures.states import StepKind

_STEP = "step-"


class MappingForm(forms.Form):
    """One choice for each old step; the proposal is filled in."""

    reason = words(
        "Lý do chuyển",
        most=1000,
        hint="Số quyết định, vì sao hồ sơ đang giải quyết phải theo quy trình mới.",
    )
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self,
        old: Process,
        new: Process,
        data: Any = None,
        *,
        mapping: Mapping[str, str] | None = None,
        **initial: Any,
    ) -> None:
        super().__init__(data, initial=initial)
        proposed = moving.proposed(old, new) if mapping is None else mapping
        pairs = [("", "Không chuyển, ở lại quy trình cũ")] + [
            (step.key, f"{step.name} ({role_words(step.role)})")
            for step in new.steps
            if step.kind is not StepKind.CONSULT
        ]
        for step in old.steps:
            if step.kind is not StepKind.CONSULT:
                self.fields[f"{_STEP}{step.key}"] = forms.ChoiceField(
                    label=f"{step.name} ({role_words(step.role)})",
                    choices=pairs,
                    required=False,
                    initial=proposed.get(step.key, ""),
                )

    @property
    def steps(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith(_STEP)]

    def mapping(self) -> dict[str, str]:
        """New step by old step; steps that stay are left out."""
        return {
            name.removeprefix(_STEP): to
            for name, to in self.cleaned_data.items()
            if name.startswith(_STEP) and to
        }
