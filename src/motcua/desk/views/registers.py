"""The register of dossiers: read by unit and year, exported, closed on 31 December."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from django.conf import settings
from django.contrib import messages
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import path, reverse

from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.agencies.reorganising import queries as reorganisations
from motcua.agencies.views import UnitView
from motcua.base.dates import in_vietnam
from motcua.base.verdict import InvalidError, RefusedError
from motcua.desk import frame
from motcua.desk.asking import DeskRequest
from motcua.desk.gates import CHANGE, HEADS, officer
from motcua.dossiers.actions import registers
from motcua.dossiers.books import ExportStatus, RegisterExport
from motcua.dossiers.queries import register
from motcua.dossiers.queries.register import Narrowing

STAFF = (Role.INTAKE_OFFICER, Role.RETURN_OFFICER, Role.CLERK, *HEADS)
_STANDINGS = (("", "Tất cả"), ("open", "Chưa trả kết quả"), ("returned", "Đã trả kết quả"))
_MOST_DIGITS = 9


def _units(request: DeskRequest) -> list[UnitView]:
    """Of the own agency first, then those whose whole place it took."""
    found = agencies.receiving_units(in_vietnam(request.at).date())
    inherited = reorganisations.counters_inherited(request.actor.agency_ids)
    return [unit for unit in (*found, *inherited) if registers.can_read(request.actor, unit.id)]


def _asked(request: DeskRequest) -> tuple[UnitView, int, Narrowing]:
    """Unit, year and filters of the address; what is not one's own is not found."""
    units = _units(request)
    said = request.GET if request.method == "GET" else request.POST
    wanted = said.get("bo-phan", "")
    unit = next((one for one in units if str(one.id) == wanted), None)
    if unit is None and wanted == "" and units:
        unit = units[0]
    if unit is None:
        raise InvalidError("Không thấy sổ theo dõi của bộ phận này.", code="not_found")
    year = said.get("nam", "")
    narrowing = Narrowing(
        text=said.get("tim", "").strip()[:100],
        procedure_code=said.get("thu-tuc", "").strip()[:40],
        standing=said.get("tinh-trang", "")
        if said.get("tinh-trang", "") in dict(_STANDINGS)
        else "",
    )
    ended = unit.effective_to
    this_year = min(in_vietnam(request.at).date(), ended or date.max).year
    return unit, int(year) if year.isdecimal() and len(year) == 4 else this_year, narrowing  # noqa: PLR2004


@officer(*STAFF)
def book(request: DeskRequest) -> HttpResponse:
    """The lines of one book, fifty at a time, and what is missing in it."""
    unit, year, narrowing = _asked(request)
    after = request.GET.get("sau", "")
    start = int(after) if after.isdecimal() and len(after) <= _MOST_DIGITS else 0
    found = register.entries(unit.id, year, narrowing, after=start, limit=register.PAGE + 1)
    shown = found[: register.PAGE]
    years = sorted({*register.years(unit.id), in_vietnam(request.at).year}, reverse=True)
    asked = request.GET.copy()
    asked.pop("sau", None)
    context = frame.context(request) | {
        "unit": unit,
        "units": _units(request),
        "year": year,
        "years": years,
        "narrowing": narrowing,
        "standings": _STANDINGS,
        "entries": shown,
        "further": shown[-1].number if len(found) > register.PAGE else None,
        "asked": asked.urlencode(),
        "start": start,
        "book": register.book(unit.id, year),
        "closing": register.closing(unit.id, year),
        "may_close": bool(registers.can_close(request.actor, unit.id)),
        "exports": RegisterExport.objects.filter(
            unit_id=unit.id, year=year, asked_by_id=request.actor.account_id
        ).order_by("-id")[:5],
    }
    return render(request, "desk/register.html", context)


@officer(*STAFF, methods=CHANGE)
def export(request: DeskRequest) -> HttpResponse:
    """Ask for the file; a thin book comes at once, a thick one tells how far it is."""
    unit, year, narrowing = _asked(request)
    asked = registers.ask_export(
        unit.id, year, kind=request.POST.get("kieu", ""), narrowing=narrowing,
        actor=request.actor, at=request.at,
    )  # fmt: skip
    route = "desk:register_file" if asked.status == ExportStatus.DONE else "desk:register_export"
    return HttpResponseRedirect(reverse(route, args=[asked.pk]))


def _own(request: DeskRequest, export_id: int) -> RegisterExport:
    found = RegisterExport.objects.filter(pk=export_id, asked_by_id=request.actor.account_id)
    asked = found.first()
    if asked is None or not registers.can_read(request.actor, asked.unit_id):
        raise InvalidError("Không thấy lần xuất sổ này.", code="not_found")
    return asked


@officer(*STAFF)
def export_progress(request: DeskRequest, export_id: int) -> HttpResponse:
    """How many lines are written; the page looks again by itself."""
    asked = _own(request, export_id)
    context = frame.context(request) | {
        "export": asked,
        "unit": agencies.unit(asked.unit_id),
        "share": round(100 * asked.done / asked.total) if asked.total else 0,
    }
    return render(request, "desk/register_export.html", context)


@officer(*STAFF)
def export_file(request: DeskRequest, export_id: int) -> HttpResponseBase:
    """The file, for the one who asked for it, while it is kept."""
    asked = _own(request, export_id)
    file = Path(settings.EXPORT_ROOT) / asked.name
    if asked.status != ExportStatus.DONE or not file.is_file():
        raise Http404
    unit = agencies.unit(asked.unit_id)
    name = f"so-theo-doi-{unit.key}-{asked.year}{file.suffix}"
    answer = FileResponse(file.open("rb"), as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-store"
    return answer


@officer(*HEADS, methods=CHANGE)
def close(request: DeskRequest) -> HttpResponse:
    """Close the book of a year."""
    unit, year, _ = _asked(request)
    try:
        made = registers.close_register(unit.id, year, actor=request.actor, at=request.at)
    except RefusedError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Đã khóa sổ năm {year} ở số {made.last_number}.")
    return HttpResponseRedirect(f"{reverse('desk:register')}?bo-phan={unit.id}&nam={year}")


urlpatterns = [
    path("so-theo-doi/", book, name="register"),
    path("so-theo-doi/xuat/", export, name="register_ask"),
    path("so-theo-doi/khoa/", close, name="register_close"),
    path("so-theo-doi/xuat/<number:export_id>/", export_progress, name="register_export"),
    path("so-theo-doi/xuat/<number:export_id>/tep/", export_file, name="register_file"),
]
