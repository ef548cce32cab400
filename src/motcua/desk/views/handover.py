"""Hand-over: what a unit gives, what waits for it, and the list that both sign."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from motcua.agencies import queries as agencies
from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError
from motcua.desk import frame, lines, several
from motcua.desk.asking import DeskRequest
from motcua.desk.forms.stamped import fresh_key
from motcua.desk.gates import CHANGE, officer
from motcua.desk.views.papers import as_pdf
from motcua.documents import pdf
from motcua.dossiers import forms as sheets
from motcua.dossiers.actions import routing
from motcua.dossiers.queries import handing, lists
from motcua.dossiers.queries.lists import Row
from motcua.pages.chrome import KeyHint
from motcua.pages.rows import InboxRow

HINTS = (KeyHint(("J", "K"), "xuống, lên"), KeyHint(("X",), "chọn"), KeyHint(("Enter",), "mở"))
Listed = list[tuple[Row, InboxRow]]


@officer()
def handover(request: DeskRequest) -> HttpResponse:
    """What to give, what was given and waits, what waits for us."""
    given = lists.handed_out(request.actor)
    takers = agencies.units({row.offer_unit_id for row in given if row.offer_unit_id})
    context = frame.context(request, hints=HINTS) | {
        "key": fresh_key(),
        "incoming": _listed(request, lists.offers(request.actor)),
        "to_give": _listed(request, handing.to_hand_over(request.actor)),
        "given": [
            (view, _listed(request, [row for row in given if row.offer_unit_id == view.id]))
            for view in sorted(takers.values(), key=lambda unit: unit.id)
        ],
    }
    return render(request, "desk/handover.html", context)


def _listed(request: DeskRequest, rows: Iterable[Row]) -> Listed:
    found = list(rows)
    return list(zip(found, lines.inbox_lines(found, request.at), strict=True))


@officer(methods=CHANGE)
def give(request: DeskRequest) -> HttpResponse:
    """Offer each chosen dossier to the unit that its process names next."""
    outcome = several.each(
        request,
        request.POST.getlist("code"),
        lambda code, asked: routing.forward(code, request=asked),
    )
    several.tell(request, outcome, "Đã giao {} hồ sơ, chờ nơi nhận xác nhận.")
    return _back()


@officer(methods=CHANGE)
def take(request: DeskRequest) -> HttpResponse:
    """Take over, or refuse with a reason, each chosen dossier."""
    codes = request.POST.getlist("code")
    if request.POST.get("do") == "decline":
        reason = request.POST.get("reason", "")
        outcome = several.each(
            request,
            codes,
            lambda code, asked: routing.decline_offer(code, reason=reason, request=asked),
        )
        several.tell(request, outcome, "Đã trả lại {} hồ sơ cho nơi giao.")
        return _back()
    outcome = several.each(
        request, codes, lambda code, asked: routing.take_over(code, request=asked)
    )
    several.tell(request, outcome, "Đã nhận {} hồ sơ.")
    return _back()


def _back() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("desk:handover"))


@officer()
def handover_sheet(request: DeskRequest, unit_id: int) -> HttpResponse:
    """The list that giver and taker sign."""
    rows = handing.handed_to(request.actor, unit_id)
    if not rows:
        raise InvalidError("Không còn hồ sơ nào chờ đơn vị này nhận.", code="not_found")
    giver = agencies.unit(rows[0].holder_unit_id or min(request.actor.unit_ids))
    sheet = sheets.handover_list(
        rows, giver=giver, taker=agencies.unit(unit_id), given_by=request.actor.name, at=request.at
    )
    day = in_vietnam(request.at).date()
    return as_pdf(pdf.render(sheet, on=day), f"ban-giao-{day.isoformat()}")
