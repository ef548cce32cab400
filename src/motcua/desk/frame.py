"""The frame around every page of the desk: bar, rail with its counts, key hints."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

from django.urls import reverse

from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.base.actor import Actor
from motcua.clock import queries as calendars
from motcua.clock.calendars import WorkingCalendar
from motcua.desk.asking import DeskRequest
from motcua.dossiers.queries.lists import View
from motcua.dossiers.queries.numbers import Counts, counts
from motcua.pages.chrome import DeskBar, KeyHint, NavItem, RailGroup, RailItem

_RECEPTION = frozenset({Role.INTAKE_OFFICER.value})
_COUNTER = _RECEPTION | {Role.RETURN_OFFICER.value, Role.FEE_OFFICER.value}
_WORK = _COUNTER | {
    Role.CASE_OFFICER.value, Role.HEAD_OF_ROOM.value, Role.HEAD_OF_AGENCY.value, Role.CLERK.value
}  # fmt: skip
_HEADS = frozenset({Role.HEAD_OF_ROOM.value, Role.HEAD_OF_AGENCY.value})
_CATALOGUE = frozenset({Role.BUSINESS_ADMIN.value})
# Which of several roles stands in the bar: the one that decides most.
_BY_WEIGHT = (
    Role.HEAD_OF_AGENCY, Role.CENTRE_DIRECTOR, Role.HEAD_OF_ROOM, Role.CONTROLLER,
    Role.CASE_OFFICER, Role.CLERK, Role.INTAKE_OFFICER, Role.RETURN_OFFICER, Role.FEE_OFFICER,
    Role.BUSINESS_ADMIN, Role.TECHNICAL_ADMIN, Role.INSPECTOR, Role.POSTAL_STAFF, Role.GUIDE,
)  # fmt: skip
# A page looks for a changed calendar at most this often, however many dossiers it lists.
_SECONDS = 5.0
_ANY_CODE = "ma-ho-so"
# Addresses that belong to a menu entry besides its own.
_BELOW = {"desk:catalogue": ("/danh-muc/", "/lich-lam-viec/")}
_LONG, _SHORT = "Ủy ban nhân dân", "UBND"


@cache
def address(name: str, *args: str) -> str:
    """An address of the desk that holds nobody's code; found once in a process."""
    return reverse(name, args=args)


def dossier_url(code: str) -> str:
    """A list has fifty of these; codes need no quoting."""
    return address("desk:dossier", _ANY_CODE).replace(_ANY_CODE, code)


def calendar_named(key: str) -> WorkingCalendar:
    """A counting calendar for what pages show; actions ask for the newest one themselves."""
    return calendars.calendar_for(key, max_age=_SECONDS)


def calendar_of(actor: Actor) -> WorkingCalendar:
    """The calendar by which the actor's lists are ordered: that of their first unit."""
    for unit_id in sorted(actor.unit_ids):
        return calendar_named(agencies.unit(unit_id).calendar_key)
    return calendar_named(calendars.PROVINCE)


def counts_for(request: DeskRequest) -> Counts:
    """The numbers of the rail, read at most once for a request."""
    known: Counts | None = getattr(request, "desk_counts", None)
    if known is None:
        known = counts(request.actor, at=request.at)
        keep_counts(request, known)
    return known


def keep_counts(request: DeskRequest, counted: Counts) -> None:
    """For a page that has read the numbers of the rail together with its own."""
    request.desk_counts = counted  # type: ignore[attr-defined]


def context(request: DeskRequest, *, hints: Sequence[KeyHint] = ()) -> dict[str, Any]:
    """What desk/base.html needs."""
    return {
        "desk": _bar(request),
        "desk_home_url": address("desk:inbox"),
        "rail_groups": _rail(request),
        "hints": hints,
        "letters_off": _letters_off(request),
    }


def _letters_off(request: DeskRequest) -> bool:
    preferences = getattr(request.user, "preferences", None) or {}
    return bool(preferences.get("letters_off"))


