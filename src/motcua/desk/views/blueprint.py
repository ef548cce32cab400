"""The configuration as one file: taken out, compared with the house, brought in."""

from __future__ import annotations

import base64
import binascii
import zlib
from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from motcua.accounts.states import Role
from motcua.base.dates import in_vietnam
from motcua.base.verdict import ConflictError, InvalidError, RefusedError
from motcua.blueprint import actions, facts, files, queries
from motcua.blueprint.policies import can_bring_in, can_take_out
from motcua.blueprint.queries import Comparison, Outcome
from motcua.desk import frame, histories
from motcua.desk.asking import DeskRequest
from motcua.desk.forms.steps import line
from motcua.desk.gates import CHANGE, officer
from motcua.desk.views.administration import KEEPERS
from motcua.journal import queries as journal

_SHOWN = (Outcome.CONFLICT, Outcome.CHANGED, Outcome.NEW)
_TAGS = {Outcome.CONFLICT: "bad", Outcome.CHANGED: "warn", Outcome.NEW: "new"}
# So many lines of each outcome are listed; the numbers are always whole.
MOST = 100


class FileForm(forms.Form):
    """The file to be compared."""

    file = forms.FileField(
        label="Tệp cấu hình", widget=forms.FileInput({"accept": ".json,application/json"}),
        error_messages={"required": "Chọn tệp cấu hình.", "empty": "Tệp rỗng. Chọn tệp khác."},
    )  # fmt: skip


class ApplyForm(forms.Form):
    """What was compared, packed, and why it is brought in."""

    packed = forms.CharField(widget=forms.HiddenInput)
    seal = forms.CharField(widget=forms.HiddenInput)
    reason = line("Lý do, căn cứ", most=500)


@officer(*KEEPERS)
def configuration(request: DeskRequest) -> HttpResponse:
    """What the file is for, where to take it out and bring it in, and when that was done."""
    return _page(request, FileForm(label_suffix=""))


@officer(Role.BUSINESS_ADMIN, Role.TECHNICAL_ADMIN)
def export_configuration(request: DeskRequest) -> HttpResponse:
    """The file, named by the day."""
    can_take_out(request.actor).require()
    on = in_vietnam(request.at).date()
    answer = HttpResponse(queries.export(on), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="cau-hinh-{on}.json"'
    return answer


@officer(Role.BUSINESS_ADMIN, methods=CHANGE)
def compare_configuration(request: DeskRequest) -> HttpResponse:
    """Every difference of a file from the house; nothing is written."""
    form = FileForm(request.POST, request.FILES, label_suffix="")
    if not form.is_valid():
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    raw = form.cleaned_data["file"].read(files.MOST_BYTES + 1)
    try:
        compared = queries.compare(raw, on=in_vietnam(request.at).date())
    except (InvalidError, KeyError, TypeError, ValueError) as refusal:
        said = str(refusal) if isinstance(refusal, InvalidError) else f"Tệp thiếu phần {refusal}."
        form.add_error("file", said)
        return _page(request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    packed = base64.b64encode(zlib.compress(raw, 9)).decode()
    given = ApplyForm(initial={"packed": packed, "seal": compared.seal}, label_suffix="")
    return _compared(request, compared, given)


@officer(Role.BUSINESS_ADMIN, methods=CHANGE)
def bring_in_configuration(request: DeskRequest) -> HttpResponse:
    """Bring in exactly what was shown."""
    form = ApplyForm(request.POST, label_suffix="")
    raw = _unpacked(request.POST.get("packed", ""))
    if not form.is_valid():
        compared = queries.compare(raw, on=in_vietnam(request.at).date())
        return _compared(request, compared, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    said = form.cleaned_data
    try:
        done = actions.bring_in(
            raw, reason=said["reason"], seen=said["seal"], actor=request.actor, at=request.at
        )
    except (InvalidError, ConflictError) as refusal:
        return _page(
            request, FileForm(label_suffix=""), refusal=refusal, status=HTTPStatus.CONFLICT
        )
    messages.success(
        request,
        f"Đã nạp cấu hình. Thêm {done.added}, đổi {done.changed}, để nguyên {done.left} mục.",
    )
    if done.waiting:
        messages.warning(
            request,
            f"{done.waiting} thay đổi lịch chờ người thứ hai xác nhận. Lịch đang dùng giữ nguyên "
            "đến lúc đó; mở trang Lịch làm việc để xem hồ sơ nào đổi ngày hẹn.",
        )
    if done.drafted:
        messages.warning(
            request,
            f"{done.drafted} thủ tục đã vào thành bản nháp; danh mục đang dùng giữ nguyên đến khi "
            "người khác xem và công bố ở trang Bản nháp.",
        )
    return HttpResponseRedirect(reverse("desk:configuration"))


def _unpacked(text: str) -> bytes:
    try:
        unpacker = zlib.decompressobj()
        return unpacker.decompress(base64.b64decode(text, validate=True), files.MOST_BYTES)
    except (binascii.Error, zlib.error, ValueError) as fault:
        raise InvalidError("Không đọc được tệp đã so sánh. Chọn lại tệp.") from fault


def _compared(
    request: DeskRequest,
    compared: Comparison,
    form: ApplyForm,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    counts = compared.counts()
    context = frame.context(request) | {
        "groups": [
            (outcome.label, _TAGS[outcome], compared.of(outcome)[:MOST], counts[outcome])
            for outcome in _SHOWN
            if counts[outcome]
        ],
        "same": counts[Outcome.SAME],
        "missing": counts[Outcome.MISSING],
        "nothing": not counts[Outcome.NEW] and not counts[Outcome.CHANGED],
        "most": MOST,
        "form": form,
    }
    return render(request, "desk/configuration_diff.html", context, status=status)


def _page(
    request: DeskRequest,
    form: FileForm,
    *,
    refusal: RefusedError | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    told: Any = histories.told(reversed(journal.facts_about(facts.CONFIGURATION, 0)))
    context = frame.context(request) | {
        "form": form,
        "refusal": refusal,
        "may_take_out": bool(can_take_out(request.actor)),
        "may_bring_in": bool(can_bring_in(request.actor)),
        "history": told,
    }
    return render(request, "desk/configuration.html", context, status=status)


urlpatterns = [
    path("quan-tri/cau-hinh/", configuration, name="configuration"),
    path("quan-tri/cau-hinh/xuat/", export_configuration, name="export_configuration"),
    path("quan-tri/cau-hinh/so-sanh/", compare_configuration, name="compare_configuration"),
    path("quan-tri/cau-hinh/nap/", bring_in_configuration, name="bring_in_configuration"),
]
