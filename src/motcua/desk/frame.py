"""The frame around every page of the desk: bar, rail with its counts, key hints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.base.actor import Actor
from motcua.clock import queries as calendars
from motcua.clock.calendars import WorkingCalendar
from motcua.control.queries import desk as gate
from motcua.desk import menu
from motcua.desk.asking import DeskRequest
from motcua.desk.menu import address
from motcua.dossiers.queries.numbers import Counts, counts
from motcua.pages.chrome import DeskBar, KeyHint

# Which of several roles stands in the bar: the one that decides most.
_BY_WEIGHT = (
    Role.HEAD_OF_AGENCY, Role.CENTRE_DIRECTOR, Role.HEAD_OF_ROOM, Role.CONTROLLER,
    Role.CASE_OFFICER, Role.CLERK, Role.INTAKE_OFFICER, Role.RETURN_OFFICER, Role.FEE_OFFICER,
    Role.BUSINESS_ADMIN, Role.TECHNICAL_ADMIN, Role.INSPECTOR, Role.POSTAL_STAFF, Role.GUIDE,
)  # fmt: skip
# A page looks for a changed calendar at most this often, however many dossiers it lists.
_SECONDS = 5.0
_ANY_CODE = "ma-ho-so"
_SHORTER = (("Ủy ban nhân dân", "UBND"), ("Trung tâm Phục vụ hành chính công", "Trung tâm PVHCC"))


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
        "desk_home_url": menu.home(request.actor),
        "rail_groups": menu.rail(
            request.actor, request.path, lambda: counts_for(request), lambda: _at_gate(request)
        ),
        "hints": hints,
        "letters_off": _letters_off(request),
    }


def _at_gate(request: DeskRequest) -> int:
    return gate.number_waiting(request.at)[0]


def _letters_off(request: DeskRequest) -> bool:
    preferences = getattr(request.user, "preferences", None) or {}
    return bool(preferences.get("letters_off"))


def _bar(request: DeskRequest) -> DeskBar:
    actor = request.actor
    units = agencies.units(actor.unit_ids)
    first = next((units[pk] for pk in sorted(units)), None)
    held = [role for role in _BY_WEIGHT if role.value in actor.roles]
    return DeskBar(
        unit=short(first.agency_name) if first else "Chưa có vị trí công tác",
        person=actor.name,
        post=held[0].label.lower() if held else "chưa có vị trí",
        moment=request.at,
        nav=menu.bar(actor, request.path),
        sign_out_url=address("account_logout"),
        posts_url=address("desk:own_account"),
    )


def short(name: str) -> str:
    """A name that fits into the bar beside the person and the moment."""
    for long, short in _SHORTER:
        name = name.replace(long, short)
    return name
