"""Drafts that appear by themselves: an apology before a date is missed, a stop after nobody answered.

The system only drafts. A head approves, the Centre looks, somebody signs, as with every other act.
"""

from __future__ import annotations

from datetime import datetime

from motcua.agencies import queries as agencies
from motcua.base.actor import SYSTEM
from motcua.base.dates import format_due, in_vietnam
from motcua.base.verdict import RefusedError
from motcua.clock import queries as calendars
from motcua.control import delays
from motcua.control.delays import Told
from motcua.control.queries import watching
from motcua.control.queries.watching import Unanswered
from motcua.dossiers import obligations, records, timing
from motcua.dossiers.actions import acts
from motcua.dossiers.folding import DossierState
from motcua.dossiers.records import Request
from motcua.dossiers.states import ActKind, ActReason
from motcua.dossiers.versions import version_of
from motcua.journal import queries as journal
from motcua.rulebook import queries as rulebook

DAYS_BEFORE = "apology.draft_days"


def draft_apologies(at: datetime) -> int:
    """Write the letters of dossiers that will miss their date; gives how many were drafted.

    A dossier is left alone while the longest way through its process still fits.
    """
    calendar = calendars.calendar_for(calendars.PROVINCE)
    today = in_vietnam(at).date()
    last = calendar.add_working_days(today, rulebook.number(DAYS_BEFORE, today))
    until = calendar.closing_at(last) or at
    return sum(draft_apology(code, at) for code in watching.near_without_letter(at, until))


def draft_apology(code: str, at: datetime) -> bool:
    """The letter of one dossier, if it will miss its date; whether one was drafted."""
    request = Request(SYSTEM, at)
    dossier_id, state = records.load(code, SYSTEM)
    content = _apology(dossier_id, state, at)
    if content is None:
        return False
    return _drafted(code, ActKind.APOLOGY, content, request)


def _apology(dossier_id: int, state: DossierState, at: datetime) -> dict[str, str] | None:
    """What the letter says; None where the date can still be met."""
    if state.due_at is None or not state.step_key or state.step_started_at is None:
        return None
    process = version_of(state).process
    calendar = timing.calendar_of(state.receiving_unit_id)
    spent = calendar.minutes_between(state.step_started_at, at)
    left = delays.minutes_left(process, state.step_key, spent)
    if left <= calendar.minutes_between(at, state.due_at):
        return None
    told = (Told(fact.at, fact.data) for fact in journal.facts_about(records.SUBJECT, dossier_id))
    found = delays.spans(told, process, at, calendar)
    why = delays.reason(found, state, at, _names(state, found))
    promised = delays.new_date(at, left, state.due_at, calendar)
    return {"reason_code": why.code.value, "reason": why.sentence, "new_due": promised.isoformat()}


def _names(state: DossierState, found: tuple[delays.Span, ...]) -> dict[int, str]:
    units = {span.unit_id for span in found} | {item["unit"] for item in state.consultations}
    known = frozenset(unit for unit in units if unit is not None)
    return {number: view.full_name for number, view in agencies.units(known).items()}


def draft_stops(at: datetime) -> int:
    """Write the stop of each dossier whose request was not answered; gives how many."""
    answered_nothing = sum(_draft_stop(found, at) for found in watching.unanswered(at))
    paid_nothing = sum(_draft_unpaid(code, at) for code in watching.unpaid(in_vietnam(at).date()))
    return answered_nothing + paid_nothing


def _draft_stop(found: Unanswered, at: datetime) -> bool:
    content = {
        "reason_code": ActReason.NOT_SUPPLEMENTED.value,
        "reason": "Đã yêu cầu bổ sung hồ sơ, hạn bổ sung là"
        f" {format_due(found.answer_due_at)}; đến nay chưa nhận được giấy tờ bổ sung.",
        "ground": found.ground,
    }
    return _drafted(found.code, ActKind.STOP, content, Request(SYSTEM, at))


def _draft_unpaid(code: str, at: datetime) -> bool:
    _, state = records.load(code, SYSTEM)
    on = in_vietnam(at).date().isoformat()
    owed = [one for one in obligations.unpaid(state) if one["due_on"] and one["due_on"] < on]
    numbers = ", ".join(one["number"] for one in owed)
    content = {
        "reason_code": ActReason.NOT_PAID.value,
        "reason": f"Đã hết hạn nộp theo thông báo {numbers}; chưa có chứng từ đã nộp.",
        "ground": "; ".join(version_of(state).content.legal_bases[:1])
        or "Thông báo nghĩa vụ tài chính",
    }
    return _drafted(code, ActKind.STOP, content, Request(SYSTEM, at))


def _drafted(code: str, kind: ActKind, content: dict[str, str], request: Request) -> bool:
    try:
        acts.draft_act(code, kind=kind, content=content, request=request)
    except RefusedError:
        return False  # somebody was quicker, or the dossier has moved on
    return True
