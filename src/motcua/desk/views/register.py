"""Agencies and units as their keepers see them: as of a day, with their history and what may be done."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from motcua.accounts import queries as accounts
from motcua.accounts.states import Role
from motcua.agencies import actions, facts, register
from motcua.agencies.policies import can_edit_register
from motcua.agencies.states import AgencyKind, Level, SuccessionKind, UnitKind
from motcua.base.dates import in_vietnam
from motcua.base.verdict import ConflictError, InvalidError
from motcua.desk import errors, frame, histories
from motcua.desk.asking import DeskRequest
from motcua.desk.forms import register as forms
from motcua.desk.forms.rules import day_field
from motcua.desk.gates import FORM, officer
from motcua.desk.views.administration import KEEPERS
from motcua.journal import queries as journal

_RENAMED = (facts.UNIT_RENAMED, facts.AGENCY_RENAMED)
Said = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Act:
    """Something that may be done with an agency or a unit: its words, its form, its action."""

    slug: str
    title: str
    button: str
    form: type[forms.RegisterForm]
    do: Callable[[int, Said, Said], object]
    done: str
    is_calm: bool = True


def _pass_on(number: int, said: Said, by: Said) -> object:
    heirs: dict[int, int | None] = said["heirs"]
    areas = {heir: area for heir, area in heirs.items() if area is not None}
    return actions.pass_on(
        number, successor_ids=heirs, areas=areas, on=said["on"], kind=SuccessionKind(said["kind"]),
        reason=said["reason"], **by,
    )  # fmt: skip


AGENCY_ACTS = (
    Act("doi-ten", "Đổi tên cơ quan", "Đổi tên", forms.RenameForm,
        lambda n, s, by: actions.rename_agency(n, **s, **by), "Đã đổi tên cơ quan."),
    Act("lap-don-vi", "Lập đơn vị mới", "Lập đơn vị", forms.UnitForm,
        lambda n, s, by: actions.establish_unit(n, **(s | {"kind": UnitKind(s["kind"])}), **by),
        "Đã lập đơn vị."),
    Act("noi-tiep-nhan", "Đổi nơi tiếp nhận hồ sơ", "Đổi nơi tiếp nhận", forms.ReceptionForm,
        lambda n, s, by: actions.receive_at(
            n, unit_id=int(s["unit"]) if s["unit"] else None, on=s["on"], reason=s["reason"], **by),
        "Đã đổi nơi tiếp nhận."),
    Act("chuyen-giao", "Chuyển giao nhiệm vụ, kết thúc cơ quan", "Chuyển giao", forms.SuccessionForm,
        _pass_on, "Đã chuyển giao nhiệm vụ.", is_calm=False),
)  # fmt: skip
UNIT_ACTS = (
    Act("doi-ten", "Đổi tên đơn vị", "Đổi tên", forms.RenameForm,
        lambda n, s, by: actions.rename_unit(n, **s, **by), "Đã đổi tên đơn vị."),
    Act("doi-ma", "Đổi mã định danh", "Đổi mã", forms.RecodeForm,
        lambda n, s, by: actions.recode_unit(n, **s, **by), "Đã đổi mã. Hồ sơ đã có giữ mã cũ."),
    Act("ngung", "Ngừng hoạt động đơn vị", "Ngừng hoạt động", forms.CloseForm,
        lambda n, s, by: actions.close_unit(n, **s, **by), "Đã ghi ngày ngừng hoạt động.", is_calm=False),
    Act("mo-lai", "Bỏ ngày ngừng hoạt động", "Bỏ ngày ngừng", forms.ReasonForm,
        lambda n, s, by: actions.reopen_unit(n, **s, **by), "Đã bỏ ngày ngừng hoạt động."),
)  # fmt: skip


@officer(*KEEPERS)
def list_register(request: DeskRequest) -> HttpResponse:
    """The agencies in force on a day; `ngay` asks for another day than today."""
    today = in_vietnam(request.at).date()
    on, mistake = _day(request.GET.get("ngay", ""), today)
    text, level = request.GET.get("tim", "")[:100], request.GET.get("cap", "")
    lines = register.listed(on, text=text)
    counts = register.levels(lines)
    context = frame.context(request) | {
        "lines": [line for line in lines if not level or line.agency.level == level],
        "levels": [
            (known.value, known.label, counts[known.value])
            for known in Level
            if counts[known.value]
        ],
        "level": level,
        "text": text,
        "on": on,
        "today": today,
        "mistake": mistake,
        "total": register.counted(on),
        "may_edit": bool(can_edit_register(request.actor)),
    }
    return render(request, "desk/institutions.html", context)


def _day(text: str, today: date) -> tuple[date, str]:
    """The day that was asked for; today with a sentence where it cannot be read."""
    if not text:
        return today, ""
    found = day_field("Ngày", required=False)
    try:
        day: date = found.clean(text)
    except ValidationError:
        return today, "Ghi ngày dạng 01/07/2025. Đang xem theo hôm nay."
    return day, ""


@officer(*KEEPERS)
def agency_card(request: DeskRequest, agency_id: int) -> HttpResponse:
    """One agency: units, reception, names, successions, and who changed what."""
    on = in_vietnam(request.at).date()
    card = register.agency_card(agency_id, on)
    may_edit = bool(can_edit_register(request.actor))
    is_open = card.agency.effective_to is None or card.agency.effective_to > on
    context = frame.context(request) | {
        "card": card,
        "kind": AgencyKind(card.agency.kind).label,
        "level": Level(card.agency.level).label,
        "unit_kinds": {kind.value: kind.label for kind in UnitKind},
        "acts": AGENCY_ACTS if may_edit and is_open else (),
        "history": _history(facts.AGENCY, agency_id, may_edit=may_edit and is_open),
        "on": on,
    }
    return render(request, "desk/register_agency.html", context)


@officer(*KEEPERS)
def unit_card(request: DeskRequest, unit_id: int) -> HttpResponse:
    """One unit: code, calendars, people, names, and who changed what."""
    on = in_vietnam(request.at).date()
    card = register.unit_card(unit_id, on)
    may_edit = bool(can_edit_register(request.actor))
    is_open = card.unit.effective_to is None or card.unit.effective_to > on
    has_own_end = (
        card.unit.effective_to is not None and card.unit.effective_to != card.agency.effective_to
    )
    left_out = set() if has_own_end else {"mo-lai"}
    context = frame.context(request) | {
        "card": card,
        "kind": UnitKind(card.unit.kind).label,
        "people": accounts.posts_in(unit_id, on),
        "acts": [act for act in UNIT_ACTS if act.slug not in left_out]
        if may_edit and is_open
        else [],
        "may_edit": may_edit and is_open,
        "history": _history(facts.UNIT, unit_id, may_edit=may_edit and is_open),
        "on": on,
    }
    return render(request, "desk/register_unit.html", context)


def _history(kind: str, number: int, *, may_edit: bool) -> list[tuple[histories.Told, str]]:
    """Newest first; the second is the act that puts the value before it back, where there is one."""
    told = histories.told(reversed(journal.facts_about(kind, number)))
    return [(line, _back(line.fact.verb) if may_edit else "") for line in told]


def _back(verb: str) -> str:
    if verb in _RENAMED:
        return "doi-ten"
    return "doi-ma" if verb == facts.UNIT_RECODED else ""


@officer(Role.BUSINESS_ADMIN, methods=FORM)
def new_agency(request: DeskRequest) -> HttpResponse:
    """Establish an agency."""
    on = in_vietnam(request.at).date()
    form = forms.AgencyForm(request.POST or None, on=on, initial={"effective_from": on})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = actions.establish_agency(
                key=said["key"], name=said["name"], kind=AgencyKind(said["kind"]), level=said["level"],
                area_id=int(said["area"]), parent_id=int(said["parent"]) if said["parent"] else None,
                code_new=said["code_new"], effective_from=said["effective_from"], reason=said["reason"],
                actor=request.actor, at=request.at,
            )  # fmt: skip
        except InvalidError as refusal:
            errors.onto_form(form, refusal)
        else:
            messages.success(request, "Đã lập cơ quan. Lập tiếp các đơn vị của cơ quan.")
            return HttpResponseRedirect(reverse("desk:agency_card", args=[made.id]))
    return _form_page(request, form, "Lập cơ quan mới", "Lập cơ quan", reverse("desk:institutions"))


@officer(Role.BUSINESS_ADMIN, methods=FORM)
def change_agency(request: DeskRequest, agency_id: int, slug: str) -> HttpResponse:
    """One act on an agency."""
    card = register.agency_card(agency_id, in_vietnam(request.at).date())
    back = reverse("desk:agency_card", args=[agency_id])
    return _change(request, AGENCY_ACTS, slug, card.agency, back)


@officer(Role.BUSINESS_ADMIN, methods=FORM)
def change_unit(request: DeskRequest, unit_id: int, slug: str) -> HttpResponse:
    """One act on a unit."""
    card = register.unit_card(unit_id, in_vietnam(request.at).date())
    back = reverse("desk:unit_card", args=[unit_id])
    return _change(request, UNIT_ACTS, slug, card.unit, back)


def _change(
    request: DeskRequest, acts: tuple[Act, ...], slug: str, about: Any, back: str
) -> HttpResponse:
    act = next((act for act in acts if act.slug == slug), None)
    if act is None:
        raise InvalidError("Không có việc này. Mở lại trang đơn vị.", code="not_found")
    on = in_vietnam(request.at).date()
    if request.method != "POST":
        form = act.form(on=on, about=about, initial=_initial(request, act, about, on))
        return _form_page(request, form, act.title, act.button, back, about=about, act=act)
    form = act.form(request.POST, on=on, about=about)
    if form.is_valid():
        try:
            act.do(about.id, form.cleaned_data, {"actor": request.actor, "at": request.at})
        except InvalidError as refusal:
            errors.onto_form(form, refusal)
        except ConflictError as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, act.done)
            return HttpResponseRedirect(back)
    return _form_page(request, form, act.title, act.button, back, about=about, act=act)


def _initial(request: DeskRequest, act: Act, about: Any, on: date) -> Said:
    """What stands now; with `ve`, what stood before that fact."""
    given: Said = {
        "on": on,
        "effective_from": on,
        "name": about.name,
        "unit_code": getattr(about, "unit_code", ""),
    }
    if act.slug == "lap-don-vi":
        given["name"] = ""
    earlier, kind = request.GET.get("ve", ""), facts.UNIT if act in UNIT_ACTS else facts.AGENCY
    if earlier.isdecimal():
        for fact in journal.facts_about(kind, about.id, private=False):
            if str(fact.id) == earlier and "before" in fact.data:
                given |= {"name": fact.data["before"], "unit_code": fact.data["before"]}
    return given


def _form_page(
    request: DeskRequest,
    form: forms.RegisterForm,
    title: str,
    button: str,
    back: str,
    *,
    about: Any = None,
    act: Act | None = None,
) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = frame.context(request) | {
        "form": form,
        "title": title,
        "button": button,
        "back": back,
        "about": about,
        "is_calm": act is None or act.is_calm,
    }
    return render(request, "desk/register_form.html", context, status=status)


urlpatterns = [
    path("quan-tri/don-vi/", list_register, name="institutions"),
    path("quan-tri/co-quan/moi/", new_agency, name="new_agency"),
    path("quan-tri/co-quan/<number:agency_id>/", agency_card, name="agency_card"),
    path("quan-tri/co-quan/<number:agency_id>/<slug:slug>/", change_agency, name="change_agency"),
    path("quan-tri/don-vi/<number:unit_id>/", unit_card, name="unit_card"),
    path("quan-tri/don-vi/<number:unit_id>/<slug:slug>/", change_unit, name="change_unit"),
]
