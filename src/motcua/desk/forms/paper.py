"""Forms about the paper file, the post and incidents: small ones, each for one thing."""

from __future__ import annotations

from django import forms

from motcua.agencies import queries as agencies
from motcua.base.dates import in_vietnam
from motcua.desk.forms.steps import StepForm, line, words
from motcua.dossiers import paper
from motcua.dossiers.states import IncidentKind, PaperPlace, PostalState

_DAY = {"type": "date"}
_CHOSEN_BY_HAND = [
    (place.value, place.label) for place in PaperPlace if place is not PaperPlace.ON_THE_WAY
]
_NEWS = [(news.value, news.label) for news in PostalState if news is not PostalState.HANDED_OVER]


class PlaceForm(StepForm):
    place = forms.ChoiceField(
        label="Hồ sơ giấy để ở", choices=_CHOSEN_BY_HAND, widget=forms.RadioSelect,
        error_messages={"required": "Chọn nơi để."},
    )  # fmt: skip
    shelf = line("Giá, ngăn", required=False, hint="Ví dụ K3/12", most=20)

    def prepare(self) -> None:
        now = paper.where(self.state)
        if now is not None:
            self.initial.setdefault("place", now.place.value)
            self.initial.setdefault("shelf", now.shelf)


class KeepForm(StepForm):
    """Ticks for papers of the dossier, and one that is none of them."""

    names = forms.MultipleChoiceField(
        label="Giữ bản chính của", required=False, widget=forms.CheckboxSelectMultiple
    )
    other = line("Bản chính khác", required=False, most=200)

    def prepare(self) -> None:
        listed = [one["name"] for one in self.state.papers]
        field = self.fields["names"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(name, name) for name in dict.fromkeys(listed)]
        if not listed:
            del self.fields["names"]


class GiveBackForm(StepForm):
    places = forms.TypedMultipleChoiceField(
        label="Bản chính trả lại", coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Chọn bản chính trả lại."},
    )  # fmt: skip
    receiver = line("Người nhận lại ký tên", most=200)

    def prepare(self) -> None:
        kept = paper.still_kept(self.state)
        field = self.fields["places"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = [
                (place, f"{item['name']}, {item['count']} bản") for place, item in kept
            ]
        self.initial.setdefault("places", [place for place, _ in kept])
        owner = (self.state.people or {}).get("owner", {})
        self.initial.setdefault("receiver", owner.get("name", ""))


class PostForm(StepForm):
    tracking = line(
        "Số hiệu bưu gửi", required=False, most=40,
        hint="Để trống thì bưu chính cấp số. Có số trên phiếu gửi thì ghi vào đây.",
    )  # fmt: skip


class TrackForm(StepForm):
    news = forms.ChoiceField(
        label="Bưu chính báo", choices=_NEWS, widget=forms.RadioSelect,
        error_messages={"required": "Chọn trạng thái bưu gửi."},
    )  # fmt: skip
    proof = line(
        "Người ký nhận, hoặc lý do", required=False, most=200,
        hint="Đã phát thì ghi tên người ký nhận.",
    )  # fmt: skip


class IncidentForm(StepForm):
    kind = forms.ChoiceField(
        label="Kết quả", choices=IncidentKind.pairs(), widget=forms.RadioSelect,
        error_messages={"required": "Chọn sai hay mất."},
    )  # fmt: skip
    agency_id = forms.TypedChoiceField(label="Cơ quan chịu trách nhiệm", coerce=int)
    reason = words("Sai hay mất thế nào")
    apologised_on = forms.DateField(
        label="Ngày đã xin lỗi người dân", required=False, widget=forms.DateInput(attrs=_DAY),
        help_text="Chưa xin lỗi thì để trống, ghi sau.",
    )  # fmt: skip

    def prepare(self) -> None:
        found = agencies.agencies(frozenset(self.state.agency_ids))
        ordered = sorted(found.values(), key=lambda one: one.id != self.state.competent_agency_id)
        self.choose("agency_id", [(one.id, one.name) for one in ordered])


class ApologyNoteForm(StepForm):
    apologised_on = forms.DateField(
        label="Ngày đã xin lỗi người dân", widget=forms.DateInput(attrs=_DAY),
        error_messages={"required": "Ghi ngày đã xin lỗi."},
    )  # fmt: skip

    def prepare(self) -> None:
        self.initial.setdefault("apologised_on", in_vietnam(self.at).date())
