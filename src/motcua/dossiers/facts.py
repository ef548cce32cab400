"""The verbs that this room writes to the journal: one for each event of the life cycle.

`set` holds the new values of the fields that the event changes (see `folding`); the rest is what
the sentence and the routing slip need. Personal data and free text stay in the private part.
"""

from __future__ import annotations

from typing import Any, Final, TypedDict

from motcua.agencies import queries as agencies
from motcua.base.dates import format_due
from motcua.clock import facts as clock_facts
from motcua.dossiers.folding import decode
from motcua.dossiers.states import ActKind, PaperPlace
from motcua.dossiers.transitions import TRANSITIONS
from motcua.journal.verbs import Told, Verb, register

PREFIX: Final = "dossier."


class Stepped(TypedDict, total=False):
    """What a fact about a dossier may tell."""

    set: dict[str, Any]
    unit: int
    from_unit: int
    officer: int
    step: str
    step_name: str
    from_step: str
    choice: str
    act: int
    act_kind: str
    amount: int
    decision: str
    old_due: str
    method: str
    receipt: str
    consultation: str
    linked: str
    leg: str
    leg_name: str
    notice: str
    verification: int
    content_digest: str
    trip: str
    place: str
    paper_key: str
    decision_number: str
    from_officer: int
    from_process: int
    batch: str
    behalf: int
    postal: str
    incident: str


class Beside(TypedDict, total=False):
    """What stays beside the log and may be erased."""

    set: dict[str, Any]
    note: str
    reason: str
    receiver: dict[str, str]
    content: dict[str, Any]


def verb_of(event: str) -> str:
    return PREFIX + event


def event_of(verb: str) -> str:
    return verb.removeprefix(PREFIX)


def _unit(fact: Told, key: str = "unit") -> str:
    unit_id = fact.data.get(key)
    return agencies.unit(unit_id).full_name if unit_id else "đơn vị tiếp theo"


def _due(fact: Told) -> str:
    text = fact.data.get("set", {}).get("due_at")
    return f" Hẹn trả {format_due(decode('due_at', text))}." if text else ""


def _leg(fact: Told) -> str:
    name = fact.data.get("leg_name")
    return f" “{name}”" if name else ""


def _receive(fact: Told) -> str:
    return f"Tiếp nhận hồ sơ tại {_unit(fact)}.{_due(fact)}"


def _offer(fact: Told) -> str:
    step = fact.data.get("step_name")
    return f"Giao hồ sơ cho {_unit(fact)}" + (f" để làm bước “{step}”." if step else ".")


def _take_over(fact: Told) -> str:
    return f"{_unit(fact)} đã nhận hồ sơ.{_due(fact)}"


def _forward(fact: Told) -> str:
    return f"Chuyển sang bước “{fact.data.get('step_name', '')}”."


def _send_back(fact: Told) -> str:
    return f"Trả lại bước “{fact.data.get('step_name', '')}” để làm tiếp."


def _complete(fact: Told) -> str:
    refused = fact.data.get("decision") == "refused"
    what = "Có văn bản từ chối giải quyết" if refused else "Đã có kết quả"
    return f"{what}, chờ trả tại {_unit(fact)}."


def _reorganise(fact: Told) -> str:
    decision = f"theo văn bản {fact.data.get('decision_number', '')}; hạn trả giữ nguyên."
    if fact.data.get("place") == "counter":
        return f"{_unit(fact)} nhận và trả kết quả thay, {decision}"
    if "unit" not in fact.data:
        return f"Cơ quan tham gia thay đổi {decision}"
    return f"Chuyển {_unit(fact)} giải quyết tiếp {decision}"


def _inherit(fact: Told) -> str:
    decision = (
        f"theo văn bản {fact.data.get('decision_number', '')}; kết quả giữ nguyên tên cơ quan cũ."
    )
    if "unit" not in fact.data:
        return f"Cơ quan kế thừa được mở hồ sơ này {decision}"
    return f"{_unit(fact)} giữ hồ sơ đã xong này {decision}"


def _return(fact: Told) -> str:
    how = {"counter": "tại quầy", "post": "qua bưu chính", "online": "bản điện tử"}
    return f"Đã trả kết quả {how.get(fact.data.get('method', ''), '')}.".replace(" .", ".")


def _supplement(fact: Told) -> str:
    late = ", sau hạn bổ sung" if fact.data.get("decision") == "late" else ""
    return f"Đã nhận đủ giấy tờ bổ sung{late}.{_due(fact)}"


def _fee(fact: Told) -> str:
    amount = f"{fact.data.get('amount', 0):,}".replace(",", ".")
    return f"Đã thu phí, lệ phí {amount}\u00a0₫, biên lai {fact.data.get('receipt', '')}."


