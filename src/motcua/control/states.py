"""What the gate decides, and the words in which a return is counted."""

from __future__ import annotations

from motcua.base.labels import Labelled
from motcua.dossiers.states import ActKind


class Outcome(Labelled):
    """How one look at an act ended; a withdrawn act was given up or taken back before that."""

    CLEARED = "cleared", "Cho phép phát hành"
    AMENDED = "amended", "Sửa rồi cho phép phát hành"
    RETURNED = "returned", "Trả lại để sửa"
    WITHDRAWN = "withdrawn", "Cơ quan rút lại"


class Mark(Labelled):
    """What the checklist says of one question; an open one is for the controller's eyes."""

    RIGHT = "right", "Đúng"
    OPEN = "open", "Cần xem"
    WRONG = "wrong", "Trái quy định"


class ReturnReason(Labelled):
    """Why the Centre returns an act."""

    OUTSIDE_LIST = "outside_list", "Đòi giấy tờ, số bản ngoài danh mục đã công bố"
    HELD_BY_STATE = "held_by_state", "Đòi giấy tờ mà cơ sở dữ liệu nhà nước đã có"
    ALREADY_GIVEN = "already_given", "Đòi giấy tờ người dân đã nộp"
    SECOND_REQUEST = "second_request", "Yêu cầu bổ sung lần thứ hai không có căn cứ"
    TOO_LATE = "too_late", "Gửi sau thời hạn quy định"
    NOT_ALL_AT_ONCE = "not_all_at_once", "Chưa nêu hết trong một lần"
    NO_GROUND = "no_ground", "Thiếu hoặc sai căn cứ pháp lý"
    NO_CONDITION = "no_condition", "Điều kiện nêu ra không có trong thủ tục đã công bố"
    WRONG_KIND = "wrong_kind", "Dùng sai loại văn bản"
    WRONG_DATE = "wrong_date", "Ngày hẹn, thời hạn chưa đúng"
    UNCLEAR = "unclear", "Lời văn chưa rõ người dân phải làm gì"
    OTHER = "other", "Lý do khác"


# What is looked at before it goes out, unless a rule of the province says otherwise: all of
# them after acceptance (the article's gate), and the refusal to receive before it. Reception
# tells people at once what to complete.
LOOKED_AT = frozenset(ActKind) - {ActKind.COMPLETION_REQUEST}
EVERY_ACT = 100


class FindingState(Labelled):
    """A written finding of oversight on its way."""

    OPEN = "open", "Chờ đơn vị trả lời"
    ANSWERED = "answered", "Đã trả lời, chờ Trung tâm xem"
    CLOSED = "closed", "Đã khép lại"


class AlertKind(Labelled):
    """What a rule may watch in a unit: a number of the board."""

    OVERDUE = "overdue", "Hồ sơ quá hạn"
    NEAR = "near", "Hồ sơ sắp đến hạn"
    ONLINE_LATE = "online_late", "Hồ sơ trực tuyến quá giờ tiếp nhận"
    GATE = "gate", "Văn bản chờ Trung tâm duyệt"
    RETURNED_ACTS = "returned_acts", "Văn bản bị trả lại chưa sửa"
    APOLOGY_DUE = "apology_due", "Hồ sơ cần xin lỗi"
