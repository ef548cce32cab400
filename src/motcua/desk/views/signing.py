"""Signing results: drafted by the officer, ticked and confirmed once by the head, watched to the end."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from motcua.accounts import certificates
from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError
from motcua.desk import errors, frame, uploads
from motcua.desk.asking import DeskRequest, asked
from motcua.desk.forms.stamped import fresh_key
from motcua.desk.gates import CHANGE, FORM, HEADS, officer
from motcua.desk.views.papers import as_pdf
from motcua.documents import actions as documents
from motcua.documents import queries as files
from motcua.documents import serving
from motcua.documents.models import StoredFile
from motcua.dossiers import letter_heads, letter_sheets, tasks
from motcua.dossiers.actions import drafting, letters, signing
from motcua.dossiers.actions.signing import Chosen
from motcua.dossiers.issued import ResultDraft
from motcua.dossiers.queries import detail, issued, signatures
from motcua.dossiers.queries.detail import Case
from motcua.dossiers.records import UnknownDossierError

_FILE = "tep"


class DraftForm(forms.Form):
    """The simple result in words, or a finished PDF with the number that it bears."""

    title = forms.CharField(label="Tên văn bản", max_length=200, required=False)
    ground = forms.CharField(label="Căn cứ", max_length=500, required=False)
    text = forms.CharField(
        label="Nội dung kết quả", required=False, widget=forms.Textarea({"rows": 8}),
        help_text="Mỗi đoạn một dòng. Số văn bản cấp lúc ký.",
    )  # fmt: skip
    tep = forms.FileField(
        label="Hoặc tệp PDF đã soạn", required=False, widget=forms.FileInput({"accept": ".pdf"})
    )
    number = forms.CharField(
        label="Số, ký hiệu ghi trên tệp", max_length=60, required=False,
        help_text="Chỉ khi tải tệp lên",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)


@officer(methods=FORM)
def draft(request: DeskRequest, code: str) -> HttpResponse:
    """Write the result, or bring the PDF that the head will sign."""
    case = detail.case(code, request.actor)
    drafting.require_drafter(case.state, request.actor)
    known = signatures.draft_of(case.id)
    if request.method != "POST":
        return _draft_page(request, case, known, DraftForm(initial=_initial(case, known)))
    form = DraftForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            _save(request, code, form)
        except InvalidError as refusal:
            errors.onto_form(form, refusal)
        else:
            messages.success(request, "Đã lưu dự thảo kết quả, chờ lãnh đạo ký.")
            return HttpResponseRedirect(reverse("desk:draft_result", args=[code]))
    return _draft_page(request, case, known, form, status=422)


def _initial(case: Case, known: ResultDraft | None) -> dict[str, str]:
    if known is not None:
        return dict(known.content or {}, number=known.number)
    name = case.version.results[0].name if case.version.results else ""
    return {"title": name}


def _save(request: DeskRequest, code: str, form: DraftForm) -> None:
    said = form.cleaned_data
    if not said[_FILE]:
        drafting.draft_text(code, content=said, request=asked(request))
        return
    kept = uploads.keep(request, {_FILE: ""})[-1]
    file = StoredFile.objects.get(sha256=kept.sha256)
    drafting.draft_file(
        code, file=file, name=kept.name, number=said["number"], request=asked(request)
    )


def _draft_page(
    request: DeskRequest, case: Case, known: ResultDraft | None, form: DraftForm, status: int = 200
) -> HttpResponse:
    context = frame.context(request) | {
        "case": case, "state": case.state, "version": case.version, "form": form, "draft": known,
        "owner": case.people.owner.name if case.people else "",
    }  # fmt: skip
    return render(request, "desk/draft_result.html", context, status=status)


@officer(methods=CHANGE)
def drop_draft(request: DeskRequest, code: str) -> HttpResponse:
    drafting.drop_draft(code, request=asked(request))
    messages.success(request, "Đã bỏ dự thảo kết quả.")
    return HttpResponseRedirect(reverse("desk:draft_result", args=[code]))


@officer()
@xframe_options_sameorigin
def preview(request: DeskRequest, code: str) -> HttpResponseBase:
    """What the head is about to sign: the uploaded file, or the form marked as a preview."""
    case = detail.case(code, request.actor)
    known = signatures.draft_of(case.id)
    if known is None:
        raise UnknownDossierError("Hồ sơ này chưa có dự thảo kết quả.")
    if known.attachment is not None:
        opened = files.open_file(known.attachment.file_id)
        return serving.respond(opened, known.attachment.name)
    hand = letter_heads.hand_of(
        request.actor, case.state, case.version, in_vietnam(request.at).date()
    )
    sheet = letter_sheets.result_of(
        known.content or {}, case.state, case.version, at=request.at, hand=hand
    )
    return as_pdf(letters.render_preview(sheet, at=request.at), f"du-thao-{code}")


@officer(*HEADS, methods=FORM)
def confirm(request: DeskRequest) -> HttpResponse:
    """The ticked dossiers once more, then one confirmation for all of them."""
    if request.method == "POST":
        chosen = [_chosen(text) for text in request.POST.getlist("chosen")]
        batch = signing.begin_batch(chosen, request=asked(request))
        tasks.sign.defer()
        return HttpResponseRedirect(reverse("desk:signing_batch", args=[batch.pk]))
    codes = list(dict.fromkeys(request.GET.getlist("code")))[: signing.MOST]
    cases = [detail.case(code, request.actor) for code in codes]
    drafts = signatures.drafts_of(case.id for case in cases)
    account = request.actor.account_id
    context = frame.context(request) | {
        "lines": [(case, drafts.get(case.id)) for case in cases],
        "ready": sum(case.id in drafts for case in cases),
        "certificate": certificates.current(account, request.at) if account else None,
        "key": fresh_key(),
    }
    return render(request, "desk/sign_confirm.html", context)


def _chosen(text: str) -> Chosen:
    code, _, version = text.partition("@")
    return Chosen(code, int(version) if version.isdecimal() else None)


@officer(*HEADS)
def batch(request: DeskRequest, batch_id: int) -> HttpResponse:
    """How far a batch is; asks again each second until it is finished, or is reloaded by hand."""
    context = {"batch": signatures.batch(batch_id, request.actor), "key": fresh_key()}
    if request.htmx:
        return render(request, "desk/sign_progress.html", context)
    return render(request, "desk/sign_batch.html", frame.context(request) | context)


@officer(*HEADS, methods=CHANGE)
def retry(request: DeskRequest, batch_id: int) -> HttpResponse:
    """Another batch of what could not be signed."""
    again = signing.retry_batch(batch_id, request=asked(request))
    tasks.sign.defer()
    return HttpResponseRedirect(reverse("desk:signing_batch", args=[again.pk]))


@officer(methods=FORM)
def signatures_of(request: DeskRequest, code: str, attachment_id: int) -> HttpResponse:
    """Every signature of one file; a second look is one button."""
    row = detail.attachment(code, attachment_id, request.actor)
    here = reverse("desk:file_signatures", args=[code, attachment_id])
    if request.method == "POST":
        documents.check_signatures(row.file_id, at=request.at)
        messages.success(request, "Đã kiểm lại chữ ký của tệp.")
        return HttpResponseRedirect(here)
    context = frame.context(request) | {
        "code": code,
        "file": row,
        "check": files.checks([row.file_id]).get(row.file_id),
        "issued": issued.by_hash(row.file_id),
    }
    return render(request, "desk/file_signatures.html", context)


urlpatterns = [
    path("ban-lam-viec/cho-ky/xac-nhan/", confirm, name="sign_confirm"),
    path("ban-lam-viec/luot-ky/<number:batch_id>/", batch, name="signing_batch"),
    path("ban-lam-viec/luot-ky/<number:batch_id>/ky-lai/", retry, name="sign_again"),
    path("ho-so/<str:code>/du-thao-ket-qua/", draft, name="draft_result"),
    path("ho-so/<str:code>/du-thao-ket-qua/xem/", preview, name="draft_result_preview"),
    path("ho-so/<str:code>/du-thao-ket-qua/bo/", drop_draft, name="drop_draft_result"),
    path(
        "ho-so/<str:code>/tep/<number:attachment_id>/chu-ky/", signatures_of, name="file_signatures"
    ),
]
