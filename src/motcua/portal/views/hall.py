"""The hall's screens: the kiosk that gives numbers out, and the board that says whose turn it is."""

from __future__ import annotations

from urllib.parse import quote
from uuid import uuid4

from django.http import Http404, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from motcua.agencies import queries as agencies
from motcua.agencies.views import UnitView
from motcua.base.priority import Priority
from motcua.base.verdict import RefusedError
from motcua.portal import codes, errors
from motcua.portal.asking import PortalRequest, today
from motcua.portal.gates import CHANGE, private_answer, public
from motcua.portal.posted_sheet import public_url
from motcua.portal.tickets import forget_kiosk, keep_kiosk, kiosk_secret
from motcua.queues.actions import tickets
from motcua.queues.actions.tickets import Wish
from motcua.queues.models import Kiosk
from motcua.queues.queries import hall

_KIOSK = "máy đã được đơn vị đặt, nhận ra bằng khóa trong cookie; số thứ tự không mang tên ai"
_BOARD = "chỉ có số thứ tự và số quầy, không có dữ liệu cá nhân"
_ASK = "chon"


@public("địa chỉ có khóa 256 bit do đơn vị cấp, một khóa cho một máy")
def kiosk_open(request: PortalRequest, secret: str) -> HttpResponseBase:  # noqa: ARG001 - Django's signature
    """The link that makes this browser a kiosk: the secret goes into a cookie, off the address."""
    if hall.kiosk_of(secret) is None:
        raise Http404("no such kiosk")
    answer = HttpResponseRedirect(reverse("portal:kiosk"))
    keep_kiosk(answer, secret)
    return answer


@public(_KIOSK)
def kiosk(request: PortalRequest) -> HttpResponseBase:
    """What does one come for? `?uu-tien=` first asks on which ground one is called before others."""
    found = _kiosk(request)
    if found is None:
        return _no_kiosk(request)
    wanted = request.GET.get("uu-tien", "")
    ground = next((one for one in Priority if one.value == wanted), None)
    now = hall.hall(found.unit_id, today(request))
    context = {
        "unit": agencies.unit(found.unit_id),
        "hall": now,
        "key": str(uuid4()),
        "ground": ground,
        "grounds": list(Priority) if wanted == _ASK else [],
        "alone": True,
    }
    return private_answer(render(request, "portal/kiosk.html", context))


def _kiosk(request: PortalRequest) -> Kiosk | None:
    secret = kiosk_secret(request)
    return hall.kiosk_of(secret) if secret else None


def _no_kiosk(request: PortalRequest) -> HttpResponse:
    answer = render(request, "portal/kiosk_none.html", {"alone": True}, status=403)
    forget_kiosk(answer)
    return private_answer(answer)


@public(_KIOSK, methods=CHANGE)
def kiosk_take(request: PortalRequest) -> HttpResponseBase:
    """One press, one number, however often it arrives."""
    found = _kiosk(request)
    if found is None:
        return _no_kiosk(request)
    said = request.POST
    wish = Wish(found.unit_id, said.get("viec", ""), said.get("key", ""), said.get("uu-tien", ""))
    try:
        ticket = tickets.take_ticket(wish, at=request.at)
    except RefusedError as refusal:
        context = {"sentence": str(refusal), "alone": True}
        status = errors.status_of(refusal)
        return private_answer(render(request, "portal/kiosk_refused.html", context, status=status))
    return HttpResponseRedirect(reverse("portal:kiosk_ticket", args=[ticket.key]))


@public(_KIOSK)
def kiosk_ticket(request: PortalRequest, key: str) -> HttpResponseBase:
    """The number, large and to print; the screen goes back by itself."""
    found = _kiosk(request)
    ticket = hall.ticket_by_key(key)
    if found is None or ticket is None or ticket.unit_id != found.unit_id:
        return (
            _no_kiosk(request) if found is None else HttpResponseRedirect(reverse("portal:kiosk"))
        )
    unit = agencies.unit(ticket.unit_id)
    names = {line.prefix: line.name for line in hall.services(ticket.unit_id, ticket.day)}
    follow = f"{reverse('portal:board', args=[unit.key])}?so={quote(ticket.label)}"
    context = {
        "unit": unit,
        "ticket": ticket,
        "service": names.get(ticket.prefix, ""),
        "ahead": hall.ahead_of(ticket),
        "qr": codes.drawn(public_url(follow)),
        "alone": True,
    }
    return private_answer(render(request, "portal/kiosk_ticket.html", context))


@public(_BOARD)
def board(request: PortalRequest, key: str) -> HttpResponseBase:
    """For the wall of the hall and for the telephone of whoever waits (`?so=A012`)."""
    unit = _unit(request, key)
    now = hall.hall(unit.id, today(request))
    typed = request.GET.get("so", "")
    mine = hall.ticket_named(unit.id, today(request), typed) if typed else None
    context = {
        "unit": unit,
        "hall": now,
        "at": request.at,
        "mine": mine,
        "typed": typed[:8],
        "ahead": hall.ahead_of(mine) if mine else 0,
        "last_call": "" if typed else hall.last_call(now),
        "alone": True,
    }
    answer = render(request, "portal/board.html", context)
    answer["Cache-Control"] = "no-cache"
    return answer


def _unit(request: PortalRequest, key: str) -> UnitView:
    unit = agencies.unit_by_key(key, today(request)) if key.isascii() else None
    if unit is None or not hall.services(unit.id, today(request)):
        raise Http404("no hall with numbers")
    return unit


urlpatterns = [
    path("lay-so/", kiosk, name="kiosk"),
    path("lay-so/mo/<str:secret>/", kiosk_open, name="kiosk_open"),
    path("lay-so/lay/", kiosk_take, name="kiosk_take"),
    path("lay-so/phieu/<str:key>/", kiosk_ticket, name="kiosk_ticket"),
    path("bang-so/<slug:key>/", board, name="board"),
]