def _correct(fact: Told) -> str:
    void = (fact.data.get("set", {}).get("quantities") or {}).get("void")
    return "Hủy số đã vào sổ, có ghi lý do." if void else "Đính chính việc đã ghi, có ghi lý do."


def _set_priority(fact: Told) -> str:
    given = fact.data.get("set", {}).get("priority")
    return "Ghi diện ưu tiên của người nộp." if given else "Bỏ diện ưu tiên đã ghi."


def _apologise(fact: Told) -> str:
    return f"Cơ quan giải quyết xin lỗi và hẹn lại ngày trả.{_due(fact)}"


def _act_sentence(what: str) -> Any:
    def sentence(fact: Told) -> str:
        kind = fact.data.get("act_kind")
        label = ActKind(kind).label if kind else "văn bản"
        return f"{what} “{label}”."

    return sentence


_POSTAL = {
    "in_transit": "Bưu chính đang chuyển kết quả.",
    "delivered": "Bưu chính đã phát kết quả.",
    "returned": "Bưu chính chuyển hoàn kết quả về Bộ phận Một cửa.",
    "lost": "Bưu chính báo mất bưu gửi.",
    "refused": "Bưu chính không nhận bưu gửi này.",
}


def _placed(fact: Told) -> str:
    shelf = fact.data.get("set", {}).get("paper_place", {}).get("shelf")
    place = PaperPlace(str(fact.data["place"])).label.lower()
    return f"Hồ sơ giấy: {place}" + (f", {shelf}." if shelf else ".")


_INCIDENTS = {"wrong": "kết quả sai", "lost": "mất kết quả"}


SENTENCES: Final[dict[str, Any]] = {
    "submit_online": "Hồ sơ nộp trực tuyến, chờ tiếp nhận trong 8 giờ làm việc.",
    "receive": _receive,
    "accept": _receive,
    "guide_at_counter": "Đã hướng dẫn hoàn thiện hồ sơ trước khi tiếp nhận.",
    "ask_to_complete": "Đã hướng dẫn hoàn thiện hồ sơ trước khi tiếp nhận.",
    "complete_intake": "Người nộp đã hoàn thiện hồ sơ, chờ tiếp nhận.",
    "decline_intake": "Không tiếp nhận hồ sơ, có phiếu nêu lý do.",
    "offer": _offer,
    "take_over": _take_over,
    "decline_offer": "Đơn vị được giao không nhận hồ sơ, trả về đơn vị giao.",
    "assign": "Đã phân công người thụ lý.",
    "forward": _forward,
    "send_back": _send_back,
    "request_supplement": "Yêu cầu bổ sung giấy tờ. Thời hạn tạm dừng cho đến khi nhận đủ.",
    "supplement": _supplement,
    "revoke_request": lambda fact: (
        f"Thu hồi yêu cầu bổ sung; thời hạn tính như chưa từng dừng.{_due(fact)}"
    ),
    "stop": "Dừng giải quyết hồ sơ, có thông báo nêu lý do.",
    "return_dossier": "Trả lại hồ sơ không đủ điều kiện, có văn bản nêu lý do.",
    "request_obligation": "Yêu cầu thực hiện nghĩa vụ tài chính. Thời hạn tạm dừng.",
    "settle_obligation": lambda fact: f"Đã thực hiện nghĩa vụ tài chính.{_due(fact)}",
    "request_withdrawal": "Người nộp xin rút hồ sơ. Thời hạn tạm dừng.",
    "agree_withdrawal": "Đồng ý cho rút hồ sơ.",
    "reject_withdrawal": lambda fact: f"Không đồng ý cho rút hồ sơ, giải quyết tiếp.{_due(fact)}",
    "consult": lambda fact: f"Gửi lấy ý kiến {_unit(fact)}. Thời hạn vẫn tính.",
    "answer_consultation": lambda fact: f"{_unit(fact)} đã trả lời lấy ý kiến.",
    "apologise": _apologise,
    "sign_result": "Lãnh đạo đã ký kết quả.",
    "complete": _complete,
    "refuse": _complete,
    "notify_result": "Đã báo người nộp đến nhận kết quả.",
    "post_result": "Đã giao kết quả cho bưu chính.",
    "return_result": _return,
    "open_incident": lambda fact: f"Mở sự cố: {_INCIDENTS[str(fact.data.get('incident'))]}.",
    "note_apology": "Cơ quan gây ra sự cố đã xin lỗi người dân.",
    "remedy_incident": lambda fact: f"Lập hồ sơ khắc phục {fact.data.get('linked', '')}.",
    "decide_on_the_spot": "Giải quyết ngay tại quầy.",
    "take_fee": _fee,
    "remind_consultation": lambda fact: f"Nhắc {_unit(fact)} trả lời lấy ý kiến.",
    "miss_consultation": lambda fact: (
        f"{_unit(fact)} không trả lời lấy ý kiến đúng hạn; đã báo lãnh đạo."
    ),
    "verify": "Đã xác minh, có biên bản.",
    "add_notice": lambda fact: f"Thêm thông báo nộp tiền số {fact.data.get('notice', '')}.",
    "pay_notice": lambda fact: (
        f"Đã nộp theo thông báo số {fact.data.get('notice', '')}, chứng từ {fact.data.get('receipt', '')}."
    ),
    "open_leg": lambda fact: f"Chuyển {_unit(fact)} giải quyết liên thông{_leg(fact)}.",
    "take_leg": lambda fact: f"{_unit(fact)} đã nhận phần việc liên thông{_leg(fact)}.",
    "finish_leg": lambda fact: (
        f"{_unit(fact)} đã xong phần việc liên thông{_leg(fact)}.{_due(fact)}"
    ),
    "send_back_leg": lambda fact: f"{_unit(fact)} trả lại phần việc liên thông{_leg(fact)}.",
    "recall": "Người chuyển thu hồi để làm lại bước vừa chuyển.",
    "reassign": "Chuyển cho người khác thụ lý.",
    "set_priority": _set_priority,
    "issue_receipt": "Cấp Giấy tiếp nhận theo yêu cầu của người nộp.",
    "correct_entry": _correct,
    "place_paper": _placed,
    "keep_originals": "Nhận bản chính để đối chiếu, sẽ trả lại.",
    "give_back_originals": "Đã trả lại bản chính cho người nộp.",
    "track_post": lambda fact: _POSTAL[str(fact.data.get("postal"))],
    "close_incident": "Đã khắc phục sự cố kết quả.",
    "move_process": "Chuyển sang bản mới của quy trình nội bộ; hạn trả giữ nguyên.",
    "reorganise": _reorganise,
    "inherit": _inherit,
    "recompute_due": lambda fact: f"Tính lại hạn theo lịch làm việc mới.{_due(fact)}",
}

