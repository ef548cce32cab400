"""The province's own values and the words of its messages: read, changed from a day on, put back."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from motcua.accounts.states import Role
from motcua.base.dates import format_date, in_vietnam
from motcua.base.verdict import ConflictError, InvalidError
from motcua.desk import errors, frame, histories
from motcua.desk.asking import DeskRequest
from motcua.desk.forms.rules import RuleForm, shown
from motcua.desk.gates import CHANGE, FORM, officer
from motcua.desk.views.administration import KEEPERS
from motcua.documents import pdf
from motcua.journal import queries as journal
from motcua.rulebook import actions, facts, queries, wording
from motcua.rulebook.entries import Entry
from motcua.rulebook.kinds import Block, Message
from motcua.rulebook.policies import can_set_rule
from motcua.rulebook.queries import Drawn
from motcua.rulebook.table import RULES, WORDINGS

_WORDS = (Message, Block)


@officer(*KEEPERS)
def rules(request: DeskRequest) -> HttpResponse:
    """Every value that a province sets, in the groups of the table."""
    return _list(request, "Quy định của tỉnh", RULES)


@officer(*KEEPERS)
def wordings(request: DeskRequest) -> HttpResponse:
    """The words of text messages and of paragraphs on forms."""
    return _list(request, "Mẫu tin nhắn và đoạn in", WORDINGS)


def _list(request: DeskRequest, title: str, groups: Any) -> HttpResponse:
    on = in_vietnam(request.at).date()
    plain = queries.is_on("message.sms.plain", on)
    listed = [
        (
            group,
            [
                (one, _said(one, on), _drawn(one.entry, one.value, plain=plain))
                for one in queries.group(group.key, on)
            ],
        )
        for group in groups
    ]
    context = frame.context(request) | {"title": title, "groups": listed}
    return render(request, "desk/rules.html", context)


def _said(standing: queries.Standing, on: date) -> str:
    """The value in words; of a form that has no words of its own, those of the circular."""
    kind, _, rest = standing.entry.name.partition(".")
    form, _, part = rest.partition(".")
    if kind != "form" or standing.value:
        return standing.words
    try:
        found = pdf.edition(form, on)[part]
    except (pdf.FormNotInForceError, KeyError):
        return "theo thông tư"
    return f"theo thông tư: {found if part == 'number' else ' '.join(found)}"


def _drawn(entry: Entry, value: Any, *, plain: bool) -> Drawn | None:
    return queries.preview(entry, value, plain=plain) if isinstance(entry.kind, _WORDS) else None


@officer(*KEEPERS, methods=FORM)
def rule(request: DeskRequest, name: str) -> HttpResponse:
    """One value: what holds, what is planned, what was; and the form that changes it."""
    entry = queries.entry(name)
    if request.method != "POST":
        return _page(request, entry, _fresh(request, entry))
    can_set_rule(request.actor).require()
    filled = RuleForm(request.POST, entry=entry)
    if request.POST.get("do") == "preview":
        return _preview(request, entry, filled)
    if filled.is_valid() and _saved(request, entry, filled):
        messages.success(request, f"Đã đổi “{entry.label}”.")
        return HttpResponseRedirect(reverse("desk:rule", args=[name]))
    return _page(request, entry, filled, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def _fresh(request: DeskRequest, entry: Entry) -> RuleForm:
    """What holds today; with `ve`, the value of that line of the history, to be put back."""
    on = in_vietnam(request.at).date()
    told = queries.history(entry.name)
    value, reason, back = queries.value(entry.name, on), "", request.GET.get("ve", "")
    if back.isdecimal() and int(back) < len(told) and told[int(back)].before is not None:
        earlier = told[int(back)]
        value = earlier.before if earlier.before is not None else value
        reason = f"Trở lại giá trị trước ngày {format_date(in_vietnam(earlier.at).date())}"
    initial = {
        "value": shown(entry, value),
        "effective_from": on,
        "reason": reason,
        "version": len(told),
    }
    return RuleForm(entry=entry, initial=initial)


def _saved(request: DeskRequest, entry: Entry, filled: RuleForm) -> bool:
    said = filled.cleaned_data
    try:
        actions.set_value(
            entry.name,
            said["value"],
            effective_from=said["effective_from"],
            reason=said["reason"],
            seen=said["version"],
            actor=request.actor,
            at=request.at,
        )
    except InvalidError as refusal:
        errors.onto_form(filled, refusal)
        return False
    except ConflictError as refusal:
        filled.add_error(None, str(refusal))
        return False
    return True


def _preview(request: DeskRequest, entry: Entry, filled: RuleForm) -> HttpResponse:
    """What was typed, drawn with invented values; nothing is written."""
    filled.is_valid()
    drawn: Drawn | None = None
    try:
        value = entry.kind.clean(filled.cleaned_data.get("value", ""))
        on = in_vietnam(request.at).date()
        drawn = _drawn(entry, value, plain=queries.is_on("message.sms.plain", on))
    except InvalidError as refusal:
        if "value" not in filled.errors:
            filled.add_error("value", str(refusal))
    for field in ("reason", "effective_from"):
        filled.errors.pop(field, None)
    return _page(request, entry, filled, drawn=drawn)


def _page(
    request: DeskRequest,
    entry: Entry,
    filled: RuleForm,
    *,
    drawn: Drawn | None = None,
    status: HTTPStatus = HTTPStatus.OK,
) -> HttpResponse:
    on = in_vietnam(request.at).date()
    standing = queries.standing(entry.name, on)
    plain = queries.is_on("message.sms.plain", on)
    told = histories.told(reversed(journal.facts_about(facts.RULE, entry.number)))
    is_words = isinstance(entry.kind, _WORDS)
    context = frame.context(request) | {
        "entry": entry,
        "standing": standing,
        "said": _said(standing, on),
        "current": _drawn(entry, standing.value, plain=plain),
        "planned": [(span, entry.kind.words(span.value)) for span in standing.planned],
        "form": filled,
        "drawn": drawn,
        "is_words": is_words,
        "is_sms": isinstance(entry.kind, Message),
        "places": getattr(entry.kind, "places", ()),
        "used": wording.places_in(str(standing.value)) if is_words else [],
        "history": [(line, line.fact.verb == facts.RULE_SET) for line in told],
        "may_edit": bool(can_set_rule(request.actor)),
        "list_route": "desk:wordings"
        if is_words or entry.name.startswith("message.")
        else "desk:rules",
    }
    return render(request, "desk/rule.html", context, status=status)


@officer(Role.BUSINESS_ADMIN, methods=CHANGE)
def drop_rule_plan(request: DeskRequest, name: str, span_id: int) -> HttpResponse:
    """Take back a change that has not begun."""
    span = next((span for span in queries.timeline(name) if span.id == span_id), None)
    if span is None:
        raise InvalidError("Dự định này không còn. Mở lại trang quy định.", code="not_found")
    actions.drop_plan(
        name,
        effective_from=span.effective_from,
        reason=request.POST.get("reason", "") or "Bỏ dự định trước ngày áp dụng",
        actor=request.actor,
        at=request.at,
    )
    messages.success(request, "Đã bỏ dự định. Giá trị đang áp dụng giữ nguyên.")
    return HttpResponseRedirect(reverse("desk:rule", args=[name]))


urlpatterns = [
    path("quan-tri/quy-dinh/", rules, name="rules"),
    path("quan-tri/mau-tin/", wordings, name="wordings"),
    path("quan-tri/quy-dinh/<str:name>/", rule, name="rule"),
    path(
        "quan-tri/quy-dinh/<str:name>/bo/<number:span_id>/", drop_rule_plan, name="drop_rule_plan"
    ),
]
