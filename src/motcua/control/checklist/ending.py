"""Questions about acts that refuse, return, stop, or answer a withdrawal."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from motcua.base.dates import format_due
from motcua.base.text import fold
from motcua.control.checklist.shape import Check, Matter, covered, likeness, open_, right, wrong
from motcua.control.states import ReturnReason
from motcua.dossiers.act_content import conditions_of
from motcua.dossiers.papers import missing_papers
from motcua.dossiers.states import ActKind, ActReason

ALIKE: Final = 0.8
_ABOUT_PAPERS = re.compile(
    r"\b(thieu|(chua|khong) (nop|co|kem|gui|cung cap|xuat trinh|dinh kem|bo sung)|bo sung)\b"
)
_NO_PAPER = re.compile(
    r"(chua|khong) (kem|co|nop|gui|cung cap|xuat trinh|dinh kem)[^.;]{0,40}"
    r"(giay|van ban|hop dong|ban sao|ban ve|to khai|uy quyen|chung nhan|bien ban)"
)
_UNMET = ActReason.CONDITION_UNMET.value
_ENDS = {ActKind.REFUSAL, ActKind.RETURN, ActKind.INTAKE_REFUSAL}


def checks(matter: Matter) -> Iterator[Check]:
    """All questions about what ends the case, or declines to end it."""
    if matter.kind in _ENDS:
        yield _right_kind(matter)
    if matter.kind in {ActKind.REFUSAL, ActKind.RETURN}:
        yield _condition(matter)
        yield _in_time(matter)
    if matter.kind is ActKind.INTAKE_REFUSAL:
        yield _where_to(matter)
    if matter.kind is ActKind.STOP:
        yield _stops_for_cause(matter)
    if matter.kind in {ActKind.WITHDRAWAL_CONSENT, ActKind.WITHDRAWAL_REJECTION}:
        yield _withdrawal(matter)


def _right_kind(matter: Matter) -> Check:
    """A missing paper is asked for; it is no ground to refuse (Decree 61/2018 art. 17, 19)."""
    question = "Có đúng là phải từ chối, không phải yêu cầu bổ sung?"
    reason = fold(matter.text("reason"))
    if matter.text("reason_code") == ActReason.NOT_COMPLETED.value:
        return open_("kind", question, "Từ chối vì không hoàn thiện: xem đã hướng dẫn đủ chưa.")
    papers = [p.name for p in matter.version.papers if likeness(p.name, reason) >= ALIKE]
    if _NO_PAPER.search(reason):
        return wrong(
            "kind", question,
            "Lý do là một giấy tờ chưa có: việc này phải yêu cầu bổ sung, không được từ chối.",
            ReturnReason.WRONG_KIND,
        )  # fmt: skip
    if _ABOUT_PAPERS.search(reason) and papers:
        return wrong(
            "kind", question,
            f"Lý do là chưa có “{papers[0]}”: việc này phải yêu cầu bổ sung, không được từ chối.",
            ReturnReason.WRONG_KIND,
        )  # fmt: skip
    if _ABOUT_PAPERS.search(reason):
        return open_(
            "kind", question, "Lý do nói đến giấy tờ còn thiếu: có lẽ phải yêu cầu bổ sung.",
            ReturnReason.WRONG_KIND,
        )  # fmt: skip
    if matter.is_accepted and missing_papers(matter.version, matter.received):
        return open_("kind", question, "Hồ sơ còn thiếu giấy bắt buộc: đã đủ để kết luận chưa?")
    return right("kind", question, "Lý do không phải vì thiếu giấy tờ.")


def _condition(matter: Matter) -> Check:
    question = "Điều kiện nêu ra có trong thủ tục đã công bố?"
    published = conditions_of(matter.version)
    named = matter.text("condition")
    if matter.text("reason_code") != _UNMET and not (named and published):
        reason = ReturnReason.NO_CONDITION if named else None
        return open_("condition", question, "Từ chối vì lý do khác: xem căn cứ.", reason)
    if not named:
        return wrong(
            "condition",
            question,
            "Không nói điều kiện nào không đáp ứng.",
            ReturnReason.NO_CONDITION,
        )
    if not published:
        return wrong(
            "condition", question, "Thủ tục không công bố điều kiện nào.", ReturnReason.NO_CONDITION
        )
    closest = max(published, key=lambda text: covered(named, text))
    if covered(named, " ".join(published)) < ALIKE:
        return wrong(
            "condition", question, "Không có trong yêu cầu, điều kiện đã công bố.",
            ReturnReason.NO_CONDITION,
        )  # fmt: skip
    return right("condition", question, f"Có: “{closest}”.")


def _in_time(matter: Matter) -> Check:
    """A refusal comes inside the limit (art. 19(8)), a return within three working days (19(4))."""
    question = "Còn trong thời hạn?"
    limit = matter.ask_until if matter.kind is ActKind.RETURN else matter.due_at
    if limit is None:
        return open_("in_time", question, "Đồng hồ đang dừng.")
    if matter.at > limit:
        return wrong("in_time", question, f"Đã quá {format_due(limit)}.", ReturnReason.TOO_LATE) if (
            matter.kind is ActKind.RETURN
        ) else open_(
            "in_time", question, f"Hồ sơ đã quá hạn từ {format_due(limit)}: kèm lời xin lỗi.",
            ReturnReason.TOO_LATE,
        )  # fmt: skip
    return right("in_time", question, f"Còn, đến {format_due(limit)}.")


def _where_to(matter: Matter) -> Check:
    question = "Có chỉ nơi nộp đúng?"
    if matter.text("reason_code") != ActReason.WRONG_AUTHORITY.value:
        return open_("where_to", question, "Không phải trường hợp sai thẩm quyền.")
    if not matter.text("go_to"):
        return wrong(
            "where_to", question, "Sai thẩm quyền mà không chỉ nơi nộp.", ReturnReason.UNCLEAR
        )
    return right("where_to", question, f"Có: {matter.text('go_to')}")


def _stops_for_cause(matter: Matter) -> Check:
    question = "Đã có đủ điều kiện để dừng?"
    code = matter.text("reason_code")
    met = {
        ActReason.NOT_SUPPLEMENTED.value: matter.request_expired,
        ActReason.NOT_PAID.value: matter.payment_expired,
        ActReason.ASKED_FOR.value: matter.wants_back,
    }.get(code)
    if met is None:
        return open_("cause", question, "Dừng theo quy định riêng: xem căn cứ.")
    if met:
        return right("cause", question, "Có: đã quá hạn yêu cầu mà người nộp chưa thực hiện.")
    return wrong(
        "cause",
        question,
        "Chưa: yêu cầu chưa hết hạn, hoặc đã được đáp ứng.",
        ReturnReason.WRONG_KIND,
    )


def _withdrawal(matter: Matter) -> Check:
    question = "Hồ sơ có đang xin rút, kết quả đã ký chưa?"
    if not matter.wants_back:
        return wrong("withdrawal", question, "Người nộp không xin rút.", ReturnReason.WRONG_KIND)
    signed = matter.has_result
    if signed == (matter.kind is ActKind.WITHDRAWAL_REJECTION):
        return right("withdrawal", question, "Kết quả đã ký." if signed else "Kết quả chưa ký.")
    if signed:
        return wrong(
            "withdrawal", question, "Kết quả đã ký: không cho rút được.", ReturnReason.WRONG_KIND
        )
    return open_("withdrawal", question, "Kết quả chưa ký mà không cho rút: xem căn cứ.")
