"""The day book of a counter: every entry of a day, sums, and the money held against the journal."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from motcua.accounts import queries as accounts
from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.agencies.states import RECEIVING_KINDS
from motcua.agencies.views import UnitView
from motcua.base.dates import in_vietnam
from motcua.base.verdict import NotPermittedError
from motcua.desk import frame
from motcua.desk.asking import DeskRequest
from motcua.desk.gates import COUNTER, HEADS, officer
from motcua.dossiers import certifying
from motcua.dossiers.queries import daybook
from motcua.pages.chrome import KeyHint
from motcua.procedures import queries as procedures

HINTS = (KeyHint(("P",), "in sổ"), KeyHint(("F2",), "về làm ngay"))


@officer(*COUNTER, *HEADS)
def day_book(request: DeskRequest) -> HttpResponse:
    """One day of one counter of the officer's own agency; printable."""
    today = in_vietnam(request.at).date()
    day = _day(request, today)
    units = _counters(request, day)
    unit = _chosen(request, units)
    entries = daybook.lines(request.actor, unit.id, day)
    money = daybook.money(request.actor, unit.id, day)
    names = _names(entries, money.moves)
    versions = procedures.versions({line.procedure_version_id for line in entries})
    context = frame.context(request, hints=HINTS) | {
        "day": day,
        "before": day - timedelta(days=1),
        "after": day + timedelta(days=1) if day < today else None,
        "units": units,
        "can_record": Role.INTAKE_OFFICER.value in request.actor.roles,
        "unit": unit,
        "rows": [
            (
                line,
                certifying.quantity_words(line.quantities, line.register_kind),
                certifying.line_words(line.register_kind, line.register_number, line.book_year),
                names.get(line.officer_id or 0, ""),
                names.get(int((line.result or {}).get("signed_by") or 0), ""),
            )
            for line in entries
        ],
        "by_officer": daybook.sums(entries, names),
        "by_procedure": daybook.sums_by_procedure(
            entries, {pk: version.name for pk, version in versions.items()}
        ),
        "copies": sum(line.copies for line in entries if not line.is_void),
        "amount": sum(line.fee_total for line in entries),
        "money": money,
        "moves": [(move, names.get(_number(move.officer), "")) for move in money.moves],
    }
    return render(request, "desk/day_book.html", context)


def _day(request: DeskRequest, today: date) -> date:
    """The day that was asked for; today for anything that is no day or lies ahead."""
    try:
        asked_for = date.fromisoformat(request.GET.get("ngay", "")[:10])
    except ValueError:
        return today
    return min(asked_for, today)


def _counters(request: DeskRequest, day: date) -> list[UnitView]:
    """The counters of the agencies in which the officer works."""
    found = {
        unit.id: unit
        for agency_id in sorted(request.actor.agency_ids)
        for unit in agencies.units_of_agency(agency_id, day)
        if unit.kind in RECEIVING_KINDS
    }
    own = agencies.units(request.actor.unit_ids)
    found |= {pk: unit for pk, unit in own.items() if unit.kind in RECEIVING_KINDS}
    if not found:
        raise NotPermittedError("Cơ quan của anh/chị không có quầy nào nên không có sổ ngày.")
    return list(found.values())


def _chosen(request: DeskRequest, units: Sequence[UnitView]) -> UnitView:
    wanted = request.GET.get("don-vi", "")
    return next((unit for unit in units if str(unit.id) == wanted), units[0])


def _names(entries: Sequence[daybook.Line], moves: Sequence[daybook.Taken]) -> dict[int, str]:
    wanted = {line.officer_id or 0 for line in entries}
    wanted |= {int((line.result or {}).get("signed_by") or 0) for line in entries}
    wanted |= {_number(move.officer) for move in moves}
    return accounts.names_for(wanted - {0})


def _number(ref: str) -> int:
    return int(ref) if ref.isdecimal() else 0


urlpatterns = [path("quay/so-ngay/", day_book, name="day_book")]
