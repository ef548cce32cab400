"""The home page: what do you need to do, and where is your dossier."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse

from motcua.base.dates import WEEKDAYS, format_date
from motcua.clock import queries as calendars
from motcua.clock.calendars import WorkingCalendar
from motcua.portal import topics
from motcua.portal.asking import PortalRequest, today
from motcua.portal.forms.following import FollowForm
from motcua.portal.frame import page
from motcua.portal.gates import public
from motcua.procedures import queries as procedures

_LOOK_AHEAD = 8
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class DayOff:
    """Days off that are near: `words` names them, `back` is the next working day."""

    words: str
    back: str
    several: bool


@public("trang giới thiệu, không có dữ liệu của ai")
def home(request: PortalRequest) -> HttpResponse:
    on = today(request)
    context = {
        "follow_form": FollowForm(),
        "topics": topics.topics(procedures.sectors(on)),
        "day_off": coming_day_off(calendars.calendar_for(), on),
    }
    return page(request, "portal/home.html", context)


def coming_day_off(calendar: WorkingCalendar, on: date) -> DayOff | None:
    """The first weekday off among the days from `on`, with the days off around it."""
    days = [on + timedelta(days=offset) for offset in range(_LOOK_AHEAD)]
    first = next(
        (day for day in days if day.weekday() < _SATURDAY and not calendar.is_counting_day(day)),
        None,
    )
    if first is None:
        return None
    last = first
    while not calendar.is_counting_day(last + timedelta(days=1)):
        last += timedelta(days=1)
    words = _named(first) if last == first else f"{_named(first)} đến {_lowered(_named(last))}"
    return DayOff(words, _lowered(_named(last + timedelta(days=1))), last > first)


def _lowered(text: str) -> str:
    return text[:1].lower() + text[1:]


def _named(day: date) -> str:
    return f"{WEEKDAYS[day.weekday()]} {format_date(day)}"
