"""Numbers at the desk: call the next by one key, see the hall, furnish it, read the waiting times."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.agencies.views import UnitView
from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError, RefusedError
from motcua.desk import frame
from motcua.desk.asking import DeskRequest
from motcua.desk.gates import CHANGE, COUNTER, HEADS, officer
from motcua.pages.chrome import KeyHint
from motcua.queues import policies
from motcua.queues.actions import calling, furnishing, tickets
from motcua.queues.queries import figures, hall

HINTS = (
    KeyHint(("N",), "gọi số tiếp theo"),
    KeyHint(("G",), "gọi lại"),
    KeyHint(("V",), "ghi vắng"),
    KeyHint(("T",), "mở trang tiếp nhận"),
    KeyHint(("L",), "làm ngay"),
)
STAFF = (Role.GUIDE, *COUNTER)
SPANS = {"hom-nay": 1, "7-ngay": 7, "30-ngay": 30}
_OFF = frozenset({"", "0"})


def _today(request: DeskRequest) -> date:
    return in_vietnam(request.at).date()


def _halls(request: DeskRequest) -> list[UnitView]:
    """Halls that the actor may furnish or work in, one's own first."""
    actor = request.actor
    own = agencies.units(actor.unit_ids)
    units = dict(own)
    for agency_id in actor.agency_ids:
        for unit in agencies.units_of_agency(agency_id, _today(request)):
            units.setdefault(unit.id, unit)
    known = [unit for unit in units.values() if hall.services(unit.id, _today(request))]
    return sorted(known, key=lambda unit: (unit.id not in own, unit.id))


@officer(*STAFF)
def counters(request: DeskRequest) -> HttpResponse:
    """The own counter with its key, or the counters among which one sits down."""
    found = [unit for unit in _halls(request) if policies.can_call(request.actor, unit.id)]
    if not found:
        context = frame.context(request)
        return render(request, "desk/queue_none.html", context)
    counter_id = hall.counter_of(request.actor, _today(request))
    seats = {unit.id: hall.hall(unit.id, _today(request)) for unit in found}
    for unit in found:
        mine = [one for one in seats[unit.id].counters if one.id == counter_id]
        if mine:
            return _own(request, unit, seats[unit.id], mine[0])
    context = frame.context(request) | {
        "halls": [(unit, seats[unit.id]) for unit in found],
        "me": request.actor.account_id,
    }
    return render(request, "desk/queue_seats.html", context)


def _own(
    request: DeskRequest, unit: UnitView, now: hall.Hall, mine: hall.CounterView
) -> HttpResponse:
    context = frame.context(request, hints=HINTS) | {
        "unit": unit,
        "hall": now,
        "mine": mine,
        "ticket": mine.ticket,
        "receives": Role.INTAKE_OFFICER.value in request.actor.roles,
        "carried": _carried(unit, mine),
        "waiting": sum(line.waiting for line in now.services if line.prefix in mine.services),
        "lines": [line for line in now.services if line.prefix in mine.services],
        "others": [
            line for line in now.services if mine.ticket and line.prefix != mine.ticket.service
        ],
        "skipped": hall.skipped(unit.id, now.day, mine.services),
        "service": {line.prefix: line.name for line in now.services},
    }
    return render(request, "desk/queue_counter.html", context)


def _carried(unit: UnitView, mine: hall.CounterView) -> str:
    """What the number already says, for the form that is opened for its holder."""
    ground = {"uu-tien": mine.ticket.ground} if mine.ticket and mine.ticket.ground else {}
    return urlencode({"don-vi": unit.id} | ground)


@officer(*STAFF, methods=CHANGE)
def at_counter(request: DeskRequest, counter_id: int) -> HttpResponse:
    """One act at a counter; what cannot be done is said on the page."""
    doing = _DOING.get(request.POST.get("do", ""))
    if doing is None:
        raise InvalidError("Chọn một việc ở quầy.")
    try:
        doing(request, counter_id)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    return HttpResponseRedirect(reverse("desk:queue"))


