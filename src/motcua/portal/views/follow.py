"""Following a dossier by its code and four digits; and the little that may be asked of it."""

from __future__ import annotations

import re
from dataclasses import replace

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from motcua.base.actor import Actor
from motcua.base.verdict import InvalidError
from motcua.documents import pdf
from motcua.dossiers import forms as papers
from motcua.dossiers.actions import applications, instant, pauses
from motcua.dossiers.actions.tracking import note_failed_attempt
from motcua.dossiers.applying import DraftFile
from motcua.dossiers.codes import clean_code
from motcua.dossiers.people import clean_phone
from motcua.dossiers.queries import detail, tracking
from motcua.dossiers.queries.detail import Case
from motcua.dossiers.records import Request, request_digest
from motcua.portal import errors, following, tickets, uploads
from motcua.portal.asking import PortalRequest, address_of, today
from motcua.portal.forms.following import OTHER_PAPER, FollowForm, SupplementForm, WithdrawForm
from motcua.portal.frame import Crumb, page
from motcua.portal.gates import CHANGE, FORM, private_answer, public

_DIGITS = "mã hồ sơ và bốn số cuối, có giới hạn số lần sai; trang không có dữ liệu cá nhân"
_LEAVE = "phiên xem 30 phút của đúng một hồ sơ; trang không có dữ liệu cá nhân"
_HIDDEN = "Không hiện trên bản tra cứu"
# One sentence for an unknown code and for wrong digits: a guesser learns nothing.
NOT_FOUND = (
    "Không thấy hồ sơ khớp cả mã và 4 số này. Xem lại mã ở đầu Giấy tiếp nhận; "
    "4 số cuối là của điện thoại hoặc CCCD đã ghi trong hồ sơ."
)


@public(_DIGITS, methods=FORM)
def follow(request: PortalRequest) -> HttpResponseBase:
    """Ask for the code and the digits; `?ma=` comes from the QR code of a receipt."""
    if request.method != "POST":
        code = clean_code(request.GET.get("ma", ""))
        return _asking(request, FollowForm(initial={"ma": code}), expired="het" in request.GET)
    form = FollowForm(request.POST)
    if not form.is_valid():
        return _asking(request, form)
    code, digits = clean_code(form.cleaned_data["ma"]), form.cleaned_data["so"].strip()
    came_from = address_of(request)
    citizen = tracking.citizen_for(code, digits, address=came_from, at=request.at)
    if citizen is None:
        note_failed_attempt(code, address=came_from, at=request.at)
        form.add_error(None, NOT_FOUND)
        return _asking(request, form)
    answer = redirect("portal:followed", citizen.ref)
    tickets.give_leave(answer, citizen.ref)
    return answer


def _asking(request: PortalRequest, form: FollowForm, *, expired: bool = False) -> HttpResponse:
    context = {"form": form, "expired": expired}
    status = 422 if form.errors else 200
    return private_answer(
        page(request, "portal/follow.html", context, crumbs=[Crumb("Tra cứu hồ sơ")], status=status)
    )


def _back_to_asking(code: str) -> HttpResponseBase:
    return redirect(f"{reverse('portal:follow')}?ma={clean_code(code)}&het=1")


def _crumbs(code: str, last: str = "") -> list[Crumb]:
    way = [Crumb("Tra cứu hồ sơ", reverse("portal:follow"))]
    own = Crumb(code, reverse("portal:followed", args=[code]) if last else "")
    return [*way, own, Crumb(last)] if last else [*way, own]


@public(_LEAVE)
def followed(request: PortalRequest, code: str) -> HttpResponseBase:
    """Where the dossier is, when it is due, and why on that day."""
    citizen = tickets.citizen(request, code)
    if citizen is None:
        return _back_to_asking(code)
    case = detail.case(code, citizen)
    shown = following.followed(case, request.at)
    context = {"it": shown, "today": today(request), "sent": request.GET.get("da-gui", "")}
    return private_answer(page(request, "portal/followed.html", context, crumbs=_crumbs(code)))


@public(_LEAVE, methods=FORM)
def withdraw(request: PortalRequest, code: str) -> HttpResponseBase:
    """T13: ask for the dossier back; takes the whole number, since four digits can be guessed."""
    citizen = tickets.citizen(request, code)
    if citizen is None:
        return _back_to_asking(code)
    case = detail.case(code, citizen)
    asked = request.method == "POST"
    form = WithdrawForm(request.POST if asked else None)
    if asked and form.is_valid() and _is_owner(request, case, form):
        reason = form.cleaned_data["reason"]
        pauses.request_withdrawal(code, reason=reason, request=_request(request, citizen, reason))
        return redirect(f"{reverse('portal:followed', args=[code])}?da-gui=rut")
    context = {"form": form, "it": following.followed(case, request.at)}
    status = 422 if form.errors else 200
    crumbs = _crumbs(code, "Xin rút hồ sơ")
    return private_answer(
        page(request, "portal/withdraw.html", context, crumbs=crumbs, status=status)
    )


