"""For heads: who gets which dossier, what waits for a signature, which drafts wait for approval."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from motcua.accounts import queries as accounts
from motcua.agencies import queries as agencies
from motcua.base.actor import Actor
from motcua.base.dates import in_vietnam
from motcua.desk import frame, lines, several
from motcua.desk.asking import MOST_DIGITS, DeskRequest
from motcua.desk.forms.stamped import fresh_key
from motcua.desk.gates import CHANGE, HEADS, officer
from motcua.dossiers import policies
from motcua.dossiers.actions import reassigning, routing
from motcua.dossiers.queries import drafts, leading, lists, signatures
from motcua.dossiers.queries.lists import Row, View
from motcua.dossiers.states import ActKind
from motcua.pages.chrome import KeyHint
from motcua.procedures import queries as procedures

HINTS = (KeyHint(("J", "K"), "xuống, lên"), KeyHint(("X",), "chọn"), KeyHint(("Enter",), "mở"))


@officer(*HEADS)
def assignment(request: DeskRequest) -> HttpResponse:
    """Dossiers of one led unit that nobody is in charge of, and the people of that unit.

    Whoever leads an agency gives out the work of all its units; the one with the most comes first.
    """
    led = reassigning.led_units(request.actor, request.at)
    counts = leading.unassigned(request.actor, led)
    views = agencies.units(led).values()
    units = sorted(views, key=lambda view: (-counts[view.id], view.id))
    wanted = request.GET.get("don-vi", "")
    unit = next((view for view in units if str(view.id) == wanted), units[0])
    rows = leading.unassigned_in(request.actor, unit.id)
    context = frame.context(request, hints=HINTS) | {
        "key": fresh_key(),
        "units": [(view, counts[view.id]) for view in units if counts[view.id] or view is unit],
        "unit": unit,
        "count": counts[unit.id],
        "rows": list(zip(rows, lines.inbox_lines(rows, request.at), strict=True)),
        "officers": accounts.officers_of(unit.id, None, in_vietnam(request.at).date()),
    }
    return render(request, "desk/assignment.html", context)


@officer(*HEADS, methods=CHANGE)
def assign_several(request: DeskRequest) -> HttpResponse:
    """Give the chosen dossiers to one officer."""
    chosen = request.POST.get("officer", "")
    number = int(chosen) if chosen.isdecimal() and len(chosen) <= MOST_DIGITS else 0
    outcome = several.each(
        request,
        request.POST.getlist("code"),
        lambda code, asked: routing.assign(code, officer=number, request=asked),
    )
    several.tell(request, outcome, "Đã phân công {} hồ sơ.")
    unit = request.POST.get("unit", "")
    return HttpResponseRedirect(reverse("desk:assignment") + (f"?don-vi={unit}" if unit else ""))


@officer(*HEADS)
def signing(request: DeskRequest) -> HttpResponse:
    """What waits for a signature, nearest date first, and drafts that wait for approval."""
    rows = to_sign(request)
    waiting = drafts.to_approve(request.actor)
    drafted = signatures.drafts_of(row.id for row in rows)
    shown = zip(rows, lines.inbox_lines(rows, request.at), strict=True)
    context = frame.context(request, hints=HINTS) | {
        "rows": [(row, line, drafted.get(row.id)) for row, line in shown],
        "batches": signatures.recent_batches(request.actor),
        "drafts": [(act, ActKind(act.kind).label) for act in waiting],
    }
    return render(request, "desk/signing.html", context)


def to_sign(request: DeskRequest) -> list[Row]:
    """What lies at a step that ends by the actor's signature, nearest date first."""
    found = lists.inbox(request.actor, View.UNIT, at=request.at).rows
    return [row for row in found if _signs(request.actor, row)]


def _signs(actor: Actor, row: Row) -> bool:
    steps = procedures.version(row.procedure_version_id).process.steps
    return any(
        step.key == row.step_key
        and step.kind == "sign"
        and policies.signs(actor, row.holder_unit_id, step.role)
        for step in steps
    )
