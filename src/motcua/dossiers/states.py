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


class Priority(Labelled):
    """Why somebody is served first (Decree 63/2010 art. 18(8)); empty for everybody else."""

    MERIT = "merit", "Người có công với cách mạng"
    ELDERLY = "elderly", "Người cao tuổi"
    DISABLED = "disabled", "Người khuyết tật"
    PREGNANT = "pregnant", "Phụ nữ mang thai, có con nhỏ"
    POOR = "poor", "Người nghèo"
    CHILD = "child", "Trẻ em"
    URGENT = "urgent", "Việc khẩn cấp (cứu chữa, mai táng, thiên tai)"


class PaperPlace(Labelled):
    """Where the paper file lies, beside the electronic one."""

    COUNTER = "counter", "Tại quầy"
    ON_THE_WAY = "on_the_way", "Đang giao"
    OFFICE = "office", "Tại phòng xử lý"
    ARCHIVE = "archive", "Kho lưu trữ"
    OWNER = "owner", "Đã trả chủ hồ sơ"
    POST = "post", "Đang ở bưu chính"


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

    INTAKE_REFUSAL = "intake_refusal", "Từ chối tiếp nhận hồ sơ"
    SUPPLEMENT_REQUEST = "supplement_request", "Yêu cầu bổ sung, hoàn thiện hồ sơ"
    REFUSAL = "refusal", "Từ chối giải quyết"
    APOLOGY = "apology", "Xin lỗi và hẹn lại ngày trả kết quả"
    STOP = "stop", "Dừng giải quyết hồ sơ"
    WITHDRAWAL_CONSENT = "withdrawal_consent", "Đồng ý cho rút hồ sơ"
    WITHDRAWAL_REJECTION = "withdrawal_rejection", "Không đồng ý cho rút hồ sơ"


class ActStatus(Labelled):
    DRAFT = "draft", "Đang soạn"
    HEAD_APPROVED = "head_approved", "Chờ Trung tâm duyệt"
    SENT_BACK = "sent_back", "Bị trả lại để sửa"
    CANCELLED = "cancelled", "Đã hủy bản soạn"
    ISSUED = "issued", "Đã phát hành"
