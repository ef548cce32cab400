"""Internal processes at the desk: the drawing, the editor beside it, exchange as BPMN, history."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from motcua.base.verdict import ConflictError, InvalidError
from motcua.desk import frame, law_pages
from motcua.desk.asking import DeskRequest
from motcua.desk.forms.processes import ProcessForms
from motcua.desk.forms.rows import more
from motcua.desk.gates import CHANGE, FORM, officer
from motcua.desk.law_pages import EDITORS, KEEPERS
from motcua.dossiers.queries import process_moves
from motcua.procedures import actions, graph, policies, processes
from motcua.procedures.actions.drafting import ROLES, sound_problems
from motcua.procedures.bpmn import BpmnError, read_bpmn, write_bpmn
from motcua.procedures.bpmn.elements import MOST_BYTES
from motcua.procedures.differences import process_differences
from motcua.procedures.drawing import draw, is_drawable
from motcua.procedures.process import Process
from motcua.procedures.processes import ProcessView
from motcua.procedures.queries import DraftView, UnknownVersionError
from motcua.procedures.rules import working_minutes
from motcua.procedures.usual import usual_process


@officer(*KEEPERS)
def process(request: DeskRequest, process_id: int) -> HttpResponse:
    """One process as a drawing and as a table, with what each of its versions changed."""
    found = _found(process_id)
    every = processes.of_procedure(found.code)
    counted = process_moves.running([one.id for one in every])
    context = frame.context(request) | {
        "found": found,
        "drawing": draw(found.process),
        "minutes": graph.hours_text(graph.longest_path_minutes(found.process)),
        "history": [
            (one, counted[one.id], told) for one, told in zip(every, _told(every), strict=True)
        ],
        "running": counted[found.id],
        "others": [one for one in every if one.is_approved and one.id != found.id],
        "may_edit": bool(policies.can_edit(request.actor)),
        "drafted_by": law_pages.person(found.drafted_by),
    }
    return render(request, "desk/process.html", context)


def _found(process_id: int) -> ProcessView:
    try:
        return processes.view(process_id)
    except UnknownVersionError as unknown:
        raise InvalidError(str(unknown), code="not_found") from unknown


def _told(every: tuple[ProcessView, ...]) -> list[tuple[str, ...]]:
    """What each version changed against the one before it; the latest first."""
    before: list[ProcessView | None] = [*every[1:], None]
    return [
        process_differences(old.process, new.process) if old else ()
        for new, old in zip(every, before, strict=True)
    ]


@officer(*EDITORS, methods=FORM)
def edit_process(request: DeskRequest, version_id: int) -> HttpResponse:
    """The steps of a draft as rows, the drawing beside them; saved only when it is sound."""
    view = law_pages.draft(version_id)
    if request.method != "POST":
        return _editor(request, view, _filled(view))
    if asked := request.POST.get("more", ""):
        return _editor(request, view, ProcessForms(data=more(request.POST, asked[:10])))
    forms = ProcessForms(data=request.POST)
    typed, problems = _judged(forms, view)
    if typed is None or problems or request.POST.get("do") != "save":
        return _editor(request, view, forms, typed, problems)
    revision = forms.form.cleaned_data.get("revision") or 0
    try:
        actions.draft_process(
            version_id=version_id, process=typed, actor=request.actor, at=request.at,
            revision=revision,
        )  # fmt: skip
    except ConflictError as refusal:
        return _editor(request, view, forms, typed, conflict=str(refusal))
    messages.success(request, "Đã lưu quy trình vào bản nháp. Xem các điểm thay đổi ở dưới.")
    return HttpResponseRedirect(reverse("desk:draft", args=[version_id]))


@officer(*EDITORS, methods=CHANGE)
def check_process(request: DeskRequest, version_id: int) -> HttpResponse:
    """While typing: the drawing and what is still wrong; nothing is saved."""
    view = law_pages.draft(version_id)
    forms = ProcessForms(data=request.POST)
    typed, problems = _judged(forms, view)
    context = _picture(view, typed) | {"problems": problems, "forms": forms}
    return render(request, "desk/process_checked.html", context)


def _filled(view: DraftView) -> ProcessForms:
    return ProcessForms(process=view.record.process or usual_process(), revision=view.revision)


def _judged(forms: ProcessForms, view: DraftView) -> tuple[Process | None, tuple[str, ...]]:
    typed = forms.process()
    if typed is None:
        return None, ()
    problems = sound_problems(typed, _limit(view))
    forms.place_problems(problems)
    return typed, problems


def _limit(view: DraftView) -> int | None:
    limit = view.record.content.limit
    return working_minutes(limit) if limit else None


def _picture(view: DraftView, typed: Process | None) -> dict[str, Any]:
    """The drawing of what was typed and its sum against the published limit."""
    if typed is None or not is_drawable(typed):
        return {"drawing": None}
    walkable = not graph.problems(typed, roles=ROLES)
    minutes = graph.longest_path_minutes(typed) if walkable else None
    limit = _limit(view)
    return {
        "drawing": draw(typed),
        "minutes": None if minutes is None else graph.hours_text(minutes),
        "limit": None if limit is None else graph.hours_text(limit),
        "path": graph.longest_path(typed) if walkable else (),
        "is_over": minutes is not None and limit is not None and minutes > limit,
    }


def _editor(
    request: DeskRequest,
    view: DraftView,
    forms: ProcessForms,
    typed: Process | None = None,
    problems: tuple[str, ...] = (),
    conflict: str = "",
) -> HttpResponse:
    if typed is None and request.method != "POST":
        typed = view.record.process or usual_process()
    wrong = bool(problems) or any(form.errors for form in forms.every)
    if conflict:
        status = HTTPStatus.CONFLICT
    elif wrong and request.POST.get("do") == "save":
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    else:
        status = HTTPStatus.OK
    context = (
        frame.context(request)
        | _picture(view, typed)
        | {
            "view": view,
            "forms": forms,
            "problems": problems,
            "conflict": conflict,
        }
    )
    return render(request, "desk/process_form.html", context, status=status)


@officer(*KEEPERS)
def export_bpmn(request: DeskRequest, process_id: int) -> HttpResponse:  # noqa: ARG001 - for the gate
    """The process as a BPMN 2.0 file."""
    found = _found(process_id)
    data = write_bpmn(found.process, name=f"{found.code} {found.name}")
    answer = HttpResponse(data, content_type="application/xml")
    name = f"quy-trinh-{found.code}-{found.number}.bpmn"
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@officer(*EDITORS, methods=FORM)
def import_bpmn(request: DeskRequest, version_id: int) -> HttpResponse:
    """A file from a modelling tool into the editor; it is saved only from there."""
    view = law_pages.draft(version_id)
    refusal = ""
    if request.method == "POST":
        try:
            typed = read_bpmn(_sent(request))
        except BpmnError as error:
            refusal = str(error)
        else:
            forms = ProcessForms(process=typed, revision=view.revision)
            messages.info(request, "Đã đọc tệp BPMN. Xem lại các bước rồi bấm lưu.")
            problems = sound_problems(typed, _limit(view))
            return _editor(request, view, forms, typed, problems)
    context = frame.context(request) | {"view": view, "refusal": refusal}
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK
    return render(request, "desk/process_import.html", context, status=status)


def _sent(request: DeskRequest) -> bytes:
    file = request.FILES.get("file")
    if file is None:
        raise BpmnError("Chọn một tệp .bpmn hoặc .xml rồi bấm đọc tệp.")
    return bytes(file.read(MOST_BYTES + 1))


urlpatterns = [
    path("danh-muc/quy-trinh/<number:process_id>/", process, name="process"),
    path("danh-muc/quy-trinh/<number:process_id>/bpmn/", export_bpmn, name="export_bpmn"),
    path("danh-muc/ban-nhap/<number:version_id>/quy-trinh/", edit_process, name="edit_process"),
    path(
        "danh-muc/ban-nhap/<number:version_id>/quy-trinh/kiem-tra/",
        check_process,
        name="check_process",
    ),
    path(
        "danh-muc/ban-nhap/<number:version_id>/quy-trinh/nhap-bpmn/",
        import_bpmn,
        name="import_bpmn",
    ),
]