def _ticket(request: DeskRequest) -> int:
    text = request.POST.get("so", "")
    if not text.isdecimal() or len(text) > 18:  # noqa: PLR2004 - the database's numbers
        raise InvalidError("Chưa chọn số. Mở lại trang quầy.")
    return int(text)


def _next(request: DeskRequest, counter_id: int) -> None:
    seen = None if request.POST.get("so", "") in _OFF else _ticket(request)
    found = calling.call_next(counter_id, seen=seen, actor=request.actor, at=request.at)
    if found is None:
        messages.info(request, "Không còn ai chờ ở quầy này.")


def _with_ticket(act: Callable[..., object]) -> Callable[[DeskRequest, int], None]:
    def done(request: DeskRequest, counter_id: int) -> None:
        act(_ticket(request), counter_id=counter_id, actor=request.actor, at=request.at)

    return done


def _transfer(request: DeskRequest, counter_id: int) -> None:
    service = request.POST.get("viec", "")
    moved = calling.transfer(
        _ticket(request), service=service, counter_id=counter_id, actor=request.actor
    )
    messages.success(request, f"Đã chuyển số {moved.label} sang nhóm {moved.service}.")


def _open(request: DeskRequest, counter_id: int) -> None:
    calling.open_counter(counter_id, actor=request.actor, at=request.at)


def _close(request: DeskRequest, counter_id: int) -> None:
    calling.close_counter(counter_id, actor=request.actor, at=request.at)
    messages.success(request, "Đã đóng quầy.")


_DOING: dict[str, Callable[[DeskRequest, int], None]] = {
    "open": _open, "close": _close, "next": _next, "transfer": _transfer,
    "recall": _with_ticket(calling.recall), "serve": _with_ticket(calling.serve),
    "skip": _with_ticket(calling.skip), "finish": _with_ticket(calling.finish),
}  # fmt: skip


@officer(*STAFF, methods=CHANGE)
def day(request: DeskRequest, unit_id: int) -> HttpResponse:
    """Close the day of a hall, or open it again."""
    again = request.POST.get("do") == "open"
    act = tickets.reopen_day if again else tickets.close_day
    try:
        act(unit_id, actor=request.actor, at=request.at)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "Đã mở lại việc lấy số." if again else "Đã đóng ngày lấy số.")
    return HttpResponseRedirect(reverse("desk:queue"))


@officer(*STAFF, *HEADS)
def waiting_times(request: DeskRequest) -> HttpResponse:
    """How long people waited, by service and by day."""
    span = request.GET.get("khoang", "")
    days = SPANS.get(span, 1)
    last = _today(request)
    first = last - timedelta(days=days - 1)
    shown = [
        {
            "unit": unit,
            "whole": figures.whole(unit.id, first, last),
            "services": [
                (row, _name(unit.id, row.service, last))
                for row in figures.by_service(unit.id, first, last)
            ],
            "days": figures.by_day(unit.id, first, last) if days > 1 else (),
        }
        for unit in _halls(request)
    ]
    context = frame.context(request) | {
        "shown": shown,
        "first": first,
        "last": last,
        "span": span if span in SPANS else "hom-nay",
        "spans": (("hom-nay", "Hôm nay"), ("7-ngay", "7 ngày"), ("30-ngay", "30 ngày")),
    }
    return render(request, "desk/queue_figures.html", context)


def _name(unit_id: int, prefix: str, on: date) -> str:
    return next((row.name for row in hall.services(unit_id, on) if row.prefix == prefix), "")


@officer(Role.GUIDE, *HEADS, Role.BUSINESS_ADMIN)
def furniture(request: DeskRequest) -> HttpResponse:
    """Services, counters and kiosks of one hall."""
    units = _furnishable(request)
    if not units:
        raise InvalidError(
            "Cơ quan của anh/chị chưa có Bộ phận Một cửa để đặt quầy.", code="not_found"
        )
    chosen = next((one for one in units if str(one.id) == request.GET.get("bo-phan")), units[0])
    return _furniture(request, units, chosen)


def _furnishable(request: DeskRequest) -> list[UnitView]:
    everything = agencies.receiving_units(_today(request))
    return [
        unit for unit in everything if policies.can_furnish(request.actor, unit.id, unit.agency_id)
    ]


