"""Procedures as posted (niêm yết): by agency, to be read, printed and hung up."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.urls import reverse

from motcua.agencies import queries as agencies
from motcua.agencies.states import Level
from motcua.base.text import sort_key
from motcua.pages.chrome import NavItem
from motcua.portal import cards, codes
from motcua.portal.asking import PortalRequest, today
from motcua.portal.frame import Crumb, page
from motcua.portal.gates import public
from motcua.portal.posted_sheet import public_url
from motcua.procedures import queries as procedures

_OPEN = "niêm yết là nghĩa vụ công khai của cơ quan (Nghị định 63/2010/NĐ-CP)"
_MOST = 2000


@public(_OPEN)
def postings(request: PortalRequest) -> HttpResponse:
    """The agencies that post procedures, with how many each."""
    on = today(request)
    listed = procedures.versions_on(on)
    counted: dict[str, int] = {}
    for row in listed:
        if row.competence_level == Level.PROVINCE:
            counted[row.competence_agency] = counted.get(row.competence_agency, 0) + 1
    departments = [
        (NavItem(view.name, reverse("portal:posting", args=[view.key])), counted[view.key])
        for view in agencies.agencies_on(on, Level.PROVINCE)
        if counted.get(view.key)
    ]
    communes = [
        NavItem(view.area_name, reverse("portal:posting", args=[view.key]))
        for view in agencies.agencies_on(on, Level.COMMUNE)
    ]
    context = {
        "departments": departments,
        "communes": sorted(communes, key=lambda item: sort_key(item.label)),
        "commune_count": sum(1 for row in listed if row.competence_level == Level.COMMUNE),
    }
    return page(request, "portal/postings.html", context, crumbs=[Crumb("Niêm yết")])


@public(_OPEN)
def posting(request: PortalRequest, key: str) -> HttpResponse:
    """What one agency posts, in the columns of the notice board."""
    on = today(request)
    agency = agencies.agency_by_key(key, on)
    if agency is None:
        raise Http404
    lines = cards.lines(_posted(agency, on))
    url = public_url(reverse("portal:posting", args=[key]))
    context = {
        "agency": agency, "unit": agencies.one_stop_of(agency.id, on), "lines": lines, "on": on,
        "qr": codes.drawn(url), "url": url.partition("://")[2],
    }  # fmt: skip
    crumbs = [Crumb("Niêm yết", reverse("portal:postings")), Crumb(agency.name)]
    return page(request, "portal/posting.html", context, crumbs=crumbs)


def _posted(agency: agencies.AgencyView, on: date) -> list[int]:
    """Ids of the versions it decides, by alphabet."""
    if agency.level == Level.PROVINCE:
        return [row.id for row in procedures.search(on=on, limit=_MOST, agency=agency.key)]
    found = procedures.search(on=on, limit=_MOST, level=agency.level)
    return [row.id for row in found if row.competence_level == agency.level]
