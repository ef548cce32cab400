"""Weekly hours, calendars of single units, and how far a large change has come."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from motcua.accounts.states import Role
from motcua.agencies import register
from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError
from motcua.clock import queries as known
from motcua.clock import runs
from motcua.clock.actions import UnableToChangeError
from motcua.clock.policies import can_edit_calendar
from motcua.clock.states import Subject
from motcua.desk import calendar_changes, errors, frame, years
from motcua.desk.asking import DeskRequest
from motcua.desk.forms.hours import HoursForm, UnitCalendarsForm, initial_of
from motcua.desk.forms.register import key_of
from motcua.desk.gates import FORM, officer
from motcua.dossiers import tasks
from motcua.dossiers.actions import calendars as changing
from motcua.dossiers.actions import unit_calendars
from motcua.dossiers.actions.calendars import CalendarChange
from motcua.pages.words import number

NEW = "moi"
PAGE = 50
_STALE = "Lịch đã đổi sau khi anh/chị mở trang này. Mở lại trang để thấy giờ hiện tại rồi điền lại."


@officer()
def hours(request: DeskRequest, key: str) -> HttpResponse:
    """One calendar's weekly hours, who follows it, and every change of them."""
    calendar = known.calendar_for(_existing(key))
    contents = known.contents_of(key, Subject.HOURS)
    numbers = list(contents)
    before = dict(zip(numbers[1:], numbers, strict=False))
    history = [
        (line, calendar_changes.changed_hours(contents[before[line.number]], contents[line.number]))
        if line.number in before
        else (line, [])
        for line in known.history(key)
        if line.number in contents
    ]
    on = in_vietnam(request.at).date()
    context = frame.context(request) | {
        "key": key,
        "is_province": key == known.PROVINCE,
        "calendar": calendar,
        "hours": years.hours_words(calendar.plan.hours),
        "reception": years.hours_words(known.reception_calendar_for(key).plan.hours),
        "followers": register.followers_of(key, on),
        "history": history,
        "waiting": _waiting(key),
        "may_edit": bool(can_edit_calendar(request.actor)),
    }
    return render(request, "desk/hours.html", context)


def _existing(key: str) -> str:
    if key != known.PROVINCE and key not in set(known.keys()):
        raise InvalidError("Không có lịch này. Mở lại danh sách lịch.", code="not_found")
    return key


def _waiting(key: str) -> known.ProposalView | None:
    return next(
        (view for view in known.open_proposals() if (view.key, view.year) == (key, None)), None
    )


