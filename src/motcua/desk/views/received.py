"""What the counter shows after a dossier was taken in: the date, the receipt, the next person."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render

from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.desk import frame
from motcua.desk.asking import DeskRequest
from motcua.desk.gates import officer
from motcua.desk.works.table import BY_SLUG, verdict
from motcua.dossiers.queries import detail
from motcua.dossiers.queries.detail import Case
from motcua.pages.chrome import KeyHint

HINTS = (
    KeyHint(("F9",), "in giấy hẹn"),
    KeyHint(("F8",), "thu phí"),
    KeyHint(("F7",), "giải quyết ngay"),
    KeyHint(("F4",), "giao hồ sơ"),
    KeyHint(("F2",), "người tiếp theo"),
)

_FOLLOWING = (
    ("F8", BY_SLUG["thu-phi"]),
    ("F7", BY_SLUG["giai-quyet-ngay"]),
    ("F4", BY_SLUG["giao-buoc-dau"]),
)


def _offered_to(case: Case) -> str:
    """Where the dossier waits to be taken over; empty where it was offered to nobody."""
    unit_id = case.state.offer_unit_id
    return agencies.unit(unit_id).full_name if unit_id else ""


@officer(Role.INTAKE_OFFICER)
def received(request: DeskRequest, code: str) -> HttpResponse:
    """The receipt ready to print, and the two things that usually follow."""
    case = detail.case(code, request.actor)
    works = [
        (key, work, work.form(state=case.state, pinned=case.version, at=request.at))
        for key, work in _FOLLOWING
        if work.fits(case.state, case.version)
        and verdict(work, request.actor, case.state, case.version)
    ]
    context = frame.context(request, hints=HINTS) | {
        "case": case,
        "state": case.state,
        "version": case.version,
        "owner": case.people.owner.name if case.people else "",
        "works": works,
        "offered_to": _offered_to(case),
    }
    return render(request, "desk/received.html", context)
