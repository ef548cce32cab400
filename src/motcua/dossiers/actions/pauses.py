"""The clock stands still and goes on: supplements given, obligations settled, withdrawal asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.db import transaction

from motcua.base.text import nfc
from motcua.base.verdict import InvalidError
from motcua.clock.limits import Ground
from motcua.dossiers import policies, records, timing, trips
from motcua.dossiers.actions import answers
from motcua.dossiers.folding import DossierState, close_pause, open_pause
from motcua.dossiers.obligations import (
    MOST_NUMBER,
    Notice,
    Payment,
    chosen,
    noted,
    paid,
    replaced,
    unpaid,
    wordless,
)
from motcua.dossiers.papers import clean_papers
from motcua.dossiers.records import Recorded, Request, Step
from motcua.dossiers.states import Status
from motcua.dossiers.versions import version_of
from motcua.procedures.pinned import PinnedVersion


@records.once
def supplement(
    code: str, *, papers: Iterable[Mapping[str, Any]], cause: str = "", request: Request
) -> Recorded:
    """T9: everything that was asked has been handed in; the limit runs by the version's rule (C8).

    `cause` says why somebody had to come once more (a `TripCause`); empty where nobody came.
    """
    dossier_id, state = records.load(code, request.actor)
    policies.can("supplement", request.actor, state).require()
    if state.accepted_at is None:
        raise InvalidError("Hồ sơ chưa tiếp nhận: dùng “Đã hoàn thiện” rồi tiếp nhận.")
    added = clean_papers(papers)
    if not added:
        raise InvalidError(
            "Ghi giấy tờ đã nhận bổ sung.", fields={"papers": "Ghi ít nhất một giấy."}
        )
    changes = {"papers": _merged(state.papers, added)} | close_pause(state, request.at)
    changes |= trips.came_once_more(state.trips, request.at, cause)
    late = answers.is_late(dossier_id, request.at)
    context = {"decision": "late" if late else "in_time"} | ({"trip": cause} if cause else {})
    with transaction.atomic():
        recorded = _go_on(dossier_id, state, "supplement", changes, request, context)
        if not recorded.replayed:
            answers.mark_answered(dossier_id, request.at)
    return recorded


@records.once
def request_obligation(
    code: str, *, request: Request, note: str = "", notices: Iterable[Notice] = ()
) -> Recorded:
    """T11: a financial obligation is to be met first; stops the clock where the law says so (C9).

    `notices` are those of the authority that is owed; `note` alone is enough for machines that
    know no more, and then any receipt will do.
    """
    dossier_id, state = records.load(code, request.actor)
    policies.can("request_obligation", request.actor, state).require()
    version = version_of(state)
    if not _stops(state, version, request):
        raise InvalidError(
            "Thủ tục này không tạm dừng thời hạn để chờ nghĩa vụ tài chính. Thu phí theo cách thường."
        )
    told = tuple(notices)
    if not told and not note.strip():
        raise InvalidError("Ghi số thông báo và khoản phải nộp.", fields={"note": "Ghi nội dung."})
    owed = noted(state, told, at=request.at) if told else wordless(state, at=request.at)
    step = obligation_requested(state, version, request, owed=owed, note=note)
    return records.save(dossier_id, state, request, step)


def waits_for(state: DossierState, version: PinnedVersion, request: Request) -> bool:
    """Whether the clock stops for notices that have just come: now, and by the law of the dossier."""
    return state.status is Status.PROCESSING and _stops(state, version, request)


def obligation_requested(
    state: DossierState,
    version: PinnedVersion,
    request: Request,
    *,
    owed: tuple[Any, ...] | None = None,
    note: str = "",
    leg: str = "",
) -> Step:
    """The step that stops the clock for what is owed, with the date that follows from it."""
    changes = open_pause(state, request.at, Ground.FINANCIAL_OBLIGATION.value)
    if owed is not None:
        changes["obligations"] = owed
    going = records.after(state, Step("request_obligation", changes))
    context = {"leg": leg} if leg else {}
    private = {"note": note.strip()} if note.strip() else {}
    full = changes | timing.due_changes(going, version)
    return Step("request_obligation", full, context, private)


@records.once
def add_notice(code: str, *, notice: Notice, request: Request, replaces: str = "") -> Recorded:
    """T11: one more notice, or one in place of another that was taken back before it was paid.

    `replaces` is the id or number of the notice that no longer holds.
    """
    dossier_id, state = records.load(code, request.actor)
    policies.can("add_notice", request.actor, state).require()
    if not unpaid(state):
        raise InvalidError("Không còn thông báo nào chờ nộp để thêm hoặc thay.")
    old = chosen(state, replaces) if replaces else None
    leg = old["leg"] if old else unpaid(state)[0]["leg"]
    owed = noted(state, (notice,), at=request.at, leg=leg)
    if old is not None:
        owed = replaced(owed, old, owed[-1]["id"])
    context = {"notice": owed[-1]["number"]}
    return records.save(
        dossier_id, state, request, Step("add_notice", {"obligations": owed}, context)
    )


@records.once
def settle_obligation(
    code: str,
    *,
    receipt: str,
    request: Request,
    notice: str = "",
    amount: int | None = None,
    paid_on: date | None = None,
) -> Recorded:
    """T12: the receipt of one notice; with that of the last one the limit goes on.

    `notice` is its id or number and may be left out where only one waits. Raises `InvalidError`
    when the receipt is not for exactly that notice.
    """
    dossier_id, state = records.load(code, request.actor)
    waits = state.status is Status.OBLIGATION_REQUESTED
    policies.can("settle_obligation" if waits else "pay_notice", request.actor, state).require()
    payment = Payment(receipt, paid_on, amount)
    if not state.obligations:
        return _settled_by_words(dossier_id, state, payment, request)
    entry = chosen(state, notice)
    changes: dict[str, Any] = {"obligations": paid(state, entry, payment, request.at)}
    context = {"receipt": nfc(receipt)[:MOST_NUMBER], "notice": entry["number"]}
    if entry["amount"] is not None:
        context["amount"] = entry["amount"]
    going = records.after(state, Step("pay_notice", changes))
    if unpaid(going) or not waits:
        step = Step("pay_notice", changes, context)
        return records.save(dossier_id, state, request, step)
    changes |= close_pause(state, request.at)
    return _go_on(dossier_id, state, "settle_obligation", changes, request, context)


def _settled_by_words(
    dossier_id: int, state: DossierState, payment: Payment, request: Request
) -> Recorded:
    """A pause from before notices were written down one by one."""
    policies.can("settle_obligation", request.actor, state).require()
    if not payment.number.strip():
        raise InvalidError("Ghi số chứng từ đã nộp.", fields={"receipt": "Ghi số chứng từ."})
    context = {"receipt": nfc(payment.number)[:MOST_NUMBER]}
    changes = close_pause(state, request.at)
    return _go_on(dossier_id, state, "settle_obligation", changes, request, context)


def _stops(state: DossierState, version: PinnedVersion, request: Request) -> bool:
    rules = timing.rules_for(state.accepted_at or request.at)
    return rules.stops(Ground.FINANCIAL_OBLIGATION, version.limit)


@records.once
def request_withdrawal(code: str, *, reason: str, request: Request) -> Recorded:
    """T13: the applicant asks for the dossier back; the clock waits for the answer."""
    dossier_id, state = records.load(code, request.actor)
    policies.can("request_withdrawal", request.actor, state).require()
    if state.result:
        raise InvalidError("Kết quả đã ký nên không rút hồ sơ được nữa.")
    paused = open_pause(state, request.at, Ground.WITHDRAWAL_REQUEST.value)
    private = {"reason": reason} if reason else {}
    return _go_on(dossier_id, state, "request_withdrawal", paused, request, private=private)


def _go_on(
    dossier_id: int,
    state: DossierState,
    event: str,
    changes: Mapping[str, Any],
    request: Request,
    context: Mapping[str, Any] | None = None,
    private: Mapping[str, Any] | None = None,
) -> Recorded:
    """Take a step that stops the clock or lets it go on, with the due date that follows from it.

    A pause that begins after the due moment leaves that moment as it was.
    """
    going = records.after(state, Step(event, changes))
    version = version_of(state)
    full = dict(changes) | timing.due_changes(going, version)
    step = Step(event, full, context or {}, private or {})
    return records.save(dossier_id, state, request, step)


def _merged(
    papers: Iterable[Mapping[str, Any]], added: Iterable[Mapping[str, Any]]
) -> tuple[Mapping[str, Any], ...]:
    """A supplemented paper takes the place of the one it completes; a new one comes at the end."""
    by_key = {paper["key"] or paper["name"]: paper for paper in papers}
    by_key.update({paper["key"] or paper["name"]: paper for paper in added})
    return tuple(by_key.values())
