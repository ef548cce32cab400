"""The four dimensions of a dossier, and the kinds and states of draft acts.

Business status follows the national codes 1–10 (field TrangThaiHoSo). Money, delivery and
synchronisation are dimensions of their own and never leak into it.
"""

from __future__ import annotations

from enum import StrEnum

from motcua.base.labels import Labelled


class Status(Labelled):
    """Business status; `national_code` is what the national portal calls it."""

    REGISTERED = "registered", "Mới đăng ký"
    ACCEPTED = "accepted", "Được tiếp nhận"
    DECLINED = "declined", "Không được tiếp nhận"
    PROCESSING = "processing", "Đang xử lý"
    SUPPLEMENT_REQUESTED = "supplement_requested", "Yêu cầu bổ sung giấy tờ"
    OBLIGATION_REQUESTED = "obligation_requested", "Yêu cầu thực hiện nghĩa vụ tài chính"
    WITHDRAWAL_REQUESTED = "withdrawal_requested", "Công dân yêu cầu rút hồ sơ"
    STOPPED = "stopped", "Dừng xử lý"
    COMPLETED = "completed", "Đã xử lý xong"
    RETURNED = "returned", "Đã trả kết quả"

    @property
    def national_code(self) -> int:
        return list(Status).index(self) + 1


OPEN = frozenset(
    {
        Status.REGISTERED,
        Status.ACCEPTED,
        Status.PROCESSING,
        Status.SUPPLEMENT_REQUESTED,
        Status.OBLIGATION_REQUESTED,
        Status.WITHDRAWAL_REQUESTED,
    }
)
TERMINAL = frozenset({Status.DECLINED, Status.STOPPED, Status.RETURNED})


class Money(Labelled):
    """What is owed: never a reason to change the business status by itself."""

    NONE = "none", "Không thu"
    DUE = "due", "Chưa thu"
    PAID = "paid", "Đã thu"
    REFUNDED = "refunded", "Đã hoàn"


class Delivery(Labelled):
    """Where the result is on its way to the person."""

    NONE = "none", "Chưa có kết quả"
    WAITING = "waiting", "Chờ trả"
    POSTED = "posted", "Đã giao bưu chính"
    DELIVERED = "delivered", "Đã trả"
    BOUNCED = "bounced", "Bưu chính chuyển hoàn"


class Sync(StrEnum):
    """Whether the national portal knows the latest fact."""

    PENDING = "pending"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ERROR = "error"


class Channel(Labelled):
    """How the dossier came in (national field KenhThucHien 1, 2, 3)."""

    COUNTER = "counter", "Trực tiếp"
    ONLINE = "online", "Trực tuyến"
    POST = "post", "Bưu chính công ích"


class PaperPlace(Labelled):
    """Where the paper file lies, beside the electronic one."""

    COUNTER = "counter", "Tại quầy"
    ON_THE_WAY = "on_the_way", "Đang giao"
    OFFICE = "office", "Tại phòng xử lý"
    ARCHIVE = "archive", "Kho lưu trữ"
    OWNER = "owner", "Đã trả chủ hồ sơ"
    POST = "post", "Đang ở bưu chính"


class PostalState(Labelled):
    """Where a parcel with a result is, as its carrier says."""

    HANDED_OVER = "handed_over", "Đã giao bưu chính"
    IN_TRANSIT = "in_transit", "Đang chuyển"
    DELIVERED = "delivered", "Đã phát"
    RETURNED = "returned", "Chuyển hoàn"
    LOST = "lost", "Mất bưu gửi"


class IncidentKind(Labelled):
    """What happened to a result (Decree 61/2018 art. 21)."""

    WRONG = "wrong", "Kết quả sai"
    LOST = "lost", "Mất kết quả"


class TripCause(Labelled):
    """Why somebody had to come once more (Decree 63/2010 art. 20(4))."""

    FIRST = "first", "Nộp hồ sơ"
    OFFICER = "officer", "Cơ quan hướng dẫn chưa đủ"
    APPLICANT = "applicant", "Người nộp chưa làm theo hướng dẫn"
    RESULT = "result", "Nhận kết quả"


class ReturnChannel(Labelled):
    COUNTER = "counter", "Tại quầy"
    POST = "post", "Qua bưu chính"
    ONLINE = "online", "Bản điện tử"


class ActKind(Labelled):
    """Draft acts: nothing of them exists for the citizen before they are issued."""

    COMPLETION_REQUEST = "completion_request", "Yêu cầu hoàn thiện hồ sơ trước khi tiếp nhận"
    INTAKE_REFUSAL = "intake_refusal", "Từ chối tiếp nhận hồ sơ"
    SUPPLEMENT_REQUEST = "supplement_request", "Yêu cầu bổ sung, hoàn thiện hồ sơ"
    RETURN = "return", "Trả lại hồ sơ không đủ điều kiện"
    REFUSAL = "refusal", "Từ chối giải quyết"
    APOLOGY = "apology", "Xin lỗi và hẹn lại ngày trả kết quả"
    STOP = "stop", "Dừng giải quyết hồ sơ"
    WITHDRAWAL_CONSENT = "withdrawal_consent", "Đồng ý cho rút hồ sơ"
    WITHDRAWAL_REJECTION = "withdrawal_rejection", "Không đồng ý cho rút hồ sơ"


