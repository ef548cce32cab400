"""The dossier's page, and each step that may be taken from it as a small form of its own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from motcua.accounts.second_factor import SecondFactorStaleError
from motcua.base.actor import Actor
from motcua.base.verdict import InvalidError, NotPermittedError, RefusedError, Verdict
from motcua.desk import cases, errors, frame, gates, paper_lines, uploads
from motcua.desk.asking import DeskRequest, asked
from motcua.desk.forms.steps import StepForm, SupplementForm
from motcua.desk.gates import FORM, officer
from motcua.desk.works import table as works
from motcua.desk.works.shape import Work
from motcua.documents.kinds import ACCEPT, MOST_BYTES
from motcua.dossiers.actions import acts, attachments, drafting, recalling
from motcua.dossiers.actions.acts import EVENT_OF
from motcua.dossiers.queries import detail
from motcua.dossiers.queries.detail import Case
from motcua.dossiers.records import Recorded, StaleError
from motcua.dossiers.states import ACT_OPEN, TERMINAL, ActKind, Status
from motcua.dossiers.transitions import allowed_from
from motcua.pages.chrome import KeyHint

_STEP = KeyHint(("C",), "làm bước chính")
_DRAFT = KeyHint(("B",), "soạn yêu cầu bổ sung")
_BACK = KeyHint(("H",), "về hộp việc")


@officer()
def dossier(request: DeskRequest, code: str) -> HttpResponse:
    """One dossier in full."""
    case = detail.case(code, request.actor)
    return _page(request, case)


def _page(request: DeskRequest, case: Case, status: int = 200) -> HttpResponse:
    allowed: list[tuple[Work, Verdict]] = []
    barred: list[tuple[Work, Verdict]] = []
    for work, verdict in works.at_hand(request.actor, case.state, case.version):
        if work.event != "recall" or recalling.may_recall(case.facts, request.actor, case.state):
            (allowed if verdict else barred).append((work, verdict))
    first = allowed[0][0] if allowed else None
    first = first if first and first.is_calm and not first.is_beside else None
    may_draft = acts.can_draft(case.state, request.actor)
    drafts = list(_drafts(case)) if may_draft else []
    context = (
        frame.context(request, hints=_hints(first, drafts))
        | cases.page_of(case, request.actor.ref, request.at)
        | {
            "paper_is": paper_lines.of(case.state),
            "first": first,
            "first_form": _form(first, request, case) if first else None,
            "further": [work for work, _ in allowed if work is not first],
            "barred": barred,
            "drafts": drafts,
            "may_add_files": _may_add_files(case, request.actor),
            "may_draft_result": bool(drafting.can_draft(case.state, request.actor)),
            "accept_files": ACCEPT,
            "most_bytes": MOST_BYTES,
            "acts": [(act, ActKind(act.kind).label) for act in case.acts],
        }
    )
    return render(request, "desk/dossier.html", context, status=status)


def _hints(first: Work | None, drafts: list[ActKind]) -> tuple[KeyHint, ...]:
    """Only keys that do something for this person here."""
    asks = ActKind.SUPPLEMENT_REQUEST in drafts
    return (*([_STEP] if first else []), *([_DRAFT] if asks else []), _BACK)


def _may_add_files(case: Case, actor: Actor) -> bool:
    is_closed = case.state.status in TERMINAL | {Status.COMPLETED}
    return not is_closed and attachments.takes_part(case.state.agency_ids, actor)


def _drafts(case: Case) -> Iterator[ActKind]:
    """The kinds of act whose moment it is and which nobody has begun."""
    begun = {act.kind for act in case.acts if act.status in set(ACT_OPEN)}
    for kind, event in EVENT_OF.items():
        if allowed_from(event, case.state.status) and kind.value not in begun:
            yield kind


def _form(work: Work, request: DeskRequest, case: Case, *, bound: bool = False) -> StepForm:
    more: dict[str, Any] = {
        "state": case.state, "pinned": case.version, "at": request.at, "actor": request.actor
    }  # fmt: skip
    if bound:
        return work.form(request.POST, request.FILES, **more)
    return work.form(**more)


@officer(methods=FORM)
def step(request: DeskRequest, code: str, slug: str) -> HttpResponse:
    """One step: its form, and the taking of it; a mistake brings the form back as it was filled in."""
    work = works.BY_SLUG.get(slug)
    if work is None:
        raise Http404
    case = detail.case(code, request.actor)
    if request.method != "POST":
        works.verdict(work, request.actor, case.state, case.version).require()
        if work.event == "sign_result":
            gates.require_fresh(request)
        return _step_page(request, case, work, _form(work, request, case))
    return _take(request, case, work)


def _take(request: DeskRequest, case: Case, work: Work) -> HttpResponse:
    form = _form(work, request, case, bound=True)
    kept: tuple[uploads.Kept, ...] = ()
    if form.is_valid():
        try:
            kept = uploads.keep(
                request, {form.file_field: form.file_key()} if form.file_field else {}
            )
            _taken(request, case.state.code, work, form, kept)
        except SecondFactorStaleError:
            raise
        except NotPermittedError as refusal:
            raise _in_time(form, case, refusal) from refusal
        except InvalidError as refusal:
            if refusal.code == "not_found":
                raise
            errors.onto_form(form, refusal)
        else:
            messages.success(request, work.done)
            return HttpResponseRedirect(_after(request, case.state.code, work))
    return _step_page(request, case, work, form, kept)


def _in_time(form: StepForm, case: Case, refusal: NotPermittedError) -> RefusedError:
    """Who was allowed when the page was opened is told that it has changed since."""
    if form.cleaned_data["version"] in (None, case.state.version):
        return refusal
    return StaleError(f"Hồ sơ đã đổi từ lúc anh/chị mở trang. {refusal}")


def _after(request: DeskRequest, code: str, work: Work) -> str:
    """Back to the return counter for who came from there, else to the dossier."""
    if request.POST.get("back") != "return":
        return frame.dossier_url(code)
    if work.event == "return_result":
        return reverse("desk:return_counter")
    return reverse("desk:return_one", args=[code])


@transaction.atomic
def _taken(
    request: DeskRequest, code: str, work: Work, form: StepForm, kept: tuple[uploads.Kept, ...]
) -> Recorded:
    """The step, and the file that came with it: both or neither."""
    said = dict(form.cleaned_data)
    if isinstance(form, SupplementForm):
        said["papers"] = form.papers()
    recorded = work.act(code, said, asked(request))
    if not recorded.replayed:
        uploads.attach(request, code, kept, place=form.file_place)
    return recorded


def _step_page(
    request: DeskRequest,
    case: Case,
    work: Work,
    form: StepForm,
    kept: tuple[uploads.Kept, ...] = (),
) -> HttpResponse:
    context = frame.context(request) | {
        "case": case,
        "state": case.state,
        "version": case.version,
        "work": work,
        "form": form,
        "kept": kept,
        "kept_note": uploads.note_of(request, kept),
        "owner": case.people.owner.name if case.people else "",
    }
    return render(request, "desk/step.html", context, status=422 if form.is_bound else 200)
