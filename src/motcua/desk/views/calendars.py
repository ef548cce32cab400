"""The working calendar for officers: every year as it counts, and changing one in two steps.

Who keeps the calendar proposes a year and sees which open dossiers would move; nothing counts by it
until somebody else confirms the proposal. All others read.
"""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from motcua.accounts import queries as accounts
from motcua.accounts.states import Role
from motcua.base.dates import format_moment, in_vietnam
from motcua.base.verdict import ConflictError, InvalidError, RefusedError
from motcua.clock import facts as clock_facts
from motcua.clock import queries as known
from motcua.clock import runs
from motcua.clock.actions import UnableToChangeError
from motcua.clock.calendar_format import Year
from motcua.clock.calendars import WorkingCalendar
from motcua.clock.policies import can_confirm_calendar, can_edit_calendar
from motcua.clock.queries import PROVINCE, Part, ProposalView, RevisionView
from motcua.clock.states import ProposalState, Subject
from motcua.desk import calendar_changes, frame, years
from motcua.desk.asking import DeskRequest
from motcua.desk.forms.calendars import YearForms
from motcua.desk.forms.hours import calendar_choices
from motcua.desk.gates import CHANGE, FORM, officer
from motcua.desk.views.hours import moved
from motcua.dossiers.actions import calendars as changing
from motcua.dossiers.actions import unit_calendars
from motcua.journal import queries as journal
from motcua.pages.chrome import Pager
from motcua.pages.forms import error_summary
from motcua.pages.words import number

PAGE = 50
_TAGS = {
    ProposalState.PROPOSED: "warn",
    ProposalState.CONFIRMED: "ok",
    ProposalState.WITHDRAWN: "flat",
    ProposalState.REFUSED: "bad",
}
_STALE = (
    "Lịch đã đổi sau khi anh/chị mở trang này, nên chưa ghi đề nghị. Mở lại trang sửa để thấy "
    "lịch hiện tại, rồi điền lại phần cần đổi."
)


@officer()
def calendars(request: DeskRequest) -> HttpResponse:
    """Every year that is known, newest first, with the weekly hours."""
    calendar = known.calendar_for(PROVINCE)
    today = in_vietnam(request.at).date()
    listed = sorted(calendar.plan.years, key=lambda year: -year.year)
    context = frame.context(request) | {
        "calendar": calendar,
        "hours": years.hours_words(calendar.plan.hours),
        "reception": years.hours_words(known.reception_calendar_for(PROVINCE).plan.hours),
        "years": [years.page_of(calendar, year, today) for year in listed],
        "this_year": today.year,
        "next_year": listed[0].year + 1 if listed else today.year,
        "waiting": [(view, changing.part_of(view)) for view in known.open_proposals()],
        "own": [(key, name) for key, name in calendar_choices() if key != PROVINCE],
        "running": [runs.run(number_) for number_ in runs.open_runs()],
        "may_edit": bool(can_edit_calendar(request.actor)),
    }
    return render(request, "desk/calendars.html", context)


@officer()
def calendar_year(request: DeskRequest, year: int) -> HttpResponse:
    """One year in full, and who changed what in it, when and why."""
    calendar = known.calendar_for(PROVINCE)
    context = frame.context(request) | {
        "page": years.page_of(calendar, _year_of(calendar, year), in_vietnam(request.at).date()),
        "hours": years.hours_words(calendar.plan.hours),
        "history": _history(year),
        "waiting": _waiting(year),
        "may_edit": bool(can_edit_calendar(request.actor)),
    }
    return render(request, "desk/calendar_year.html", context)


def _year_of(calendar: WorkingCalendar, number_: int) -> Year:
    found = years.year_of(calendar.plan, number_)
    if found is None:
        raise InvalidError(f"Lịch chưa có năm {number_}. Mở lại danh sách.", code="not_found")
    return found


def _history(year: int) -> list[tuple[RevisionView, list[calendar_changes.Change]]]:
    """Each revision, newest first, with what it made different from the one before."""
    contents = known.contents_of(PROVINCE, Subject.YEAR, year)
    numbers = list(contents)
    before = dict(zip(numbers[1:], numbers, strict=False))
    return [
        (line, calendar_changes.year_changes(contents[before[line.number]], contents[line.number]))
        if line.number in before
        else (line, [])
        for line in known.history(PROVINCE)
        if line.number in contents
    ]


def _waiting(year: int) -> ProposalView | None:
    return next(
        (view for view in known.open_proposals() if (view.key, view.year) == (PROVINCE, year)), None
    )


