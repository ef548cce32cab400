"""Drafts of procedures: write one, see what it changes, let another person publish it; history."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from motcua.base.dates import format_date, in_vietnam
from motcua.base.verdict import ConflictError, InvalidError, RefusedError
from motcua.desk import errors, frame, law_pages
from motcua.desk.asking import DeskRequest
from motcua.desk.forms.announcements import AbolishForm, ByDecisionForm, PublishForm
from motcua.desk.forms.contents import ContentForms
from motcua.desk.forms.rows import more
from motcua.desk.gates import CHANGE, FORM, officer
from motcua.desk.law_pages import EDITORS, KEEPERS, PUBLISHERS
from motcua.pages.chrome import Pager
from motcua.pages.forms import error_summary
from motcua.procedures import actions, policies
from motcua.procedures import queries as procedures
from motcua.procedures.content import Content, Record
from motcua.procedures.differences import content_differences, process_differences
from motcua.procedures.queries import DraftView
from motcua.procedures.spelling import to_json
from motcua.procedures.states import VersionState
from motcua.procedures.usual import usual_process

PAGE = 50

FIRST_PARTS = ("chung", "thoi-han")


@officer(*KEEPERS)
def drafts(request: DeskRequest) -> HttpResponse:
    """Versions that wait for publication, the latest first."""
    start = law_pages.whole(request.GET.get("tu", ""))
    found = procedures.drafts(limit=PAGE + 1, offset=start)
    shown = found[:PAGE]
    names = law_pages.people([one.drafted_by for one in shown])
    context = frame.context(request) | {
        "drafts": [(one, names[one.drafted_by]) for one in shown],
        "may_edit": bool(policies.can_edit(request.actor)),
        "pager": Pager(
            f"{start + 1 if shown else 0}–{start + len(shown)}",
            previous_url=f"?tu={max(start - PAGE, 0)}" if start else "",
            next_url=f"?tu={start + PAGE}" if len(found) > PAGE else "",
        ),
    }
    return render(request, "desk/drafts.html", context)


@officer(*KEEPERS)
def draft(request: DeskRequest, version_id: int) -> HttpResponse:
    """One draft: what it changes, what is missing, and its publication by another person."""
    return _draft_page(request, law_pages.draft(version_id))


def _draft_page(
    request: DeskRequest, view: DraftView, form: forms.Form | None = None
) -> HttpResponse:
    former = _former(view)
    content, process = view.record.content, view.record.process
    verdict = policies.can_publish(request.actor, view.drafted_by)
    context = frame.context(request) | {
        "view": view,
        "content": content,
        "former": former,
        "told": content_differences(former.record.content if former else None, content),
        "process_told": process_differences(former.record.process if former else None, process)
        if process
        else (),
        "drafted_by": law_pages.person(view.drafted_by),
        "may_edit": bool(policies.can_edit(request.actor)),
        "may_publish": bool(verdict),
        "why_not": verdict.reason,
        "form": form or PublishForm(),
        "approve_form": ByDecisionForm(prefix="process"),
        "process_waits": process is not None and view.process_state == "draft",
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK
    return render(request, "desk/draft.html", context, status=status)


def _former(view: DraftView) -> DraftView | None:
    """The version of the same level that was published last before the draft."""
    return next(
        (
            one
            for one in procedures.history(view.record.content.code)
            if one.state == VersionState.PUBLISHED
            and one.record.content.competence == view.record.content.competence
        ),
        None,
    )


@officer(*EDITORS, methods=FORM)
def new_draft(request: DeskRequest) -> HttpResponse:
    """A procedure that was not in the catalogue."""
    filled = ContentForms(raw={"provenance": "verified"})
    if request.method != "POST":
        return _content_page(request, filled)
    if asked := request.POST.get("more", ""):
        return _content_page(request, ContentForms(data=more(request.POST, asked[:10])))
    filled = ContentForms(data=request.POST)
    content = filled.content()
    if content is None:
        return _content_page(request, filled, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        row = actions.draft_version(record=Record(content), actor=request.actor, at=request.at)
    except InvalidError as refusal:
        filled.place(refusal)
        return _content_page(request, filled, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(
        request, f"Đã soạn bản nháp của thủ tục {content.code}. Thêm quy trình nội bộ."
    )
    return HttpResponseRedirect(reverse("desk:draft", args=[row.id]))


@officer(*EDITORS, methods=FORM)
def edit_draft(request: DeskRequest, version_id: int) -> HttpResponse:
    """Change what a draft says."""
    view = law_pages.draft(version_id)
    if request.method != "POST":
        filled = ContentForms(raw=to_json(view.record.content), revision=view.revision)
        return _content_page(request, filled, view)
    if asked := request.POST.get("more", ""):
        return _content_page(request, ContentForms(data=more(request.POST, asked[:10])), view)
    filled = ContentForms(data=request.POST)
    content = filled.content()
    if content is None:
        return _content_page(request, filled, view, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        _save(request, view, filled, content)
    except ConflictError as refusal:
        return _content_page(
            request, filled, view, status=HTTPStatus.CONFLICT, conflict=str(refusal)
        )
    except InvalidError as refusal:
        filled.place(refusal)
        return _content_page(request, filled, view, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(request, "Đã lưu bản nháp.")
    return HttpResponseRedirect(reverse("desk:draft", args=[version_id]))


def _save(request: DeskRequest, view: DraftView, filled: ContentForms, content: Content) -> None:
    actions.edit_draft(
        version_id=view.id,
        revision=filled.form.cleaned_data.get("revision") or 0,
        record=Record(content, view.record.process),
        actor=request.actor,
        at=request.at,
    )


def _content_page(
    request: DeskRequest,
    filled: ContentForms,
    view: DraftView | None = None,
    *,
    status: int = HTTPStatus.OK,
    conflict: str = "",
) -> HttpResponse:
    context = frame.context(request) | {
        "filled": filled,
        "view": view,
        "mistakes": error_summary(filled.every),
        # What was sent comes back with every part open: nobody has to look for a mistake.
        "parts": () if request.method == "POST" else FIRST_PARTS,
        "conflict": conflict,
    }
    return render(request, "desk/draft_form.html", context, status=status)


@officer(*EDITORS, methods=CHANGE)
def copy_version(request: DeskRequest, version_id: int) -> HttpResponse:
    """A new draft that begins with what a version says: to amend it, or to restore an older one."""
    row = actions.draft_from(version_id=version_id, actor=request.actor, at=request.at)
    messages.success(request, f"Đã soạn bản nháp {row.number} từ bản này. Sửa rồi nhờ công bố.")
    return HttpResponseRedirect(reverse("desk:draft", args=[row.id]))


@officer(*EDITORS, methods=CHANGE)
def add_process(request: DeskRequest, version_id: int) -> HttpResponse:
    """Give a draft the usual steps to begin with."""
    law_pages.draft(version_id)
    actions.draft_process(
        version_id=version_id, process=usual_process(), actor=request.actor, at=request.at
    )
    return HttpResponseRedirect(reverse("desk:edit_process", args=[version_id]))


@officer(*EDITORS, methods=CHANGE)
def discard_draft(request: DeskRequest, version_id: int) -> HttpResponse:
    """Throw a draft away."""
    actions.discard_draft(version_id=version_id, actor=request.actor, at=request.at)
    messages.success(request, "Đã bỏ bản nháp.")
    return HttpResponseRedirect(reverse("desk:drafts"))


@officer(*PUBLISHERS, methods=CHANGE)
def publish_draft(request: DeskRequest, version_id: int) -> HttpResponse:
    """Make a draft the law of its day, by a decision."""
    view = law_pages.draft(version_id)
    form = PublishForm(request.POST)
    if not form.is_valid():
        return _draft_page(request, view, form)
    said = form.cleaned_data
    try:
        row = actions.publish(
            version_id=version_id, announcement_id=said["announcement"],
            effective_from=said["effective_from"], effective_to=said["effective_to"],
            actor=request.actor, at=request.at,
        )  # fmt: skip
    except InvalidError as refusal:
        errors.onto_form(form, InvalidError(str(refusal)))
        return _draft_page(request, view, form)
    messages.success(
        request,
        f"Đã công bố bản {row.number} của {row.code}. Áp dụng từ {format_date(said['effective_from'])}.",
    )
    return HttpResponseRedirect(reverse("desk:version", args=[row.id]))


@officer(*PUBLISHERS, methods=CHANGE)
def approve_process(request: DeskRequest, version_id: int) -> HttpResponse:
    """Approve the draft's process by a decision of its own."""
    view = law_pages.draft(version_id)
    form = ByDecisionForm(request.POST, prefix="process")
    if not form.is_valid() or view.process_id is None:
        raise InvalidError("Chọn quyết định phê duyệt quy trình rồi bấm lại.")
    actions.publish_process(
        process_id=view.process_id, announcement_id=form.cleaned_data["announcement"],
        actor=request.actor, at=request.at,
    )  # fmt: skip
    messages.success(request, "Đã phê duyệt quy trình. Từ nay không ai sửa được bản này.")
    return HttpResponseRedirect(reverse("desk:process", args=[view.process_id]))