@officer(Role.BUSINESS_ADMIN, methods=FORM)
def edit_hours(request: DeskRequest, key: str) -> HttpResponse:
    """Write down wanted hours, of a new calendar under `moi`; saving only proposes."""
    is_new = key == NEW
    if not is_new and (waiting := _waiting(_existing(key))):
        messages.warning(
            request, "Lịch này đang có một đề nghị đổi giờ. Xác nhận hoặc rút nó trước."
        )
        return HttpResponseRedirect(reverse("desk:calendar_proposal", args=[waiting.id]))
    content = _hours_of(known.PROVINCE if is_new else key)
    on = in_vietnam(request.at).date()
    if request.method != "POST":
        given = initial_of(content, on) | {"version": known.revision()}
        return _hours_page(
            request, key, HoursForm(initial=given | ({"name": ""} if is_new else {}))
        )
    filled = HoursForm(request.POST)
    if filled.is_valid():
        proposed = _proposed(request, key, filled, content)
        if proposed is not None:
            messages.success(request, "Đã ghi đề nghị. Xem các hồ sơ đổi ngày hẹn, rồi xác nhận.")
            return HttpResponseRedirect(reverse("desk:calendar_proposal", args=[proposed]))
    return _hours_page(request, key, filled, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _hours_of(key: str) -> dict[str, Any]:
    """The weekly hours that count for the key, its own or the province's."""
    return next(part.content for part in known.parts_of(key) if part.subject == Subject.HOURS)


def _proposed(
    request: DeskRequest, key: str, filled: HoursForm, before: dict[str, Any]
) -> int | None:
    """The number of the new proposal; None when it was refused, and the form says why."""
    said = filled.cleaned_data
    if said["version"] != known.revision():
        filled.add_error(None, _STALE)
        return None
    wanted = key_of(said["name"], 40) if key == NEW else key
    if key == NEW and (not wanted or wanted == NEW or wanted in {known.PROVINCE, *known.keys()}):
        filled.add_error("name", "Đã có lịch mang tên này. Chọn tên khác.")
        return None
    try:
        return changing.propose_calendar_hours(
            content=filled.content(before), reason=said["reason"], decision=said["decision"],
            key=wanted, actor=request.actor, at=request.at,
        )  # fmt: skip
    except (InvalidError, UnableToChangeError) as refusal:
        filled.add_error(None, str(refusal))
        return None


def _hours_page(
    request: DeskRequest, key: str, filled: HoursForm, *, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    context = frame.context(request) | {"key": key, "is_new": key == NEW, "form": filled}
    return render(request, "desk/hours_form.html", context, status=status)


@officer(Role.BUSINESS_ADMIN, methods=FORM)
def assign_unit(request: DeskRequest, unit_id: int) -> HttpResponse:
    """Choose a unit's calendars; the dossiers that move are shown before it is proposed."""
    card = register.unit_card(unit_id, in_vietnam(request.at).date())
    waiting = unit_calendars.open_proposal_of(unit_id)
    if waiting is not None:
        messages.warning(
            request, "Đơn vị này đang có một đề nghị chờ xác nhận. Xác nhận hoặc rút nó trước."
        )
        return HttpResponseRedirect(reverse("desk:calendar_proposal", args=[waiting]))
    context: dict[str, Any] = frame.context(request) | {"unit": card.unit, "agency": card.agency}
    if request.method != "POST":
        return render(
            request,
            "desk/unit_calendars.html",
            context | {"form": UnitCalendarsForm(unit=card.unit)},
        )
    form = UnitCalendarsForm(request.POST, unit=card.unit)
    if form.is_valid():
        if request.POST.get("do") == "propose":
            proposed = _unit_proposed(request, unit_id, form)
            if proposed is not None:
                return proposed
        else:
            shown = unit_calendars.preview_assignment(unit_id, form.cleaned_data["calendar_key"])
            context["moves"] = calendar_changes.gathered(shown, most=PAGE)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "desk/unit_calendars.html", context | {"form": form}, status=status)


def _unit_proposed(
    request: DeskRequest, unit_id: int, form: UnitCalendarsForm
) -> HttpResponseRedirect | None:
    said = form.cleaned_data
    try:
        number_ = unit_calendars.propose_assignment(
            unit_id, calendar_key=said["calendar_key"], reception_key=said["reception_key"],
            reason=said["reason"], actor=request.actor, at=request.at,
        )  # fmt: skip
    except InvalidError as refusal:
        errors.onto_form(form, refusal)
    except UnableToChangeError as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, "Đã ghi đề nghị. Nhờ người thứ hai xem lại rồi xác nhận.")
        return HttpResponseRedirect(reverse("desk:calendar_proposal", args=[number_]))
    return None


def moved(request: DeskRequest, done: CalendarChange, back: str) -> HttpResponseRedirect:
    """Say what moved; a large change goes on in the background, on a page that shows how far."""
    if done.run_id is not None:
        tasks.carry_on.defer()
        return HttpResponseRedirect(reverse("desk:calendar_run", args=[done.run_id]))
    said = (
        f"{number(done.moved)} hồ sơ có ngày hẹn mới."
        if done.moved
        else "Không hồ sơ nào đổi ngày hẹn."
    )
    messages.success(request, f"Đã áp dụng lịch mới. {said}")
    return HttpResponseRedirect(back)


@officer()
def calendar_run(request: DeskRequest, run_id: int) -> HttpResponse:
    """How far the moving of due dates has come; the page asks again by itself."""
    view = runs.run(run_id)
    context = frame.context(request) | {"run": view, "percent": _percent(view)}
    name = "desk/calendar_run_part.html" if request.htmx else "desk/calendar_run.html"
    return render(request, name, context)


def _percent(view: runs.RunView) -> int:
    if view.finished_at is not None or view.total == 0:
        return 100
    return min(99, view.moved * 100 // view.total)


urlpatterns = [
    path("lich-lam-viec/gio/<slug:key>/", hours, name="hours"),
    path("lich-lam-viec/gio/<slug:key>/sua/", edit_hours, name="edit_hours"),
    path("lich-lam-viec/tien-do/<number:run_id>/", calendar_run, name="calendar_run"),
    path("quan-tri/don-vi/<number:unit_id>/lich/", assign_unit, name="unit_calendars"),
]
