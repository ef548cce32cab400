"""For heads: the day of a room or an agency on one page, and the hand-over when an officer leaves."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import path, reverse

from motcua.accounts import directory
from motcua.accounts import queries as accounts
from motcua.accounts.queries import OfficerOfUnit
from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.base.dates import in_vietnam
from motcua.base.verdict import RefusedError
from motcua.desk import frame, lines
from motcua.desk.asking import MOST_DIGITS, DeskRequest, asked
from motcua.desk.forms.stamped import fresh_key
from motcua.desk.gates import FORM, HEADS, officer
from motcua.desk.views.leading import to_sign
from motcua.dossiers.actions import reassigning
from motcua.dossiers.actions.reassigning import Move, Plan
from motcua.dossiers.queries import leading, workload
from motcua.dossiers.states import ActKind

_HEAD = Role.HEAD_OF_AGENCY.value
_SHOWN = 60


@officer(*HEADS)
def day(request: DeskRequest) -> HttpResponse:
    """What waits for the head: to sign, to approve, to give out, late, unanswered, who is away."""
    actor, at = request.actor, request.at
    units = reassigning.led_units(actor, at)
    agencies_led = {grant.agency_id for grant in actor.grants if grant.role == _HEAD}
    signing = to_sign(request)
    late = leading.overdue(actor, units, at)
    missed = leading.missed_consultations(actor, units, at)
    context = frame.context(request) | {
        "units": sorted(agencies.units(units).values(), key=lambda unit: unit.id),
        "numbers": leading.numbers(actor, units, at),
        "signs": bool(agencies_led) or bool(signing),
        "signing": _lined(signing[: leading.SHOWN], request),
        "signing_count": len(signing),
        "drafts": [
            (act, ActKind(act.kind).label) for act in leading.to_approve(units, agencies_led)
        ],
        "late": _lined(late, request),
        "missed": _lined(missed, request),
        "people": list(_people(units, request)),
    }
    return render(request, "desk/day.html", context)


def _lined(rows: Sequence[Any], request: DeskRequest) -> list[tuple[Any, Any]]:
    return list(zip(rows, lines.inbox_lines(rows, request.at), strict=True))


def _people(units: Iterable[int], request: DeskRequest) -> Iterable[dict[str, Any]]:
    """Everybody of the led units with what they have at hand, the most burdened first."""
    staff = accounts.staff_of(units, in_vietnam(request.at).date())
    names = {one.account_id: one.full_name for one in staff}
    burden = workload.of_units(units, request.at)
    away = directory.away_from(names, request.at)
    order = sorted(names, key=lambda pk: (-burden[pk].open if pk in burden else 0, names[pk]))
    for pk in order:
        yield {"id": pk, "name": names[pk], "burden": burden.get(pk), "away": away.get(pk)}


@officer(*HEADS, methods=FORM)
def hand_over(request: DeskRequest) -> HttpResponse:
    """All dossiers of one officer to colleagues: choose, see, confirm exactly what was seen."""
    said = request.POST if request.method == "POST" else request.GET
    leaver = _number(said.get("tu", ""))
    chosen = [_number(text) for text in said.getlist("den")]
    takers = [number for number in chosen if number not in {0, leaver}]
    refusal = ""
    if request.method == "POST":
        try:
            done = reassigning.reassign(
                from_officer=leaver, moves=_moves(request.POST.getlist("move")),
                reason=request.POST.get("reason", ""), request=asked(request),
            )  # fmt: skip
        except RefusedError as fault:
            refusal = str(fault)
        else:
            return _handed_over(request, leaver, takers, len(done.dossiers), replayed=done.replayed)
    return _hand_over_page(request, leaver, takers, refusal)


def _handed_over(
    request: DeskRequest, leaver: int, takers: list[int], count: int, *, replayed: bool
) -> HttpResponse:
    told = "Đã chuyển trước đó." if replayed else f"Đã chuyển {count} hồ sơ."
    messages.success(request, f"{told} Người nhận thấy ngay trong hộp việc.")
    rest = reassigning.plan(
        from_officer=leaver, to_officers=takers, actor=request.actor, at=request.at
    ).lines
    if rest:
        messages.warning(
            request, f"Còn {len(rest)} hồ sơ chưa chuyển. Xem trước lại để chuyển nốt."
        )
    return HttpResponseRedirect(f"{reverse('desk:hand_over')}?tu={leaver}")


def _hand_over_page(
    request: DeskRequest, leaver: int, takers: list[int], refusal: str
) -> HttpResponse:
    units = reassigning.led_units(request.actor, request.at)
    staff = accounts.staff_of(units, in_vietnam(request.at).date())
    burden = workload.of_units(units, request.at)
    names = {one.account_id: one.full_name for one in staff}
    names |= accounts.names_for(frozenset(burden) - set(names))
    plan = None
    if leaver and takers:
        plan = reassigning.plan(
            from_officer=leaver, to_officers=takers, actor=request.actor, at=request.at
        )
    context = frame.context(request) | {
        "key": fresh_key(),
        "people": [
            (pk, name, burden.get(pk)) for pk, name in sorted(names.items(), key=lambda one: one[1])
        ],
        "colleagues": _colleagues(staff, leaver, request),
        "leaver": leaver,
        "leaver_name": names.get(leaver, ""),
        "takers": takers,
        "refusal": refusal,
        "reason": request.POST.get("reason", ""),
    }
    context |= _shown(plan, names) if plan else {}
    return render(request, "desk/hand_over.html", context, status=422 if refusal else 200)


def _colleagues(
    staff: Sequence[OfficerOfUnit], leaver: int, request: DeskRequest
) -> list[tuple[int, str, bool]]:
    """Who may be given dossiers, and whether they are away just now."""
    names = {one.account_id: one.full_name for one in staff if one.account_id != leaver}
    away = directory.away_from(names, request.at)
    return [(pk, name, pk in away) for pk, name in names.items()]


def _shown(plan: Plan, names: dict[int, str]) -> dict[str, Any]:
    given: dict[int, int] = {}
    for move in plan.moves:
        given[move.to] = given.get(move.to, 0) + 1
    return {
        "plan": plan,
        "shown": [(line, names.get(line.to or 0, "")) for line in plan.lines[:_SHOWN]],
        "hidden": max(len(plan.lines) - _SHOWN, 0),
        "moves": [f"{move.dossier_id}:{move.version}:{move.to}" for move in plan.moves],
        "shares": [
            (names.get(pk, ""), had, given.get(pk, 0), had + given.get(pk, 0))
            for pk, (had, _minutes) in plan.busy.items()
        ],
    }


def _moves(texts: Sequence[str]) -> list[Move]:
    """What the page sent back; whatever is no three numbers is left out and so found missing."""
    parts = [[_number(part) for part in text.split(":")] for text in texts]
    return [Move(*three) for three in parts if len(three) == 3 and all(three)]  # noqa: PLR2004


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) <= MOST_DIGITS else 0


urlpatterns = [
    path("lanh-dao/", day, name="day"),
    path("lanh-dao/ban-giao/", hand_over, name="hand_over"),
]
