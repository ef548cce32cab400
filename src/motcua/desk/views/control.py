"""The control desk: what waits, one act beside its procedure, the decision, and the rules of the gate."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from motcua.accounts import queries as accounts
from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.base.dates import VIETNAM, in_vietnam
from motcua.base.verdict import InvalidError
from motcua.control import policies
from motcua.control.actions import gate, ruling
from motcua.control.actions.ruling import WantedRule
from motcua.control.checklist.judging import is_unlawful
from motcua.control.models import GateRule
from motcua.control.queries import desk
from motcua.control.queries.desk import Look, Waiting
from motcua.control.states import Outcome, ReturnReason
from motcua.desk import comparing, errors, frame
from motcua.desk.asking import MOST_DIGITS, DeskRequest, asked
from motcua.desk.forms.acts import ActForm, told
from motcua.desk.forms.gate import ClearForm, EndRuleForm, ReturnForm, RuleForm
from motcua.desk.forms.stamped import fresh_key
from motcua.desk.gates import CHANGE, FORM, officer
from motcua.desk.views.oversight import period
from motcua.dossiers.states import ActKind, ActReason
from motcua.pages.chrome import KeyHint
from motcua.procedures import queries as procedures

CONTROL = (Role.CONTROLLER, Role.CENTRE_DIRECTOR)
OVERSIGHT = (*CONTROL, Role.INSPECTOR)
_QUEUE_HINTS = (KeyHint(("J", "K"), "xuống, lên"), KeyHint(("Enter",), "mở"))
_HINTS = (
    KeyHint(("D",), "duyệt nguyên văn"),
    KeyHint(("S",), "sửa rồi duyệt"),
    KeyHint(("T",), "trả lại"),
    KeyHint(("L",), "về danh sách"),
)


@officer(*CONTROL)
def queue(request: DeskRequest) -> HttpResponse:
    """What waits, by time left of the desk's own budget."""
    kind = request.GET.get("loai", "")
    rows = desk.waiting(request.actor, kind=kind if kind in set(ActKind) else "")
    every, late = desk.number_waiting(request.at)
    context = frame.context(request, hints=_QUEUE_HINTS) | {
        "lines": [_line(request, row) for row in rows],
        "every": every,
        "late": late,
        "kinds": [(each.value, each.label) for each in ActKind],
        "kind": kind,
    }
    return render(request, "desk/gate_queue.html", context)


def _line(request: DeskRequest, row: Waiting) -> dict[str, Any]:
    calendar = frame.calendar_of(request.actor)
    left = calendar.minutes_between(request.at, row.due_at)
    return {
        "row": row,
        "url": reverse("desk:gate_one", args=[row.review_id]),
        "agency": agencies.agency(row.agency_id).name,
        "procedure": procedures.version(row.procedure_version_id).name,
        "reason": ActReason(row.reason_code).label if row.reason_code else "",
        "left": left
        if request.at <= row.due_at
        else -calendar.minutes_between(row.due_at, request.at),
        "total": max(calendar.minutes_between(row.arrived_at, row.due_at), 1),
        "round_words": f"Lượt {row.round}",
        "taken": row.taken_by_id not in {None, request.actor.account_id},
    }


@officer(*OVERSIGHT)
def one(request: DeskRequest, review_id: int) -> HttpResponse:
    """One act with everything it is held against."""
    return _page(request, review_id, ReturnForm(initial={"reasons": ()}), ClearForm())


def _page(
    request: DeskRequest, review_id: int, returning: ReturnForm, clearing: ClearForm
) -> HttpResponse:
    look = desk.look(review_id, request.actor)
    returning.initial = {**returning.initial, "version": look.act.version}
    if not returning.is_bound:
        returning.initial["reasons"] = [reason.value for reason in look.proposed]
    waiting = desk.is_waiting(look.review, look.act)
    context = frame.context(request, hints=_HINTS if waiting else ()) | {
        "look": look,
        "kind": ActKind(look.act.kind),
        "is_waiting": waiting,
        "may_decide": bool(policies.can_decide(request.actor, look.act)),
        "asked": comparing.asked(look),
        "published": comparing.published(look),
        "shown": told(ActKind(look.act.kind), look.content),
        "checks": comparing.about_the_act(look),
        "passed": comparing.passed(look),
        "is_unlawful": is_unlawful(look.checks),
        "changes": comparing.changes(ActKind(look.act.kind), look.review.changes),
        "since": comparing.changes(ActKind(look.act.kind), look.since),
        "outcome": look.review.outcome,
        "outcome_words": f"{look.review.get_outcome_display()}.",
        "reasons": [ReturnReason(code).label for code in look.review.reasons],
        "drafter": look.names.get(look.act.drafted_by_id or 0, "Hệ thống soạn sẵn"),
        "former": [look.names.get(pk, "") for pk in look.act.former_drafters],
        "approver": look.names.get(look.act.approved_by_id or 0, ""),
        "decider": look.names.get(look.review.decided_by_id or 0, ""),
        "holder": look.names.get(look.review.taken_by_id or 0, ""),
        "is_mine": look.review.taken_by_id == request.actor.account_id,
        "clock": _line(request, _as_waiting(look)),
        "returning": returning,
        "clearing": clearing,
        "others": _others(request) if waiting else (),
        "owner": look.case.people.owner.name if look.case.people else "",
    }
    bad = any(form.is_bound and form.errors for form in (returning, clearing))
    return render(request, "desk/gate_one.html", context, status=422 if bad else 200)