def _bar(request: DeskRequest) -> DeskBar:
    actor = request.actor
    units = agencies.units(actor.unit_ids)
    first = next((units[pk] for pk in sorted(units)), None)
    held = [role for role in _BY_WEIGHT if role.value in actor.roles]
    return DeskBar(
        unit=first.agency_name.replace(_LONG, _SHORT) if first else "Chưa có vị trí công tác",
        person=actor.name,
        post=held[0].label.lower() if held else "chưa có vị trí",
        moment=request.at,
        nav=_nav(request),
        sign_out_url=address("account_logout"),
        posts_url=address("desk:own_account"),
    )


def _nav(request: DeskRequest) -> list[NavItem]:
    roles, path = request.actor.roles, request.path
    ways = [
        ("Hộp việc", "desk:inbox", _WORK),
        ("Quầy", "desk:reception", _RECEPTION),
        ("Trả kết quả", "desk:return_counter", _COUNTER - _RECEPTION),
        ("Tìm kiếm", "desk:search", frozenset[str]()),
        ("Danh mục", "desk:catalogue", frozenset[str]()),
    ]
    shown = [(label, name) for label, name, needed in ways if not needed or needed & roles]
    return [
        NavItem(label, address(name), current=path.startswith(_BELOW.get(name, address(name))))
        for label, name in shown
    ]


def _rail(request: DeskRequest) -> list[RailGroup]:
    """Groups by what the person does; whoever handles no dossiers gets none."""
    roles = request.actor.roles
    if not roles & _WORK:
        return [RailGroup("Danh mục", _catalogue(request))]
    counts = counts_for(request)
    groups = [RailGroup("Việc của tôi", _own(request, counts))]
    if roles & _COUNTER:
        groups.append(RailGroup("Quầy", _counter(request, counts)))
    groups.append(RailGroup("Cả đơn vị", _unit(request, counts)))
    groups.append(RailGroup("Đã xong", [_shelf(request, View.DONE_TODAY, "Hôm nay", None)]))
    if roles & _CATALOGUE or request.path.startswith(_BELOW["desk:catalogue"]):
        groups.append(RailGroup("Danh mục", _catalogue(request)))
    return groups


def _shelf(
    request: DeskRequest, view: View, label: str, count: int | None, alarm: str = ""
) -> RailItem:
    url = address("desk:inbox") if view is View.MINE else address("desk:shelf", view.value)
    return RailItem(label, url, count, alarm if count else "", current=request.path == url)


def _own(request: DeskRequest, counts: Counts) -> list[RailItem]:
    return [
        _shelf(request, View.MINE, "Tất cả", counts.mine),
        _shelf(request, View.OVERDUE, "Quá hạn", counts.overdue, "r"),
        _shelf(request, View.NEAR, "Sắp đến hạn", counts.near, "y"),
        _shelf(request, View.PAUSED, "Đồng hồ đang dừng", counts.paused),
    ]


def _item(
    request: DeskRequest, label: str, name: str, count: int | None = None, alarm: str = ""
) -> RailItem:
    url = address(name)
    return RailItem(label, url, count, alarm if count else "", current=request.path == url)


def _counter(request: DeskRequest, counts: Counts) -> list[RailItem]:
    items = []
    if request.actor.roles & _RECEPTION:
        items = [
            _item(request, "Tiếp nhận", "desk:reception"),
            _item(request, "Hồ sơ nộp qua mạng", "desk:online_queue", counts.online, "y"),
        ]
    return [*items, _item(request, "Trả kết quả", "desk:return_counter", counts.to_return)]


def _unit(request: DeskRequest, counts: Counts) -> list[RailItem]:
    items = [
        _item(request, "Bàn giao", "desk:handover", counts.offered, "y"),
        _shelf(request, View.UNASSIGNED, "Chưa phân công", counts.unassigned),
        _shelf(request, View.UNIT, "Tất cả của đơn vị", counts.unit),
    ]
    if request.actor.roles & _HEADS:
        items.append(_item(request, "Phân công", "desk:assignment", counts.unassigned))
    if Role.HEAD_OF_AGENCY.value in request.actor.roles:
        items.append(_item(request, "Chờ ký", "desk:signing"))
    return items


def _catalogue(request: DeskRequest) -> list[RailItem]:
    items = [
        _item(request, "Thủ tục", "desk:catalogue"),
        _item(request, "Lịch làm việc", "desk:calendars"),
    ]
    if request.actor.roles & _CATALOGUE:
        items.append(_item(request, "Bản ghi cần xem lại", "desk:quarantine"))
    return items
