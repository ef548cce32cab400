"""Paper at the desk: put files on their shelves by scanning, originals owed, incidents."""

from __future__ import annotations

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.base.dates import in_vietnam
from motcua.desk import frame, lines, several
from motcua.desk.asking import DeskRequest
from motcua.desk.forms.stamped import fresh_key
from motcua.desk.gates import CHANGE, COUNTER, HEADS, officer
from motcua.desk.views.finding import asked_for
from motcua.desk.views.papers import as_pdf
from motcua.documents import pdf
from motcua.dossiers import beside_sheets, records
from motcua.dossiers import paper as papers
from motcua.dossiers.actions import paperwork
from motcua.dossiers.folding import DossierState
from motcua.dossiers.paper import Slip
from motcua.dossiers.queries import detail, paper, searching
from motcua.dossiers.states import PaperPlace

OFFICE = (Role.CASE_OFFICER, Role.CLERK)
_PLACES = tuple(place for place in PaperPlace if place is not PaperPlace.ON_THE_WAY)
_MOST_FOUND = 20
_SLIPS = {"giay-nhan": Slip.TAKEN, "giay-tra": Slip.GIVEN}


@officer(*COUNTER, *OFFICE, *HEADS)
def where(request: DeskRequest) -> HttpResponse:
    """Where does the paper file lie? Find it, or write down where many of them are put."""
    text = asked_for(request)
    found = searching.search(request.actor, text)[:_MOST_FOUND] if text else ()
    shown = lines.inbox_lines(found, request.at)
    places = [
        (line, _where(records.load_by_id(row.id))) for row, line in zip(found, shown, strict=True)
    ]
    context = frame.context(request) | {
        "text": text,
        "places": places,
        "choices": _PLACES,
        "key": fresh_key(),
    }
    return render(request, "desk/paper_where.html", context)


def _where(state: DossierState) -> dict[str, object]:
    """In words: the place, the unit, the shelf, since when."""
    now = papers.where(state)
    if now is None:
        return {"words": "Không có bản giấy"}
    unit = agencies.unit(now.unit_id).full_name if now.unit_id else ""
    return {"words": now.place.label, "unit": unit, "shelf": now.shelf, "at": now.at}


@officer(*COUNTER, *OFFICE, *HEADS, methods=CHANGE)
def put(request: DeskRequest) -> HttpResponse:
    """Scanned one after the other: all of them lie there from now on."""
    said = request.POST
    place, shelf = said.get("place", ""), said.get("shelf", "")
    outcome = several.each(
        request,
        said.get("codes", "").upper().split(),
        lambda code, told: paperwork.place_paper(code, place=place, shelf=shelf, request=told),
    )
    several.tell(request, outcome, "Đã ghi nơi để {} hồ sơ giấy.")
    return HttpResponseRedirect(reverse("desk:paper_where"))


@officer(*COUNTER, *OFFICE, *HEADS)
def originals(request: DeskRequest) -> HttpResponse:
    """Originals that are still kept, those of ended dossiers first."""
    context = frame.context(request) | {"owed": paper.originals_owed(request.actor)}
    return render(request, "desk/originals.html", context)


@officer()
@xframe_options_sameorigin
def originals_slip(request: DeskRequest, code: str, kind: str, place: int) -> HttpResponse:
    """Giấy nhận or Giấy trả bản chính: the slip on which one original stands."""
    if kind not in _SLIPS:
        raise Http404
    case = detail.case(code, request.actor)
    slip, at = beside_sheets.originals_slip(case, _SLIPS[kind], place)
    return as_pdf(pdf.render(slip, on=in_vietnam(at).date()), f"{kind}-ban-chinh-{code}-{place}")


@officer(*COUNTER, *HEADS)
def incidents(request: DeskRequest) -> HttpResponse:
    """Wrong and lost results: what is still to be done about each."""
    closed = "da-dong" in request.GET
    context = frame.context(request) | {
        "incidents": paper.incidents(request.actor, closed=closed),
        "closed": closed,
    }
    return render(request, "desk/incidents.html", context)


urlpatterns = [
    path("ho-so-giay/", where, name="paper_where"),
    path("ho-so-giay/ghi/", put, name="put_paper"),
    path("ho-so-giay/ban-chinh/", originals, name="originals"),
    path(
        "ho-so/<str:code>/ban-chinh/<number:place>/<slug:kind>/",
        originals_slip,
        name="originals_slip",
    ),
    path("ket-qua/su-co/", incidents, name="incidents"),
]