def _furniture(
    request: DeskRequest, units: list[UnitView], unit: UnitView, **more: Any
) -> HttpResponse:
    context = frame.context(request) | {
        "units": units,
        "unit": unit,
        "hall": hall.hall(unit.id, _today(request)),
        "kiosks": hall.kiosks(unit.id),
        "board_url": f"{settings.PUBLIC_URL}{reverse('portal:board', args=[unit.key])}",
        **more,
    }
    return render(request, "desk/queue_furniture.html", context)


@officer(Role.GUIDE, *HEADS, Role.BUSINESS_ADMIN, methods=CHANGE)
def furnish(request: DeskRequest, unit_id: int) -> HttpResponse:
    """One change of the hall; a new kiosk shows its link this once."""
    unit = next((one for one in _furnishable(request) if one.id == unit_id), None)
    if unit is None:
        raise InvalidError("Không thấy bộ phận này.", code="not_found")
    change = _FURNISHING.get(request.POST.get("do", ""))
    if change is None:
        raise InvalidError("Chọn một việc.")
    try:
        made = change(request, unit_id)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
        made = None
    if made is not None:
        answer = _furniture(request, _furnishable(request), unit, kiosk_link=made)
        answer["Cache-Control"] = "private, no-store"
        return answer
    return HttpResponseRedirect(f"{reverse('desk:queue_furniture')}?bo-phan={unit_id}")


def _number(request: DeskRequest, name: str) -> int:
    text = request.POST.get(name, "")
    return int(text) if text.isdecimal() and len(text) <= 9 else 0  # noqa: PLR2004


def _set_service(request: DeskRequest, unit_id: int) -> None:
    said = request.POST
    furnishing.set_service(
        unit_id, prefix=said.get("prefix", ""), name=said.get("name", ""), actor=request.actor,
        at=request.at,
    )  # fmt: skip


def _end_service(request: DeskRequest, unit_id: int) -> None:
    furnishing.end_service(
        unit_id, prefix=request.POST.get("prefix", ""), actor=request.actor, at=request.at
    )


def _set_counter(request: DeskRequest, unit_id: int) -> None:
    furnishing.set_counter(
        unit_id, number=_number(request, "number"), services=request.POST.getlist("services"),
        name=request.POST.get("name", ""), actor=request.actor, at=request.at,
    )  # fmt: skip


def _end_counter(request: DeskRequest, unit_id: int) -> None:
    furnishing.end_counter(
        unit_id, number=_number(request, "number"), actor=request.actor, at=request.at
    )


def _add_kiosk(request: DeskRequest, unit_id: int) -> str:
    _, secret = furnishing.add_kiosk(
        unit_id, name=request.POST.get("name", ""), actor=request.actor, at=request.at
    )
    return f"{settings.PUBLIC_URL}{reverse('portal:kiosk_open', args=[secret])}"


def _end_kiosk(request: DeskRequest, unit_id: int) -> None:
    known = {kiosk.pk for kiosk in hall.kiosks(unit_id)}
    wanted = _number(request, "kiosk")
    if wanted not in known:
        raise InvalidError("Máy này đã ngừng.")
    furnishing.end_kiosk(wanted, actor=request.actor, at=request.at)


_FURNISHING: dict[str, Callable[[DeskRequest, int], str | None]] = {
    "service": _set_service, "end_service": _end_service, "counter": _set_counter,
    "end_counter": _end_counter, "kiosk": _add_kiosk, "end_kiosk": _end_kiosk,
}  # fmt: skip

urlpatterns = [
    path("quay/goi-so/", counters, name="queue"),
    path("quay/goi-so/<number:counter_id>/", at_counter, name="queue_counter"),
    path("quay/goi-so/ngay/<number:unit_id>/", day, name="queue_day"),
    path("quay/goi-so/thoi-gian-cho/", waiting_times, name="queue_figures"),
    path("quay/goi-so/thiet-dat/", furniture, name="queue_furniture"),
    path("quay/goi-so/thiet-dat/<number:unit_id>/", furnish, name="queue_furnish"),
]
