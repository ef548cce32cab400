"""The clock stands still and goes on: supplements given, obligations settled, withdrawal asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from motcua.base.verdict import InvalidError
from motcua.clock.limits import Ground
from motcua.dossiers import policies, records, timing, trips
from motcua.dossiers.folding import DossierState, close_pause, open_pause
from motcua.dossiers.papers import clean_papers
from motcua.dossiers.records import Recorded, Request, Step
from motcua.dossiers.versions import version_of


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
    context = {"trip": cause} if cause else {}
    return _go_on(dossier_id, state, "supplement", changes, request, context)


@records.once
def request_obligation(code: str, *, note: str, request: Request) -> Recorded:
    """T11: a financial obligation is to be met first; stops the clock where the law says so (C9)."""
    dossier_id, state = records.load(code, request.actor)
    policies.can("request_obligation", request.actor, state).require()
    version = version_of(state)
    rules = timing.rules_for(state.accepted_at or request.at)
    if not rules.stops(Ground.FINANCIAL_OBLIGATION, version.limit):
        raise InvalidError(
            "Thủ tục này không tạm dừng thời hạn để chờ nghĩa vụ tài chính. Thu phí theo cách thường."
        )
    if not note.strip():
        raise InvalidError("Ghi số thông báo và khoản phải nộp.", fields={"note": "Ghi nội dung."})
    paused = open_pause(state, request.at, Ground.FINANCIAL_OBLIGATION.value)
    return _go_on(dossier_id, state, "request_obligation", paused, request, private={"note": note})


@records.once
def settle_obligation(code: str, *, receipt: str, request: Request) -> Recorded:
    """T12: paid or confirmed; the limit goes on."""
    dossier_id, state = records.load(code, request.actor)
    policies.can("settle_obligation", request.actor, state).require()
    if not receipt.strip():
        raise InvalidError("Ghi số chứng từ đã nộp.", fields={"receipt": "Ghi số chứng từ."})
    changes = close_pause(state, request.at)
    context = {"receipt": receipt.strip()[:40]}
    return _go_on(dossier_id, state, "settle_obligation", changes, request, context)


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
