"""Questions about a request for papers (Mẫu 02), before and after acceptance."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from motcua.base.dates import format_due, in_vietnam
from motcua.base.text import fold
from motcua.control.checklist.shape import Check, Matter, open_, right, wrong
from motcua.control.grounds import read_ground
from motcua.control.states import Mark, ReturnReason
from motcua.dossiers.act_content import Item, items_of
from motcua.dossiers.papers import missing_papers
from motcua.dossiers.states import ActReason
from motcua.procedures.content import Paper

FEWEST_DAYS, MOST_DAYS = 3, 90
# What officers must look up themselves (Decree 118/2025 as amended, art. 17; Decree 104/2022).
HELD: Final[tuple[tuple[re.Pattern[str], str], ...]] = (
    (re.compile(r"so ho khau|so tam tru"), "Sổ hộ khẩu, sổ tạm trú đã bỏ: khai thác dữ liệu dân cư"),
    (re.compile(r"(chung minh nhan dan|can cuoc cong dan|the can cuoc|cccd|cmnd)"), "Dữ liệu dân cư"),
    (re.compile(r"xac nhan (thong tin )?(ve )?(noi )?cu tru"), "Dữ liệu dân cư"),
    (re.compile(r"xac nhan tinh trang hon nhan|(trich luc|giay chung nhan|dang ky) ket hon"), "Dữ liệu hộ tịch điện tử"),
    (re.compile(r"trich luc khai sinh|ban sao giay khai sinh"), "Dữ liệu hộ tịch điện tử"),
    (re.compile(r"giay (chung nhan )?dang ky (doanh nghiep|kinh doanh|ho kinh doanh)"), "Dữ liệu đăng ký kinh doanh"),
    (re.compile(r"the bao hiem y te|so bao hiem xa hoi"), "Dữ liệu bảo hiểm"),
)  # fmt: skip


_SHOWN = re.compile(r"xuat trinh|doi chieu")
_LOOKED_UP = re.compile(
    r"(khong|chua).{0,30}(khai thac|tra cuu|du lieu|thong tin)|da tra|chua dong bo|khong tim thay"
)
_CERTIFIED = re.compile(r"cong chung|chung thuc|sao y|dau do")
_NOT_CERTIFIED = re.compile(
    r"(khong|chua) (can|phai|yeu cau)[^.;]{0,20}(chung thuc|cong chung|sao y)"
)
_IN_PARTS = re.compile(
    r"truoc mat|phieu tiep theo|(se )?(thong bao|yeu cau|huong dan) (them|sau|tiep)"
    r"|(giay to|noi dung|van ban)( co)? (lien quan )?khac\b|giay to (co )?lien quan\b"
)


def checks(matter: Matter) -> Iterator[Check]:
    """All questions about the papers and the moment of a request."""
    papers = {paper.key: paper for paper in matter.version.papers}
    items = items_of(matter.content)
    for place, item in enumerate(items):
        paper = papers.get(item.paper_key)
        own = (
            _in_list(item, paper, matter), *_held(item, paper, matter), *_given(item, matter),
            *_certified(item, paper),
        )  # fmt: skip
        yield from (replace(check, about=place) for check in own)
    yield _all_at_once(matter, items)
    if matter.is_accepted:
        yield _first(matter)
        yield _in_time(matter)
        yield _deadline(matter)


def _in_list(item: Item, paper: Paper | None, matter: Matter) -> Check:
    """Decree 61/2018 art. 5: no paper beyond the published list."""
    question = f"“{item.name}” có trong danh mục đã công bố?"
    if paper is None:
        return _outside(item, question)
    if paper.shown_only and _SHOWN.search(_said(item, matter)):
        return open_("in_list", question, "Giấy này chỉ xuất trình để đối chiếu; trả lại ngay.")
    if paper.shown_only:
        return wrong(
            "in_list", question, "Giấy này chỉ xuất trình để đối chiếu, không thu.",
            ReturnReason.OUTSIDE_LIST,
        )  # fmt: skip
    published = max(paper.originals + paper.copies, 1)
    wanted = item.originals + item.copies
    if wanted > published or item.originals > max(paper.originals, 1):
        return wrong(
            "in_list", question,
            f"Danh mục cần {paper.originals} bản chính, {paper.copies} bản sao; văn bản đòi"
            f" {item.originals} bản chính, {item.copies} bản sao.",
            ReturnReason.OUTSIDE_LIST,
        )  # fmt: skip
    if paper.condition:
        return open_("in_list", question, f"Có, nhưng chỉ cần khi: {paper.condition}")
    return right("in_list", question, "Có.")


def _outside(item: Item, question: str) -> Check:
    cited = read_ground(item.ground)
    if cited.names_a_text and cited.places:
        return open_(
            "in_list", question, f"Không. Căn cứ riêng được nêu: {item.ground}",
            ReturnReason.OUTSIDE_LIST,
        )  # fmt: skip
    return wrong(
        "in_list", question, "Không, và căn cứ nêu ra không chỉ rõ văn bản, điều khoản nào.",
        ReturnReason.OUTSIDE_LIST,
    )  # fmt: skip


def _said(item: Item, matter: Matter) -> str:
    """What the act says about one paper, folded."""
    return fold(f"{item.note} {matter.text('reason')}")


def _held(item: Item, paper: Paper | None, matter: Matter) -> Iterator[Check]:
    """Decree 118/2025 as amended: no paper whose data are in a database of the State."""
    source = paper.reuse_source if paper else ""
    held = next((text for form, text in HELD if form.search(fold(item.name))), "")
    question = f"“{item.name}”: Nhà nước đã có dữ liệu chưa?"
    if _LOOKED_UP.search(_said(item, matter)) and (source or held) and paper is not None:
        yield open_(
            "held", question, "Cán bộ ghi đã tra cứu mà không có: kiểm tra lại.",
            ReturnReason.HELD_BY_STATE,
        )  # fmt: skip
    elif source or (held and paper is None):
        yield wrong(
            "held", question, f"Đã có: {held or 'dữ liệu dân cư'}. Cán bộ tự khai thác, không đòi nữa.",
            ReturnReason.HELD_BY_STATE,
        )  # fmt: skip
    elif held:
        yield open_(
            "held", question, f"Có thể đã có: {held}. Danh mục công bố vẫn yêu cầu giấy này.",
            ReturnReason.HELD_BY_STATE,
        )  # fmt: skip


def _given(item: Item, matter: Matter) -> Iterator[Check]:
    """A paper that was received cannot be missing; one that was not cannot be unclear."""
    if not item.paper_key:
        return
    received = any(paper.get("key") == item.paper_key for paper in matter.received)
    question = f"“{item.name}” đã nộp chưa?"
    if received and item.defect is ActReason.MISSING:
        yield wrong(
            "given", question, "Đã nhận khi tiếp nhận; lý do “thiếu” không đúng.",
            ReturnReason.ALREADY_GIVEN,
        )  # fmt: skip
    elif received:
        yield open_("given", question, f"Đã nhận. Lý do phải nộp lại: {item.defect.label.lower()}.")
    elif item.defect is not ActReason.MISSING:
        yield open_(
            "given", question, f"Chưa nhận lần nào, mà lý do là “{item.defect.label.lower()}”.",
            ReturnReason.UNCLEAR,
        )  # fmt: skip


def _certified(item: Item, paper: Paper | None) -> Iterator[Check]:
    """A certified copy is owed only where the published list says so."""
    said = fold(f"{item.note} {item.name if paper is None else ''}")
    if paper is None or not _CERTIFIED.search(said) or _NOT_CERTIFIED.search(said):
        return
    if not _CERTIFIED.search(fold(f"{paper.name} {paper.condition}")):
        yield wrong(
            "certified", f"“{item.name}” có phải là bản chứng thực?",
            "Danh mục không yêu cầu chứng thực, sao y.", ReturnReason.OUTSIDE_LIST,
        )  # fmt: skip


def _all_at_once(matter: Matter, items: tuple[Item, ...]) -> Check:
    """Everything in one request (Decree 63/2010 art. 20; Decree 61/2018 art. 11)."""
    question = "Đã nêu hết trong một lần?"
    notes = " ".join(item.note for item in items)
    if _IN_PARTS.search(fold(f"{matter.text('reason')} {notes}")):
        return wrong(
            "all_at_once", question, "Lời văn để ngỏ những lần yêu cầu sau hoặc giấy tờ không nêu tên.",
            ReturnReason.NOT_ALL_AT_ONCE,
        )  # fmt: skip
    asked = {item.paper_key for item in items}
    left = [p.name for p in missing_papers(matter.version, matter.received) if p.key not in asked]
    if left:
        return wrong(
            "all_at_once", question,
            "Giấy bắt buộc chưa nhận mà không yêu cầu: " + "; ".join(left) + ".",
            ReturnReason.NOT_ALL_AT_ONCE,
        )  # fmt: skip
    return right("all_at_once", question, "Mọi giấy bắt buộc đã nhận hoặc được yêu cầu ở đây.")


def _first(matter: Matter) -> Check:
    question = "Là lần yêu cầu đầu tiên?"
    if not matter.supplements:
        return right("first", question, "Phải.")
    cited = read_ground(matter.text("second_ground"))
    answer = f"Đã yêu cầu {matter.supplements} lần."
    if cited.names_a_text and cited.places:
        return open_(
            "first", question, f"{answer} Căn cứ của lần này: {matter.text('second_ground')}",
            ReturnReason.SECOND_REQUEST,
        )  # fmt: skip
    return wrong(
        "first", question, f"{answer} Lần này không nêu văn bản, điều khoản cho phép.",
        ReturnReason.SECOND_REQUEST,
    )  # fmt: skip


def _in_time(matter: Matter) -> Check:
    """Within three working days of receipt (Decree 61/2018 art. 19(4))."""
    question = "Còn trong thời hạn yêu cầu bổ sung?"
    if matter.ask_until is None or matter.at <= matter.ask_until:
        until = f" Hạn: {format_due(matter.ask_until)}." if matter.ask_until else ""
        return right("in_time", question, f"Còn.{until}")
    cited = read_ground(matter.text("late_ground"))
    answer = f"Đã quá {format_due(matter.ask_until)}."
    if cited.names_a_text and cited.places:
        return open_(
            "in_time", question, f"{answer} Quy định chuyên ngành: {matter.text('late_ground')}",
            ReturnReason.TOO_LATE,
        )  # fmt: skip
    return wrong(
        "in_time", question, f"{answer} Không nêu quy định chuyên ngành cho phép.",
        ReturnReason.TOO_LATE,
    )  # fmt: skip


def _deadline(matter: Matter) -> Check:
    question = "Hạn bổ sung có làm được không?"
    text = matter.text("deadline")
    if not text or date.fromisoformat(text) <= in_vietnam(matter.at).date():
        return wrong(
            "deadline", question, "Hạn không nằm trong tương lai.", ReturnReason.WRONG_DATE
        )
    days = matter.days_to_answer
    if days is None:
        return Check("deadline", question, Mark.OPEN, "Xem ngày.")
    answer = f"Người dân có {days} ngày làm việc."
    if days < FEWEST_DAYS:
        return wrong("deadline", question, answer, ReturnReason.WRONG_DATE)
    if days > MOST_DAYS:
        return open_("deadline", question, answer, ReturnReason.WRONG_DATE)
    return right("deadline", question, answer)
