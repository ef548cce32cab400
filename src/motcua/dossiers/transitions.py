"""The life cycle of a dossier as one table that can be read aloud (T1–T21 of the domain).

Here are the steps that lead from status to status; those that leave it alone (consultations, legs,
papers, post, people) stand in `side_steps`. Nothing else decides which event may follow which
status.
"""

from __future__ import annotations

from dataclasses import replace

from motcua.accounts.states import Role
from motcua.dossiers.side_steps import SIDE_STEPS
from motcua.dossiers.states import ActKind, Status
from motcua.dossiers.transition import (
    FEES,
    HEADS,
    INTAKE,
    NOBODY,
    OFFICE,
    POST,
    RETURN,
    SIGNERS,
    WORK,
    Transition,
)  # fmt: skip

S = Status


def _row(
    event: str,
    number: str,
    origins: set[Status],
    to: Status | None,
    roles: frozenset[str],
    meaning: str,
    act: ActKind | None = None,
    *,
    restores: bool = False,
) -> Transition:
    return Transition(event, number, frozenset(origins), to, roles, meaning, act, restores)


MAIN_STEPS: tuple[Transition, ...] = (
    _row("submit_online", "T1", set(), S.REGISTERED, NOBODY, "Nộp hồ sơ trực tuyến"),
    _row("receive", "T2", set(), S.ACCEPTED, INTAKE, "Tiếp nhận tại quầy hoặc qua bưu chính"),
    _row("accept", "T3", {S.REGISTERED}, S.ACCEPTED, INTAKE, "Tiếp nhận hồ sơ trực tuyến"),
    _row(
        "guide_at_counter",
        "T4",
        set(),
        S.SUPPLEMENT_REQUESTED,
        INTAKE,
        "Hướng dẫn hoàn thiện ngay tại quầy, trước khi tiếp nhận",
    ),
    _row(
        "ask_to_complete",
        "T4",
        {S.REGISTERED},
        S.SUPPLEMENT_REQUESTED,
        INTAKE,
        "Hướng dẫn hoàn thiện trước khi tiếp nhận",
        ActKind.COMPLETION_REQUEST,
    ),
    _row(
        "complete_intake",
        "T4",
        {S.SUPPLEMENT_REQUESTED},
        S.REGISTERED,
        INTAKE,
        "Người nộp đã hoàn thiện, chờ tiếp nhận",
    ),
    _row(
        "decline_intake",
        "T5",
        {S.REGISTERED, S.SUPPLEMENT_REQUESTED},
        S.DECLINED,
        INTAKE,
        "Từ chối tiếp nhận",
        ActKind.INTAKE_REFUSAL,
    ),
    _row("offer", "T6", {S.ACCEPTED, S.PROCESSING}, None, WORK, "Giao hồ sơ"),
    _row(
        "take_over",
        "T6",
        {S.ACCEPTED, S.PROCESSING},
        S.PROCESSING,
        WORK | RETURN,
        "Nhận hồ sơ được giao",
    ),
    _row(
        "decline_offer",
        "T6",
        {S.ACCEPTED, S.PROCESSING},
        None,
        WORK | RETURN,
        "Không nhận hồ sơ được giao",
    ),
    _row("assign", "T7", {S.ACCEPTED, S.PROCESSING}, None, HEADS | INTAKE, "Phân công"),
    _row("forward", "T7", {S.PROCESSING}, None, WORK, "Chuyển bước"),
    _row("send_back", "T7", {S.PROCESSING}, None, WORK, "Trả lại bước trước"),
    _row(
        "request_supplement",
        "T8",
        {S.PROCESSING},
        S.SUPPLEMENT_REQUESTED,
        HEADS,
        "Yêu cầu bổ sung hồ sơ",
        ActKind.SUPPLEMENT_REQUEST,
    ),
    _row(
        "supplement",
        "T9",
        {S.SUPPLEMENT_REQUESTED},
        S.PROCESSING,
        INTAKE,
        "Nhận đủ giấy tờ bổ sung",
    ),
    _row(
        "revoke_request",
        "T9",
        {S.SUPPLEMENT_REQUESTED},
        S.PROCESSING,
        HEADS,
        "Thu hồi yêu cầu bổ sung",
    ),
    _row(
        "stop",
        "T10",
        {S.SUPPLEMENT_REQUESTED, S.OBLIGATION_REQUESTED, S.PROCESSING},
        S.STOPPED,
        HEADS,
        "Dừng giải quyết",
        ActKind.STOP,
    ),
    _row(
        "return_dossier",
        "T10",
        {S.PROCESSING},
        S.STOPPED,
        HEADS,
        "Trả lại hồ sơ không đủ điều kiện",
        ActKind.RETURN,
    ),
    _row(
        "request_obligation",
        "T11",
        {S.PROCESSING},
        S.OBLIGATION_REQUESTED,
        OFFICE,
        "Yêu cầu thực hiện nghĩa vụ tài chính",
    ),
    _row(
        "settle_obligation",
        "T12",
        {S.OBLIGATION_REQUESTED},
        S.PROCESSING,
        OFFICE | FEES,
        "Đã thực hiện nghĩa vụ tài chính",
    ),
    _row(
        "request_withdrawal",
        "T13",
        {S.REGISTERED, S.ACCEPTED, S.PROCESSING, S.SUPPLEMENT_REQUESTED, S.OBLIGATION_REQUESTED},
        S.WITHDRAWAL_REQUESTED,
        INTAKE,
        "Người nộp xin rút hồ sơ",
    ),
    _row(
        "agree_withdrawal",
        "T14",
        {S.WITHDRAWAL_REQUESTED},
        S.STOPPED,
        HEADS,
        "Đồng ý cho rút",
        ActKind.WITHDRAWAL_CONSENT,
    ),
    _row(
        "reject_withdrawal",
        "T14",
        {S.WITHDRAWAL_REQUESTED},
        None,
        HEADS,
        "Không đồng ý cho rút",
        ActKind.WITHDRAWAL_REJECTION,
        restores=True,
    ),
    _row(
        "apologise",
        "T16",
        {S.PROCESSING},
        None,
        SIGNERS,
        "Xin lỗi, hẹn lại ngày trả",
        ActKind.APOLOGY,
    ),
    replace(
        _row("sign_result", "T17", {S.PROCESSING}, None, SIGNERS, "Ký kết quả"),
        of_step=frozenset({Role.HEAD_OF_ROOM.value}),
    ),
    _row(
        "complete",
        "T17",
        {S.PROCESSING},
        S.COMPLETED,
        SIGNERS | WORK,
        "Ghi nhận kết quả tại Bộ phận Một cửa",
    ),
    _row(
        "refuse",
        "T17",
        {S.PROCESSING},
        S.COMPLETED,
        SIGNERS,
        "Từ chối giải quyết",
        ActKind.REFUSAL,
    ),
    _row(
        "notify_result",
        "T18",
        {S.COMPLETED},
        None,
        RETURN | {Role.CLERK.value},
        "Báo người nộp đến nhận kết quả",
    ),
    _row("post_result", "T19", {S.COMPLETED}, None, POST, "Giao kết quả cho bưu chính"),
    _row("return_result", "T19", {S.COMPLETED}, S.RETURNED, RETURN | POST, "Trả kết quả"),
    _row(
        "decide_on_the_spot",
        "T21",
        {S.ACCEPTED},
        S.COMPLETED,
        INTAKE | SIGNERS,
        "Giải quyết ngay tại quầy",
    ),
)

TRANSITIONS: tuple[Transition, ...] = (*MAIN_STEPS, *SIDE_STEPS)
BY_EVENT = {row.event: row for row in TRANSITIONS}


def allowed_from(event: str, status: Status | None) -> bool:
    """Whether the event may happen now; None stands for a dossier that does not exist yet."""
    origins = BY_EVENT[event].origins
    return status in origins if status is not None else not origins
