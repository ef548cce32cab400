"""The life cycle of a dossier as one table that can be read aloud (T1–T21 of the domain).

Built whole: later work adds screens and not steps. Nothing else decides which event may follow
which status.
"""

from __future__ import annotations

from dataclasses import dataclass

from motcua.accounts.states import Role
from motcua.dossiers.states import OPEN, ActKind, Status


@dataclass(frozen=True, slots=True)
class Transition:
    """One step of the life cycle.

    `number` is the row of the domain reference (T1–T21); `to` None leaves the status alone.
    `origins` is empty for an event that brings a dossier into being. `roles` hold the pen;
    an empty set means the applicant or the system. With `act` the event needs a clearance
    for a draft act of that kind.
    """

    event: str
    number: str
    origins: frozenset[Status]
    to: Status | None
    roles: frozenset[str]
    meaning: str
    act: ActKind | None = None
    restores: bool = False


S = Status
_INTAKE = frozenset({Role.INTAKE_OFFICER.value})
_OFFICE = frozenset({Role.CASE_OFFICER.value, Role.HEAD_OF_ROOM.value, Role.HEAD_OF_AGENCY.value})
_WORK = _OFFICE | _INTAKE | {Role.CLERK.value}
_HEADS = frozenset({Role.HEAD_OF_ROOM.value, Role.HEAD_OF_AGENCY.value})
_SIGNERS = frozenset({Role.HEAD_OF_AGENCY.value})
_RETURN = frozenset({Role.RETURN_OFFICER.value, Role.INTAKE_OFFICER.value})
_FEES = frozenset({Role.FEE_OFFICER.value, Role.INTAKE_OFFICER.value, Role.RETURN_OFFICER.value})
_POST = frozenset({Role.POSTAL_STAFF.value, Role.RETURN_OFFICER.value, Role.INTAKE_OFFICER.value})
_NOBODY: frozenset[str] = frozenset()


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


