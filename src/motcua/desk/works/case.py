"""The way of a dossier: accept, hand over, decide, return."""

from __future__ import annotations

from typing import Any

from motcua.desk.forms import steps
from motcua.desk.forms.counter import AcceptForm, CompletedForm, SuppliedForm, cause_of
from motcua.desk.works import fitting
from motcua.desk.works.shape import Work
from motcua.dossiers.actions import intake, pauses, recalling, results, routing
from motcua.dossiers.records import Recorded, Request


def _forwarded(code: str, said: Any, request: Request) -> Recorded:
    return routing.forward(
        code, request=request, choice=said.get("choice") or None,
        to_officer=said.get("to_officer"), note=said["note"],
    )  # fmt: skip


def _returned(code: str, said: Any, request: Request) -> Recorded:
    receiver = {"name": said["receiver_name"], "id_number": said["receiver_id"]}
    return results.return_result(
        code, identity_check=said["identity_check"], receiver=receiver,
        method=said["method"], request=request,
    )  # fmt: skip


def _signed_result(code: str, said: Any, request: Request) -> Recorded:
    return results.sign_result(
        code, number=said["number"], signed_on=said["signed_on"], note=said["note"],
        request=request,
    )  # fmt: skip


CASE_WORKS: tuple[Work, ...] = (
    Work(
        "tiep-nhan", "accept", "Tiếp nhận hồ sơ trực tuyến", "Tiếp nhận", "Đã tiếp nhận hồ sơ.",
        AcceptForm, lambda c, s, r: intake.accept(c, priority=s["priority"], request=r),
        fitting.always,
    ),
    Work(
        "nhan-ban-giao", "take_over", "Nhận hồ sơ được giao", "Nhận hồ sơ", "Đã nhận hồ sơ.",
        steps.NothingForm, lambda c, _, r: routing.take_over(c, request=r), fitting.offered,
    ),
    Work(
        "ky-ket-qua", "sign_result", "Ký kết quả", "Ký kết quả", "Đã ký kết quả.",
        steps.SignForm, _signed_result, fitting.to_sign,
    ),
    Work(
        "ghi-nhan-ket-qua", "complete", "Ghi nhận kết quả tại Bộ phận Một cửa",
        "Ghi nhận kết quả", "Đã ghi nhận kết quả.", steps.RecordForm,
        lambda c, s, r: results.record_result(c, number=s["number"], request=r), fitting.signed,
    ),
    Work(
        "giao-buoc-dau", "offer", "Giao hồ sơ cho cơ quan giải quyết", "Giao hồ sơ",
        "Đã giao, chờ nơi nhận xác nhận.", steps.ForwardForm, _forwarded, fitting.first_step,
    ),
    Work(
        "chuyen-buoc", "forward", "Chuyển bước", "Chuyển bước", "Đã chuyển bước.",
        steps.ForwardForm, _forwarded, fitting.later_step,
    ),
    Work(
        "thu-phi", "take_fee", "Thu phí, lệ phí", "Ghi đã thu", "Đã ghi khoản thu.",
        steps.FeeForm,
        lambda c, s, r: results.take_fee(c, amount=s["amount"], receipt=s["receipt"], request=r),
        fitting.owing,
    ),
    Work(
        "tra-ket-qua", "return_result", "Trả kết quả", "Trả kết quả", "Đã trả kết quả.",
        steps.ReturnForm, _returned, fitting.always,
    ),
    Work(
        "nhan-bo-sung", "supplement", "Nhận đủ giấy tờ bổ sung", "Đã nhận đủ",
        "Đã nhận bổ sung, đồng hồ chạy tiếp.", SuppliedForm,
        lambda c, s, r: pauses.supplement(c, papers=s["papers"], cause=cause_of(s), request=r),
        fitting.after_acceptance,
    ),
    Work(
        "da-hoan-thien", "complete_intake", "Người nộp đã hoàn thiện hồ sơ", "Đã hoàn thiện",
        "Hồ sơ chờ tiếp nhận.", CompletedForm,
        lambda c, s, r: intake.complete_intake(c, cause=cause_of(s), request=r),
        fitting.before_acceptance,
    ),
    Work(
        "phan-cong", "assign", "Phân công người thụ lý", "Phân công", "Đã phân công.",
        steps.AssignForm,
        lambda c, s, r: routing.assign(c, officer=s["officer"], note=s["note"], request=r),
        lambda state, _: not state.offer,
    ),
    Work(
        "giai-quyet-ngay", "decide_on_the_spot", "Giải quyết ngay tại quầy", "Giải quyết ngay",
        "Đã có kết quả.", steps.InstantForm,
        lambda c, s, r: results.decide_on_the_spot(c, number=s["number"], request=r), fitting.instant,
    ),
    Work(
        "bao-nguoi-nop", "notify_result", "Báo người nộp đến nhận kết quả", "Ghi đã báo",
        "Đã ghi là đã báo người nộp.", steps.NothingForm,
        lambda c, _, r: results.notify_result(c, request=r), fitting.always,
    ),
    Work(
        "thu-hoi", "recall", "Thu hồi việc vừa chuyển", "Thu hồi", "Đã thu hồi hồ sơ.",
        steps.ReasonForm, lambda c, s, r: recalling.recall(c, reason=s["reason"], request=r),
        fitting.always, is_calm=False,
    ),
    Work(
        "tra-lai-buoc", "send_back", "Trả lại bước trước", "Trả lại", "Đã trả lại bước trước.",
        steps.SendBackForm,
        lambda c, s, r: routing.send_back(c, to_step=s["to_step"], reason=s["reason"], request=r),
        fitting.may_go_back, is_calm=False,
    ),
    Work(
        "khong-nhan", "decline_offer", "Không nhận hồ sơ được giao", "Không nhận",
        "Đã trả về nơi giao.", steps.ReasonForm,
        lambda c, s, r: routing.decline_offer(c, reason=s["reason"], request=r), fitting.offered,
        is_calm=False,
    ),
    Work(
        "xin-rut", "request_withdrawal", "Người nộp xin rút hồ sơ", "Ghi yêu cầu rút",
        "Đã ghi yêu cầu rút.", steps.WithdrawalForm,
        lambda c, s, r: pauses.request_withdrawal(c, reason=s["reason"], request=r), fitting.unsigned,
        is_calm=False,
    ),
)  # fmt: skip
