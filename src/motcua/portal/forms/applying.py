"""The pages of an application: one form for each part."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms

from motcua.agencies import queries as agencies
from motcua.agencies.states import Level
from motcua.base.verdict import InvalidError
from motcua.dossiers.applying import (
    MOST_TEXT,
    Capacity,
    Draft,
    Part,
    papers_to_send,
    return_channels,
)
from motcua.dossiers.people import PersonKind, parse_person
from motcua.portal.cards import PaperLine, case_words, paper_lines
from motcua.portal.forms.following import FilesField
from motcua.procedures.content import Paper
from motcua.procedures.pinned import PinnedVersion

_DIGITS = {"inputmode": "numeric"}
GENERAL = "general"


def _text(
    label: str, most: int, *, missing: str = "", hint: str = "", **attrs: str
) -> forms.CharField:
    """A line of text; required when `missing` says what to write."""
    errors = {"max_length": f"Dài quá {most} ký tự, rút gọn lại."}
    if missing:
        errors["required"] = missing
    return forms.CharField(
        label=label, max_length=most, required=bool(missing), help_text=hint,
        widget=forms.TextInput(attrs=attrs), error_messages=errors,
    )  # fmt: skip


class PartForm(forms.Form):
    """A page of the application, made for one version of the procedure on one day."""

    def __init__(
        self, *args: Any, version: PinnedVersion, draft: Draft, on: date, **kwargs: Any
    ) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        self.version, self.draft, self.on = version, draft, on
        self.prepare()

    def prepare(self) -> None:
        """Adapt the fields to the version."""

    def answers(self) -> Mapping[str, Any]:
        return self.cleaned_data


class RoleForm(PartForm):
    role = forms.ChoiceField(
        label="Anh/chị nộp hồ sơ cho ai",
        choices=[(way.value, way.label) for way in Capacity],
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn nộp cho ai."},
    )


class PersonForm(PartForm):
    """What is wrong with a person is said by `motcua.dossiers.people`."""

    needs_contact = True

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        try:
            parse_person(self.cleaned_data, needs_contact=self.needs_contact)
        except InvalidError as refusal:
            for name, sentence in refusal.fields.items():
                if name in self.fields and name not in self.errors:
                    self.add_error(name, sentence)
        return cleaned


class ApplicantForm(PersonForm):
    name = _text("Họ và tên", 200, missing="Ghi họ và tên.", autocomplete="name")
    id_number = _text(
        "Số CCCD hoặc số định danh", 20, missing="Ghi số CCCD, 12 số.",
        hint="12 số in trên thẻ; người nước ngoài ghi số hộ chiếu", **{"class": "w-phone"},
    )  # fmt: skip
    phone = _text(
        "Số điện thoại", 20, missing="Ghi số điện thoại để cơ quan báo tin.",
        hint="4 số cuối dùng để tra cứu hồ sơ", autocomplete="tel", **_DIGITS, **{"class": "w-phone"},
    )  # fmt: skip
    email = _text("Thư điện tử", 200, autocomplete="email")
    address = _text("Nơi ở hiện nay", 300, autocomplete="street-address")


class OwnerForm(PersonForm):
    needs_contact = False
    name = _text("Họ và tên chủ hồ sơ", 200, missing="Ghi họ và tên chủ hồ sơ.")
    id_number = _text(
        "Số CCCD hoặc số định danh", 20, hint="Bỏ trống nếu chưa có, ví dụ trẻ mới sinh",
        **{"class": "w-phone"},
    )  # fmt: skip
    phone = _text("Số điện thoại", 20, **_DIGITS, **{"class": "w-phone"})
    address = _text("Nơi ở", 300)


class OrganisationForm(PersonForm):
    needs_contact = False
    kind = forms.ChoiceField(
        label="Loại",
        choices=[(k.value, k.label) for k in PersonKind if k is not PersonKind.INDIVIDUAL],
    )
    name = _text("Tên doanh nghiệp, tổ chức", 200, missing="Ghi tên doanh nghiệp, tổ chức.")
    id_number = _text(
        "Mã số thuế", 20, missing="Ghi mã số thuế, 10 số.", hint="10 số, hoặc 10 số và 3 số chi nhánh",
        **{"class": "w-phone"},
    )  # fmt: skip
    address = _text("Địa chỉ trụ sở", 300)
    representative = _text("Người đại diện theo pháp luật", 200)


class CaseForm(PartForm):
    case_code = forms.ChoiceField(
        label="Việc của anh/chị thuộc trường hợp nào",
        widget=forms.RadioSelect,
        help_text="Mỗi trường hợp có thể có thời hạn riêng",
        error_messages={"required": "Chọn một trường hợp."},
    )

    def prepare(self) -> None:
        field = self.fields["case_code"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(code or GENERAL, name) for code, name in case_words(self.version)]

    def answers(self) -> Mapping[str, Any]:
        chosen = self.cleaned_data["case_code"]
        return {"case_code": "" if chosen == GENERAL else chosen}


class PlaceForm(PartForm):
    area_id = forms.TypedChoiceField(
        label="Xã, phường, đặc khu",
        coerce=int,
        error_messages={"required": "Chọn xã, phường hoặc đặc khu.",
                        "invalid_choice": "Chọn một nơi trong danh sách."},
        widget=forms.Select(attrs={"class": "w-text"}),
    )  # fmt: skip

    def prepare(self) -> None:
        places = agencies.areas(self.on, level=Level.COMMUNE)
        field = self.fields["area_id"]
        if isinstance(field, forms.ChoiceField):
            named = [
                (place.id, f"{place.name} ({place.full_name.split(' ' + place.name)[0]})")
                for place in places
            ]
            field.choices = [("", "Chọn trong danh sách"), *named]


class ContentForm(PartForm):
    content = forms.CharField(
        label="Nội dung đề nghị",
        required=False,
        max_length=MOST_TEXT,
        help_text="Vài câu để cán bộ hiểu việc của anh/chị, ví dụ: đăng ký khai sinh cho con, "
        "sinh ngày 02/11/2026",
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"max_length": f"Dài quá {MOST_TEXT} ký tự, rút gọn lại."},
    )


class PapersForm(PartForm):
    """A file field for each paper, and a tick where a database spares it."""

    def prepare(self) -> None:
        ticked = set(self.draft.part(Part.PAPERS).get("database") or ())
        for paper in papers_to_send(self.version):
            self.fields[f"paper_{paper.key}"] = self._files(paper)
            if paper.reuse_source:
                self.fields[f"database_{paper.key}"] = forms.BooleanField(
                    label="Lấy từ Cơ sở dữ liệu quốc gia về dân cư, tôi không nộp giấy này",
                    required=False, initial=paper.key in ticked,
                )  # fmt: skip

    @staticmethod
    def _files(paper: Paper) -> forms.Field:
        return FilesField(label=f"Tệp cho: {paper.name}", required=False)

    def answers(self) -> Mapping[str, Any]:
        ticked = [
            name.removeprefix("database_")
            for name, value in self.cleaned_data.items()
            if name.startswith("database_") and value
        ]
        return {"database": ticked}

    def uploads(self) -> dict[str, list[Any]]:
        """The files that came, by paper."""
        return {
            name.removeprefix("paper_"): [file for file in value or () if file]
            for name, value in self.cleaned_data.items()
            if name.startswith("paper_")
        }

    def lines(self) -> list[dict[str, Any]]:
        """Each paper with its fields and the files it has, for the template."""
        return [self._line(line) for line in paper_lines(self.version) if not line.paper.shown_only]

    def _line(self, line: PaperLine) -> dict[str, Any]:
        key = line.paper.key
        tick = f"database_{key}"
        return {
            "line": line,
            "upload": self[f"paper_{key}"],
            "tick": self[tick] if tick in self.fields else None,
            "files": self.draft.files.get(key, ()),
            "needed": line.paper.required and not line.paper.condition,
        }


class ReturnForm(PartForm):
    channel = forms.ChoiceField(
        label="Nhận kết quả bằng cách nào",
        widget=forms.RadioSelect,
        error_messages={"required": "Chọn cách nhận kết quả."},
    )
    address = _text("Địa chỉ nhận qua bưu chính", 300, autocomplete="street-address")

    def prepare(self) -> None:
        field = self.fields["channel"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [(way.value, way.label) for way in return_channels(self.version)]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("channel") == "post" and not cleaned.get("address"):
            self.add_error("address", "Ghi địa chỉ để bưu chính mang kết quả đến.")
        return cleaned


class ConfirmForm(forms.Form):
    sure = forms.BooleanField(
        label="Tôi cam đoan những điều đã khai là đúng và chịu trách nhiệm về nội dung đó.",
        error_messages={"required": "Đánh dấu vào ô cam đoan rồi gửi."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


_FORMS: dict[Part, type[PartForm]] = {
    Part.ROLE: RoleForm,
    Part.APPLICANT: ApplicantForm,
    Part.OWNER: OwnerForm,
    Part.CASE: CaseForm,
    Part.PLACE: PlaceForm,
    Part.CONTENT: ContentForm,
    Part.PAPERS: PapersForm,
    Part.RETURN: ReturnForm,
}


def form_for(part: Part, draft: Draft) -> type[PartForm]:
    """The form of a part; an organisation is asked other things than a person."""
    if part is Part.OWNER and draft.capacity is Capacity.ORGANISATION:
        return OrganisationForm
    return _FORMS[part]
