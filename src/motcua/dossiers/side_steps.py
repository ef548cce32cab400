"""Steps that leave the business status alone: what goes on beside the way of a dossier.

Consultations and legs of a linked procedure run inside the limit; papers, post and people are
dimensions of their own; what an authority decides about itself moves dossiers without touching
their dates.
"""

from __future__ import annotations

from motcua.dossiers.states import OPEN, Status
from motcua.dossiers.transition import (
    FEES,
    HEADS,
    INTAKE,
    NOBODY,
    OFFICE,
    POST,
    RETURN,
    WORK,
    Transition,
)  # fmt: skip

S = Status
_HANDLED = frozenset({*(OPEN - {S.REGISTERED})})
_AT_HAND = OPEN | {S.COMPLETED}
_AT_WORK = frozenset({S.ACCEPTED, S.PROCESSING, S.SUPPLEMENT_REQUESTED, S.OBLIGATION_REQUESTED})
_RESULT = frozenset({S.COMPLETED, S.RETURNED})
_EVER_ACCEPTED = frozenset(Status) - {S.REGISTERED, S.DECLINED}
_ALL = frozenset(Status)


def _beside(
    event: str, number: str, origins: frozenset[Status], roles: frozenset[str], meaning: str
) -> Transition:
    return Transition(event, number, origins, None, roles, meaning)


SIDE_STEPS: tuple[Transition, ...] = (
    _beside("consult", "T15", frozenset({S.PROCESSING}), OFFICE, "Lấy ý kiến"),
    _beside("answer_consultation", "T15", _HANDLED, OFFICE | INTAKE, "Trả lời lấy ý kiến"),
    _beside("remind_consultation", "T15", _HANDLED, OFFICE, "Nhắc trả lời lấy ý kiến"),
    _beside("miss_consultation", "T15", _HANDLED, NOBODY, "Quá hạn trả lời lấy ý kiến"),
    _beside("verify", "T15", _AT_WORK, OFFICE, "Ghi biên bản xác minh"),
    _beside("open_leg", "T7", _AT_WORK, WORK, "Chuyển cơ quan liên thông"),
    _beside("take_leg", "T7", _HANDLED, WORK, "Nhận phần việc liên thông"),
    _beside("finish_leg", "T7", _HANDLED, WORK, "Xong phần việc liên thông"),
    _beside("send_back_leg", "T7", _HANDLED, WORK, "Trả lại phần việc liên thông"),
    _beside(
        "add_notice",
        "T11",
        frozenset({S.PROCESSING, S.OBLIGATION_REQUESTED}),
        OFFICE,
        "Ghi thêm hoặc thay thông báo nộp tiền",
    ),
    _beside(
        "pay_notice",
        "T12",
        frozenset({S.PROCESSING, S.OBLIGATION_REQUESTED}),
        OFFICE | FEES,
        "Ghi chứng từ của một thông báo",
    ),
    _beside("recall", "T7", frozenset({S.ACCEPTED, S.PROCESSING}), WORK, "Thu hồi việc vừa chuyển"),
    _beside("reassign", "T7", _AT_HAND, HEADS, "Chuyển người thụ lý"),
    _beside("set_priority", "", OPEN, INTAKE | HEADS, "Ghi diện ưu tiên"),
    _beside("take_fee", "", _ALL, FEES, "Thu phí, lệ phí"),
    _beside("issue_receipt", "T21", _RESULT, INTAKE | RETURN, "Cấp Giấy tiếp nhận theo yêu cầu"),
    _beside("correct_entry", "T21", _RESULT, INTAKE | HEADS, "Đính chính việc giải quyết ngay"),
    _beside("place_paper", "", _ALL, WORK | RETURN, "Ghi nơi để hồ sơ giấy"),
    _beside("keep_originals", "", _AT_HAND, WORK | RETURN, "Nhận bản chính để đối chiếu"),
    _beside("give_back_originals", "", _ALL, WORK | RETURN, "Trả lại bản chính"),
    _beside("track_post", "T19", _RESULT, POST, "Ghi trạng thái bưu gửi"),
    _beside("open_incident", "T20", _RESULT, RETURN | HEADS, "Mở sự cố kết quả sai hoặc mất"),
    _beside("note_apology", "T20", _RESULT, RETURN | HEADS, "Ghi việc xin lỗi về sự cố kết quả"),
    _beside("remedy_incident", "T20", _RESULT, INTAKE, "Lập hồ sơ khắc phục"),
    _beside("close_incident", "T20", _RESULT, RETURN | HEADS, "Đóng sự cố kết quả"),
    _beside("recompute_due", "", OPEN, NOBODY, "Tính lại hạn theo lịch làm việc mới"),
    _beside("move_process", "", OPEN, NOBODY, "Chuyển sang bản quy trình mới"),
    _beside("reorganise", "", _AT_HAND, NOBODY, "Chuyển cơ quan theo quyết định sắp xếp"),
    _beside(
        "inherit", "", _ALL - _AT_HAND, NOBODY, "Giữ thay hồ sơ đã xong theo quyết định sắp xếp"
    ),
)
