"""The form of what is decided on the spot: a person, a paper, how many, and the money receipt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django import forms
from django.urls import reverse_lazy

from motcua.agencies.views import UnitView
from motcua.base.priority import Priority
from motcua.base.verdict import InvalidError
from motcua.desk.forms.people import iso_day
from motcua.desk.forms.stamped import StampedForm
from motcua.dossiers import certifying
from motcua.dossiers.actions.instant import MOST_RECEIPT, Entry
from motcua.dossiers.people import People, Person, parse_person
from motcua.procedures.pinned import PinnedVersion
from motcua.procedures.tariffs import (
    MOST_COPIES,
    MOST_PAGES,
    MOST_SIGNATURES,
    Quantities,
)

_OFF = {"autocomplete": "off"}
COUNTED = ("copies", "pages", "signatures")
# The fee is computed anew, by the server, whenever one of these changes.
_PRICED = {
    "hx-get": reverse_lazy("desk:instant_fee"), "hx-trigger": "input changed delay:120ms, change",
    "hx-target": "#tien", "hx-swap": "outerHTML", "hx-include": "[data-priced]", "data-priced": "",
}  # fmt: skip


def number_field(label: str, most: int, key: str = "") -> forms.IntegerField:
    """A small number, typed; the keyboard of a telephone shows digits."""
    attrs = _OFF | {"inputmode": "numeric", "class": "count num"} | _PRICED
    return forms.IntegerField(
        label=label, min_value=1, max_value=most, initial=1,
        widget=forms.TextInput(attrs=attrs | ({"data-key": key} if key else {})),
        error_messages={
            "required": f"Ghi {label.lower()}.", "invalid": f"{label} là số nguyên.",
            "min_value": f"{label} ít nhất là 1.", "max_value": f"{label} nhiều nhất là {most}.",
        },
    )  # fmt: skip


def text_field(
    label: str, most: int, *, required: bool = False, key: str = "", **attrs: str
) -> forms.CharField:
    keyed = {"data-key": key} if key else {}
    return forms.CharField(
        label=label, required=required, max_length=most,
        widget=forms.TextInput(attrs=_OFF | attrs | keyed),
        error_messages={"required": f"Ghi {label.lower()}."},
    )  # fmt: skip


def hidden_field(most: int) -> forms.CharField:
    return forms.CharField(required=False, max_length=most, widget=forms.HiddenInput)


class InstantForm(StampedForm):
    """Which numbers are asked for follows from the procedure's published fee.

    `on_paper` says that the person is known already and the paper comes next.
    """

    on_paper = False

    unit = forms.TypedChoiceField(label="Quầy", coerce=int, required=False)
    procedure_code = forms.CharField(
        widget=forms.HiddenInput(attrs={"data-priced": ""}), max_length=40
    )
    name = text_field("Họ và tên", 200, required=True)
    id_number = text_field("Số CCCD, hộ chiếu", 20, inputmode="numeric")
    phone, born_on, sex = hidden_field(20), hidden_field(10), hidden_field(10)
    address = hidden_field(300)
    content = text_field("Tên giấy tờ", 300, key="F4", list="giay-hay-gap")
    copies = number_field("Số bản", MOST_COPIES, "F6")
    pages = number_field("Số trang bản chính", MOST_PAGES)
    signatures = number_field("Số chữ ký", MOST_SIGNATURES)
    number = text_field("Số, ký hiệu kết quả", 60)
    receipt = text_field("Số biên lai", MOST_RECEIPT, key="F8")
    exempt = forms.BooleanField(
        label="Miễn phí theo quy định", required=False,
        widget=forms.CheckboxInput(attrs=_PRICED),
    )  # fmt: skip
    priority = forms.ChoiceField(
        label="Diện ưu tiên", required=False,
        choices=[("", "Không"), *((one.value, one.label) for one in Priority)],
    )  # fmt: skip
    signed_by = forms.TypedChoiceField(label="Người ký", coerce=int, required=False)

    def __init__(
        self,
        *args: Any,
        units: Sequence[UnitView],
        signers: Iterable[tuple[int, str]],
        version: PinnedVersion | None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        unit, signer = self.fields["unit"], self.fields["signed_by"]
        if isinstance(unit, forms.TypedChoiceField):
            unit.choices = [(view.id, view.name) for view in units]
        if isinstance(signer, forms.TypedChoiceField):
            signer.choices = list(signers)
        wanted = certifying.counted_in(version) if version else ()
        for name in COUNTED:
            if name not in wanted:
                del self.fields[name]
        if version and version.register:
            del self.fields["number"]
            self.fields["content"].required = True
        else:
            self.fields["number"].required = True
        if version and certifying.counts_documents(version):
            self.fields["copies"].label = "Số giấy tờ"

    def counted(self) -> Quantities:
        """As they were typed; one of what is not asked for."""
        said = {name: self.cleaned_data[name] for name in COUNTED if name in self.fields}
        return Quantities(**said)

    def entry(self, *, later: bool) -> Entry:
        """What the action takes; `InvalidError` names the fields of the person that are wrong."""
        said = self.cleaned_data
        person = self._person()
        return Entry(
            procedure_code=said["procedure_code"],
            people=People(person, person),
            counted=self.counted(),
            content=said["content"],
            number=said.get("number", ""),
            signed_by=said["signed_by"] or None,
            receipt=said["receipt"],
            exempt=said["exempt"],
            priority=said["priority"],
            later=later,
        )

    def _person(self) -> Person:
        said = self.cleaned_data
        names = ("name", "id_number", "phone", "sex", "address")
        raw: dict[str, Any] = {name: said[name] for name in names}
        raw["born_on"] = iso_day(said["born_on"])
        try:
            # Whoever gets the result at once needs no address to look it up by.
            return parse_person(raw, needs_contact=False)
        except InvalidError as refusal:
            shown = {
                k if k in {"name", "id_number"} else "name": v for k, v in refusal.fields.items()
            }
            raise InvalidError(str(refusal), fields=shown) from refusal
