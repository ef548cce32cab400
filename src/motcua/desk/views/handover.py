"""Hand-over: what a unit gives on a list, what waits for it, and what goes to the post."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from motcua.accounts.states import Role
from motcua.base.dates import in_vietnam
from motcua.base.verdict import ConflictError, InvalidError, RefusedError
from motcua.desk import frame, lines, several
from motcua.desk.asking import DeskRequest, asked
from motcua.desk.forms.stamped import fresh_key
from motcua.desk.gates import CHANGE, COUNTER, officer
from motcua.desk.views.papers import as_pdf
from motcua.documents import pdf
from motcua.dossiers import forms as sheets
from motcua.dossiers.actions import handovers, posting, routing
from motcua.dossiers.actions.handovers import Given
from motcua.dossiers.given import ListStatus
from motcua.dossiers.queries import given, handing
from motcua.dossiers.queries.lists import Row
from motcua.dossiers.states import PostalState
from motcua.pages.chrome import KeyHint
from motcua.pages.rows import InboxRow

HINTS = (KeyHint(("J", "K"), "xuống, lên"), KeyHint(("X",), "chọn"), KeyHint(("Enter",), "mở"))
Listed = list[tuple[Row, InboxRow]]
_ALL = "tat-ca"


@officer()
def handover(request: DeskRequest) -> HttpResponse:
    """What to give, what was given and waits, what waits for us."""
    context = frame.context(request, hints=HINTS) | {
        "key": fresh_key(),
        "waiting": given.waiting_for(request.actor),
        "incoming": _listed(request, given.offers_alone(request.actor)),
        "to_give": _listed(request, handing.to_hand_over(request.actor)),
        "given": given.given_by(request.actor, postal=False),
        "alone": _listed(request, given.handed_alone(request.actor)),
        "recent": given.recent(request.actor) if _ALL in request.GET else (),
    }
    return render(request, "desk/handover.html", context)


def _listed(request: DeskRequest, rows: Iterable[Row]) -> Listed:
    found = list(rows)
    return list(zip(found, lines.inbox_lines(found, request.at), strict=True))


@officer(methods=CHANGE)
def give(request: DeskRequest) -> HttpResponse:
    """Offer the chosen dossiers to where their processes lead, on a list for each place."""
    made = handovers.offer_list(request.POST.getlist("code"), request=asked(request))
    return _made(request, made, "Đã giao {} hồ sơ, chờ nơi nhận ký.", "desk:handover")


def _made(request: DeskRequest, made: Given, said: str, back: str) -> HttpResponse:
    count = sum(sheet.lines.count() for sheet in made.lists)
    if count:
        messages.success(request, said.format(count))
    for code, sentence in made.refused:
        messages.error(request, f"Chưa làm được với {code}. {sentence}")
    if not count and not made.refused:
        messages.warning(request, "Chưa chọn hồ sơ nào. Đánh dấu các dòng rồi bấm lại.")
    if len(made.lists) == 1:
        return HttpResponseRedirect(reverse("desk:handover_list", args=[made.lists[0].pk]))
    return HttpResponseRedirect(reverse(back))


@officer(methods=CHANGE)
def take(request: DeskRequest) -> HttpResponse:
    """Take over, or refuse with a reason, each chosen dossier that came on no list."""
    codes = request.POST.getlist("code")
    if request.POST.get("do") == "decline":
        reason = request.POST.get("reason", "")
        outcome = several.each(
            request,
            codes,
            lambda code, told: routing.decline_offer(code, reason=reason, request=told),
        )
        several.tell(request, outcome, "Đã trả lại {} hồ sơ cho nơi giao.")
        return HttpResponseRedirect(reverse("desk:handover"))
    outcome = several.each(request, codes, lambda code, told: routing.take_over(code, request=told))
    several.tell(request, outcome, "Đã nhận {} hồ sơ.")
    return HttpResponseRedirect(reverse("desk:handover"))


@officer()
def handover_list(request: DeskRequest, list_id: int) -> HttpResponse:
    """One list: who gives, who takes, each line, and what may be done with it now."""
    sheet, rows = given.sheet(list_id, request.actor)
    is_open = sheet.list.status == ListStatus.OFFERED
    refusal = handovers.why_not_settle(sheet.list, request.actor) if is_open else "Đã xử lý."
    context = frame.context(request) | {
        "sheet": sheet,
        "rows": rows,
        "key": fresh_key(),
        "is_open": is_open,
        "may_settle": not refusal,
        "why_not": refusal if is_open else "",
        "may_withdraw": is_open and sheet.list.offered_by_id == request.actor.account_id,
        "carries": Role.POSTAL_STAFF.value in request.actor.roles,
    }
    return render(request, "desk/handover_list.html", context)


@officer(methods=CHANGE)
def settle(request: DeskRequest, list_id: int) -> HttpResponse:
    """Sign for the list but for what is crossed out, or take it back."""
    given.sheet(list_id, request.actor)
    said = request.POST
    try:
        if said.get("do") == "withdraw":
            handovers.withdraw_list(list_id, request=asked(request))
        else:
            handovers.settle_list(
                list_id, crossed_out=said.getlist("code"), reason=said.get("reason", ""),
                request=asked(request),
            )  # fmt: skip
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        done = "Đã lấy lại danh sách." if said.get("do") == "withdraw" else "Đã ký nhận danh sách."
        messages.success(request, done)
    return HttpResponseRedirect(reverse("desk:handover_list", args=[list_id]))


@officer()
def handover_sheet(request: DeskRequest, list_id: int) -> HttpResponse:
    """The list on paper, with both signatures."""
    sheet, rows = given.sheet(list_id, request.actor)
    made = sheets.handover_list(sheet, rows)
    day = in_vietnam(sheet.list.offered_at).date()
    return as_pdf(pdf.render(made, on=day), f"ban-giao-{sheet.list.number}-{sheet.list.year}")


@officer(*COUNTER, Role.POSTAL_STAFF)
def post(request: DeskRequest) -> HttpResponse:
    """Results that go by post: to hand over, on lists, and under way."""
    counter = request.actor.holds_any(frozenset(role.value for role in COUNTER))
    context = frame.context(request, hints=HINTS) | {
        "key": fresh_key(),
        "may_give": counter,
        "to_post": _listed(request, given.to_post(request.actor)) if counter else [],
        "given": given.given_by(request.actor, postal=True) if counter else (),
        "waiting": given.waiting_for(request.actor) if not counter else (),
        "parcels": [
            (parcel, PostalState(parcel.state).label) for parcel in given.parcels(request.actor)
        ],
        "news": [one for one in PostalState if one is not PostalState.HANDED_OVER],
    }
    return render(request, "desk/post.html", context)


@officer(*COUNTER, methods=CHANGE)
def give_to_post(request: DeskRequest) -> HttpResponse:
    """Hand the chosen results to the post on one list."""
    made = handovers.offer_to_post(request.POST.getlist("code"), request=asked(request))
    return _made(request, made, "Đã lập danh sách {} bưu gửi, chờ bưu chính ký nhận.", "desk:post")


@officer(*COUNTER, Role.POSTAL_STAFF, methods=CHANGE)
def mark_parcel(request: DeskRequest, code: str) -> HttpResponse:
    """What the post says of one parcel."""
    said = request.POST
    try:
        posting.track_post(
            code, news=said.get("news", ""), proof=said.get("proof", ""),
            tracking=said.get("tracking", ""), request=asked(request),
        )  # fmt: skip
    except (ConflictError, InvalidError) as refusal:
        if refusal.code == "not_found":
            raise
        messages.error(request, f"{code}: {refusal}")
    else:
        messages.success(request, f"Đã ghi trạng thái bưu gửi của {code}.")
    return HttpResponseRedirect(reverse("desk:post"))


urlpatterns = [
    path("quay/ban-giao/", handover, name="handover"),
    path("quay/ban-giao/giao/", give, name="give_offers"),
    path("quay/ban-giao/nhan/", take, name="take_offers"),
    path("quay/ban-giao/<number:list_id>/", handover_list, name="handover_list"),
    path("quay/ban-giao/<number:list_id>/ky/", settle, name="settle_list"),
    path("quay/ban-giao/<number:list_id>/in/", handover_sheet, name="handover_sheet"),
    path("quay/buu-chinh/", post, name="post"),
    path("quay/buu-chinh/giao/", give_to_post, name="give_to_post"),
    path("quay/buu-chinh/<str:code>/", mark_parcel, name="mark_parcel"),
]