@officer(Role.BUSINESS_ADMIN, methods=FORM)
def edit_calendar(request: DeskRequest, year: int) -> HttpResponse:
    """Write down a wanted year, an existing one or the one after the last; saving only proposes."""
    waiting = _waiting(year)
    if waiting:
        messages.warning(
            request, f"Năm {year} đang có một đề nghị chờ xác nhận. Xác nhận hoặc rút nó trước."
        )
        return _to_proposal(waiting.id)
    calendar = known.calendar_for(PROVINCE)
    if request.method != "POST":
        return _form_page(request, calendar, _fresh_forms(request, calendar, year))
    if request.POST.get("do") == "more":
        return _form_page(request, calendar, YearForms.with_more_rows(year, request.POST))
    filled = YearForms(year, data=request.POST)
    proposed = _proposed(request, calendar, filled) if filled.is_valid() else None
    if proposed is None:
        return _form_page(request, calendar, filled, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    messages.success(
        request, "Đã ghi đề nghị. Xem các hồ sơ đổi ngày hẹn, rồi nhờ người thứ hai xác nhận."
    )
    return _to_proposal(proposed)


def _fresh_forms(request: DeskRequest, calendar: WorkingCalendar, year: int) -> YearForms:
    """The year as it counts, or as an earlier proposal wanted it; a new year is blank."""
    listed = [known_year.year for known_year in calendar.plan.years]
    if year not in listed and year != max(listed, default=year - 1) + 1:
        raise InvalidError(f"Lịch chưa có năm {year}. Thêm lần lượt từng năm.", code="not_found")
    content = next(
        (part.content for part in known.parts_of(PROVINCE) if part.year == year), {"year": year}
    )
    reason, earlier = "", request.GET.get("tu", "")
    if earlier.isdecimal():
        view = _proposal(int(earlier))
        if (view.key, view.year) == (PROVINCE, year):
            content, reason = view.content, view.reason
    return YearForms.of(year, content, reason=reason, version=calendar.revision)


def _proposed(request: DeskRequest, calendar: WorkingCalendar, filled: YearForms) -> int | None:
    """The number of the new proposal; None when it was refused, and the form says why."""
    said = filled.form.cleaned_data
    if said["version"] != calendar.revision:
        filled.form.add_error(None, _STALE)
        return None
    try:
        return changing.propose_calendar_year(
            content=filled.content(), reason=said["reason"], actor=request.actor, at=request.at
        )
    except (InvalidError, UnableToChangeError) as refusal:
        filled.form.add_error(None, str(refusal))
        return None


def _form_page(
    request: DeskRequest,
    calendar: WorkingCalendar,
    filled: YearForms,
    *,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    context = frame.context(request) | {
        "filled": filled,
        "year": filled.year,
        "is_new": years.year_of(calendar.plan, filled.year) is None,
        "mistakes": error_summary(filled.every),
    }
    return render(request, "desk/calendar_form.html", context, status=status)


@officer()
def calendar_proposal(request: DeskRequest, proposal_id: int) -> HttpResponse:
    """What a proposal changes and which open dossiers would move."""
    return _proposal_page(request, _proposal(proposal_id))


def _proposal(proposal_id: int) -> ProposalView:
    try:
        return known.proposal(proposal_id)
    except known.UnknownProposalError as unknown:
        raise InvalidError(str(unknown), code="not_found") from unknown


def _proposal_page(
    request: DeskRequest, view: ProposalView, *, refusal: RefusedError | None = None
) -> HttpResponse:
    is_open = view.state is ProposalState.PROPOSED
    may_edit = bool(can_edit_calendar(request.actor))
    confirming = can_confirm_calendar(request.actor, view.proposed_by)
    contents = known.contents_of(view.key, view.subject, view.year)
    seen = [revision for revision in contents if revision <= view.base_revision]
    before = contents[seen[-1]] if seen else None
    context: dict[str, Any] = frame.context(request) | {
        "view": view,
        "part": changing.part_of(view),
        "kind": _TAGS[view.state],
        "changes": calendar_changes.changes(view, before),
        "counted": _counted_days(view, before),
        "settled": None if is_open else _settled(view),
        "is_open": is_open,
        "may_edit": may_edit,
        "may_confirm": bool(confirming),
        "why_not": confirming.reason,
        "is_stale": is_open and known.is_stale(view),
        "refused_because": _refusal(view),
        "refusal": refusal,
    }
    if is_open:
        context |= _moves(request, view, listing=may_edit or bool(confirming))
    status = HTTPStatus.CONFLICT if refusal else HTTPStatus.OK
    return render(request, "desk/calendar_proposal.html", context, status=status)


def _counted_days(view: ProposalView, before: dict[str, Any] | None) -> tuple[int, int] | None:
    """Working days of the year before and after."""
    if view.year is None:
        return None
    hours = [part for part in known.parts_of(view.key) if part.subject == Subject.HOURS]
    blank = {"year": view.year, "announced": False}
    old, new = (
        known.compiled(view.key, [*hours, Part(view.key, Subject.YEAR, view.year, content)])
        for content in (before or blank, view.content)
    )
    return years.working_days(old, view.year), years.working_days(new, view.year)


def _refusal(view: ProposalView) -> str:
    """Why somebody said no."""
    if view.state is not ProposalState.REFUSED:
        return ""
    return str((journal.facts_about(clock_facts.CALENDAR, view.id)[-1].private or {})["reason"])


def _settled(view: ProposalView) -> str:
    """`Chị Lan, lúc 10:00, 23/11/2026`: who confirmed or withdrew it, by the journal."""
    told = [
        fact
        for fact in journal.facts_about(clock_facts.CALENDAR, view.id)
        if fact.verb not in clock_facts.PROPOSED
    ]
    if not told:
        return ""
    fact = told[-1]
    person = int(fact.actor_ref) if fact.actor_ref.isdecimal() else 0
    name = accounts.names_for({person}).get(person) or fact.actor_name
    return f"{name}, lúc {format_moment(fact.at)}"


def _moves(request: DeskRequest, view: ProposalView, *, listing: bool) -> dict[str, Any]:
    """All moves counted; who may confirm sees the dossiers too, a page at a time."""
    text, group = request.GET.get("tu", ""), request.GET.get("nhom", "")[:20]
    start = min(int(text), 10_000_000) if text.isdecimal() else 0
    moves = calendar_changes.gathered(
        unit_calendars.preview(view), group=group, start=start, most=PAGE if listing else 0
    )
    kept = {"nhom": group} if group else {}
    until = start + len(moves.rows)
    return {
        "moves": moves,
        "group": group,
        "listing": listing,
        "is_long": moves.total > changing.LARGE,
        "pager": Pager(
            f"{start + 1 if moves.rows else 0}–{until} trong {number(moves.listed)}",
            previous_url=f"?{urlencode(kept | {'tu': max(start - PAGE, 0)})}" if start else "",
            next_url=f"?{urlencode(kept | {'tu': until})}" if until < moves.listed else "",
        ),
    }


@officer(Role.BUSINESS_ADMIN, Role.CENTRE_DIRECTOR, methods=CHANGE)
def confirm_calendar(request: DeskRequest, proposal_id: int) -> HttpResponse:
    """Make the proposal count and give every dossier that moves its new date."""

    def confirm() -> HttpResponseRedirect:
        confirmed = (
            unit_calendars.confirm_assignment
            if _proposal(proposal_id).subject is Subject.FOLLOWING
            else changing.confirm_calendar
        )
        done = confirmed(proposal_id, actor=request.actor, at=request.at)
        return moved(request, done, _address(proposal_id))

    return _settle(request, proposal_id, confirm, ProposalState.CONFIRMED)


@officer(Role.BUSINESS_ADMIN, Role.CENTRE_DIRECTOR, methods=CHANGE)
def refuse_calendar(request: DeskRequest, proposal_id: int) -> HttpResponse:
    """Say no, with the reason; the calendar stays as it is."""

    def refuse() -> HttpResponseRedirect:
        changing.refuse_calendar(
            proposal_id, reason=request.POST.get("reason", ""), actor=request.actor, at=request.at
        )
        said = "Đã ghi không đồng ý. Lịch giữ nguyên, không hồ sơ nào đổi ngày hẹn."
        messages.success(request, said)
        return _to_proposal(proposal_id)

    return _settle(request, proposal_id, refuse, ProposalState.REFUSED)


@officer(Role.BUSINESS_ADMIN, methods=CHANGE)
def withdraw_calendar(request: DeskRequest, proposal_id: int) -> HttpResponse:
    """Take the proposal back; the calendar stays as it is."""

    def withdraw() -> HttpResponseRedirect:
        changing.withdraw_calendar(proposal_id, actor=request.actor, at=request.at)
        said = "Đã rút đề nghị. Lịch giữ nguyên, không hồ sơ nào đổi ngày hẹn."
        messages.success(request, said)
        return _to_proposal(proposal_id)

    return _settle(request, proposal_id, withdraw, ProposalState.WITHDRAWN)


def _settle(
    request: DeskRequest,
    proposal_id: int,
    act: Callable[[], HttpResponseRedirect],
    wanted: ProposalState,
) -> HttpResponse:
    """Do it once: who comes second reads that it was done, or why it can no longer be."""
    _proposal(proposal_id)
    try:
        return act()
    except (ConflictError, UnableToChangeError) as refusal:
        view = _proposal(proposal_id)
        if view.state is not wanted:
            return _proposal_page(request, view, refusal=refusal)
        messages.warning(
            request,
            f"Đề nghị này {view.state.label.lower()} từ trước. {_settled(view)}. "
            "Lần bấm này không đổi gì thêm.",
        )
    return _to_proposal(proposal_id)


def _to_proposal(proposal_id: int) -> HttpResponseRedirect:
    return HttpResponseRedirect(_address(proposal_id))


def _address(proposal_id: int) -> str:
    return reverse("desk:calendar_proposal", args=[proposal_id])
