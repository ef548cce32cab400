"""The four dimensions of a dossier, and the kinds and states of draft acts.

Business status follows the national codes 1–10 (field TrangThaiHoSo). Money, delivery and
synchronisation are dimensions of their own and never leak into it.
"""

from __future__ import annotations

from enum import StrEnum


class Status(StrEnum):
    """Business status; `national_code` is what the national portal calls it."""

    REGISTERED = "registered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    PROCESSING = "processing"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    OBLIGATION_REQUESTED = "obligation_requested"
    WITHDRAWAL_REQUESTED = "withdrawal_requested"
    STOPPED = "stopped"
    COMPLETED = "completed"
    RETURNED = "returned"

    @property
    def label(self) -> str:
        return STATUS_LABELS[self]

    @property
    def national_code(self) -> int:
        return list(Status).index(self) + 1


STATUS_LABELS = {
    Status.REGISTERED: "Mới đăng ký",
    Status.ACCEPTED: "Được tiếp nhận",
    Status.DECLINED: "Không được tiếp nhận",
    Status.PROCESSING: "Đang xử lý",
    Status.SUPPLEMENT_REQUESTED: "Yêu cầu bổ sung giấy tờ",
    Status.OBLIGATION_REQUESTED: "Yêu cầu thực hiện nghĩa vụ tài chính",
    Status.WITHDRAWAL_REQUESTED: "Công dân yêu cầu rút hồ sơ",
    Status.STOPPED: "Dừng xử lý",
    Status.COMPLETED: "Đã xử lý xong",
    Status.RETURNED: "Đã trả kết quả",
}

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


class Money(StrEnum):
    """What is owed: never a reason to change the business status by itself."""

    NONE = "none"
    DUE = "due"
    PAID = "paid"
    REFUNDED = "refunded"

    @property
    def label(self) -> str:
        return {"none": "Không thu", "due": "Chưa thu", "paid": "Đã thu", "refunded": "Đã hoàn"}[
            self.value
        ]


class Delivery(StrEnum):
    """Where the result is on its way to the person."""

    NONE = "none"
    WAITING = "waiting"
    POSTED = "posted"
    DELIVERED = "delivered"
    BOUNCED = "bounced"

    @property
    def label(self) -> str:
        return {
            "none": "Chưa có kết quả",
            "waiting": "Chờ trả",
            "posted": "Đã giao bưu chính",
            "delivered": "Đã trả",
            "bounced": "Bưu chính chuyển hoàn",
        }[self.value]


class Sync(StrEnum):
    """Whether the national portal knows the latest fact."""

    PENDING = "pending"
    SENT = "sent"
    ACKNOWLEDGED = "acknowledged"
    ERROR = "error"


class Channel(StrEnum):
    """How the dossier came in (national field KenhThucHien 1, 2, 3)."""

    COUNTER = "counter"
    ONLINE = "online"
    POST = "post"

    @property
    def label(self) -> str:
        return {
            "counter": "Trực tiếp",
            "online": "Trực tuyến",
            "post": "Bưu chính công ích",
        }[self.value]


class ReturnChannel(StrEnum):
    COUNTER = "counter"
    POST = "post"
    ONLINE = "online"

    @property
    def label(self) -> str:
        return {"counter": "Tại quầy", "post": "Qua bưu chính", "online": "Bản điện tử"}[self.value]


class ActKind(StrEnum):
    """Draft acts: nothing of them exists for the citizen before they are issued."""

    INTAKE_REFUSAL = "intake_refusal"
    SUPPLEMENT_REQUEST = "supplement_request"
    REFUSAL = "refusal"
    APOLOGY = "apology"
    STOP = "stop"
    WITHDRAWAL_CONSENT = "withdrawal_consent"
    WITHDRAWAL_REJECTION = "withdrawal_rejection"

    @property
    def label(self) -> str:
        return {
            "intake_refusal": "Từ chối tiếp nhận hồ sơ",
            "supplement_request": "Yêu cầu bổ sung, hoàn thiện hồ sơ",
            "refusal": "Từ chối giải quyết",
            "apology": "Xin lỗi và hẹn lại ngày trả kết quả",
            "stop": "Dừng giải quyết hồ sơ",
            "withdrawal_consent": "Đồng ý cho rút hồ sơ",
            "withdrawal_rejection": "Không đồng ý cho rút hồ sơ",
        }[self.value]


class ActStatus(StrEnum):
    DRAFT = "draft"
    HEAD_APPROVED = "head_approved"
    SENT_BACK = "sent_back"
    CANCELLED = "cancelled"
    ISSUED = "issued"

    @property
    def label(self) -> str:
        return {
            "draft": "Đang soạn",
            "head_approved": "Chờ Trung tâm duyệt",
            "sent_back": "Bị trả lại để sửa",
            "cancelled": "Đã hủy bản soạn",
            "issued": "Đã phát hành",
        }[self.value]
