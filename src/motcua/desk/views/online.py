"""Dossiers submitted online and not yet accepted, with the alarm of the province's working hours."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString

from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.base.dates import in_vietnam
from motcua.desk import frame, lines
from motcua.desk.asking import DeskRequest
from motcua.desk.gates import officer
from motcua.dossiers.queries import lists
from motcua.dossiers.queries.lists import Row
from motcua.pages.chips import tag
from motcua.pages.chrome import KeyHint
from motcua.pages.rows import InboxRow
from motcua.pages.words import share_class, span
from motcua.rulebook import queries as rulebook

HINTS = (KeyHint(("J", "K"), "xuống, lên"), KeyHint(("Enter",), "mở hồ sơ"))


@dataclass(frozen=True, slots=True)
class Waiting:
    """A line of the queue with how long it has waited, in working time."""

    row: Row
    line: InboxRow
    chip: SafeString
    alarm: SafeString


@officer(Role.INTAKE_OFFICER)
def online_queue(request: DeskRequest) -> HttpResponse:
    """Oldest first; each opens the dossier, where it is accepted or asked to be completed."""
    rows = lists.online_queue(request.actor)
    shown = lines.inbox_lines(rows, request.at)
    hours = rulebook.number("intake.acceptance_hours", in_vietnam(request.at).date())
    context = frame.context(request, hints=HINTS) | {
        "waiting": [
            _waiting(request, row, line, hours * 60) for row, line in zip(rows, shown, strict=True)
        ]
    }
    return render(request, "desk/online.html", context)


def _waiting(request: DeskRequest, row: Row, line: InboxRow, limit: int) -> Waiting:
    unit = agencies.unit(row.holder_unit_id or min(request.actor.unit_ids))
    calendar = frame.calendar_named(unit.calendar_key)
    waited = calendar.minutes_between(row.submitted_at, request.at) if row.submitted_at else 0
    mark = _mark(waited, limit)
    chip = format_html(
        '<span class="chip {}">Đã chờ {}<i class="{}"></i></span>',
        mark[0] if mark else "",
        span(waited),
        share_class(waited, limit),
    )
    alarm = tag(mark[1], mark[2]) if mark else tag("new", "Trong hạn")
    return Waiting(row, line, chip, alarm)


def _mark(waited: int, limit: int) -> tuple[str, str, str] | None:
    """Chip, tag and words from half the limit on; None before."""
    if waited >= limit:
        return "over", "bad", f"Quá {_hours(limit)}, tiếp nhận ngay"
    for parts in (3, 2):
        passed = limit * parts // 4
        if waited >= passed:
            return "near", "warn", f"Quá {_hours(passed)}"
    return None


def _hours(minutes: int) -> str:
    """`8 giờ`; the limit is counted in hours, not in days."""
    hours, rest = divmod(minutes, 60)
    return f"{hours} giờ {rest} phút" if rest else f"{hours} giờ"
