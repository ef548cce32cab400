"""Draft acts: written by the officer, agreed to by the head, waiting for the Centre."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from motcua.base.verdict import InvalidError
from motcua.control import matters
from motcua.control.actions import gate
from motcua.desk import frame
from motcua.desk.asking import DeskRequest, asked
from motcua.desk.forms.acts import ActForm, told
from motcua.desk.forms.stamped import fresh_key
from motcua.desk.gates import CHANGE, FORM, officer
from motcua.desk.views.papers import as_pdf
from motcua.documents.forms import Sheet
from motcua.dossiers import policies
from motcua.dossiers.act_content import items_of
from motcua.dossiers.actions import acts, continuing, issuing, letters
from motcua.dossiers.folding import DossierState
from motcua.dossiers.models import DraftAct
from motcua.dossiers.queries import detail
from motcua.dossiers.queries.detail import Case
from motcua.dossiers.records import UnknownDossierError
from motcua.dossiers.states import ACT_OPEN, ActKind, ActStatus

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@officer(methods=FORM)
def draft(request: DeskRequest, code: str, kind: str) -> HttpResponse:
    """Write a new draft of one kind."""
    if kind not in set(ActKind):
        raise Http404
    case = detail.case(code, request.actor)
    acts.may_draft(ActKind(kind), case.state, request.actor)
    form = ActForm(request.POST or None, kind=ActKind(kind), pinned=case.version)
    if request.method == "POST" and form.is_valid():
        try:
            act = acts.draft_act(
                code, kind=ActKind(kind), content=form.content(), request=asked(request)
            )
        except InvalidError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã lưu bản soạn. Trình lãnh đạo duyệt.")
            return _to_act(code, act.pk)
    return _form_page(request, case, ActKind(kind), form)


@officer()
def act(request: DeskRequest, code: str, act_id: int) -> HttpResponse:
    """One draft with its state, and what may be done with it."""
    case = detail.case(code, request.actor)
    found = _act_of(case, act_id)
    kind = ActKind(found.kind)
    context = frame.context(request) | {
        "case": case,
        "state": case.state,
        "version": case.version,
        "act": found,
        "kind": kind,
        "status": ActStatus(found.status),
        "shown": told(kind, found.content),
        "items": items_of(found.content),
        "letters": [row for row in case.attachments if row.file_id == found.letter_id],
        "is_mine": found.drafted_by_id == request.actor.account_id,
        "is_open": found.status in set(ACT_OPEN),
        "checks": matters.checks_of(found, case.state) if found.status in set(ACT_OPEN) else (),
        "may_issue": bool(issuing.may_issue(kind, request.actor, case.state)),
        "may_revoke": kind is ActKind.SUPPLEMENT_REQUEST
        and found.issued_at is not None
        and found.answered_at is None
        and bool(policies.can("revoke_request", request.actor, case.state)),
        "key": fresh_key(),
        **_rights(request, found, case.state),
        "drafter": case.names.get(str(found.drafted_by_id), ""),
        "former": [case.names.get(str(pk), "") for pk in found.former_drafters],
        "approver": case.names.get(str(found.approved_by_id), ""),
    }
    return render(request, "desk/act.html", context)


def _rights(request: DeskRequest, found: DraftAct, state: DossierState) -> dict[str, Any]:
    """What the buttons of a draft depend on; the actions decide again."""
    me = request.actor.account_id
    editable = found.status in acts.EDITABLE
    head = bool(acts.is_head(found, request.actor))
    others = editable and found.drafted_by_id not in {None, me}
    verdict = continuing.can_continue(found, state, request.actor, request.at) if others else None
    return {
        "is_head": head and found.drafted_by_id != me,
        "may_edit": editable and bool(acts.can_edit(found, state, request.actor)),
        "may_approve": editable and head and me not in found.drafters,
        "may_cancel": head or found.drafted_by_id == me,
        "may_continue": bool(verdict),
        "why_not": "" if verdict is None else verdict.reason,
    }


@officer()
@xframe_options_sameorigin
def preview(request: DeskRequest, code: str, act_id: int) -> HttpResponse:
    """The letter as it would read, marked as a preview on every page."""
    sheet, found = _sheet(request, code, act_id)
    drawn = letters.render_preview(sheet, at=request.at)
    return as_pdf(drawn, f"xem-truoc-{code}-{found.pk}")


@officer()
def word_copy(request: DeskRequest, code: str, act_id: int) -> HttpResponse:
    """The same as a Word file, for whoever must edit it."""
    sheet, found = _sheet(request, code, act_id)
    answer = HttpResponse(letters.render_word(sheet, at=request.at), content_type=_WORD)
    answer["Content-Disposition"] = f'attachment; filename="{code}-{found.pk}.docx"'
    return answer


def _sheet(request: DeskRequest, code: str, act_id: int) -> tuple[Sheet, DraftAct]:
    case = detail.case(code, request.actor)
    found = _act_of(case, act_id)
    kind = ActKind(found.kind)
    return letters.preview_of(kind, found.content, case.state, asked(request)), found


@officer(methods=FORM)
def edit(request: DeskRequest, code: str, act_id: int) -> HttpResponse:
    """Change a draft that nobody has approved."""
    case = detail.case(code, request.actor)
    found = _act_of(case, act_id)
    acts.may_edit(found, case.state, request.actor)
    kind = ActKind(found.kind)
    form = ActForm(
        request.POST or None, kind=kind, pinned=case.version, content=found.content,
        initial={"version": found.version},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            acts.edit_act(
                act_id, content=form.content(), version=_version(request), request=asked(request)
            )
        except InvalidError as refusal:
            form.refuse(refusal)
        else:
            messages.success(request, "Đã lưu bản soạn.")
            return _to_act(code, act_id)
    return _form_page(request, case, kind, form)


@officer(methods=CHANGE)
def take_up(request: DeskRequest, code: str, act_id: int) -> HttpResponse:
    """Go on with what a colleague began."""
    _act_of(detail.case(code, request.actor), act_id)
    continuing.continue_act(act_id, version=_version(request), request=asked(request))
    messages.success(
        request, "Anh/chị soạn tiếp bản này. Người khác duyệt: không ai duyệt bản mình đã soạn."
    )
    return _to_act(code, act_id)


@officer(methods=CHANGE)
def approve(request: DeskRequest, code: str, act_id: int) -> HttpResponse:
    """The head agrees; the draft goes on to the Centre."""
    _act_of(detail.case(code, request.actor), act_id)
    done = gate.approve(act_id, version=_version(request), request=asked(request))
    waived = done.status == ActStatus.CLEARED.value
    messages.success(
        request,
        "Đã duyệt. Văn bản loại này không phải kiểm soát, có thể ký phát hành."
        if waived
        else "Đã duyệt. Bản soạn chờ Trung tâm kiểm soát.",
    )
    return _to_act(code, act_id)


@officer(methods=CHANGE)
def send_back(request: DeskRequest, code: str, act_id: int) -> HttpResponse:
    """The head returns the draft with a reason."""
    _act_of(detail.case(code, request.actor), act_id)
    reason = request.POST.get("reason", "")
    gate.take_back(act_id, reason=reason, version=_version(request), request=asked(request))
    messages.success(request, "Đã trả bản soạn lại cho người soạn.")
    return _to_act(code, act_id)


@officer(methods=CHANGE)
def send_at_once(request: DeskRequest, code: str, act_id: int) -> HttpResponse:
    """Reception tells the person what to complete, without a look where none is asked for."""
    _act_of(detail.case(code, request.actor), act_id)
    whole = asked(request)
    with transaction.atomic():
        ready = gate.send_at_once(act_id, version=_version(request), request=whole)
        issuing.issue_act(act_id, version=ready.version, request=whole)
    messages.success(request, "Đã gửi yêu cầu hoàn thiện.")
    return HttpResponseRedirect(frame.dossier_url(code))


@officer(methods=CHANGE)
def issue(request: DeskRequest, code: str, act_id: int) -> HttpResponse:
    """Sign and issue: from this moment the person sees it and its effect runs."""
    _act_of(detail.case(code, request.actor), act_id)
    issuing.issue_act(act_id, version=_version(request), request=asked(request))
    messages.success(request, "Đã ký phát hành. Người dân thấy văn bản từ lúc này.")
    return HttpResponseRedirect(frame.dossier_url(code))


@officer(methods=CHANGE)
def revoke(request: DeskRequest, code: str, act_id: int) -> HttpResponse:
    """Take back a request for papers that was a mistake."""
    _act_of(detail.case(code, request.actor), act_id)
    issuing.revoke_request(
        act_id, reason=request.POST.get("reason", ""), version=_version(request),
        request=asked(request),
    )  # fmt: skip
    messages.success(request, "Đã thu hồi yêu cầu bổ sung. Thời hạn tính như chưa từng dừng.")
    return HttpResponseRedirect(frame.dossier_url(code))


@officer(methods=CHANGE)
def cancel(request: DeskRequest, code: str, act_id: int) -> HttpResponse:
    """Give the draft up."""
    _act_of(detail.case(code, request.actor), act_id)
    gate.cancel(act_id, version=_version(request), request=asked(request))
    messages.success(request, "Đã hủy bản soạn.")
    return HttpResponseRedirect(frame.dossier_url(code))


def _act_of(case: Case, act_id: int) -> DraftAct:
    found = next((row for row in case.acts if row.pk == act_id), None)
    if found is None:
        raise UnknownDossierError("Không thấy bản soạn này trong hồ sơ.")
    return found


def _version(request: DeskRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else 0


def _to_act(code: str, act_id: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk:act", args=[code, act_id]))


def _form_page(request: DeskRequest, case: Case, kind: ActKind, form: forms.Form) -> HttpResponse:
    context: dict[str, Any] = frame.context(request) | {
        "case": case,
        "state": case.state,
        "version": case.version,
        "kind": kind,
        "form": form,
        "owner": case.people.owner.name if case.people else "",
    }
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "desk/act_form.html", context, status=status)
