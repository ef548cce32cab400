"""What units wait for from each other, and the papers of what goes on beside a dossier's way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.clickjacking import xframe_options_sameorigin

from motcua.accounts import queries as accounts
from motcua.agencies import queries as agencies
from motcua.base.dates import in_vietnam
from motcua.clock.timeliness import remaining_minutes
from motcua.desk import frame
from motcua.desk.asking import MOST_DIGITS, DeskRequest
from motcua.desk.gates import officer
from motcua.desk.views.papers import as_pdf
from motcua.documents import pdf
from motcua.dossiers import beside_sheets
from motcua.dossiers.queries import detail, verifications, waiting
from motcua.dossiers.queries.waiting import Waited
from motcua.pages.chrome import KeyHint
from motcua.procedures import queries as procedures

HINTS = (KeyHint(("J", "K"), "xuống, lên"), KeyHint(("Enter",), "mở hồ sơ"))


@dataclass(frozen=True, slots=True)
class Line:
    """One thing that is waited for; `remaining` and `total` in working minutes of who does it."""

    item: Waited
    owner: str
    procedure: str
    what: str
    asker: str
    doer: str
    officer: str
    remaining: int
    total: int
    url: str
    step_url: str
    step_words: str


@officer()
def waited(request: DeskRequest) -> HttpResponse:
    """What others wait for from the officer's units, and what these wait for from others."""
    ours = waiting.waited_for(request.actor)
    others = waiting.waiting_for(request.actor)
    lines = _lines((*ours, *others), request.at)
    context = frame.context(request, hints=HINTS) | {
        "ours": lines[: len(ours)],
        "others": lines[len(ours) :],
        "late": sum(line.remaining < 0 for line in lines[: len(ours)]),
    }
    return render(request, "desk/waited.html", context)


def _lines(items: Iterable[Waited], at: datetime) -> list[Line]:
    listed = list(items)
    units = agencies.units(
        {item.unit_id for item in listed}
        | {item.holder_unit_id for item in listed if item.holder_unit_id}
    )
    versions = procedures.versions(item.procedure_version_id for item in listed)
    names = accounts.names_for({item.officer_id for item in listed if item.officer_id})
    return [
        _line(item, at, units, versions[item.procedure_version_id].name, names) for item in listed
    ]


def _line(
    item: Waited,
    at: datetime,
    units: dict[int, agencies.UnitView],
    procedure: str,
    names: dict[int, str],
) -> Line:
    unit = units[item.unit_id]
    calendar = frame.calendar_named(unit.calendar_key)
    left, total = 0, 0
    if item.due_at is not None:
        total = calendar.minutes_between(item.asked_at, item.due_at)
        left = remaining_minutes(item.due_at, at, calendar)
        left = min(left, -1) if item.due_at < at else left
    slug = "tra-loi-y-kien"
    if item.leg:
        slug = "xong-phan-viec" if item.taken_at else "nhan-phan-viec"
    words = {"tra-loi-y-kien": "Trả lời", "nhan-phan-viec": "Nhận", "xong-phan-viec": "Ghi xong"}
    return Line(
        item, item.owner_name or "Chưa ghi tên", procedure, _what(item),
        asker=units[item.holder_unit_id].full_name if item.holder_unit_id else "",
        doer=unit.full_name,
        officer=names.get(item.officer_id or 0, ""),
        remaining=left, total=total,
        url=frame.dossier_url(item.code),
        step_url=reverse("desk:step", args=[item.code, slug]),
        step_words=words[slug],
    )  # fmt: skip


def _what(item: Waited) -> str:
    if item.leg:
        return item.name
    number = f" số {item.number}" if item.number else ""
    return f"Lấy ý kiến{number}" + (f": {item.name}" if item.name else "")


@officer()
@xframe_options_sameorigin
def consultation_letter(request: DeskRequest, code: str, consultation: str) -> HttpResponse:
    """Phiếu lấy ý kiến, with the answer once it is there."""
    case = detail.case(code, request.actor)
    letter, at = beside_sheets.consultation_letter(case, consultation)
    drawn = pdf.render(letter, on=in_vietnam(at).date())
    return as_pdf(drawn, f"lay-y-kien-{code}-{consultation}")


@officer()
@xframe_options_sameorigin
def minutes(request: DeskRequest, code: str, verification: str) -> HttpResponse:
    """Biên bản xác minh."""
    case = detail.case(code, request.actor)
    number = (
        int(verification) if verification.isdecimal() and len(verification) <= MOST_DIGITS else 0
    )
    row = verifications.of_dossier(case.id, number)
    drawn = pdf.render(
        beside_sheets.verification_minutes(case, row), on=in_vietnam(row.held_at).date()
    )
    return as_pdf(drawn, f"bien-ban-xac-minh-{code}-{row.pk}")


urlpatterns = [
    path("ban-lam-viec/cho/don-vi/", waited, name="waited"),
    path(
        "ho-so/<str:code>/lay-y-kien/<slug:consultation>/phieu/",
        consultation_letter,
        name="consultation_letter",
    ),
    path(
        "ho-so/<str:code>/xac-minh/<slug:verification>/bien-ban/",
        minutes,
        name="verification_minutes",
    ),
]