@officer()
def procedure_history(request: DeskRequest, code: str) -> HttpResponse:
    """Every version of a procedure with what it changed, the latest first."""
    return _history_page(request, code)


def _history_page(request: DeskRequest, code: str, form: forms.Form | None = None) -> HttpResponse:
    every = procedures.history(code)
    may_edit = bool(policies.can_edit(request.actor))
    rows = [one for one in every if may_edit or one.state != VersionState.DRAFT]
    if not rows:
        raise InvalidError("Không có thủ tục nào mang mã này trong danh mục.", code="not_found")
    names = law_pages.people([one.drafted_by for one in rows])
    on = in_vietnam(request.at).date()
    context = frame.context(request) | {
        "code": code,
        "name": rows[0].record.content.name,
        "rows": [_line(one, every, names[one.drafted_by]) for one in rows],
        "may_edit": may_edit,
        "may_abolish": form is not None
        or (
            bool(policies.can_abolish(request.actor))
            and any(one.effective_from and not one.effective_to for one in rows)
        ),
        "form": form or AbolishForm(initial={"effective_on": on}),
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK
    return render(request, "desk/procedure_history.html", context, status=status)


def _line(one: DraftView, every: tuple[DraftView, ...], name: str) -> dict[str, Any]:
    """A version beside the one of the same level before it."""
    scope = one.record.content.competence
    before = next(
        (
            other
            for other in every
            if other.number < one.number
            and other.record.content.competence == scope
            and other.state != VersionState.DRAFT
        ),
        None,
    )
    process = one.record.process
    told = content_differences(before.record.content if before else None, one.record.content)
    if process and before:
        told += process_differences(before.record.process, process)
    return {
        "view": one,
        "told": told,
        "drafted_by": name,
        "is_draft": one.state == VersionState.DRAFT,
        "state": VersionState(one.state).label,
    }


@officer(*PUBLISHERS, methods=CHANGE)
def abolish(request: DeskRequest, code: str) -> HttpResponse:
    """End a procedure from a day on, by a decision."""
    form = AbolishForm(request.POST)
    if not form.is_valid():
        return _history_page(request, code, form)
    said = form.cleaned_data
    try:
        ended = actions.abolish(
            code=code, announcement_id=said["announcement"], effective_on=said["effective_on"],
            actor=request.actor, at=request.at,
        )  # fmt: skip
    except InvalidError as refusal:
        errors.onto_form(form, refusal)
        return _history_page(request, code, form)
    except RefusedError as refusal:
        form.add_error(None, str(refusal))
        return _history_page(request, code, form)
    messages.success(
        request, f"Đã bãi bỏ {len(ended)} bản của {code} từ {format_date(said['effective_on'])}."
    )
    return HttpResponseRedirect(reverse("desk:procedure_history", args=[code]))


urlpatterns = [
    path("danh-muc/ban-nhap/", drafts, name="drafts"),
    path("danh-muc/ban-nhap/moi/", new_draft, name="new_draft"),
    path("danh-muc/ban-nhap/<number:version_id>/", draft, name="draft"),
    path("danh-muc/ban-nhap/<number:version_id>/sua/", edit_draft, name="edit_draft"),
    path("danh-muc/ban-nhap/<number:version_id>/bo/", discard_draft, name="discard_draft"),
    path("danh-muc/ban-nhap/<number:version_id>/them-quy-trinh/", add_process, name="add_process"),
    path("danh-muc/ban-nhap/<number:version_id>/cong-bo/", publish_draft, name="publish_draft"),
    path(
        "danh-muc/ban-nhap/<number:version_id>/phe-duyet-quy-trinh/",
        approve_process,
        name="approve_process",
    ),
    path("danh-muc/phien-ban/<number:version_id>/soan-ban-moi/", copy_version, name="copy_version"),
    path("danh-muc/thu-tuc/<str:code>/", procedure_history, name="procedure_history"),
    path("danh-muc/thu-tuc/<str:code>/bai-bo/", abolish, name="abolish_procedure"),
]