def _others(request: DeskRequest) -> tuple[Waiting, ...]:
    """What waits besides, for whoever may decide it."""
    may_control = bool(policies.can_control(request.actor))
    return desk.waiting(request.actor, limit=6) if may_control else ()


def _as_waiting(look: Look) -> Waiting:
    review, act = look.review, look.act
    return Waiting(
        review.pk, act.pk, ActKind(act.kind), act.reason_code, look.state.code,
        look.state.procedure_version_id, review.agency_id, review.arrived_at, review.due_at,
        review.round, review.taken_by_id, look.state.due_at, True,
    )  # fmt: skip


@officer(*CONTROL, methods=CHANGE)
def take(request: DeskRequest, review_id: int) -> HttpResponse:
    """Take the act up, so that others leave it."""
    gate.take(review_id, request=asked(request))
    return HttpResponseRedirect(reverse("desk:gate_one", args=[review_id]))


@officer(*CONTROL, methods=CHANGE)
def clear(request: DeskRequest, review_id: int) -> HttpResponse:
    """The act may go out as it is."""
    form = ClearForm(request.POST)
    form.is_valid()
    try:
        gate.clear(
            review_id, version=_version(request), note=form.cleaned_data.get("note", ""),
            request=asked(request),
        )  # fmt: skip
    except InvalidError as refusal:
        errors.onto_form(form, refusal)
        return _page(request, review_id, ReturnForm(), form)
    return _onward(request, review_id, "Đã cho phép phát hành.")


@officer(*CONTROL, methods=CHANGE)
def send_back(request: DeskRequest, review_id: int) -> HttpResponse:
    """Return the act with reasons."""
    form = ReturnForm(request.POST)
    if form.is_valid():
        try:
            gate.send_back(
                review_id, reasons=form.cleaned_data["reasons"], note=form.cleaned_data["note"],
                version=_version(request), request=asked(request),
            )  # fmt: skip
        except InvalidError as refusal:
            errors.onto_form(form, refusal)
        else:
            return _onward(request, review_id, "Đã trả lại người soạn.")
    return _page(request, review_id, form, ClearForm())


@officer(*CONTROL, methods=FORM)
def amend(request: DeskRequest, review_id: int) -> HttpResponse:
    """Mend the text and let it go out so."""
    look = desk.look(review_id, request.actor)
    kind = ActKind(look.act.kind)
    form = ActForm(
        request.POST or None, kind=kind, pinned=look.case.version, content=look.act.content,
        initial={"version": look.act.version},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            gate.amend(
                review_id, content=form.content(), version=_version(request),
                note=request.POST.get("amend_note", ""), request=asked(request),
            )  # fmt: skip
        except InvalidError as refusal:
            form.refuse(refusal)
        else:
            return _onward(request, review_id, "Đã sửa và cho phép phát hành.")
    context = frame.context(request) | {"look": look, "kind": kind, "form": form}
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "desk/gate_amend.html", context, status=status)


def _onward(request: DeskRequest, review_id: int, said: str) -> HttpResponseRedirect:
    """On to the next act, so that a hand need not leave the keys."""
    following = desk.next_for(request.actor, after=review_id)
    if following is None:
        messages.success(request, f"{said} Không còn văn bản nào chờ.")
        return HttpResponseRedirect(reverse("desk:gate"))
    messages.success(request, f"{said} Đây là văn bản tiếp theo.")
    return HttpResponseRedirect(reverse("desk:gate_one", args=[following]))