AT_INTAKE = frozenset({ActKind.COMPLETION_REQUEST, ActKind.INTAKE_REFUSAL})
ASKING = frozenset({ActKind.COMPLETION_REQUEST, ActKind.SUPPLEMENT_REQUEST})


class ActStatus(Labelled):
    DRAFT = "draft", "Đang soạn"
    HEAD_APPROVED = "head_approved", "Chờ Trung tâm duyệt"
    SENT_BACK = "sent_back", "Bị trả lại để sửa"
    CLEARED = "cleared", "Đã duyệt, chờ ký phát hành"
    CANCELLED = "cancelled", "Đã hủy bản soạn"
    ISSUED = "issued", "Đã phát hành"


# An act that may still come to be issued; one of each kind at a time.
ACT_OPEN = frozenset(
    {ActStatus.DRAFT, ActStatus.HEAD_APPROVED, ActStatus.SENT_BACK, ActStatus.CLEARED}
)


class ActReason(Labelled):
    """Why an act is sent, in words that can be counted; `REASONS` says which fit which kind."""

    MISSING = "missing", "Thiếu giấy tờ trong danh mục"
    WRONG_FORM = "wrong_form", "Không đúng mẫu hoặc kê khai chưa đủ"
    UNCLEAR = "unclear", "Bản giấy, bản chụp không đọc được"
    EXPIRED = "expired", "Giấy tờ hết giá trị"
    INCONSISTENT = "inconsistent", "Thông tin giữa các giấy tờ không khớp"
    NOT_CERTIFIED = "not_certified", "Bản sao chưa chứng thực hoặc chưa đối chiếu"
    OUTSIDE_LIST = "outside_list", "Giấy tờ ngoài danh mục, theo căn cứ pháp lý riêng"
    CONDITION_UNMET = "condition_unmet", "Không đáp ứng điều kiện đã công bố"
    NOT_ELIGIBLE = "not_eligible", "Không thuộc đối tượng thực hiện thủ tục"
    UNTRUE = "untrue", "Thông tin, giấy tờ không đúng sự thật"
    FORBIDDEN = "forbidden", "Pháp luật không cho phép"
    WRONG_AUTHORITY = "wrong_authority", "Không thuộc thẩm quyền của cơ quan này"
    PENDING_ELSEWHERE = "pending_elsewhere", "Cùng một việc đang được giải quyết ở hồ sơ khác"
    NOT_COMPLETED = "not_completed", "Không hoàn thiện sau khi đã hướng dẫn"
    STEP_LATE = "step_late", "Bước xử lý kéo dài hơn quy trình"
    ANSWER_LATE = "answer_late", "Cơ quan được hỏi ý kiến, phối hợp trả lời chậm"
    COMPLEX = "complex", "Vụ việc phức tạp, phải xác minh thêm"
    OVERLOAD = "overload", "Số hồ sơ tăng đột biến, thiếu người"
    BREAKDOWN = "breakdown", "Hệ thống, đường truyền gặp sự cố"
    NOT_SUPPLEMENTED = "not_supplemented", "Hết hạn mà không bổ sung giấy tờ"
    NOT_PAID = "not_paid", "Hết hạn mà không thực hiện nghĩa vụ tài chính"
    ASKED_FOR = "asked_for", "Theo yêu cầu của người nộp"
    RESULT_READY = "result_ready", "Kết quả đã ký, không rút được nữa"


_DEFECTS = (
    ActReason.MISSING, ActReason.WRONG_FORM, ActReason.UNCLEAR, ActReason.EXPIRED,
    ActReason.INCONSISTENT, ActReason.NOT_CERTIFIED, ActReason.OUTSIDE_LIST,
)  # fmt: skip
REASONS: dict[ActKind, tuple[ActReason, ...]] = {
    ActKind.COMPLETION_REQUEST: _DEFECTS,
    ActKind.SUPPLEMENT_REQUEST: _DEFECTS,
    ActKind.INTAKE_REFUSAL: (
        ActReason.WRONG_AUTHORITY, ActReason.NOT_ELIGIBLE, ActReason.PENDING_ELSEWHERE,
        ActReason.NOT_COMPLETED, ActReason.FORBIDDEN,
    ),
    ActKind.RETURN: (
        ActReason.CONDITION_UNMET, ActReason.NOT_ELIGIBLE, ActReason.WRONG_AUTHORITY,
        ActReason.FORBIDDEN,
    ),
    ActKind.REFUSAL: (
        ActReason.CONDITION_UNMET, ActReason.NOT_ELIGIBLE, ActReason.UNTRUE, ActReason.FORBIDDEN,
    ),
    ActKind.APOLOGY: (
        ActReason.STEP_LATE, ActReason.ANSWER_LATE, ActReason.COMPLEX, ActReason.OVERLOAD,
        ActReason.BREAKDOWN,
    ),
    ActKind.STOP: (
        ActReason.NOT_SUPPLEMENTED, ActReason.NOT_PAID, ActReason.ASKED_FOR, ActReason.FORBIDDEN,
    ),
    ActKind.WITHDRAWAL_CONSENT: (ActReason.ASKED_FOR,),
    ActKind.WITHDRAWAL_REJECTION: (ActReason.RESULT_READY, ActReason.FORBIDDEN),
}  # fmt: skip
