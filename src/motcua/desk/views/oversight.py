"""Oversight: the live board and its wall, findings, alerts, apologies, figures."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from motcua.accounts import queries as accounts
from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.agencies.states import AgencyKind, Level
from motcua.base.dates import VIETNAM, format_date, in_vietnam
from motcua.base.verdict import InvalidError
from motcua.control import policies
from motcua.control.actions import overseeing
from motcua.control.actions.overseeing import Wanted
from motcua.control.models import Finding
from motcua.control.queries import apologies, board, figures, oversight
from motcua.control.states import AlertKind, FindingState
from motcua.desk import errors, frame
from motcua.desk.asking import MOST_DIGITS, DeskRequest, asked
from motcua.desk.forms.oversight import AlertRuleForm, AnswerForm, FindingForm, VerdictForm
from motcua.desk.forms.stamped import fresh_key
from motcua.desk.gates import CHANGE, FORM, officer
from motcua.dossiers import records
from motcua.procedures import queries as procedures

OVERSIGHT = (Role.CONTROLLER, Role.CENTRE_DIRECTOR, Role.INSPECTOR)
CONTROL = (Role.CONTROLLER, Role.CENTRE_DIRECTOR)
_CLOSING = time(17)
_WALL_SECONDS = 30
# More agencies than fit as cards stand one to a line.
_WALL_CARDS = 24


@officer(*OVERSIGHT)
def watch(request: DeskRequest) -> HttpResponse:
    """The province, agency by agency, worst first."""
    level = request.GET.get("cap", "")
    kind = request.GET.get("loai", "")
    found = board.board(
        request.actor, at=request.at,
        level=level if level in set(Level) else "", kind=kind if kind in set(AgencyKind) else "",
    )  # fmt: skip
    context = frame.context(request) | {
        "board": found,
        "levels": [(one.value, one.label) for one in Level],
        "kinds": [(one.value, one.label) for one in AgencyKind],
        "level": level,
        "kind": kind,
        "red": _red(request, 6),
        "alerts": oversight.open_alerts(request.actor),
    }
    return render(request, "desk/board.html", context)


@officer(*OVERSIGHT)
def wall(request: DeskRequest) -> HttpResponse:
    """The same on a wall: large, without menus, fresh by itself."""
    found = board.board(request.actor, at=request.at)
    lines = [_wall_line(row) for row in found.rows] if len(found.rows) > _WALL_CARDS else []
    context = {
        "board": found, "lines": lines, "seconds": _WALL_SECONDS, "moment": request.at,
    }  # fmt: skip
    return render(request, "desk/wall.html", context)


def _wall_line(row: board.Row) -> tuple[str, str, list[tuple[int, str, str]]]:
    """Short name, mark, and each amount with its tone and its words, as the key above names them."""
    had = row.figures
    mark = "over" if had.overdue else "near" if had.near else ""
    return (
        frame.short(row.name),
        mark,
        [
            (had.open, "", "đang giải quyết"),
            (had.near, "y", "sắp đến hạn"),
            (had.overdue, "r", "quá hạn"),
            (had.online_late, "r", "trực tuyến quá giờ"),
            (had.gate, "g", "chờ kiểm soát"),
        ],
    )


# Apologies


@officer(*OVERSIGHT)
def apology_page(request: DeskRequest) -> HttpResponse:
    """Who is owed a letter, by name; and what was promised."""
    context = frame.context(request) | {
        "red": _red(request, 50),
        "promises": apologies.register(at=request.at),
    }
    return render(request, "desk/apologies.html", context)


def _red(request: DeskRequest, limit: int) -> list[dict[str, Any]]:
    rows = apologies.without_letter(request.actor, at=request.at, limit=limit)
    people = accounts.names_for(frozenset(row.holder_id for row in rows if row.holder_id))
    units = agencies.units(frozenset(row.holder_unit_id for row in rows if row.holder_unit_id))
    versions = procedures.versions(row.procedure_version_id for row in rows)
    calendar = frame.calendar_of(request.actor)
    return [
        {
            "row": row,
            "url": frame.dossier_url(row.code),
            "procedure": versions[row.procedure_version_id].name,
            "holder": people.get(row.holder_id or 0, ""),
            "unit": units[row.holder_unit_id].full_name if row.holder_unit_id else "",
            "late": calendar.minutes_between(row.due_at, request.at),
        }
        for row in rows
    ]


# Figures


@officer(*OVERSIGHT)
def gate_figures(request: DeskRequest) -> HttpResponse:
    """The gate in figures, for a period; each opens the acts behind it."""
    first, last = period(request)
    found = figures.figures(
        request.actor, since=datetime.combine(first, time(), VIETNAM),
        until=datetime.combine(last + timedelta(days=1), time(), VIETNAM),
    )  # fmt: skip
    asked_for = f"tu={first.isoformat()}&den={last.isoformat()}"
    context = frame.context(request) | {
        "found": found,
        "first": first,
        "last": last,
        "asked": asked_for,
    }
    return render(request, "desk/gate_figures.html", context)


def period(request: DeskRequest) -> tuple[date, date]:
    """The days asked for; this month so far where none or nonsense was said."""
    today = in_vietnam(request.at).date()
    days = [_day(request.GET.get(name, "")) for name in ("tu", "den")]
    first, last = days[0] or today.replace(day=1), days[1] or today
    return (first, last) if first <= last else (last, first)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        return None


# Findings


@officer(methods=FORM)
def findings(request: DeskRequest) -> HttpResponse:
    """Findings in sight; the Centre adds to them."""
    may_raise = policies.can_control(request.actor)
    if request.method == "POST":
        may_raise.require()
    form = FindingForm(
        request.POST or None, units=_units(request) if may_raise else [],
        initial={"unit_id": request.GET.get("don-vi", ""), "code": request.GET.get("ho-so", "")},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            raised = overseeing.raise_finding(_wanted(request, form), request=asked(request))
        except InvalidError as refusal:
            errors.onto_form(form, refusal)
        else:
            messages.success(request, "Đã gửi kết luận giám sát.")
            return HttpResponseRedirect(reverse("desk:finding", args=[raised.pk]))
    context = frame.context(request) | {
        "rows": oversight.findings(request.actor, state=request.GET.get("trang-thai", "")),
        "states": FindingState.pairs(),
        "state": request.GET.get("trang-thai", ""),
        "form": form,
        "may_raise": bool(may_raise),
        "now": request.at,
    }
    bad = form.is_bound and form.errors
    return render(request, "desk/findings.html", context, status=422 if bad else 200)


def _units(request: DeskRequest) -> list[tuple[str, str]]:
    units = agencies.receiving_units(in_vietnam(request.at).date())
    return [(str(unit.id), unit.full_name) for unit in units]


def _wanted(request: DeskRequest, form: FindingForm) -> Wanted:
    said = form.cleaned_data
    code = said["code"].strip()
    dossier_id = records.load(code, request.actor)[0] if code else None
    return Wanted(
        unit_id=int(said["unit_id"]), title=said["title"], content=said["content"],
        ground=said["ground"], dossier_id=dossier_id,
        due_at=datetime.combine(said["due_on"], _CLOSING, VIETNAM),
    )  # fmt: skip


@officer()
def finding(request: DeskRequest, finding_id: int) -> HttpResponse:
    """One finding with its answer and what may be done with it."""
    found = oversight.finding(finding_id, request.actor)
    return _finding_page(request, found, AnswerForm(), VerdictForm())


def _finding_page(
    request: DeskRequest, found: Finding, answer: AnswerForm, verdict: VerdictForm
) -> HttpResponse:
    people = (found.raised_by_id, found.answered_by_id, found.closed_by_id)
    for form in (answer, verdict):
        form.initial = {**form.initial, "version": found.version}
    context = frame.context(request) | {
        "found": found,
        "state": FindingState(found.state),
        "names": accounts.names_for(frozenset(one for one in people if one)),
        "may_answer": found.state == FindingState.OPEN
        and bool(policies.can_answer(request.actor, found)),
        "may_judge": found.state == FindingState.ANSWERED
        and bool(request.actor.roles & {role.value for role in CONTROL}),
        "answer_form": answer,
        "verdict_form": verdict,
        "is_late": (found.answered_at or request.at) > found.due_at,
    }
    bad = any(form.is_bound and form.errors for form in (answer, verdict))
    return render(request, "desk/finding.html", context, status=422 if bad else 200)


@officer(methods=CHANGE)
def answer_finding(request: DeskRequest, finding_id: int) -> HttpResponse:
    """The unit answers."""
    found = oversight.finding(finding_id, request.actor)
    policies.can_answer(request.actor, found).require()
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _finding_page(request, found, form, VerdictForm())
    overseeing.answer(
        finding_id, text=form.cleaned_data["answer"], version=_version(request),
        request=asked(request),
    )  # fmt: skip
    messages.success(request, "Đã gửi trả lời.")
    return HttpResponseRedirect(reverse("desk:finding", args=[finding_id]))


@officer(*CONTROL, methods=CHANGE)
def judge_finding(request: DeskRequest, finding_id: int) -> HttpResponse:
    """The Centre closes the finding, or asks again."""
    found = oversight.finding(finding_id, request.actor)
    form = VerdictForm(request.POST)
    if not form.is_valid():
        return _finding_page(request, found, AnswerForm(), form)
    said, whole = form.cleaned_data, asked(request)
    try:
        if request.POST.get("viec") == "lai":
            day = said["due_on"] or date.min
            overseeing.reopen(
                finding_id, verdict=said["verdict"],
                due_at=datetime.combine(day, _CLOSING, VIETNAM), version=_version(request),
                request=whole,
            )  # fmt: skip
        else:
            overseeing.close(
                finding_id, verdict=said["verdict"], version=_version(request), request=whole
            )
    except InvalidError as refusal:
        errors.onto_form(form, refusal)
        return _finding_page(request, found, AnswerForm(), form)
    messages.success(request, "Đã ghi ý kiến của Trung tâm.")
    return HttpResponseRedirect(reverse("desk:finding", args=[finding_id]))


# Alerts


@officer(*OVERSIGHT, methods=FORM)
def alerts(request: DeskRequest) -> HttpResponse:
    """What has reached its threshold, and the rules behind it."""
    if request.method == "POST":
        policies.can_set_rules(request.actor).require()
    on = in_vietnam(request.at).date()
    names = [(view.key, view.name) for view in agencies.agencies_on(on)]
    form = AlertRuleForm(request.POST or None, agencies=names)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            overseeing.set_alert_rule(
                kind=AlertKind(said["kind"]), threshold=said["threshold"],
                agency_key=said["agency_key"], effective_from=said["effective_from"],
                request=asked(request),
            )  # fmt: skip
        except InvalidError as refusal:
            errors.onto_form(form, refusal)
        else:
            messages.success(request, "Đã đặt quy tắc cảnh báo.")
            return HttpResponseRedirect(reverse("desk:alerts"))
    context = frame.context(request) | {
        "alerts": [(one, AlertKind(one.rule.kind).label) for one in oversight.open_alerts(request.actor)],
        "rules": [
            {"rule": rule, "kind": AlertKind(rule.kind).label,
             "scope": dict(names).get(rule.agency_key, "Mọi cơ quan")}
            for rule in oversight.alert_rules(on)
        ],
        "form": form,
        "may_set": Role.CENTRE_DIRECTOR.value in request.actor.roles,
        "tomorrow": format_date(on + timedelta(days=1)),
        "key": fresh_key(),
    }  # fmt: skip
    bad = form.is_bound and form.errors
    return render(request, "desk/alerts.html", context, status=422 if bad else 200)


@officer(*OVERSIGHT, methods=CHANGE)
def see_alert(request: DeskRequest, alert_id: int) -> HttpResponse:
    """Somebody has taken note."""
    overseeing.see_alert(alert_id, request=asked(request))
    return HttpResponseRedirect(reverse("desk:alerts"))


@officer(Role.CENTRE_DIRECTOR, methods=CHANGE)
def end_alert_rule(request: DeskRequest, rule_id: int) -> HttpResponse:
    """Let a rule end tomorrow."""
    tomorrow = in_vietnam(request.at).date() + timedelta(days=1)
    overseeing.end_alert_rule(rule_id, effective_to=tomorrow, request=asked(request))
    messages.success(request, "Quy tắc thôi áp dụng từ ngày mai.")
    return HttpResponseRedirect(reverse("desk:alerts"))


def _version(request: DeskRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 0


urlpatterns = [
    path("theo-doi/", watch, name="board"),
    path("theo-doi/man-hinh/", wall, name="wall"),
    path("theo-doi/canh-bao/", alerts, name="alerts"),
    path("theo-doi/canh-bao/<number:alert_id>/da-biet/", see_alert, name="see_alert"),
    path("theo-doi/canh-bao/quy-tac/<number:rule_id>/thoi/", end_alert_rule, name="end_alert_rule"),
    path("theo-doi/ket-luan/", findings, name="findings"),
    path("theo-doi/ket-luan/<number:finding_id>/", finding, name="finding"),
    path("theo-doi/ket-luan/<number:finding_id>/tra-loi/", answer_finding, name="answer_finding"),
    path("theo-doi/ket-luan/<number:finding_id>/xem-xet/", judge_finding, name="judge_finding"),
    path("kiem-soat/xin-loi/", apology_page, name="apologies"),
    path("kiem-soat/so-lieu/", gate_figures, name="gate_figures"),
]
