"""Is this letter or result genuine? Asked by its code, by its QR, or by the very file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse, HttpResponseBase
from django.urls import path

from motcua.documents.kinds import HANDLING, MEGABYTE, FileKind
from motcua.dossiers.actions.tracking import note_failed_attempt
from motcua.dossiers.queries import issued, tracking
from motcua.dossiers.queries.issued import IssuedView
from motcua.portal.asking import PortalRequest, address_of
from motcua.portal.frame import Crumb, page
from motcua.portal.gates import FORM, private_answer, public

_WHY = "chỉ nói về văn bản mà người hỏi đã cầm trong tay; không có dữ liệu cá nhân, có giới hạn lần sai"
_FILE = "TEP-"
_MOST = HANDLING[FileKind.PDF].most_bytes
_TOO_OFTEN = "Đã hỏi sai nhiều lần. Đợi 15 phút rồi thử lại, hoặc hỏi cơ quan đã phát hành."
_UNKNOWN = (
    "Không có văn bản nào với mã này. Xem lại mã ở cuối văn bản; nếu vẫn không có thì văn bản "
    "không do hệ thống này phát hành."
)
_OTHER_BYTES = (
    "Tệp này không trùng với văn bản nào đã phát hành: có thể là bản chụp, bản in lại, hoặc đã bị "
    "sửa. Nhập mã ở cuối văn bản để xem bản gốc."
)


class VerifyForm(forms.Form):
    """A code, a file, or both: then the file must be that of the code."""

    ma = forms.CharField(
        label="Mã xác minh",
        required=False,
        max_length=32,
        help_text="In ở cuối văn bản, dạng 7K3M-Q9XT-PA2C",
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "class": "code", "spellcheck": "false"}
        ),
    )
    tep = forms.FileField(
        label="Tệp PDF đã nhận",
        required=False,
        help_text="Tệp chỉ được so với bản đã phát hành, không được giữ lại",
        widget=forms.FileInput(attrs={"accept": ".pdf"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        if not said.get("ma") and not said.get("tep"):
            raise forms.ValidationError("Nhập mã ở cuối văn bản, hoặc chọn tệp PDF đã nhận.")
        file = said.get("tep")
        if file is not None and (file.size or 0) > _MOST:
            self.add_error("tep", f"Tệp nặng quá {_MOST // MEGABYTE} MB.")
        return said


@dataclass(frozen=True, slots=True)
class Answer:
    """What is told; `same_bytes` only where a file was compared."""

    found: IssuedView
    same_bytes: bool | None


@public(_WHY, methods=FORM)
def verify(request: PortalRequest) -> HttpResponseBase:
    """`?ma=` comes from the QR code of a letter and is answered at once."""
    asked = request.method == "POST"
    code = request.GET.get("ma", "")[:64]
    if not asked and not code:
        return _page(request, VerifyForm())
    said = (request.POST, request.FILES) if asked else ({"ma": code}, {})
    form = VerifyForm(*said)
    if not form.is_valid():
        return _page(request, form, status=422)
    return _page(request, form, _answer(request, form), status=422 if form.errors else 200)


def _answer(request: PortalRequest, form: VerifyForm) -> Answer | None:
    code, file = issued.clean_code(form.cleaned_data["ma"]), form.cleaned_data.get("tep")
    came_from = address_of(request)
    sha256 = _hash(file) if file is not None else ""
    # Each file is counted by itself: nobody's wrong files keep others from asking about theirs.
    asked = code or f"{_FILE}{sha256[:16]}"
    if tracking.too_often(asked, came_from, at=request.at):
        form.add_error(None, _TOO_OFTEN)
        return None
    found = issued.by_code(code) if code else issued.by_hash(sha256)
    if found is None:
        note_failed_attempt(asked, address=came_from, at=request.at)
        form.add_error("ma" if code else "tep", _UNKNOWN if code else _OTHER_BYTES)
        return None
    return Answer(found, found.sha256 == sha256 if sha256 else None)


def _hash(file: UploadedFile[bytes]) -> str:
    digest = hashlib.sha256()
    for chunk in file.chunks():
        digest.update(chunk)
    return digest.hexdigest()


def _page(
    request: PortalRequest, form: VerifyForm, answer: Answer | None = None, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "answer": answer, "it": answer.found if answer else None}
    crumbs = [Crumb("Xác minh văn bản")]
    return private_answer(
        page(request, "portal/verify.html", context, crumbs=crumbs, status=status)
    )


urlpatterns = [path("xac-minh/", verify, name="verify")]