TRANSITIONS: tuple[Transition, ...] = (
    _row("submit_online", "T1", set(), S.REGISTERED, _NOBODY, "Nộp hồ sơ trực tuyến"),
    _row("receive", "T2", set(), S.ACCEPTED, _INTAKE, "Tiếp nhận tại quầy hoặc qua bưu chính"),
    _row("accept", "T3", {S.REGISTERED}, S.ACCEPTED, _INTAKE, "Tiếp nhận hồ sơ trực tuyến"),
    _row(
        "guide_at_counter",
        "T4",
        set(),
        S.SUPPLEMENT_REQUESTED,
        _INTAKE,
        "Hướng dẫn hoàn thiện ngay tại quầy, trước khi tiếp nhận",
    ),
    _row(
        "ask_to_complete",
        "T4",
        {S.REGISTERED},
        S.SUPPLEMENT_REQUESTED,
        _INTAKE,
        "Hướng dẫn hoàn thiện trước khi tiếp nhận",
    ),
    _row(
        "complete_intake",
        "T4",
        {S.SUPPLEMENT_REQUESTED},
        S.REGISTERED,
        _INTAKE,
        "Người nộp đã hoàn thiện, chờ tiếp nhận",
    ),
    _row(
        "decline_intake",
        "T5",
        {S.REGISTERED, S.SUPPLEMENT_REQUESTED},
        S.DECLINED,
        _INTAKE,
        "Từ chối tiếp nhận",
        ActKind.INTAKE_REFUSAL,
    ),
    _row("offer", "T6", {S.ACCEPTED, S.PROCESSING}, None, _WORK, "Giao hồ sơ"),
    _row(
        "take_over",
        "T6",
        {S.ACCEPTED, S.PROCESSING},
        S.PROCESSING,
        _WORK | _RETURN,
        "Nhận hồ sơ được giao",
    ),
    _row(
        "decline_offer",
        "T6",
        {S.ACCEPTED, S.PROCESSING},
        None,
        _WORK | _RETURN,
        "Không nhận hồ sơ được giao",
    ),
    _row("assign", "T7", {S.ACCEPTED, S.PROCESSING}, None, _HEADS | _INTAKE, "Phân công"),
    _row("forward", "T7", {S.PROCESSING}, None, _WORK, "Chuyển bước"),
    _row("send_back", "T7", {S.PROCESSING}, None, _WORK, "Trả lại bước trước"),
    _row(
        "request_supplement",
        "T8",
        {S.PROCESSING},
        S.SUPPLEMENT_REQUESTED,
        _HEADS,
        "Yêu cầu bổ sung hồ sơ",
        ActKind.SUPPLEMENT_REQUEST,
    ),
    _row(
        "supplement",
        "T9",
        {S.SUPPLEMENT_REQUESTED},
        S.PROCESSING,
        _INTAKE,
        "Nhận đủ giấy tờ bổ sung",
    ),
    _row(
        "stop",
        "T10",
        {S.SUPPLEMENT_REQUESTED, S.OBLIGATION_REQUESTED, S.PROCESSING},
        S.STOPPED,
        _HEADS,
        "Dừng giải quyết",
        ActKind.STOP,
    ),
    _row(
        "request_obligation",
        "T11",
        {S.PROCESSING},
        S.OBLIGATION_REQUESTED,
        _OFFICE,
        "Yêu cầu thực hiện nghĩa vụ tài chính",
    ),
    _row(
        "settle_obligation",
        "T12",
        {S.OBLIGATION_REQUESTED},
        S.PROCESSING,
        _OFFICE | _FEES,
        "Đã thực hiện nghĩa vụ tài chính",
    ),
    _row(
        "request_withdrawal",
        "T13",
        {S.REGISTERED, S.ACCEPTED, S.PROCESSING, S.SUPPLEMENT_REQUESTED, S.OBLIGATION_REQUESTED},
        S.WITHDRAWAL_REQUESTED,
        _INTAKE,
        "Người nộp xin rút hồ sơ",
    ),
    _row(
        "agree_withdrawal",
        "T14",
        {S.WITHDRAWAL_REQUESTED},
        S.STOPPED,
        _HEADS,
        "Đồng ý cho rút",
        ActKind.WITHDRAWAL_CONSENT,
    ),
    _row(
        "reject_withdrawal",
        "T14",
        {S.WITHDRAWAL_REQUESTED},
        None,
        _HEADS,
        "Không đồng ý cho rút",
        ActKind.WITHDRAWAL_REJECTION,
        restores=True,
    ),
    _row("consult", "T15", {S.PROCESSING}, None, _OFFICE, "Lấy ý kiến"),
    _row(
        "answer_consultation",
        "T15",
        {*(OPEN - {S.REGISTERED})},
        None,
        _OFFICE,
        "Trả lời lấy ý kiến",
    ),
    _row(
        "apologise",
        "T16",
        {S.PROCESSING},
        None,
        _SIGNERS,
        "Xin lỗi, hẹn lại ngày trả",
        ActKind.APOLOGY,
    ),
    _row("sign_result", "T17", {S.PROCESSING}, None, _SIGNERS, "Ký kết quả"),
    _row(
        "complete",
        "T17",
        {S.PROCESSING},
        S.COMPLETED,
        _SIGNERS | _WORK,
        "Ghi nhận kết quả tại Bộ phận Một cửa",
    ),
    _row(
        "refuse",
        "T17",
        {S.PROCESSING},
        S.COMPLETED,
        _SIGNERS,
        "Từ chối giải quyết",
        ActKind.REFUSAL,
    ),
    _row(
        "notify_result",
        "T18",
        {S.COMPLETED},
        None,
        _RETURN | {Role.CLERK.value},
        "Báo người nộp đến nhận kết quả",
    ),
    _row("post_result", "T19", {S.COMPLETED}, None, _POST, "Giao kết quả cho bưu chính"),
    _row("return_result", "T19", {S.COMPLETED}, S.RETURNED, _RETURN | _POST, "Trả kết quả"),
    _row(
        "open_incident",
        "T20",
        {S.COMPLETED, S.RETURNED},
        None,
        _RETURN | _HEADS,
        "Mở sự cố kết quả sai hoặc mất",
    ),
    _row(
        "decide_on_the_spot",
        "T21",
        {S.ACCEPTED},
        S.COMPLETED,
        _INTAKE | _SIGNERS,
        "Giải quyết ngay tại quầy",
    ),
    _row("take_fee", "", {*Status}, None, _FEES, "Thu phí, lệ phí"),
    _row("recompute_due", "", {*OPEN}, None, _NOBODY, "Tính lại hạn theo lịch làm việc mới"),
)

BY_EVENT = {row.event: row for row in TRANSITIONS}


def allowed_from(event: str, status: Status | None) -> bool:
    """Whether the event may happen now; None stands for a dossier that does not exist yet."""
    origins = BY_EVENT[event].origins
    return status in origins if status is not None else not origins