def _version(request: DeskRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 0


@officer(*OVERSIGHT)
def decided(request: DeskRequest) -> HttpResponse:
    """Decisions, latest first; also what a figure of the gate is made of."""
    filters = _filters(request)
    rows = desk.decided(request.actor, filters=filters)
    names = accounts.names_for(frozenset(row.decided_by_id for row in rows))
    context = frame.context(request) | {
        "rows": [
            {"row": row, "agency": agencies.agency(row.agency_id).name,
             "name": names.get(row.decided_by_id, "")}
            for row in rows
        ],
        "filters": filters,
        "outcomes": Outcome.pairs(),
        "reasons": ReturnReason.pairs(),
        "kinds": [(each.value, each.label) for each in ActKind],
        "asked": _asked_for(request),
        "following": rows[-1].review_id if len(rows) == desk.PAGE else 0,
    }  # fmt: skip
    return render(request, "desk/gate_decided.html", context)


_ASKED = ("ket-qua", "ly-do", "loai", "co-quan", "tu", "den")


def _filters(request: DeskRequest) -> dict[str, Any]:
    """What narrows the list; nonsense narrows nothing."""
    said = request.GET
    filters: dict[str, Any] = {
        name: said.get(word, "") if said.get(word, "") in set(known) else ""
        for name, word, known in (
            ("outcome", "ket-qua", Outcome), ("reason", "ly-do", ReturnReason),
            ("kind", "loai", ActKind),
        )
    }  # fmt: skip
    for name, word in (("agency", "co-quan"), ("before", "truoc")):
        number = said.get(word, "")
        known = number.isascii() and number.isdecimal() and len(number) <= MOST_DIGITS
        filters[name] = int(number) if known else 0
    if "tu" in said or "den" in said:
        first, last = period(request)
        filters["since"] = datetime.combine(first, time(), VIETNAM)
        filters["until"] = datetime.combine(last + timedelta(days=1), time(), VIETNAM)
    return filters


def _asked_for(request: DeskRequest) -> str:
    """The same filters as an address, for the next page."""
    return urlencode({name: request.GET[name] for name in _ASKED if request.GET.get(name)})


@officer(*OVERSIGHT, methods=FORM)
def rules(request: DeskRequest) -> HttpResponse:
    """What is looked at, from when; the director adds to it."""
    if request.method == "POST":
        policies.can_set_rules(request.actor).require()
    on = in_vietnam(request.at).date()
    form = RuleForm(request.POST or None, **_choices(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        wanted = WantedRule(
            kind=ActKind(said["kind"]), share=said["share"], reason=said["reason"],
            effective_from=said["effective_from"], agency_key=said["agency_key"],
            sector_code=said["sector_code"], procedure_code=said["procedure_code"].strip(),
        )  # fmt: skip
        try:
            ruling.set_rule(wanted, request=asked(request))
        except InvalidError as refusal:
            errors.onto_form(form, refusal)
        else:
            messages.success(request, "Đã ghi quy định kiểm soát.")
            return HttpResponseRedirect(reverse("desk:gate_rules"))
    return _rules_page(request, form, on)


def _choices(request: DeskRequest) -> dict[str, list[tuple[str, str]]]:
    on = in_vietnam(request.at).date()
    return {
        "agencies": [(view.key, view.name) for view in agencies.agencies_on(on)],
        "sectors": [(code, name) for code, name, _ in procedures.sectors(on)],
    }


def _rules_page(request: DeskRequest, form: forms.Form, on: Any) -> HttpResponse:
    names = dict(_choices(request)["agencies"])
    sectors = dict(_choices(request)["sectors"])
    listed = GateRule.objects.order_by("kind", "-effective_from", "id")
    context = frame.context(request) | {
        "form": form,
        "may_set": Role.CENTRE_DIRECTOR.value in request.actor.roles,
        "rules": [
            {
                "rule": rule,
                "kind": ActKind(rule.kind).label,
                "scope": _scope(rule, names, sectors),
                "now": rule.effective_from <= on
                and (rule.effective_to is None or on < rule.effective_to),
                "key": fresh_key(),
            }
            for rule in listed
        ],
    }
    bad = form.is_bound and form.errors
    return render(request, "desk/gate_rules.html", context, status=422 if bad else 200)


def _scope(rule: GateRule, names: dict[str, str], sectors: dict[str, str]) -> str:
    parts = [
        names.get(rule.agency_key, rule.agency_key),
        sectors.get(rule.sector_code, rule.sector_code),
        f"thủ tục {rule.procedure_code}" if rule.procedure_code else "",
    ]
    return ", ".join(part for part in parts if part) or "Cả tỉnh"


@officer(Role.CENTRE_DIRECTOR, methods=CHANGE)
def end_rule(request: DeskRequest, rule_id: int) -> HttpResponse:
    """Let a rule end on a day."""
    form = EndRuleForm(request.POST)
    if not form.is_valid():
        raise InvalidError("Chọn ngày thôi áp dụng.")
    ruling.end_rule(rule_id, effective_to=form.cleaned_data["effective_to"], request=asked(request))
    messages.success(request, "Đã ghi ngày thôi áp dụng.")
    return HttpResponseRedirect(reverse("desk:gate_rules"))


urlpatterns = [
    path("kiem-soat/", queue, name="gate"),
    path("kiem-soat/van-ban/<number:review_id>/", one, name="gate_one"),
    path("kiem-soat/van-ban/<number:review_id>/nhan/", take, name="gate_take"),
    path("kiem-soat/van-ban/<number:review_id>/duyet/", clear, name="gate_clear"),
    path("kiem-soat/van-ban/<number:review_id>/tra-lai/", send_back, name="gate_send_back"),
    path("kiem-soat/van-ban/<number:review_id>/sua/", amend, name="gate_amend"),
    path("kiem-soat/da-quyet-dinh/", decided, name="gate_decided"),
    path("kiem-soat/quy-dinh/", rules, name="gate_rules"),
    path("kiem-soat/quy-dinh/<number:rule_id>/thoi/", end_rule, name="gate_end_rule"),
]
