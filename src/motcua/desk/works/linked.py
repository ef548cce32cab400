"""Beside the way of a dossier: legs of linked procedures, consultations, notices, verification."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from motcua.clock.limits import LimitUnit
from motcua.desk.forms import linked
from motcua.desk.works.shape import Work
from motcua.dossiers import beside
from motcua.dossiers.actions import consultations, legs, pauses, verifications
from motcua.dossiers.folding import DossierState
from motcua.dossiers.obligations import unpaid
from motcua.dossiers.records import Recorded, Request
from motcua.dossiers.states import Status
from motcua.procedures.pinned import PinnedVersion


def _has_leg(state: DossierState, _version: PinnedVersion) -> bool:
    return any(beside.is_running(leg) for leg in state.legs)


def _has_closed_leg(state: DossierState, version: PinnedVersion) -> bool:
    return any(
        beside.standing(state, leg.key) is None and beside.may_open(state, version, leg)
        for leg in version.process.legs
    )


def _is_asked(state: DossierState, _version: PinnedVersion) -> bool:
    return any(not item["answered_at"] for item in state.consultations)


def _unsigned(state: DossierState, _version: PinnedVersion) -> bool:
    return not state.result


def _may_wait(state: DossierState, version: PinnedVersion) -> bool:
    return (version.limit.land or bool(version.limit.pauses_on)) and not state.result


def _waits(state: DossierState, _version: PinnedVersion) -> bool:
    return state.status is Status.OBLIGATION_REQUESTED


def _owes(state: DossierState, _version: PinnedVersion) -> bool:
    return bool(unpaid(state)) and state.status is not Status.OBLIGATION_REQUESTED


def _has_notice(state: DossierState, _version: PinnedVersion) -> bool:
    return bool(unpaid(state))


def _finished(code: str, said: Any, request: Request) -> Recorded:
    return legs.finish_leg(
        code, leg=said["leg"], number=said["number"], note=said["note"],
        notices=said["notices"], request=request,
    )  # fmt: skip


def _consulted(code: str, said: Any, request: Request) -> Recorded:
    return consultations.consult(
        code, unit_id=said["unit_id"], question=said["question"], number=said["number"],
        amount=Decimal(said["amount"]), unit=LimitUnit(said["unit"]), request=request,
    )  # fmt: skip


def _settled(code: str, said: Any, request: Request) -> Recorded:
    return pauses.settle_obligation(
        code, notice=said.get("notice") or "", receipt=said["receipt"],
        amount=said["amount"], paid_on=said["paid_on"], request=request,
    )  # fmt: skip


LINKED_WORKS: tuple[Work, ...] = (
    Work(
        "nhan-phan-viec", "take_leg", "Nhận phần việc liên thông", "Nhận phần việc",
        "Đã nhận phần việc.", linked.TakeLegForm,
        lambda c, s, r: legs.take_leg(c, leg=s["leg"], officer=s["officer"], request=r), _has_leg,
    ),
    Work(
        "xong-phan-viec", "finish_leg", "Xong phần việc liên thông", "Ghi đã xong",
        "Đã ghi kết quả phần việc.", linked.FinishLegForm, _finished, _has_leg,
    ),
    Work(
        "tra-loi-y-kien", "answer_consultation", "Trả lời lấy ý kiến", "Trả lời",
        "Đã gửi ý kiến.", linked.AnswerForm,
        lambda c, s, r: consultations.answer_consultation(
            c, consultation=s["consultation"], answer=s["answer"], number=s["number"], request=r
        ),
        _is_asked,
    ),
    Work(
        "da-nop-nghia-vu", "settle_obligation", "Đã thực hiện nghĩa vụ tài chính", "Ghi đã nộp",
        "Đã ghi chứng từ.", linked.SettlementForm, _settled, _waits,
    ),
    Work(
        "ghi-chung-tu", "pay_notice", "Ghi chứng từ nộp tiền", "Ghi đã nộp", "Đã ghi chứng từ.",
        linked.SettlementForm, _settled, _owes,
    ),
    Work(
        "chuyen-phan-viec", "open_leg", "Chuyển phần việc liên thông", "Chuyển",
        "Đã chuyển phần việc.", linked.OpenLegForm,
        lambda c, s, r: legs.open_leg(c, leg=s["leg"], request=r), _has_closed_leg, is_beside=True,
    ),
    Work(
        "lay-y-kien", "consult", "Lấy ý kiến", "Gửi lấy ý kiến", "Đã gửi lấy ý kiến.",
        linked.ConsultForm, _consulted, _unsigned, is_beside=True,
    ),
    Work(
        "nhac-y-kien", "remind_consultation", "Nhắc trả lời lấy ý kiến", "Nhắc", "Đã nhắc.",
        linked.RemindForm,
        lambda c, s, r: consultations.remind_consultation(
            c, consultation=s["consultation"], request=r
        ),
        _is_asked, is_beside=True,
    ),
    Work(
        "xac-minh", "verify", "Ghi biên bản xác minh", "Ghi biên bản", "Đã ghi biên bản.",
        linked.VerificationForm,
        lambda c, s, r: verifications.verify(
            c, held_at=s["held_at"], place=s["place"], participants=s["participants"],
            content=s["content"], request=r,
        ),
        _unsigned, is_beside=True,
    ),
    Work(
        "nghia-vu-tai-chinh", "request_obligation", "Yêu cầu thực hiện nghĩa vụ tài chính",
        "Ghi yêu cầu", "Đã ghi yêu cầu, đồng hồ dừng.", linked.NoticeForm,
        lambda c, s, r: pauses.request_obligation(c, notices=[s["notice"]], request=r), _may_wait, is_beside=True,
    ),
    Work(
        "them-thong-bao", "add_notice", "Thêm hoặc thay thông báo nộp tiền", "Ghi thông báo",
        "Đã ghi thông báo.", linked.AddNoticeForm,
        lambda c, s, r: pauses.add_notice(
            c, notice=s["notice"], replaces=s["replaces"], request=r
        ),
        _has_notice, is_beside=True,
    ),
    Work(
        "tra-lai-phan-viec", "send_back_leg", "Trả lại phần việc liên thông", "Trả lại",
        "Đã trả lại phần việc.", linked.SendBackLegForm,
        lambda c, s, r: legs.send_back_leg(c, leg=s["leg"], reason=s["reason"], request=r),
        _has_leg, is_calm=False,
    ),
)  # fmt: skip
