"""Dossiers submitted online and not yet accepted, with the alarm of eight working hours."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString

from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.desk import frame, lines
from motcua.desk.asking import DeskRequest
from motcua.desk.gates import officer
from motcua.dossiers.queries import lists
from motcua.dossiers.queries.lists import Row
from motcua.pages.chips import tag
from motcua.pages.chrome import KeyHint
from motcua.pages.rows import InboxRow
from motcua.pages.words import share_class, span

# NĐ 118/2025 art. 17: accepted or answered within eight working hours; staff are warned before.
LIMIT = 480
_MARKS = ((480, "over", "bad", "Quá 8 giờ, tiếp nhận ngay"), (360, "near", "warn", "Quá 6 giờ"),
          (240, "near", "warn", "Quá 4 giờ"))  # fmt: skip
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
    context = frame.context(request, hints=HINTS) | {
        "waiting": [_waiting(request, row, line) for row, line in zip(rows, shown, strict=True)]
    }
    return render(request, "desk/online.html", context)


def _waiting(request: DeskRequest, row: Row, line: InboxRow) -> Waiting:
    unit = agencies.unit(row.holder_unit_id or min(request.actor.unit_ids))
    calendar = frame.calendar_named(unit.calendar_key)
    waited = calendar.minutes_between(row.submitted_at, request.at) if row.submitted_at else 0
    mark = next((found for found in _MARKS if waited >= found[0]), None)
    chip = format_html(
        '<span class="chip {}">Đã chờ {}<i class="{}"></i></span>',
        mark[1] if mark else "",
        span(waited),
        share_class(waited, LIMIT),
    )
    alarm = tag(mark[2], mark[3]) if mark else tag("new", "Trong hạn")
    return Waiting(row, line, chip, alarm)
