"""Reorganisations as pages: draw the map, rehearse it, have a second person approve it, apply it."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django_htmx.http import HttpResponseClientRefresh

from motcua.accounts import queries as accounts
from motcua.accounts.states import Role
from motcua.agencies.reorganising import actions as drawing
from motcua.agencies.reorganising import facts
from motcua.agencies.reorganising import queries as known
from motcua.agencies.reorganising.policies import can_approve
from motcua.agencies.reorganising.views import ReorganisationView
from motcua.agencies.states import ReorganisationState
from motcua.base.verdict import InvalidError
from motcua.desk import frame
from motcua.desk.asking import DeskRequest, asked
from motcua.desk.gates import CHANGE, officer
from motcua.desk.reorganisation_book import workbook
from motcua.desk.views.reorganising import READERS, carried_out, to_page
from motcua.dossiers import tasks
from motcua.dossiers.actions import reorganisation_works as works
from motcua.dossiers.reorganising import queries, wording
from motcua.dossiers.reorganising.figures import number, summary
from motcua.dossiers.reorganising.queries import RunView, WorkView
from motcua.dossiers.runs import RunKind, WorkKind
from motcua.journal import queries as journal
from motcua.journal.verbs import sentence_for
from motcua.pages.chrome import Pager

TAGS = {
    ReorganisationState.DRAFT: "new",
    ReorganisationState.PREPARED: "warn",
    ReorganisationState.APPROVED: "run",
    ReorganisationState.APPLIED: "ok",
    ReorganisationState.CANCELLED: "flat",
}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_LISTED = 500


@officer(*READERS)
def reorganisations(request: DeskRequest) -> HttpResponse:
    """Every decision, the latest first."""
    rows = [(view, TAGS[view.state]) for view in known.reorganisations()]
    context = frame.context(request) | {"rows": rows, "may_write": _may_write(request)}
    return render(request, "desk/reorganisations.html", context)


def _may_write(request: DeskRequest) -> bool:
    return Role.BUSINESS_ADMIN.value in request.actor.roles


@officer(*READERS)
def reorganisation(request: DeskRequest, reorganisation_id: int) -> HttpResponse:
    """One decision: its figures, its map, what may be done with it now."""
    view = known.reorganisation(reorganisation_id)
    text, start = request.GET.get("q", "")[:100], _start(request)
    lines, total = known.lines(view.id, text, start=start)
    runs = queries.runs(view.id)
    shown = next((run for run in runs if run.kind is not RunKind.REFUSED), None)
    refused = runs[0].sentence if runs and runs[0].kind is RunKind.REFUSED else ""
    done, changed = queries.works(view.id), _changed(view, shown)
    archive = next((one for one in done if one.kind is WorkKind.ARCHIVE and one.ended_at), None)
    context = frame.context(request) | _choices(request, view) | {
        "view": view,
        "kind": TAGS[view.state],
        "lines": lines,
        "text": text,
        "total": total,
        "pager": _pager(text, start, len(lines), total),
        "problems": known.problems(view.id) if view.state is ReorganisationState.DRAFT else [],
        "shown": shown,
        "is_old": shown is not None and shown.map_version != view.version,
        "works": [one for one in done if not one.ended_at],
        "archive": archive,
        "archive_words": _archived(archive) if archive else "",
        "failed": next((one for one in done[:1] if one.ended_at and one.sentence), None),
        "changed": changed,
        "changed_words": f"{number(changed)} hồ sơ đã đi tiếp từ lần diễn tập này.",
        "summary": summary(shown.figures) if shown else "",
        "beside": [row for row in wording.beside(shown.figures) if row[1]] if shown else [],
        "tables": wording.tables(shown.figures, view.day) if shown else [],
        "refused": refused if view.state is not ReorganisationState.APPLIED else "",
        "story": _story(view.id),
    }  # fmt: skip
    return render(request, "desk/reorganisation.html", context)


def _changed(view: ReorganisationView, shown: RunView | None) -> int:
    """How many dossiers have gone on since the rehearsal that the page shows."""
    if shown is None or shown.kind is not RunKind.REHEARSAL:
        return 0
    return queries.changed_since(view, shown)


def _archived(work: WorkView) -> str:
    words = f"{number(work.passed_on)} hồ sơ đã xong: cơ quan kế thừa mở được, tên cũ giữ nguyên."
    if work.unheired:
        words += (
            f" {number(work.unheired)} hồ sơ không rõ nơi kế thừa: chỉ Trung tâm và thanh tra mở."
        )
    return words


def _choices(request: DeskRequest, view: ReorganisationView) -> dict[str, Any]:
    state, writes = view.state, _may_write(request)
    approves = can_approve(request.actor, drawing.writers_of(view.id))
    waiting = state in {ReorganisationState.PREPARED, ReorganisationState.APPROVED}
    return {
        "may_draw": writes and state is ReorganisationState.DRAFT,
        "may_rehearse": state is ReorganisationState.DRAFT or waiting,
        "may_approve": state is ReorganisationState.PREPARED and bool(approves),
        "why_not": "" if approves or state is not ReorganisationState.PREPARED else approves.reason,
        "may_reopen": waiting,
        "may_cancel": writes and (state is ReorganisationState.DRAFT or waiting),
        "may_apply": state is ReorganisationState.APPROVED and request.at >= view.effective_at,
        "may_choose": writes and state is not ReorganisationState.CANCELLED,
        "names_changer": accounts.names_for(
            {one for one in (view.prepared_by, view.approved_by) if one}
        ),
    }


def _start(request: DeskRequest) -> int:
    text = request.GET.get("tu", "")
    return min(int(text), 1_000_000) if text.isdecimal() else 0


def _pager(text: str, start: int, shown: int, total: int) -> Pager:
    kept = {"q": text} if text else {}
    until = start + shown
    return Pager(
        f"{start + 1 if shown else 0}–{until} trong {number(total)} dòng",
        previous_url=f"?{urlencode(kept | {'tu': max(start - known.PAGE, 0)})}#ban-do"
        if start
        else "",
        next_url=f"?{urlencode(kept | {'tu': until})}#ban-do" if until < total else "",
    )


def _story(reorganisation_id: int) -> list[dict[str, Any]]:
    told = journal.facts_about(facts.REORGANISATION, reorganisation_id)[::-1][:30]
    people = {int(fact.actor_ref) for fact in told if fact.actor_ref.isdecimal()}
    names = accounts.names_for(people)
    return [
        {
            "at": fact.at,
            "who": names.get(int(fact.actor_ref)) if fact.actor_ref.isdecimal() else "Hệ thống",
            "what": sentence_for(fact),
        }
        for fact in told
    ]


@officer(*READERS, methods=CHANGE)
def rehearse(request: DeskRequest, reorganisation_id: int) -> HttpResponse:
    def act() -> str:
        done = works.ask_rehearsal(reorganisation_id, actor=request.actor, at=request.at)
        if done is None:
            return _in_the_background("Đang diễn tập")
        return f"Diễn tập xong. {summary(done)} Chưa đổi gì."

    return carried_out(request, reorganisation_id, act, "#con-so")


def _in_the_background(words: str) -> str:
    tasks.carry_out_works.defer()
    return f"{words}. Anh/chị có thể rời trang này."


@officer(*READERS)
def work(request: DeskRequest, reorganisation_id: int) -> HttpResponse:
    """How far the background is: asked each second until it is done, then the page comes anew."""
    view = known.reorganisation(reorganisation_id)
    under_way = [one for one in queries.works(view.id) if not one.ended_at]
    if not request.htmx:
        return to_page(view.id, "#con-so")
    if not under_way:
        return HttpResponseClientRefresh()
    return render(request, "desk/reorganisation_work.html", {"view": view, "works": under_way})


@officer(Role.BUSINESS_ADMIN, methods=CHANGE)
def submit(request: DeskRequest, reorganisation_id: int) -> HttpResponse:
    def act() -> str:
        drawing.submit_reorganisation(
            reorganisation_id, version=asked(request).expected_version,
            actor=request.actor, at=request.at,
        )  # fmt: skip
        return "Đã trình duyệt. Người thứ hai xem và duyệt bản đồ này."

    return carried_out(request, reorganisation_id, act)


@officer(*READERS, methods=CHANGE)
def approve(request: DeskRequest, reorganisation_id: int) -> HttpResponse:
    def act() -> str:
        drawing.approve_reorganisation(
            reorganisation_id, version=asked(request).expected_version,
            actor=request.actor, at=request.at,
        )  # fmt: skip
        view = known.reorganisation(reorganisation_id)
        return f"Đã duyệt. Hệ thống tự áp dụng lúc 00:00 ngày {view.day:%d/%m/%Y}."

    return carried_out(request, reorganisation_id, act)


@officer(*READERS, methods=CHANGE)
def apply_now(request: DeskRequest, reorganisation_id: int) -> HttpResponse:
    def act() -> str:
        done = works.ask_act(reorganisation_id, actor=request.actor, at=request.at)
        if done is None:
            return _in_the_background("Đang áp dụng")
        return " ".join(["Đã áp dụng.", summary(done.figures), *done.differences])

    return carried_out(request, reorganisation_id, act)


@officer(*READERS)
def dossiers(request: DeskRequest, reorganisation_id: int) -> HttpResponse:
    """The dossiers behind one number: from one agency to another, or without an heir."""
    view = known.reorganisation(reorganisation_id)
    old, new = request.GET.get("cu", ""), request.GET.get("moi", "")
    pair = (int(old), int(new)) if old.isdecimal() and new.isdecimal() else None
    stuck = pair is None
    found = queries.listed(view, actor=request.actor, at=request.at, pair=pair)
    rows = found.stuck if stuck else found.moves
    context = frame.context(request) | {
        "view": view, "rows": rows[:MOST_LISTED], "total": len(rows), "stuck": stuck,
        "most": MOST_LISTED,
    }  # fmt: skip
    return render(request, "desk/reorganisation_dossiers.html", context)


@officer(*READERS)
def book(request: DeskRequest, reorganisation_id: int) -> HttpResponse:
    """All of it as a workbook; dossiers one by one as long as they have not moved."""
    view = known.reorganisation(reorganisation_id)
    runs = [run for run in queries.runs(view.id) if run.kind is not RunKind.REFUSED]
    if not runs:
        raise InvalidError("Chưa diễn tập lần nào nên chưa có gì để xuất. Bấm “Diễn tập” trước.")
    found = queries.listed(view, actor=request.actor, at=request.at)
    made = workbook(
        view, runs[0].figures, moves=found.moves, stuck=found.stuck, chart=known.every_line(view.id)
    )
    answer = HttpResponse(made, content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="sap-xep-{view.id}.xlsx"'
    return answer


_ONE = "quan-tri/sap-xep/<number:reorganisation_id>/"
urlpatterns = [
    path("quan-tri/sap-xep/", reorganisations, name="reorganisations"),
    path(_ONE, reorganisation, name="reorganisation"),
    path(f"{_ONE}dien-tap/", rehearse, name="rehearse_reorganisation"),
    path(f"{_ONE}tien-do/", work, name="reorganisation_work"),
    path(f"{_ONE}trinh/", submit, name="submit_reorganisation"),
    path(f"{_ONE}duyet/", approve, name="approve_reorganisation"),
    path(f"{_ONE}ap-dung/", apply_now, name="apply_reorganisation"),
    path(f"{_ONE}ho-so/", dossiers, name="reorganisation_dossiers"),
    path(f"{_ONE}bang.xlsx", book, name="reorganisation_book"),
]
