"""A calendar year as a form: its decision, and rows of days off, make-up days and single hours.

A row that cannot be read says so where it was typed, in the words of the clock room.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, ClassVar

from django import forms
from django.http import QueryDict

from motcua.base.text import fold
from motcua.clock.calendar_format import InvalidCalendarError, read_year
from motcua.desk.forms.steps import line, words
from motcua.desk.years import KIND_LABELS, sessions_words, spans

BLANK_ROWS, MORE_ROWS, MOST_ROWS = 2, 3, 80
_SESSION = re.compile(r"\s*(\d{1,2})[:hH](\d{2})\s*[-–]\s*(\d{1,2})[:hH](\d{2})\s*")
# Typed as a decision prints it; a browser's own date field would follow the browser's language.
_FORMATS = ["%d/%m/%Y", "%Y-%m-%d"]
_TYPED = {"inputmode": "numeric", "autocomplete": "off", "placeholder": "ngày/tháng/năm"}


def _day(label: str, *, required: bool = True) -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        input_formats=_FORMATS,
        widget=forms.DateInput(_TYPED, format=_FORMATS[0]),
        error_messages={
            "required": f"Ghi {label.lower()}, hoặc đánh dấu bỏ dòng này.",
            "invalid": f"Ghi {label.lower()} dạng 02/09/2026.",
        },
    )


def _text(label: str, *, required: bool = True, most: int = 200, hint: str = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=most,
        widget=forms.TextInput({"autocomplete": "off", "class": "wide", "placeholder": hint}),
        error_messages={"required": f"Ghi {label.lower()}, hoặc đánh dấu bỏ dòng này."},
    )


class YearForm(forms.Form):
    """What holds for the whole year, why it is changed, and on which revision that was written."""

    decision = line(
        "Số quyết định, thông báo", required=False, most=300, hint="Để trống nếu chưa rõ số."
    )
    announced = forms.BooleanField(
        label="Lịch năm này đã được công bố",
        required=False,
        help_text="Chưa công bố thì ngày hẹn rơi vào năm này là tạm tính.",
    )
    reason = words("Lý do đổi lịch", most=500, hint="Căn cứ hoặc việc phát sinh.")
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)


class Row(forms.Form):
    """One row of a list; `part` is the list's name in a calendar file."""

    part: ClassVar[str]
    title: ClassVar[str]

    def __init__(self, *args: Any, year: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.year = year

    def name_fields(self, place: int) -> None:
        """Tell screen readers which row and column each field is."""
        self.fields["DELETE"].label = "Bỏ dòng này"
        for field in self.fields.values():
            field.widget.attrs["aria-label"] = f"{self.title} {place}: {str(field.label).lower()}"

    def item(self) -> dict[str, Any]:
        """The row as an item of the list in a calendar file."""
        raise NotImplementedError

    @property
    def is_kept(self) -> bool:
        """Filled in, and not marked to be left out."""
        said = self.cleaned_data
        return bool(said) and not said.get("DELETE")

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            try:
                read_year({"year": self.year, **collected([self])})
            except InvalidCalendarError as refusal:
                self.add_error(next(iter(self.fields)), str(refusal))
        return self.cleaned_data

    def full_clean(self) -> None:
        """A row that is marked to be left out is not judged."""
        super().full_clean()
        if self.is_bound and self.cleaned_data.get("DELETE"):
            self.errors.clear()


class DayOffRow(Row):
    part = "days_off"
    title = "Kỳ nghỉ"
    first = _day("Từ ngày")
    last = _day("Đến ngày", required=False)
    name = _text("Tên ngày nghỉ")
    kind = forms.ChoiceField(label="Loại", choices=list(KIND_LABELS.items()), initial="holiday")

    def item(self) -> dict[str, Any]:
        said = self.cleaned_data
        last = said["last"] or said["first"]
        return {
            "from": said["first"].isoformat(),
            "to": last.isoformat(),
            "name": said["name"],
            "kind": said["kind"],
        }


class MakeupRow(Row):
    part = "makeup_days"
    title = "Ngày làm bù"
    on = _day("Ngày làm bù")
    instead_of = _day("Bù cho ngày", required=False)
    decision = _text("Văn bản", required=False)

    def item(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "on": said["on"].isoformat(),
            "for": said["instead_of"].isoformat() if said["instead_of"] else None,
            "decision": said["decision"],
        }


class SessionsRow(Row):
    part = "sessions"
    title = "Giờ riêng"
    on = _day("Ngày")
    hours = _text("Giờ làm việc", hint="07:00–11:30")

    def clean_hours(self) -> list[list[str]]:
        text = str(self.cleaned_data["hours"])
        if fold(text).startswith("nghi"):
            return []
        found = [_SESSION.fullmatch(part) for part in text.split(",")]
        pairs = [pair.groups() for pair in found if pair]
        if len(pairs) < len(found):
            raise forms.ValidationError(
                "Ghi giờ dạng 07:00–11:30, 13:30–17:00; ghi nghỉ nếu đóng cả ngày."
            )
        return [[f"{a:0>2}:{b}", f"{c:0>2}:{d}"] for a, b, c, d in pairs]

    def item(self) -> dict[str, Any]:
        return {"on": self.cleaned_data["on"].isoformat(), "hours": self.cleaned_data["hours"]}


ROWS: tuple[type[Row], ...] = (DayOffRow, MakeupRow, SessionsRow)


def collected(rows: Iterable[Row]) -> dict[str, Any]:
    """The lists of a calendar file's year, each in order of its days."""
    found: dict[str, list[dict[str, Any]]] = {row.part: [] for row in ROWS}
    for row in rows:
        found[row.part].append(row.item())
    single = {item["on"]: item["hours"] for item in found["sessions"]}
    if len(single) < len(found["sessions"]):
        raise InvalidCalendarError("Có ngày ghi giờ riêng hai lần. Gộp các buổi vào một dòng.")
    return {
        "days_off": sorted(found["days_off"], key=lambda item: str(item["from"])),
        "makeup_days": sorted(found["makeup_days"], key=lambda item: str(item["on"])),
        "sessions": dict(sorted(single.items())),
    }


class YearForms:
    """The form of a year and its lists: filled in from a calendar, or as somebody sent them."""

    def __init__(
        self,
        year: int,
        *,
        data: QueryDict | None = None,
        initial: Mapping[str, Any] | None = None,
        rows: Mapping[str, list[dict[str, Any]]] | None = None,
        blank: int = BLANK_ROWS,
    ) -> None:
        self.year = year
        self.form = YearForm(data, initial=dict(initial or {}))
        self.days_off, self.makeup_days, self.sessions = (
            _formset(row, year, data, (rows or {}).get(row.part), blank) for row in ROWS
        )

    @classmethod
    def of(cls, year: int, content: Mapping[str, Any], **initial: object) -> YearForms:
        """Filled in from an item of `years` in a calendar file."""
        said = {"announced": True, **content, **initial}
        return cls(year, initial=said, rows=_rows_of(year, content))

    @classmethod
    def with_more_rows(cls, year: int, data: QueryDict) -> YearForms:
        """What was typed so far, not judged yet, with more blank rows."""
        said = {"announced": "announced" in data} | {
            name: data.get(name, "") for name in ("decision", "reason", "version")
        }
        rows = {row.part: list(_typed(row, data)) for row in ROWS}
        return cls(year, initial=said, rows=rows, blank=MORE_ROWS)

    @property
    def lists(self) -> tuple[Any, ...]:
        return self.days_off, self.makeup_days, self.sessions

    @property
    def every(self) -> list[forms.Form]:
        """All forms in the order of the page, for the summary of mistakes."""
        return [*(row for rows in self.lists for row in rows.forms), self.form]

    def is_valid(self) -> bool:
        return all([self.form.is_valid(), *(rows.is_valid() for rows in self.lists)])

    def content(self) -> dict[str, Any]:
        """The year as an item of `years` in a calendar file."""
        said = self.form.cleaned_data
        return {
            "year": self.year,
            "announced": said["announced"],
            "decision": said["decision"],
            **collected(row for rows in self.lists for row in rows.forms if row.is_kept),
        }


def _formset(
    row: type[Row],
    year: int,
    data: QueryDict | None,
    initial: list[dict[str, Any]] | None,
    blank: int,
) -> Any:
    make = forms.formset_factory(
        row, extra=blank, can_delete=True, max_num=MOST_ROWS, absolute_max=MOST_ROWS
    )
    rows = make(data, prefix=row.part, initial=initial, form_kwargs={"year": year})
    for place, form in enumerate(rows.forms, start=1):
        form.name_fields(place)
    return rows


def _rows_of(year: int, content: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    known = read_year({"year": year, **content})
    return {
        "days_off": [
            {"first": span.first, "last": span.last, "name": span.name, "kind": span.kind}
            for span in spans(known.days_off)
        ],
        "makeup_days": [
            {"on": day.on, "instead_of": day.instead_of, "decision": day.decision}
            for day in known.makeup_days
        ],
        "sessions": [
            {"on": on, "hours": sessions_words(found)} for on, found in sorted(known.sessions)
        ],
    }


def _typed(row: type[Row], data: QueryDict) -> Iterator[dict[str, Any]]:
    """The rows of one list as they stand on the page; wholly blank ones are left out."""
    total = data.get(f"{row.part}-TOTAL_FORMS", "")
    for place in range(min(int(total), MOST_ROWS) if total.isdecimal() else 0):
        said = {name: data.get(f"{row.part}-{place}-{name}", "") for name in row.base_fields}
        if any(value for name, value in said.items() if name != "kind"):
            yield said | {"DELETE": f"{row.part}-{place}-DELETE" in data}
