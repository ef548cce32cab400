"""Legs of a linked procedure: they open by themselves, are taken, finished or sent back.

A leg has its own deadline on the calendar of the unit that does it and never moves the dossier's
date. A tax leg ends with notices; where the law says so the clock waits for their receipts (C9).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from motcua.accounts import queries as accounts
from motcua.agencies import queries as agencies
from motcua.base.dates import format_due, in_vietnam
from motcua.base.text import nfc
from motcua.base.verdict import InvalidError, NotPermittedError
from motcua.dossiers import beside, placing, policies, records, timing
from motcua.dossiers.actions import pauses
from motcua.dossiers.folding import DossierState
from motcua.dossiers.obligations import Notice, noted
from motcua.dossiers.records import Recorded, Request, Step
from motcua.dossiers.states import Status
from motcua.dossiers.transitions import allowed_from
from motcua.dossiers.versions import version_of
from motcua.procedures import process as processes
from motcua.procedures.pinned import PinnedVersion

_MOST_NUMBER = 60


def opening(state: DossierState, version: PinnedVersion, request: Request) -> tuple[Step, ...]:
    """The legs that open by themselves in this state, each as a step.

    A leg for which no unit is found stays closed and holds up the step that needs it: the page
    shows it, and whoever holds the dossier reads the reason when opening it by hand.
    """
    if not allowed_from("open_leg", state.status):
        return ()
    steps: list[Step] = []
    for leg in beside.to_open(state, version):
        unit_id = _unit_or_none(leg, state, request)
        if unit_id is not None:
            steps.append(_opened(state, leg, unit_id, request))
            state = records.after(state, steps[-1])
    return tuple(steps)


@records.once
def open_leg(code: str, *, leg: str, request: Request) -> Recorded:
    """Give a leg to its unit: one that was sent back, or that found no unit before."""
    dossier_id, state = records.load(code, request.actor)
    policies.can("open_leg", request.actor, state).require()
    version = version_of(state)
    wanted = _of_process(version, leg)
    if beside.standing(state, leg) is not None:
        raise InvalidError(f"Phần việc “{wanted.name}” đã chuyển rồi.")
    if not beside.may_open(state, version, wanted):
        raise InvalidError(f"Chưa đến lượt phần việc “{wanted.name}”.")
    unit_id = _unit(wanted, state, request)
    return records.save(dossier_id, state, request, _opened(state, wanted, unit_id, request))


@records.once
def take_leg(code: str, *, leg: str, request: Request, officer: int | None = None) -> Recorded:
    """The unit takes its leg on; a head may give it to somebody of the unit, also later on.

    `officer` None stands for whoever takes it.
    """
    dossier_id, state = records.load(code, request.actor)
    entry = _running(state, leg)
    policies.can_answer(
        "take_leg", request.actor, state, unit_id=entry["unit"], officer_id=entry["officer"]
    ).require()
    person = officer if officer is not None else request.actor.account_id
    if officer is not None:
        _require_may_give(officer, entry["unit"], request)
    if entry["taken_at"] and entry["officer"] == person:
        raise InvalidError("Phần việc này đã nhận rồi. Mở lại hồ sơ để xem.")
    moment = in_vietnam(request.at).isoformat()
    taken = {**entry, "taken_at": entry["taken_at"] or moment, "officer": person}
    context = _context(entry) | ({"officer": person} if person is not None else {})
    changes = beside.with_legs(state, _with(state, entry, taken))
    return records.save(dossier_id, state, request, Step("take_leg", changes, context))


@records.once
def finish_leg(
    code: str,
    *,
    leg: str,
    request: Request,
    number: str = "",
    note: str = "",
    notices: Iterable[Notice] = (),
) -> Recorded:
    """The unit has done its leg; what comes after it opens by itself.

    `number` is that of the paper that came out of it, `note` stays beside the log. A tax leg
    brings `notices`: from then on the clock waits for their receipts where the law says so.
    """
    dossier_id, state = records.load(code, request.actor)
    entry = _running(state, leg)
    policies.can_answer(
        "finish_leg", request.actor, state, unit_id=entry["unit"], officer_id=entry["officer"]
    ).require()
    version = version_of(state)
    wanted = _of_process(version, leg)
    told = tuple(notices)
    _require_right_end(wanted, told, state, number=number, note=note)
    moment = in_vietnam(request.at).isoformat()
    done = {
        **entry, "taken_at": entry["taken_at"] or moment,
        "officer": entry["officer"] or request.actor.account_id,
        "finished_at": moment, "number": nfc(number)[:_MOST_NUMBER],
    }  # fmt: skip
    changes = beside.with_legs(state, _with(state, entry, done))
    if told:
        changes["obligations"] = noted(state, told, at=request.at, leg=leg)
    private = {"note": note.strip()} if note.strip() else {}
    steps = [Step("finish_leg", changes, _context(entry), private)]
    going = records.after(state, *steps)
    if told and pauses.waits_for(going, version, request):
        steps.append(pauses.obligation_requested(going, version, request, leg=leg))
        going = records.after(going, steps[-1])
    return records.save(dossier_id, state, request, *steps, *opening(going, version, request))


@records.once
def send_back_leg(code: str, *, leg: str, reason: str, request: Request) -> Recorded:
    """The unit gives its leg back undone, with the reason; the holder mends it and opens it again."""
    dossier_id, state = records.load(code, request.actor)
    entry = _running(state, leg)
    policies.can_answer(
        "send_back_leg", request.actor, state, unit_id=entry["unit"], officer_id=entry["officer"]
    ).require()
    if not reason.strip():
        raise InvalidError("Ghi lý do trả lại.", fields={"reason": "Ghi lý do trả lại."})
    given = {**entry, "returned_at": in_vietnam(request.at).isoformat()}
    changes = beside.with_legs(state, _with(state, entry, given))
    step = Step("send_back_leg", changes, _context(entry), {"reason": reason.strip()})
    return records.save(dossier_id, state, request, step)


def require_done(state: DossierState, version: PinnedVersion) -> None:
    """Raise while a leg is missing without which the work may not leave its step."""
    missing = beside.holding_up(state, version)
    if missing:
        step = version.process.step(state.step_key)
        told = "; ".join(_missing(state, leg) for leg in missing)
        raise InvalidError(f"Chưa rời bước “{step.name}” được: {told}.", code="leg_missing")


def _missing(state: DossierState, leg: processes.Leg) -> str:
    entry = beside.standing(state, leg.key)
    if entry is None:
        return f"phần việc “{leg.name}” chưa chuyển đi, hoặc bị trả lại và chưa chuyển lại"
    unit = agencies.unit(entry["unit"]).full_name
    if entry["finished_at"]:
        return f"còn thông báo nộp tiền của phần việc “{leg.name}” chưa có chứng từ"
    due = timing.moment(entry["due_at"])
    until = f", hạn {format_due(due)}" if due else ""
    return f"còn chờ {unit} làm xong phần việc “{leg.name}”{until}"


def _opened(state: DossierState, leg: processes.Leg, unit_id: int, request: Request) -> Step:
    due_at = timing.step_due(request.at, leg.hours, timing.calendar_of(unit_id))
    entry = {
        "key": leg.key, "name": leg.name, "unit": unit_id,
        "opened_at": in_vietnam(request.at).isoformat(),
        "due_at": in_vietnam(due_at).isoformat() if due_at else None,
        "taken_at": None, "officer": None, "finished_at": None, "number": "", "returned_at": None,
    }  # fmt: skip
    changes = beside.with_legs(state, (*state.legs, entry)) | placing.joined(state, unit_id)
    return Step("open_leg", changes, _context(entry))


def _context(entry: beside.Entry) -> dict[str, Any]:
    return {"unit": entry["unit"], "leg": entry["key"], "leg_name": entry["name"]}


def _with(state: DossierState, old: beside.Entry, new: beside.Entry) -> tuple[beside.Entry, ...]:
    return tuple(new if leg is old else leg for leg in state.legs)


def _running(state: DossierState, key: str) -> beside.Entry:
    entry = beside.standing(state, key)
    if entry is None or entry["finished_at"]:
        raise InvalidError("Phần việc này không còn chờ ai làm. Mở lại hồ sơ để xem.")
    return entry


def _of_process(version: PinnedVersion, key: str) -> processes.Leg:
    try:
        return version.process.leg(key)
    except KeyError:
        raise InvalidError(
            "Quy trình của hồ sơ không có phần việc này.", fields={"leg": "Chọn phần việc."}
        ) from None


def _unit(leg: processes.Leg, state: DossierState, request: Request) -> int:
    return placing.unit_of_leg(
        leg,
        receiving_unit_id=state.counter_id,
        agency_id=state.competent_agency_id,
        on=in_vietnam(request.at).date(),
    )


def _unit_or_none(leg: processes.Leg, state: DossierState, request: Request) -> int | None:
    try:
        return _unit(leg, state, request)
    except InvalidError:
        return None


def _require_may_give(officer: int, unit_id: int, request: Request) -> None:
    """A head gives a leg to somebody of the unit; everybody else only takes it."""
    if officer == request.actor.account_id:
        return
    if not request.actor.holds_any(policies.HEADS, unit_id):
        raise NotPermittedError("Giao phần việc cho người khác là việc của lãnh đạo đơn vị.")
    found = accounts.officers_of(unit_id, None, in_vietnam(request.at).date())
    if all(view.id != officer for view in found):
        raise InvalidError(
            "Người được chọn không có chức danh ở đơn vị này.",
            fields={"officer": "Chọn người của đơn vị này."},
        )


def _require_right_end(
    leg: processes.Leg, notices: tuple[Notice, ...], state: DossierState, *, number: str, note: str
) -> None:
    if notices and not leg.waits_for_payment:
        raise InvalidError(f"Phần việc “{leg.name}” không kết thúc bằng thông báo nộp tiền.")
    if notices and state.status not in {Status.PROCESSING, Status.OBLIGATION_REQUESTED}:
        label = state.status.label.lower()
        raise InvalidError(
            f"Hồ sơ đang “{label}” nên chưa ghi thông báo nộp tiền được. Ghi khi hồ sơ đang xử lý."
        )
    if not notices and not number.strip() and not note.strip():
        raise InvalidError(
            "Ghi kết quả phần việc: số văn bản hoặc nội dung.",
            fields={"note": "Ghi kết quả phần việc."},
        )
