"""Running dossiers to a new version of their process: rehearse, look, confirm with other eyes."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django_htmx.http import HttpResponseClientRefresh

from motcua.base.verdict import ConflictError, InvalidError
from motcua.desk import errors, frame, law_pages
from motcua.desk.asking import DeskRequest
from motcua.desk.forms.moves import MappingForm
from motcua.desk.gates import CHANGE, FORM, officer
from motcua.desk.law_pages import EDITORS, KEEPERS
from motcua.dossiers import tasks
from motcua.dossiers.actions import processes as actions
from motcua.dossiers.process_moves import MoveState
from motcua.dossiers.queries import process_moves
from motcua.dossiers.queries.process_moves import Group, MoveView, Skipped
from motcua.pages.chrome import Pager
from motcua.pages.words import number
from motcua.procedures import policies, processes
from motcua.procedures.differences import process_differences
from motcua.procedures.processes import ProcessView
from motcua.procedures.queries import UnknownVersionError

PAGE = 50


@officer(*KEEPERS)
def moves(request: DeskRequest) -> HttpResponse:
    """Every move, the latest first."""
    found = process_moves.moves(limit=PAGE)
    names = law_pages.people([one.prepared_by for one in found])
    context = frame.context(request) | {
        "moves": [(one, names[one.prepared_by]) for one in found],
    }
    return render(request, "desk/moves.html", context)


@officer(*EDITORS, methods=FORM)
def new_move(request: DeskRequest, process_id: int) -> HttpResponse:
    """Choose where the dossiers of a process should go, step by step, and rehearse."""
    source = _approved(process_id)
    others = [
        one
        for one in processes.of_procedure(source.code)
        if one.is_approved and one.id != source.id and one.scopes & source.scopes
    ]
    if not others:
        raise InvalidError(
            "Thủ tục này chưa có quy trình đã phê duyệt nào khác để chuyển sang: soạn và phê duyệt "
            "quy trình mới trước."
        )
    target = _chosen(request, others)
    form = MappingForm(
        source.process, target.process, request.POST if request.method == "POST" else None
    )
    if request.method == "POST" and form.is_valid():
        try:
            row = actions.prepare_move(
                source_id=source.id, target_id=target.id, mapping=form.mapping(),
                reason=form.cleaned_data["reason"], actor=request.actor, at=request.at,
            )  # fmt: skip
        except InvalidError as refusal:
            errors.onto_form(form, refusal)
        else:
            return HttpResponseRedirect(reverse("desk:move", args=[row.id]))
    context = frame.context(request) | {
        "source": source,
        "target": target,
        "others": others,
        "form": form,
        "told": process_differences(source.process, target.process),
        "running": process_moves.running([source.id])[source.id],
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "desk/move_form.html", context, status=status)


def _approved(process_id: int) -> ProcessView:
    try:
        return processes.approved(process_id)
    except UnknownVersionError as unknown:
        raise InvalidError(str(unknown), code="not_found") from unknown


def _chosen(request: DeskRequest, others: list[ProcessView]) -> ProcessView:
    """The process asked for, else the latest."""
    wanted = request.POST.get("target") or request.GET.get("sang", "")
    return next((one for one in others if str(one.id) == wanted), others[0])


@officer(*KEEPERS)
def move(request: DeskRequest, move_id: int) -> HttpResponse:
    """What was rehearsed: what moves, what stays and why, each number with its dossiers."""
    return _page(request, process_moves.move(move_id))


@officer(*KEEPERS, methods=CHANGE)
def confirm_move(request: DeskRequest, move_id: int) -> HttpResponse:
    """Move them all, or say what has changed since."""
    revision = law_pages.whole(request.POST.get("revision", ""))
    try:
        row = actions.confirm_move(
            move_id=move_id, revision=revision, actor=request.actor, at=request.at
        )
    except ConflictError as refusal:
        return _page(request, process_moves.move(move_id), refusal=str(refusal))
    if row.state == MoveState.MOVING:
        tasks.move.defer()
        messages.success(request, "Đã xác nhận. Hồ sơ chuyển dần; anh/chị có thể rời trang này.")
    else:
        words = f"Đã chuyển {number(row.moved)} hồ sơ sang quy trình mới."
        messages.success(request, f"{words} Ngày hẹn trả giữ nguyên.")
    return HttpResponseRedirect(reverse("desk:move", args=[move_id]))


@officer(*KEEPERS)
def move_progress(request: DeskRequest, move_id: int) -> HttpResponse:
    """How far a long move is: asked each second until it is done, then the page comes anew."""
    view = process_moves.move(move_id)
    if not request.htmx:
        return HttpResponseRedirect(reverse("desk:move", args=[move_id]))
    if view.state is not MoveState.MOVING:
        return HttpResponseClientRefresh()
    return render(request, "desk/move_progress.html", {"view": view})


@officer(*EDITORS, methods=CHANGE)
def rehearse_move(request: DeskRequest, move_id: int) -> HttpResponse:
    """Rehearse anew, with the mapping as it stands on the page."""
    view = process_moves.move(move_id)
    form = MappingForm(view.source, view.target, request.POST)
    if not form.is_valid():
        return _page(request, view, form=form)
    try:
        actions.rehearse_again(
            move_id=move_id, revision=form.cleaned_data["revision"] or 0, mapping=form.mapping(),
            reason=form.cleaned_data["reason"], actor=request.actor, at=request.at,
        )  # fmt: skip
    except ConflictError as refusal:
        return _page(request, process_moves.move(move_id), refusal=str(refusal))
    messages.success(request, "Đã tập dượt lại. Nhờ người khác xem và xác nhận.")
    return HttpResponseRedirect(reverse("desk:move", args=[move_id]))


@officer(*EDITORS, methods=CHANGE)
def withdraw_move(request: DeskRequest, move_id: int) -> HttpResponse:
    """Give it up."""
    actions.withdraw_move(move_id=move_id, actor=request.actor, at=request.at)
    messages.success(request, "Đã rút đợt chuyển. Không hồ sơ nào đổi quy trình.")
    return HttpResponseRedirect(reverse("desk:move", args=[move_id]))


def _page(
    request: DeskRequest, view: MoveView, *, refusal: str = "", form: MappingForm | None = None
) -> HttpResponse:
    names = law_pages.people([view.prepared_by, view.settled_by])
    is_open = view.state is MoveState.PREPARED
    may_edit = bool(policies.can_edit(request.actor))
    groups = view.remembered.groups
    context = frame.context(request) | _listed(request, (*groups, *view.skipped)) | {
        "view": view,
        "moving": _told(view, view.remembered.moving),
        "staying": _told(view, view.remembered.staying),
        "moves": view.remembered.moves,
        "is_long": view.remembered.moves > actions.AT_ONCE,
        "skips": sum(one.count for one in view.skipped),
        "stays": view.remembered.stays,
        "told": process_differences(view.source, view.target),
        "prepared_by": names[view.prepared_by],
        "settled_by": names[view.settled_by],
        "is_open": is_open,
        "may_edit": is_open and may_edit,
        "may_confirm": is_open and bool(actions.can_confirm_move(request.actor, view.prepared_by)),
        "is_own": not actions.can_confirm_move(request.actor, view.prepared_by),
        "form": form or _form(view),
        "refusal": refusal,
    }  # fmt: skip
    if refusal:
        status = HTTPStatus.CONFLICT
    else:
        status = HTTPStatus.UNPROCESSABLE_ENTITY if form else HTTPStatus.OK
    return render(request, "desk/move.html", context, status=status)


def _form(view: MoveView) -> MappingForm:
    return MappingForm(
        view.source, view.target, mapping=view.mapping,
        reason=view.reason, revision=view.revision,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Told:
    """One line of the rehearsal: from which step, to which or why not, how many."""

    key: str
    step: str
    to: str
    count: int


def _told(view: MoveView, groups: tuple[Group, ...]) -> list[Told]:
    old = {step.key: step.name for step in view.source.steps}
    new = {step.key: step.name for step in view.target.steps}
    return [
        Told(
            group.key,
            old.get(group.outcome.step, "Chưa tiếp nhận"),
            group.outcome.obstacle.label
            if group.outcome.obstacle
            else new.get(group.outcome.to, "Vào quy trình mới khi tiếp nhận"),
            group.count,
        )
        for group in groups
    ]


def _listed(request: DeskRequest, groups: tuple[Group | Skipped, ...]) -> dict[str, Any]:
    """The dossiers behind one number, a page at a time."""
    key, start = request.GET.get("nhom", "")[:60], law_pages.whole(request.GET.get("tu", ""))
    group = next((one for one in groups if one.key == key), None)
    if group is None:
        return {"group": None}
    ids = group.ids[start : start + PAGE]
    until = start + len(ids)
    return {
        "group": group,
        "lines": process_moves.lines(ids),
        "pager": Pager(
            f"{start + 1 if ids else 0}–{until} trong {number(group.count)}",
            previous_url=f"?nhom={key}&tu={max(start - PAGE, 0)}" if start else "",
            next_url=f"?nhom={key}&tu={until}" if until < group.count else "",
        ),
    }


urlpatterns = [
    path("danh-muc/chuyen-quy-trinh/", moves, name="moves"),
    path("danh-muc/quy-trinh/<number:process_id>/chuyen-ho-so/", new_move, name="new_move"),
    path("danh-muc/chuyen-quy-trinh/<number:move_id>/", move, name="move"),
    path("danh-muc/chuyen-quy-trinh/<number:move_id>/xac-nhan/", confirm_move, name="confirm_move"),
    path(
        "danh-muc/chuyen-quy-trinh/<number:move_id>/tap-duot/", rehearse_move, name="rehearse_move"
    ),
    path(
        "danh-muc/chuyen-quy-trinh/<number:move_id>/tien-do/", move_progress, name="move_progress"
    ),
    path("danh-muc/chuyen-quy-trinh/<number:move_id>/rut/", withdraw_move, name="withdraw_move"),
]
