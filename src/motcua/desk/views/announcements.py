"""The register of decisions that publish procedures, and what they make each agency do."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from motcua.agencies import queries as agencies
from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError
from motcua.clock import queries as calendars
from motcua.desk import errors, frame, law_pages
from motcua.desk.asking import DeskRequest
from motcua.desk.forms.announcements import AnnouncementForms, ProofForm
from motcua.desk.forms.rows import more
from motcua.desk.gates import CHANGE, FORM, officer
from motcua.desk.law_pages import EDITORS
from motcua.pages.chrome import Pager
from motcua.procedures import actions, policies, registers
from motcua.procedures.registers import DutyView

PAGE = 50


def _today(request: DeskRequest) -> date:
    return in_vietnam(request.at).date()


def _pager(start: int, shown: int, *, has_more: bool, kept: str = "") -> Pager:
    return Pager(
        f"{start + 1 if shown else 0}–{start + shown}",
        previous_url=f"?{kept}tu={max(start - PAGE, 0)}" if start else "",
        next_url=f"?{kept}tu={start + PAGE}" if has_more else "",
    )


@officer()
def announcements(request: DeskRequest) -> HttpResponse:
    """The register, the latest signature first."""
    text = request.GET.get("tim", "").strip()[:100]
    start = law_pages.whole(request.GET.get("tu", ""))
    found = registers.announcements(text, limit=PAGE + 1, offset=start)
    context = frame.context(request) | {
        "text": text,
        "found": found[:PAGE],
        "may_edit": bool(policies.can_edit(request.actor)),
        "pager": _pager(start, len(found[:PAGE]), has_more=len(found) > PAGE),
    }
    return render(request, "desk/announcements.html", context)


@officer()
def announcement(request: DeskRequest, announcement_id: int) -> HttpResponse:
    """One decision: what it publishes and replaces, and how far its duties are."""
    found = registers.announcement(announcement_id)
    if found is None:
        raise InvalidError("Không có quyết định này trong sổ.", code="not_found")
    context = frame.context(request) | {
        "found": found,
        "duties": _lines(request, found.duties),
        "may_edit": bool(policies.can_edit(request.actor)),
    }
    return render(request, "desk/announcement.html", context)


def _lines(
    request: DeskRequest, found: tuple[DutyView, ...]
) -> list[tuple[DutyView, str, str, int]]:
    """Each duty with its agency's name, its alarm and how many days it is past."""
    on = _today(request)
    names = {agency.key: agency.name for agency in agencies.agencies_on(on)}
    return [
        (one, names.get(one.agency_key, one.agency_key), one.alarm(on), (on - one.due_on).days)
        for one in found
    ]


@officer(*EDITORS, methods=FORM)
def new_announcement(request: DeskRequest) -> HttpResponse:
    """Register a signed decision with its duties."""
    chosen = [(agency.key, agency.name) for agency in agencies.agencies_on(_today(request))]
    if request.method != "POST":
        return _form_page(request, AnnouncementForms(chosen))
    if request.POST.get("more"):
        wider = more(request.POST, "duties")
        return _form_page(request, AnnouncementForms(chosen, data=wider))
    forms = AnnouncementForms(chosen, data=request.POST)
    said = forms.announcement(calendars.calendar_for())
    if said is not None:
        try:
            row = actions.register_announcement(
                announcement=said, actor=request.actor, at=request.at
            )
        except InvalidError as refusal:
            errors.onto_form(forms.form, refusal)
        else:
            messages.success(request, f"Đã vào sổ quyết định {row.number}.")
            return HttpResponseRedirect(reverse("desk:announcement", args=[row.id]))
    return _form_page(request, forms, HTTPStatus.UNPROCESSABLE_ENTITY)


def _form_page(
    request: DeskRequest, forms: AnnouncementForms, status: int = HTTPStatus.OK
) -> HttpResponse:
    context = frame.context(request) | {"forms": forms}
    return render(request, "desk/announcement_form.html", context, status=status)


@officer()
def duties(request: DeskRequest) -> HttpResponse:
    """What publication still asks of whom, the soonest first."""
    done = request.GET.get("xong") == "1"
    start = law_pages.whole(request.GET.get("tu", ""))
    found = registers.duties(done=done, limit=PAGE + 1, offset=start)
    context = frame.context(request) | {
        "duties": _lines(request, found[:PAGE]),
        "done": done,
        "may_edit": bool(policies.can_edit(request.actor)),
        "pager": _pager(
            start, len(found[:PAGE]), has_more=len(found) > PAGE, kept="xong=1&" if done else ""
        ),
    }
    return render(request, "desk/duties.html", context)


@officer(*EDITORS, methods=CHANGE)
def complete_duty(request: DeskRequest, duty_id: int) -> HttpResponse:
    """Say that it is done, with the proof."""
    form = ProofForm(request.POST)
    if not form.is_valid():
        raise InvalidError("Ghi bằng chứng đã làm: số văn bản, địa chỉ trang, hoặc nơi niêm yết.")
    row = actions.complete_duty(
        duty_id=duty_id, proof=form.cleaned_data["proof"], actor=request.actor, at=request.at
    )
    messages.success(request, "Đã ghi việc xong, có bằng chứng.")
    return HttpResponseRedirect(reverse("desk:announcement", args=[row.announcement_id]))


urlpatterns = [
    path("danh-muc/quyet-dinh/", announcements, name="announcements"),
    path("danh-muc/quyet-dinh/moi/", new_announcement, name="new_announcement"),
    path("danh-muc/quyet-dinh/<number:announcement_id>/", announcement, name="announcement"),
    path("danh-muc/viec-cong-bo/", duties, name="duties"),
    path("danh-muc/viec-cong-bo/<number:duty_id>/xong/", complete_duty, name="complete_duty"),
]
