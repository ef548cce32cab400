"""What stands behind a number of the board or of the gate's figures: exactly what it counts."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path

from motcua.agencies import queries as agencies
from motcua.base.dates import VIETNAM
from motcua.base.verdict import InvalidError
from motcua.control.queries import behind
from motcua.control.queries.behind import Acts, Part
from motcua.control.queries.figures import DEFINITIONS
from motcua.desk import frame, lines
from motcua.desk.asking import MOST_DIGITS, DeskRequest
from motcua.desk.gates import officer
from motcua.desk.views.oversight import OVERSIGHT, period

_TITLES = {one.key: one.title for one in DEFINITIONS}


@officer(*OVERSIGHT)
def dossiers(request: DeskRequest, unit_id: int) -> HttpResponse:
    """The dossiers that one number of a unit counts."""
    wanted = request.GET.get("muc", "")
    part = Part(wanted) if wanted in set(Part) else Part.OPEN
    unit = agencies.units(frozenset({unit_id})).get(unit_id)
    if unit is None:
        raise InvalidError("Không thấy đơn vị này.", code="not_found")
    found = behind.dossiers(
        request.actor, unit_id, part, at=request.at, after=request.GET.get("sau", "")
    )
    shown = lines.inbox_lines(found.rows, request.at)
    context = frame.context(request) | {
        "title": f"{part.label}: {unit.full_name}",
        "part": part,
        "rows": list(zip(found.rows, shown, strict=True)),
        "every": found.every,
        "following": found.following,
    }
    return render(request, "desk/board_behind.html", context)


@officer(*OVERSIGHT)
def of_agency(request: DeskRequest, agency_id: int) -> HttpResponse:
    """The acts that one number of an agency counts."""
    part = request.GET.get("muc", "")
    if part not in behind.OF_AGENCY:
        raise Http404
    agency = agencies.agencies(frozenset({agency_id})).get(agency_id)
    if agency is None:
        raise InvalidError("Không thấy cơ quan này.", code="not_found")
    page = _page(request)
    found = behind.acts_of_agency(request.actor, agency_id, part, page=page)
    title = f"{behind.OF_AGENCY[part][0]}: {agency.name}"
    return _acts(request, found, page, {"title": title, "asked": f"muc={part}", "is_open": True})


@officer(*OVERSIGHT)
def of_figure(request: DeskRequest, key: str) -> HttpResponse:
    """The acts that the upper number of a figure counts."""
    if key not in _TITLES:
        raise Http404
    first, last = period(request)
    page = _page(request)
    found = behind.acts_of_figure(
        request.actor, key, since=datetime.combine(first, time(), VIETNAM),
        until=datetime.combine(last + timedelta(days=1), time(), VIETNAM), page=page,
    )  # fmt: skip
    context = {
        "title": _TITLES[key],
        "asked": f"tu={first.isoformat()}&den={last.isoformat()}",
        "first": first,
        "last": last,
    }
    return _acts(request, found, page, context)


def _acts(request: DeskRequest, found: Acts, page: int, more: dict[str, object]) -> HttpResponse:
    names = agencies.agencies(frozenset(row.agency_id for row in found.rows))
    context = frame.context(request) | {
        "rows": [(row, names[row.agency_id].name) for row in found.rows],
        "every": found.every,
        "following": page + 1 if found.every > page * behind.PAGE else 0,
    }
    return render(request, "desk/gate_behind.html", context | more)


def _page(request: DeskRequest) -> int:
    text = request.GET.get("trang", "")
    return max(int(text), 1) if text.isdecimal() and len(text) < MOST_DIGITS // 2 else 1


urlpatterns = [
    path("theo-doi/don-vi/<number:unit_id>/", dossiers, name="board_behind"),
    path("theo-doi/co-quan/<number:agency_id>/van-ban/", of_agency, name="board_acts"),
    path("kiem-soat/so-lieu/<slug:key>/", of_figure, name="figure_acts"),
]
