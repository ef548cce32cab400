"""Pages that explain: help, how dates are counted, personal data, accessibility."""

from __future__ import annotations

from django.http import HttpResponse

from motcua.base.verdict import RefusedError
from motcua.clock import queries as calendars
from motcua.clock.deadlines import Due, due
from motcua.clock.rulesets import rules_on
from motcua.portal import counting
from motcua.portal.asking import PortalRequest, today
from motcua.portal.forms.calculator import CalculatorForm
from motcua.portal.frame import Crumb, page
from motcua.portal.gates import public

_OPEN = "trang hướng dẫn, không có dữ liệu của ai"


@public(_OPEN)
def help_page(request: PortalRequest) -> HttpResponse:
    return page(request, "portal/help.html", crumbs=[Crumb("Trợ giúp")])


@public(_OPEN)
def deadlines(request: PortalRequest) -> HttpResponse:
    """How dates are counted, in plain words, with a calculator that uses the house's own clock."""
    asked = "so" in request.GET
    first = {"ngay": today(request), "gio": "08:00", "so": 7}
    form = CalculatorForm(request.GET) if asked else CalculatorForm(initial=first)
    found = _count(form) if asked and form.is_valid() else None
    context = {
        "form": form, "found": found, "today": today(request),
        "days": counting.calendar_days(found) if found else (),
        "why": counting.why_steps(found) if found else (),
        "announced_until": calendars.calendar_for().announced_until,
    }  # fmt: skip
    crumbs = [Crumb("Cách tính thời hạn")]
    return page(request, "portal/deadlines.html", context, crumbs=crumbs)


def _count(form: CalculatorForm) -> Due | None:
    start = form.received_at
    try:
        return due(
            form.limit, start, pauses=form.pauses,
            calendar=calendars.calendar_for(), rules=rules_on(start.date()),
        )  # fmt: skip
    except RefusedError as refusal:
        form.add_error(None, str(refusal))
        return None


@public(_OPEN)
def privacy(request: PortalRequest) -> HttpResponse:
    return page(request, "portal/privacy.html", crumbs=[Crumb("Bảo vệ dữ liệu cá nhân")])


@public(_OPEN)
def accessibility(request: PortalRequest) -> HttpResponse:
    return page(request, "portal/accessibility.html", crumbs=[Crumb("Khả năng tiếp cận")])