register(
    *(
        Verb(verb_of(event), "dossier", SENTENCES[event], Stepped, Beside)
        for event in dict.fromkeys(row.event for row in TRANSITIONS)
    )
)

ACT_DRAFTED: Final = "act.drafted"
ACT_APPROVED: Final = "act.approved"
ACT_SENT_BACK: Final = "act.sent_back"
ACT_CLEARED: Final = "act.cleared"
ACT_CANCELLED: Final = "act.cancelled"
ACT_ISSUED: Final = "act.issued"
ACT_HANDED_ON: Final = "act.handed_on"


class ActTold(TypedDict, total=False):
    act: int
    act_kind: str
    act_digest: str
    version: int
    clearance: dict[str, Any]
    behalf: int
    number: str
    officer: int


register(
    Verb(ACT_DRAFTED, "dossier", _act_sentence("Đã soạn"), ActTold, Beside),
    Verb(ACT_APPROVED, "dossier", _act_sentence("Lãnh đạo đã duyệt bản soạn"), ActTold, Beside),
    Verb(ACT_SENT_BACK, "dossier", _act_sentence("Đã trả lại bản soạn"), ActTold, Beside),
    Verb(ACT_CLEARED, "dossier", _act_sentence("Trung tâm cho phép phát hành"), ActTold, Beside),
    Verb(ACT_CANCELLED, "dossier", _act_sentence("Đã hủy bản soạn"), ActTold, Beside),
    Verb(ACT_ISSUED, "dossier", _act_sentence("Đã phát hành"), ActTold, Beside),
    Verb(ACT_HANDED_ON, "dossier", _act_sentence("Người khác soạn tiếp"), ActTold, Beside),
)

ATTACHED: Final = "attachment.added"
DETACHED: Final = "attachment.removed"


class AttachmentTold(TypedDict, total=False):
    attachment: int
    sha256: str
    place: str
    paper_key: str


register(
    Verb(ATTACHED, "dossier", "Đã thêm một tệp vào hồ sơ.", AttachmentTold, Beside),
    Verb(DETACHED, "dossier", "Đã bỏ một tệp khỏi hồ sơ.", AttachmentTold, Beside),
)

REGISTER: Final = "register"
REGISTER_EXPORTED: Final = "register.exported"
REGISTER_CLOSED: Final = "register.closed"


class RegisterExported(TypedDict):
    year: int
    format: str
    lines: int


class RegisterClosed(TypedDict):
    year: int
    last_number: int
    lines: int


register(
    Verb(
        REGISTER_EXPORTED, REGISTER, "Xuất sổ theo dõi hồ sơ năm {year}, {lines:,} dòng ({format}).",
        RegisterExported,
    ),
    Verb(
        REGISTER_CLOSED, REGISTER, "Khóa sổ theo dõi hồ sơ năm {year} ở số {last_number}.",
        RegisterClosed,
    ),
)  # fmt: skip

# The clock stands on the journal's floor and cannot register its own words.
register(*(Verb(*row) for row in clock_facts.VERBS))
