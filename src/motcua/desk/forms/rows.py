"""Lists of things typed row by row: blank rows to add, a tick to leave out, mistakes where they are.

The rows judge nothing themselves: what was typed goes to the reader of the room that owns it, and
the sentences come back by the path of the field (`steps[2].hours`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

Json = dict[str, Any]
BLANK_ROWS, MORE_ROWS, MOST_ROWS = 1, 2, 120
# Nearly nothing is required in a draft: saying so at every field would be noise.
BARE: dict[str, Any] = {"template_name": "desk/bare_field.html"}
_PATH = re.compile(r"(?P<part>\w+)\[(?P<place>\d+)\](?:\.(?P<field>\w+))?.*")


def text(label: str, *, span: int = 3, most: int = 500, hint: str = "") -> forms.CharField:
    """One line."""
    widget = forms.TextInput({"autocomplete": "off", "data-span": span, "placeholder": hint})
    return forms.CharField(label=label, required=False, **BARE, max_length=most, widget=widget)


def several(label: str, *, span: int = 6, rows: int = 2, most: int = 20_000) -> forms.CharField:
    """Several lines."""
    widget = forms.Textarea({"rows": rows, "data-span": span})
    return forms.CharField(label=label, required=False, **BARE, max_length=most, widget=widget)


def choice(
    label: str, pairs: Iterable[tuple[str, str]], *, span: int = 3, blank: str | None = None
) -> forms.ChoiceField:
    """One of the labelled words; `blank` is the label of none."""
    first = [] if blank is None else [("", blank)]
    widget = forms.Select({"data-span": span})
    return forms.ChoiceField(
        label=label, required=False, **BARE, choices=[*first, *pairs], widget=widget
    )


def tick(label: str, *, span: int = 3) -> forms.BooleanField:
    return forms.BooleanField(
        label=label,
        required=False,
        **BARE,
        widget=forms.CheckboxInput({"data-span": span}),
    )


class Row(forms.Form):
    """One row; `named` are the fields without which it is a blank one."""

    part: ClassVar[str]
    title: ClassVar[str]
    named: ClassVar[tuple[str, ...]]
    # Where a field of the record has another name here.
    known_as: ClassVar[Mapping[str, str]] = {}

    def item(self) -> Json:
        """The row as the record's JSON has it."""
        raise NotImplementedError

    @classmethod
    def filled(cls, item: Json) -> Json:
        """The fields of a row for an item of the record."""
        raise NotImplementedError

    @property
    def said(self) -> Json:
        return dict(self.cleaned_data)

    @property
    def is_kept(self) -> bool:
        said = self.cleaned_data
        return not said.get("DELETE") and any(said.get(name) for name in self.named)

    def cells(self) -> list[tuple[forms.BoundField, int]]:
        """The fields to draw, each with how many of twelve columns it takes."""
        return [
            (field, int(field.field.widget.attrs.get("data-span", 3)))
            for field in self.visible_fields()
            if field.name != "DELETE"
        ]


class Rows:
    """The rows of one list: from a record, or as somebody sent them."""

    def __init__(
        self,
        kind: type[Row],
        *,
        data: QueryDict | None = None,
        items: Sequence[Json] = (),
        blank: int = BLANK_ROWS,
    ) -> None:
        self.kind = kind
        made = forms.formset_factory(
            kind, extra=blank, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
        )
        filled = [kind.filled(item) for item in items]
        self.formset = made(data, initial=filled, prefix=kind.part)
        if data is not None:
            self.formset.is_valid()
        for row in self.formset.forms:
            row.fields["DELETE"].label = "Bỏ dòng này"

    @property
    def forms(self) -> list[Row]:
        return list(self.formset.forms)

    @property
    def kept(self) -> list[Row]:
        return [row for row in self.forms if row.is_valid() and row.is_kept]

    def items(self) -> list[Json]:
        return [row.item() for row in self.kept]

    def refuse(self, place: int, field: str, sentence: str) -> bool:
        """Put a sentence at a field of the row in that place (from 1); False where there is none."""
        if not 1 <= place <= len(self.kept):
            return False
        row = self.kept[place - 1]
        name = row.known_as.get(field, field)
        row.add_error(name if name in row.fields else self.kind.named[0], sentence)
        return True


def more(data: QueryDict, part: str) -> QueryDict:
    """What was sent, with further blank rows of one list."""
    wider = data.copy()
    asked = data.get(f"{part}-TOTAL_FORMS", "0")[:3]
    total = int(asked) if asked.isdecimal() else 0
    wider[f"{part}-TOTAL_FORMS"] = str(min(total + MORE_ROWS, MOST_ROWS))
    return wider


def place_mistakes(
    problems: Mapping[str, str], lists: Mapping[str, Rows], form: forms.Form
) -> None:
    """Each sentence at its field; what has none stands on top, with the field's own name."""
    for path, sentence in problems.items():
        found = _PATH.fullmatch(path)
        rows = lists.get(found["part"]) if found else None
        if (
            found
            and rows
            and rows.refuse(int(found["place"]), found["field"] or "", _whole(sentence))
        ):
            continue
        name = path.replace(".", "_")
        if name in form.fields:
            form.add_error(name, _whole(sentence))
        else:
            form.add_error(None, _whole(f"{path}: {sentence}" if path else sentence))


def _whole(sentence: str) -> str:
    """A sentence that begins with a capital and ends."""
    stop = "" if sentence.endswith((".", "!", "?")) else "."
    return sentence[:1].upper() + sentence[1:] + stop
