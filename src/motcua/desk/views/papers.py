"""Printed forms and files of a dossier, each opened through the dossier it belongs to."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.views.decorators.clickjacking import xframe_options_sameorigin

from motcua.base.verdict import InvalidError
from motcua.desk import frame, uploads
from motcua.desk.asking import DeskRequest, asked
from motcua.desk.gates import CHANGE, officer
from motcua.documents import pdf, serving
from motcua.documents import queries as documents
from motcua.documents.forms import Sheet
from motcua.dossiers import forms as sheets
from motcua.dossiers.actions import attachments, instant
from motcua.dossiers.queries import detail

# The browser's own PDF viewer, framed by our pages only.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"


def as_pdf(content: bytes, name: str) -> HttpResponse:
    """A PDF for the screen and the printer, never stored by the browser."""
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Content-Security-Policy"] = _POLICY
    response["Cache-Control"] = "private, no-store"
    return response


@officer()
@xframe_options_sameorigin
def receipt(request: DeskRequest, code: str) -> HttpResponse:
    """Mẫu 01, in the edition of the day of acceptance; of what was done at once only when asked for."""
    case = detail.case(code, request.actor)
    if not instant.has_receipt(case.state):
        raise InvalidError(
            "Hồ sơ giải quyết ngay, chưa cấp Giấy tiếp nhận. Người nộp cần thì mở hồ sơ, bấm "
            "“Cấp Giấy tiếp nhận theo yêu cầu”."
        )
    drawn = pdf.render(sheets.receipt(case), on=sheets.receipt_day(case))
    return as_pdf(drawn, f"giay-tiep-nhan-{code}")


@officer()
@xframe_options_sameorigin
def routing_slip(request: DeskRequest, code: str) -> HttpResponse:
    """Mẫu 05 or 06, with a row for every hand-over so far."""
    case = detail.case(code, request.actor)
    sheet: Sheet = sheets.routing_slip(case)
    return as_pdf(pdf.render(sheet, on=sheets.receipt_day(case)), f"phieu-kiem-soat-{code}")


@officer()
def open_file(request: DeskRequest, code: str, attachment_id: int) -> HttpResponseBase:
    """One file of the dossier: shown where the kind allows it, otherwise saved."""
    row = detail.attachment(code, attachment_id, request.actor)
    opened = documents.open_file(row.file_id)
    return serving.respond(opened, row.name, download="tai-ve" in request.GET)


class AddForm(forms.Form):
    paper_key = forms.CharField(required=False, max_length=60)


@officer(methods=CHANGE)
def add_files(request: DeskRequest, code: str) -> HttpResponse:
    """Scans that come later: for one paper of the dossier, or for none in particular."""
    attachments.require_open(code, request=asked(request))
    form = AddForm(request.POST)
    paper_key = form.cleaned_data["paper_key"] if form.is_valid() else ""
    kept = uploads.keep(request, {"tep": paper_key})
    uploads.attach(request, code, kept)
    if kept:
        messages.success(request, f"Đã thêm {len(kept)} tệp.")
    else:
        messages.warning(request, "Chưa chọn tệp nào. Chọn tệp rồi bấm Thêm tệp.")
    return HttpResponseRedirect(frame.dossier_url(code) + "#giay-to")


@officer(methods=CHANGE)
def remove_file(request: DeskRequest, code: str, attachment_id: int) -> HttpResponse:
    """Take a wrongly added file out of sight."""
    attachments.detach(code, attachment_id=attachment_id, request=asked(request))
    messages.success(request, "Đã bỏ tệp khỏi hồ sơ.")
    return HttpResponseRedirect(frame.dossier_url(code) + "#giay-to")
