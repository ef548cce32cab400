"""Finding a procedure and reading it, in the version of any day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from motcua.agencies import queries as agencies
from motcua.agencies.states import Level
from motcua.clock import queries as calendars
from motcua.clock.calendars import WorkingCalendar
from motcua.documents import pdf
from motcua.pages.chrome import Pager
from motcua.portal import cards, counting, posted_sheet
from motcua.portal.asking import PortalRequest, day_asked, page_asked, today
from motcua.portal.everyday import official_words
from motcua.portal.forms.finding import FindForm
from motcua.portal.frame import Crumb, page
from motcua.portal.gates import public
from motcua.procedures import queries as procedures
from motcua.procedures.pinned import PinnedVersion
from motcua.procedures.states import VersionState

PAGE = 20
_OPEN = "thủ tục đã công bố là thông tin công khai"
_CRUMB = "Thủ tục"


@dataclass(frozen=True, slots=True)
class Edition:
    """One published version of a procedure, for the list of its versions."""

    from_on: date
    to_on: date | None
    current: bool
    url: str


@public(_OPEN)
def catalogue(request: PortalRequest) -> HttpResponse:
    """Search with and without diacritics; without words, everything by alphabet."""
    form = FindForm(request.GET, on=today(request))
    form.is_valid()
    text, number = form.cleaned_data.get("tim", ""), page_asked(request)
    found, also = _found(form, text, today(request), number)
    listed = cards.lines(found[:PAGE])
    context = {
        "form": form, "lines": listed, "also": also, "text": text,
        "filtered": form.narrows,
        "pager": _pager(request, number, len(listed), more=len(found) > PAGE),
    }  # fmt: skip
    if request.htmx:
        return render(request, "portal/found.html", context)
    return page(request, "portal/catalogue.html", context, crumbs=[Crumb(_CRUMB)])


def _found(form: FindForm, text: str, on: date, number: int) -> tuple[list[int], str]:
    """Ids of the page and one more if there is a next; and the official words searched as well."""
    filters = form.filters()
    offset = (number - 1) * PAGE
    also = official_words(text) if number == 1 else ""
    found = procedures.search(text, on=on, limit=PAGE + 1, offset=offset, **filters)
    first = procedures.search(also, on=on, limit=PAGE, **filters) if also else ()
    return list(dict.fromkeys(row.id for row in (*first, *found))), also if first else ""


def _pager(request: PortalRequest, number: int, count: int, *, more: bool) -> Pager:
    def url(to: int) -> str:
        asked = {key: value for key, value in request.GET.items() if value and key != "trang"}
        return f"?{urlencode(asked | {'trang': str(to)})}"

    first = (number - 1) * PAGE + 1
    words = f"Thủ tục {first} đến {first + count - 1}" if more or number > 1 else f"{count} thủ tục"
    return Pager(words, url(number - 1) if number > 1 else "", url(number + 1) if more else "")


@public(_OPEN)
def procedure(request: PortalRequest, code: str) -> HttpResponse:
    """One procedure as published; `?ngay=` shows the version that was in force on that day."""
    asked, now_on = day_asked(request), today(request)
    on = asked or now_on
    version = procedures.current_version(code, on)
    editions = _editions(code, on)
    if version is None:
        if not editions:
            raise Http404
        context = {"code": code, "on": on, "editions": editions}
        crumbs = [Crumb(_CRUMB, reverse("portal:catalogue")), Crumb(code)]
        return page(request, "portal/no_version.html", context, crumbs=crumbs, status=404)
    crumbs = [
        Crumb(_CRUMB, reverse("portal:catalogue")),
        Crumb(version.sector.name, sector_url(version.sector.code)),
        Crumb(code),
    ]
    context = _described(request, version, on) | {"editions": editions, "past": on != now_on}
    return page(request, "portal/procedure.html", context, crumbs=crumbs)


def _described(request: PortalRequest, version: PinnedVersion, on: date) -> dict[str, object]:
    unit = cards.receives(version, on)
    calendar = calendars.calendar_for(unit.calendar_key if unit else calendars.PROVINCE)
    as_of = None if on == today(request) else on
    main_fee, fee_note = cards.fee_summary(version)
    decides, decides_note = cards.decides(version, on)
    return {
        "version": version, "content": version.content, "on": on,
        "audience": cards.audience_words(version),
        "papers": cards.paper_lines(version), "paper_summary": cards.paper_summary(version),
        "fee_heading": cards.fee_heading(version), "main_fee": main_fee, "fee_note": fee_note,
        "fees": cards.fee_lines(version), "ways": cards.ways(version),
        "decides": decides, "decides_note": decides_note, "unit": unit,
        "units": () if unit else _communes(version, on),
        "online_words": cards.online_words(version), "may_apply": cards.may_apply(version),
        "case_dues": _case_dues(version, calendar, request.at, as_of),
        "appointment": counting.if_accepted(version.limit, calendar, request.at, as_of=as_of),
        "today": today(request),
    }  # fmt: skip


def _case_dues(
    version: PinnedVersion, calendar: WorkingCalendar, at: datetime, as_of: date | None
) -> list[tuple[str, datetime]]:
    """When it would be due in each case that has a limit of its own."""
    found = [
        (
            case.name,
            counting.if_accepted(version.of_case(case.code).limit, calendar, at, as_of=as_of),
        )
        for case in version.cases
        if case.limit
    ]
    return [(name, told.due.at) for name, told in found if told and told.due.at]


def _communes(version: PinnedVersion, on: date) -> list[agencies.UnitView]:
    """The one-stop units of the communes, where the communes take the procedure in."""
    if version.level != Level.COMMUNE:
        return []
    return [unit for unit in agencies.receiving_units(on) if unit.level == Level.COMMUNE]


def _editions(code: str, on: date) -> list[Edition]:
    """The published versions, latest first."""
    url = reverse("portal:procedure", args=[code])
    return [
        Edition(
            row.effective_from,
            row.effective_to,
            row.effective_from <= on and (row.effective_to is None or on < row.effective_to),
            f"{url}?ngay={row.effective_from.isoformat()}",
        )
        for row in procedures.history(code)
        if row.state == VersionState.PUBLISHED and row.effective_from is not None
    ]


def sector_url(code: str) -> str:
    return f"{reverse('portal:catalogue')}?{urlencode({'linh_vuc': code})}"


@public(_OPEN)
def procedure_sheet(request: PortalRequest, code: str) -> HttpResponse:
    """The printable sheet with its QR code, as it hangs on the notice board."""
    on = day_asked(request) or today(request)
    version = procedures.current_version(code, on)
    if version is None:
        raise Http404
    drawn = pdf.render(posted_sheet.sheet(version, on), on=today(request))
    answer = HttpResponse(drawn, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="thu-tuc-{version.code}.pdf"'
    return answer