def _request(request: PortalRequest, citizen: Actor, reason: str) -> Request:
    """The citizen's request; pressing twice on the same page is one request."""
    seen = request.POST.get("version", "")[:12]
    digest = request_digest(citizen.ref, "withdraw", reason)
    return Request(citizen, request.at, key=f"withdraw:{citizen.ref}:{seen}", digest=digest)


def _is_owner(request: PortalRequest, case: Case, form: WithdrawForm) -> bool:
    """Whether the whole number is one of the dossier's people's; a wrong one counts as a failure."""
    typed = re.sub(r"[^0-9A-Za-z]", "", clean_phone(form.cleaned_data["number"])).upper()
    people = case.people.everyone() if case.people else ()
    known = {value for person in people for value in (person.phone, person.id_number) if value}
    code, came_from = case.state.code, address_of(request)
    if tracking.too_often(code, came_from, at=request.at):
        raise tracking.TooManyAttemptsError(
            "Đã nhập sai nhiều lần. Đợi 15 phút rồi thử lại, hoặc đến quầy đã nộp hồ sơ."
        )
    if typed in known:
        return True
    note_failed_attempt(code, address=came_from, at=request.at)
    form.add_error(
        "number", "Số này không có trong hồ sơ. Ghi đủ số điện thoại hoặc số CCCD đã khai."
    )
    return False


@public(_LEAVE, methods=FORM)
def supplement(request: PortalRequest, code: str) -> HttpResponseBase:
    """Send files for what was asked; the counter says whether they suffice."""
    citizen = tickets.citizen(request, code)
    if citizen is None:
        return _back_to_asking(code)
    case = detail.case(code, citizen)
    choices = [(paper.key, paper.name[:120]) for paper in case.version.papers]
    sending = request.method == "POST"
    sent = (request.POST, request.FILES) if sending else (None, None)
    form = SupplementForm(*sent, papers=choices)
    if sending and form.is_valid():
        files, refused = uploads.keep(request, form.cleaned_data["tep"])
        for sentence in refused:
            form.add_error("tep", sentence)
        if not refused:
            chosen = form.cleaned_data["paper"]
            key = "" if chosen == OTHER_PAPER else chosen
            return _supplemented(request, code, citizen, form, key, files)
    return _supplementing(request, case, form)


def _supplemented(
    request: PortalRequest,
    code: str,
    citizen: Actor,
    form: SupplementForm,
    key: str,
    files: list[DraftFile],
) -> HttpResponseBase:
    try:
        applications.send_supplement(
            code, paper_key=key, files=files, request=Request(citizen, request.at)
        )
    except InvalidError as refusal:
        errors.onto_form(form, refusal)
        return _supplementing(request, detail.case(code, citizen), form)
    return redirect(f"{reverse('portal:followed', args=[code])}?da-gui=bo-sung")


def _supplementing(request: PortalRequest, case: Case, form: SupplementForm) -> HttpResponse:
    context = {"form": form, "it": following.followed(case, request.at)}
    crumbs = _crumbs(case.state.code, "Gửi giấy tờ bổ sung")
    status = 422 if form.errors else 200
    answer = page(request, "portal/supplement.html", context, crumbs=crumbs, status=status)
    return private_answer(answer)


@public(_LEAVE)
def receipt(request: PortalRequest, code: str) -> HttpResponseBase:
    """The receipt as a look-up print: everything but the people, who a guesser must not learn.

    The full receipt with name and number is handed over at the counter; this one carries the
    same code, papers, dates and digest.
    """
    citizen = tickets.citizen(request, code)
    if citizen is None:
        return _back_to_asking(code)
    case = detail.case(code, citizen)
    if case.state.accepted_at is None:
        raise InvalidError(
            "Hồ sơ chưa được tiếp nhận nên chưa có Giấy tiếp nhận.", code="not_found"
        )
    if not instant.has_receipt(case.state):
        raise InvalidError(
            "Việc này giải quyết ngay nên chưa cấp Giấy tiếp nhận. Cần thì yêu cầu tại quầy.",
            code="not_found",
        )
    sheet = replace(
        papers.receipt(case), applicant=_HIDDEN, submitter="", id_number="", address="", phone="",
        email="", request="", signed_by="", officer="",
    )  # fmt: skip
    if case.state.return_address:
        sheet = replace(sheet, return_at="Qua bưu chính")
    drawn = pdf.render(sheet, on=papers.receipt_day(case))
    answer = HttpResponse(drawn, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="giay-tiep-nhan-{code}.pdf"'
    return private_answer(answer)


@public(_LEAVE, methods=CHANGE)
def leave(request: PortalRequest, code: str) -> HttpResponseBase:  # noqa: ARG001 - one shape of views
    """End the reading on a shared machine."""
    answer = redirect("portal:follow")
    tickets.take_leave_back(answer, code)
    return answer
