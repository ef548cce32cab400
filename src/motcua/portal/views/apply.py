"""Applying: one thing a page, a draft kept thirty days, sent once."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import Truncator

from motcua.agencies import queries as agencies
from motcua.base.actor import Actor, ActorKind
from motcua.base.verdict import InvalidError, RefusedError
from motcua.clock import queries as calendars
from motcua.dossiers import applying
from motcua.dossiers import forms as papers
from motcua.dossiers.actions import applications
from motcua.dossiers.applying import Draft, Part
from motcua.dossiers.fees import fees_due
from motcua.dossiers.papers import missing_papers
from motcua.dossiers.queries import applications as drafts
from motcua.dossiers.queries import detail
from motcua.dossiers.states import Channel
from motcua.portal import cards, codes, counting, errors, steps, tickets, uploads
from motcua.portal.asking import PortalRequest, today
from motcua.portal.forms.applying import GENERAL, ConfirmForm, PapersForm, PartForm, form_for
from motcua.portal.frame import Crumb, page
from motcua.portal.gates import CHANGE, FORM, private_answer, public
from motcua.portal.posted_sheet import public_url
from motcua.procedures import queries as procedures
from motcua.procedures.content import Paper
from motcua.procedures.pinned import PinnedVersion

_NAME_SHOWN = 60
_OWN_DRAFT = "đơn nháp chỉ mở được bằng mã bí mật trong cookie của máy đã tạo ra nó"


def _version(request: PortalRequest, code: str) -> PinnedVersion:
    """The version in force today, if it may be applied for here; 404 otherwise."""
    version = procedures.current_version(code, today(request))
    if version is None:
        raise Http404
    if not cards.may_apply(version):
        raise InvalidError(
            "Thủ tục này chưa nhận hồ sơ trên mạng. Nộp tại quầy hoặc qua bưu chính."
        )
    return version


def _draft(request: PortalRequest, code: str) -> Draft | None:
    token = tickets.draft_token(request)
    found = drafts.draft(token, at=request.at) if token else None
    return found if found and found.procedure_code == code else None


def _crumbs(version: PinnedVersion) -> list[Crumb]:
    return [
        Crumb("Thủ tục", reverse("portal:catalogue")),
        Crumb(version.code, reverse("portal:procedure", args=[version.code])),
        Crumb("Nộp hồ sơ"),
    ]


@public("trang mở đầu của việc nộp hồ sơ, ai cũng nộp được không cần tài khoản", methods=FORM)
def start(request: PortalRequest, code: str) -> HttpResponseBase:
    """What will be needed; pressing the button opens a draft."""
    version = _version(request, code)
    if request.method == "POST":
        token = applications.open_application(code, at=request.at)
        answer = redirect(steps.url_of(version, Part.ROLE))
        tickets.keep_draft(answer, code, token)
        return answer
    draft = _draft(request, code)
    going_on = steps.url_of(version, applying.next_part(version, draft)) if draft else ""
    context = {
        "version": version, "draft": draft, "going_on_url": going_on,
        "papers": [line for line in cards.paper_lines(version) if not line.paper.shown_only],
    }  # fmt: skip
    return private_answer(
        page(request, "portal/apply_start.html", context, crumbs=_crumbs(version))
    )


@public(_OWN_DRAFT, methods=FORM)
def part(request: PortalRequest, code: str, slug: str) -> HttpResponseBase:
    """One page of the application: shown as filled in so far, saved, and on to the next."""
    wanted, version, draft = steps.part_of(slug), _version(request, code), _draft(request, code)
    if wanted is None:
        raise Http404
    if draft is None or draft.dossier_code or wanted not in applying.parts(version, draft):
        return redirect("portal:apply", code)
    if request.method == "POST":
        return _save(request, version, draft, wanted)
    made = _form(request, version, draft, wanted)
    return _show(request, version, draft, wanted, made)


def _form(request: PortalRequest, version: PinnedVersion, draft: Draft, wanted: Part) -> PartForm:
    kind = form_for(wanted, draft)
    told: dict[str, Any] = {"version": version, "draft": draft, "on": today(request)}
    if request.method == "POST":
        return kind(request.POST, request.FILES, **told)
    return kind(initial=_initial(draft, wanted), **told)


def _initial(draft: Draft, wanted: Part) -> dict[str, Any]:
    said = dict(draft.part(wanted))
    if wanted is Part.CASE and said.get("case_code") == "":
        said["case_code"] = GENERAL
    return said


def _show(
    request: PortalRequest, version: PinnedVersion, draft: Draft, wanted: Part, made: PartForm
) -> HttpResponse:
    context = {
        "version": version, "draft": draft, "form": made, "title": steps.title(wanted, draft),
        "place": steps.place(version, draft, wanted), "part": wanted.value,
        "lines": made.lines() if isinstance(made, PapersForm) else (),
    }  # fmt: skip
    template = "portal/apply_papers.html" if wanted is Part.PAPERS else "portal/apply_part.html"
    status = 422 if made.errors else 200
    return private_answer(page(request, template, context, crumbs=_crumbs(version), status=status))


def _save(
    request: PortalRequest, version: PinnedVersion, draft: Draft, wanted: Part
) -> HttpResponseBase:
    made = _form(request, version, draft, wanted)
    if not made.is_valid():
        return _show(request, version, draft, wanted, made)
    files = _kept(request, made)
    staying = request.POST.get("do") == "upload" or bool(made.errors)
    try:
        draft = applications.fill(
            tickets.draft_token(request),
            part=wanted, answers=made.answers(), files=files, done=not staying,
            expected_version=_seen(request), at=request.at,
        )  # fmt: skip
    except RefusedError as refusal:
        errors.onto_form(made, refusal)
        return _show(request, version, _draft(request, version.code) or draft, wanted, made)
    if wanted is Part.PAPERS and (staying or _lacking(version, draft)):
        return _papers_again(request, version, draft, made, asked_on=not staying)
    return redirect(steps.url_of(version, applying.next_part(version, draft)))


def _seen(request: PortalRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() else 0


def _kept(request: PortalRequest, made: PartForm) -> dict[str, list[applying.DraftFile]]:
    """Files are kept before the form is judged, so that nobody has to choose them twice."""
    if not isinstance(made, PapersForm):
        return {}
    found: dict[str, list[applying.DraftFile]] = {}
    for key, sent in made.uploads().items():
        found[key], refused = uploads.keep(request, sent)
        for sentence in refused:
            made.add_error(f"paper_{key}", sentence)
    return found


def _lacking(version: PinnedVersion, draft: Draft) -> list[Paper]:
    return missing_papers(version, applying.papers_of(version, draft))


def _papers_again(
    request: PortalRequest, version: PinnedVersion, draft: Draft, made: PartForm, *, asked_on: bool
) -> HttpResponseBase:
    """The page of papers once more: with what was uploaded, and with what is still wanting."""
    if not asked_on and not made.errors:
        return redirect(steps.url_of(version, Part.PAPERS))
    lacking = _lacking(version, draft) if asked_on else []
    for paper in lacking:
        sentence = f"Chọn tệp hoặc chụp ảnh: {Truncator(paper.name).chars(_NAME_SHOWN)}"
        made.add_error(f"paper_{paper.key}", sentence)
    if lacking:
        draft = applications.fill(
            tickets.draft_token(request), part=Part.PAPERS, answers=made.answers(), done=False,
            expected_version=draft.version, at=request.at,
        )  # fmt: skip
    made.draft = draft
    return _show(request, version, draft, Part.PAPERS, made)


@public(_OWN_DRAFT, methods=CHANGE)
def drop_file(request: PortalRequest, code: str) -> HttpResponseBase:
    """Take one uploaded file out of the draft."""
    version = _version(request, code)
    applications.drop_file(
        tickets.draft_token(request),
        paper_key=request.POST.get("paper", ""), sha256=request.POST.get("file", ""),
        at=request.at,
    )  # fmt: skip
    return redirect(steps.url_of(version, Part.PAPERS))


@public(_OWN_DRAFT, methods=FORM)
def check(request: PortalRequest, code: str) -> HttpResponseBase:
    """Everything that was answered, each with its link to change it; then it is sent."""
    version, draft = _version(request, code), _draft(request, code)
    if draft is None:
        return redirect("portal:apply", code)
    if draft.dossier_code:
        return redirect("portal:apply_done", code)
    lacking = applying.next_part(version, draft)
    if lacking is not None:
        return redirect(steps.url_of(version, lacking))
    sending = request.method == "POST"
    form = ConfirmForm(request.POST if sending else None)
    if sending and form.is_valid():
        try:
            recorded = applications.send(tickets.draft_token(request), at=request.at)
        except InvalidError as refusal:
            errors.onto_form(form, refusal)
        else:
            answer = redirect("portal:apply_done", code)
            tickets.give_leave(answer, recorded.state.code)
            return answer
    return _checking(request, version, draft, form)


def _checking(
    request: PortalRequest, version: PinnedVersion, draft: Draft, form: ConfirmForm
) -> HttpResponse:
    area_id = draft.part(Part.PLACE).get("area_id")
    unit = applications.receiving_unit(version, area_id, request.at)
    fees = fees_due(version, Channel.ONLINE.value)
    context = {
        "version": version, "form": form, "unit": unit,
        "answers": steps.answers(version, draft), "place": steps.place(version, draft, None),
        "fees": fees, "fee_total": sum(fee["amount"] for fee in fees),
        "fee_lines": cards.fee_lines(version),
    }  # fmt: skip
    status = 422 if form.errors else 200
    return private_answer(
        page(request, "portal/apply_check.html", context, crumbs=_crumbs(version), status=status)
    )


@public(_OWN_DRAFT)
def done(request: PortalRequest, code: str) -> HttpResponseBase:
    """The code, what happens next and until when; without any name, on a machine that may be shared."""
    draft = _draft(request, code)
    if draft is None or not draft.dossier_code:
        return redirect("portal:apply", code)
    case = detail.case(draft.dossier_code, Actor(ActorKind.CITIZEN, draft.dossier_code))
    unit = agencies.unit(case.state.receiving_unit_id)
    submitted = case.state.submitted_at or request.at
    calendar = calendars.calendar_for(unit.calendar_key)
    url = papers.lookup_url(case.state.code)
    context = {
        "case": case, "version": case.version, "unit": unit, "submitted_at": submitted,
        "reply_by": counting.reception_due(calendar, submitted), "qr": codes.drawn(url),
        "follow_at": public_url(reverse("portal:follow")).partition("://")[2], "paper_count": len(case.state.papers),
    }  # fmt: skip
    answer = private_answer(
        page(request, "portal/apply_done.html", context, crumbs=_crumbs(case.version))
    )
    tickets.give_leave(answer, case.state.code)
    return answer


@public(_OWN_DRAFT, methods=CHANGE)
def discard(request: PortalRequest, code: str) -> HttpResponseBase:
    """Give the draft up: what was typed is erased at once."""
    version = _version(request, code)
    if _draft(request, code) is not None:
        applications.discard(tickets.draft_token(request), at=request.at)
    answer = redirect("portal:procedure", version.code)
    tickets.forget_draft(answer, code)
    return answer
