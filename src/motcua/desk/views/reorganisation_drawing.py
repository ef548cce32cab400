"""Drawing the map of a reorganisation: forms, lines, and what needs a reason."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse

from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.agencies.reorganising import actions as drawing
from motcua.agencies.reorganising import queries as known
from motcua.agencies.reorganising.views import ReorganisationView
from motcua.agencies.states import Level
from motcua.base.verdict import InvalidError
from motcua.desk import frame
from motcua.desk.asking import DeskRequest, asked
from motcua.desk.forms.reorganisations import (
    ChangeForm,
    ChoiceForm,
    HeadingForm,
    LineForm,
    ReasonForm,
)
from motcua.desk.gates import CHANGE, FORM, officer
from motcua.desk.views.reorganising import READERS, address_of, carried_out, to_page
from motcua.dossiers.actions import reorganising as actions
from motcua.dossiers.reorganising import proposing, queries
from motcua.dossiers.reorganising.figures import number


@officer(Role.BUSINESS_ADMIN, methods=FORM)
def new_reorganisation(request: DeskRequest) -> HttpResponse:
    """Begin a decision; its map is filled from the register at once."""
    form = HeadingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made = drawing.draft_reorganisation(form.heading(), actor=request.actor, at=request.at)
            lines = proposing.proposed_lines(form.heading().effective_on)
            drawing.fill_map(made, lines, version=None, actor=request.actor, at=request.at)
            return to_page(made)
        except InvalidError as refusal:
            _blame(form, refusal)
    return _form(request, form, "Soạn quyết định sắp xếp", reverse("desk:reorganisations"))


def _form(
    request: DeskRequest,
    form: Any,
    title: str,
    back: str,
    *,
    lists: dict[str, list[str]] | None = None,
) -> HttpResponse:
    context = frame.context(request) | {
        "form": form, "title": title, "back": back, "lists": lists or {}, "data": form.data,
    }  # fmt: skip
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "desk/reorganisation_form.html", context, status=status)


def _blame(form: Any, refusal: InvalidError) -> None:
    for name, sentence in refusal.fields.items():
        form.add_error(name if name in form.fields else None, sentence)
    if not refusal.fields:
        form.add_error(None, str(refusal))


@officer(Role.BUSINESS_ADMIN, methods=FORM)
def change_reorganisation(request: DeskRequest, reorganisation_id: int) -> HttpResponse:
    """The heading, what happens to leftovers, and which agencies live on."""
    view = known.reorganisation(reorganisation_id)
    form = ChangeForm(request.POST or None, initial=_said(view), predecessors=_lasting(view))
    if request.method == "POST" and form.is_valid():
        try:
            drawing.change_reorganisation(
                view.id,
                form.heading(),
                keep_reason=form.cleaned_data["keep_reason"],
                continuing=form.cleaned_data.get("continuing", []),
                version=asked(request).expected_version,
                actor=request.actor,
                at=request.at,
            )
            return to_page(view.id)
        except InvalidError as refusal:
            _blame(form, refusal)
    return _form(request, form, f"Sửa {view.name}", address_of(view.id))


def _said(view: ReorganisationView) -> dict[str, Any]:
    return {
        "number": view.number, "decided_on": view.decided_on, "title": view.title,
        "effective_on": view.day, "keep_reason": view.keep_reason,
        "continuing": sorted(view.continuing), "version": view.version,
    }  # fmt: skip


def _lasting(view: ReorganisationView) -> list[agencies.AgencyView]:
    """Predecessors that the register does not end on that day anyway."""
    rows = agencies.agencies(known.map_of(view.id).predecessors).values()
    return sorted((row for row in rows if row.effective_to is None), key=lambda row: row.name)


@officer(Role.BUSINESS_ADMIN, methods=FORM)
def add_line(request: DeskRequest, reorganisation_id: int) -> HttpResponse:
    """One more line, names typed with suggestions."""
    view = known.reorganisation(reorganisation_id)
    form = LineForm(request.POST or None, day=view.day, initial={"version": view.version})
    if request.method == "POST" and form.is_valid():
        try:
            drawing.add_line(
                view.id, form.line(), version=asked(request).expected_version,
                actor=request.actor, at=request.at,
            )  # fmt: skip
            return to_page(view.id, "#ban-do")
        except InvalidError as refusal:
            _blame(form, refusal)
    return _form(request, form, "Thêm dòng vào bản đồ", address_of(view.id), lists=_lists(view))


def _lists(view: ReorganisationView) -> dict[str, list[str]]:
    before = view.day - timedelta(days=1)
    return {
        "co-quan-cu": [one.name for one in agencies.agencies_on(before)],
        "co-quan-moi": [one.name for one in agencies.agencies_on(view.day)],
        "dia-ban": [one.full_name for one in agencies.areas(before, level=Level.COMMUNE)],
    }


@officer(Role.BUSINESS_ADMIN, methods=CHANGE)
def remove_line(request: DeskRequest, reorganisation_id: int, line_id: int) -> HttpResponse:
    def remove() -> str:
        drawing.remove_line(
            reorganisation_id, line_id, version=None, actor=request.actor, at=request.at
        )
        return "Đã bỏ một dòng."

    return carried_out(request, reorganisation_id, remove, "#ban-do")


@officer(Role.BUSINESS_ADMIN, methods=CHANGE)
def fill_map(request: DeskRequest, reorganisation_id: int) -> HttpResponse:
    def fill() -> str:
        view = known.reorganisation(reorganisation_id)
        added = drawing.fill_map(
            view.id, proposing.proposed_lines(view.day), version=None,
            actor=request.actor, at=request.at,
        )  # fmt: skip
        return (
            f"Đã thêm {number(added)} dòng."
            if added
            else "Bản đồ đã có đủ các dòng của sổ kế thừa."
        )

    return carried_out(request, reorganisation_id, fill, "#ban-do")


@officer(*READERS, methods=FORM)
def reopen(request: DeskRequest, reorganisation_id: int) -> HttpResponse:
    return _with_reason(request, reorganisation_id, drawing.reopen_reorganisation, "Trả lại để sửa")


@officer(Role.BUSINESS_ADMIN, methods=FORM)
def cancel(request: DeskRequest, reorganisation_id: int) -> HttpResponse:
    return _with_reason(request, reorganisation_id, drawing.cancel_reorganisation, "Hủy quyết định")


def _with_reason(
    request: DeskRequest, reorganisation_id: int, act: Callable[..., None], title: str
) -> HttpResponse:
    view = known.reorganisation(reorganisation_id)
    form = ReasonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data["reason"]
        try:
            act(view.id, reason=said, actor=request.actor, at=request.at)
            return to_page(view.id)
        except InvalidError as refusal:
            _blame(form, refusal)
    return _form(request, form, f"{title}: {view.name}", address_of(view.id))


@officer(Role.BUSINESS_ADMIN, methods=FORM)
def choose(request: DeskRequest, reorganisation_id: int) -> HttpResponse:
    """Name who takes dossiers that the map leaves without an heir."""
    view = known.reorganisation(reorganisation_id)
    runs = queries.runs(view.id)
    codes = "\n".join(runs[0].figures.stuck_codes) if runs else ""
    form = ChoiceForm(request.POST or None, day=view.day, initial={"codes": codes})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            chosen = actions.choose_heir(
                view.id, said["codes"], heir_id=said["heir"].id, reason=said["reason"],
                actor=request.actor, at=request.at,
            )  # fmt: skip
            messages.success(request, f"Đã chọn nơi nhận cho {number(chosen)} hồ sơ.")
            return to_page(view.id)
        except InvalidError as refusal:
            _blame(form, refusal)
    return _form(
        request, form, "Chọn nơi nhận cho hồ sơ lẻ", address_of(view.id), lists=_lists(view)
    )


_ONE = "quan-tri/sap-xep/<number:reorganisation_id>/"
urlpatterns = [
    path("quan-tri/sap-xep/moi/", new_reorganisation, name="new_reorganisation"),
    path(f"{_ONE}sua/", change_reorganisation, name="change_reorganisation"),
    path(f"{_ONE}them-dong/", add_line, name="add_reorganisation_line"),
    path(f"{_ONE}bo-dong/<number:line_id>/", remove_line, name="remove_reorganisation_line"),
    path(f"{_ONE}lay-tu-so/", fill_map, name="fill_reorganisation"),
    path(f"{_ONE}tra-lai/", reopen, name="reopen_reorganisation"),
    path(f"{_ONE}huy/", cancel, name="cancel_reorganisation"),
    path(f"{_ONE}chon-noi-nhan/", choose, name="choose_heir"),
]
