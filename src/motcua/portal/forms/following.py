"""Looking a dossier up, and what may be asked of it."""

from __future__ import annotations

from typing import Any

from django import forms

from motcua.documents.kinds import ACCEPT, MOST_BYTES

OTHER_PAPER = "khac"


class FollowForm(forms.Form):
    """The code and four digits. Whether they fit is never said here, nor which of them does not."""

    ma = forms.CharField(
        label="Mã hồ sơ",
        max_length=64,
        help_text="In ở đầu Giấy tiếp nhận, dạng H48.129-260820-0042",
        error_messages={"required": "Nhập mã hồ sơ."},
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "class": "code", "spellcheck": "false"}
        ),
    )
    so = forms.RegexField(
        r"^\s*\d{4}\s*$",
        label="4 số cuối điện thoại hoặc CCCD",
        error_messages={
            "required": "Nhập 4 số cuối của điện thoại hoặc CCCD đã ghi trong hồ sơ.",
            "invalid": "Nhập đúng 4 chữ số.",
        },
        widget=forms.TextInput(
            attrs={
                "inputmode": "numeric",
                "maxlength": 4,
                "autocomplete": "off",
                "class": "code w-digits",
            }
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


class WithdrawForm(forms.Form):
    """Asking for a dossier back takes the whole number: four digits can be guessed."""

    number = forms.CharField(
        label="Số điện thoại hoặc số CCCD đã ghi trong hồ sơ",
        max_length=20,
        help_text="Ghi đủ số, để chắc là chính anh/chị xin rút",
        error_messages={"required": "Nhập đủ số điện thoại hoặc số CCCD."},
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "off", "class": "w-phone"}
        ),
    )
    reason = forms.CharField(
        label="Lý do xin rút",
        max_length=1000,
        error_messages={"required": "Ghi lý do, một câu là đủ."},
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; each is looked at by the store, not by its name."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"accept": ACCEPT, "data-most-bytes": str(MOST_BYTES)}
        super().__init__(widget=ManyFiles(attrs=attrs), **kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        one = super().clean
        if isinstance(data, list | tuple):
            return [one(item, initial) for item in data] or one(None, initial)
        return [one(data, initial)] if data else one(data, initial)


class SupplementForm(forms.Form):
    """Files for the papers that were asked for."""

    paper = forms.ChoiceField(label="Giấy tờ nào")
    tep = FilesField(
        label="Tệp",
        help_text="PDF hoặc ảnh, mỗi tệp không quá 20 MB. Chọn được nhiều tệp.",
        error_messages={"required": "Chọn ít nhất một tệp."},
    )

    def __init__(self, *args: Any, papers: list[tuple[str, str]], **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        field = self.fields["paper"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [*papers, (OTHER_PAPER, "Giấy tờ khác được yêu cầu")]
