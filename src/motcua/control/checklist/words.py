"""Questions about the words of any act: is a ground named, does it belong here, is the reason clear."""

from __future__ import annotations

import re
from typing import Final

from motcua.base.text import fold
from motcua.control.checklist.shape import Check, Matter, open_, right, wrong
from motcua.control.grounds import is_of, misnamed, read_ground
from motcua.control.states import ReturnReason

SHORTEST_REASON: Final = 20
# Sentences that say nothing of this dossier: nobody could tell from them what to do.
_EMPTY = re.compile(
    r"^(ho so )?(chua|khong) (hop le|du dieu kien|dung quy dinh|dat yeu cau|day du)[ .]*"
    r"(theo quy dinh)?[ .]*$|^(theo|khong dung) quy dinh[ .]*$|^de nghi bo sung( ho so)?[ .]*$|^khac[ .]*$"
)
_VAGUE = re.compile(
    r"so sai|hoan chinh lai|cho phu hop|(chua|khong) (that su )?phu hop voi (thoi diem|tinh hinh)"
    r"|(chua|khong) du (co so|can cu)|(chua|khong) dat yeu cau|(chua|khong) bao dam theo quy dinh"
)
# What is going on inside the administration is nobody's ground against an applicant.
_INTERNAL = re.compile(
    r"kinh phi|ngan sach|phan bo|dang (nghien cuu |xem xet )?(dieu chinh|ra soat|xin y kien)"
    r"|cho (van ban )?huong dan|chua co (van ban )?huong dan|lanh dao (dang )?(di vang|yeu cau)"
)


def ground(matter: Matter) -> Check:
    """NĐ 63/2010 art. 18: a refusal or request is in writing, with the reason and its ground."""
    question = "Có nêu căn cứ pháp lý?"
    text = matter.text("ground")
    cited = read_ground(text)
    if not text:
        return wrong("ground", question, "Không nêu căn cứ nào.", ReturnReason.NO_GROUND)
    if not cited.names_a_text:
        why = (
            "Công văn, thông báo không phải văn bản quy phạm."
            if cited.is_administrative
            else ("Không nêu tên hoặc số văn bản quy phạm.")
        )
        return wrong("ground", question, why, ReturnReason.NO_GROUND)
    if right_name := misnamed(text, matter.version.content.legal_bases):
        return wrong(
            "ground", question, f"Ghi sai loại hoặc số văn bản; phải là {right_name}.",
            ReturnReason.NO_GROUND,
        )  # fmt: skip
    if not cited.places:
        return open_(
            "ground", question, "Nêu văn bản nhưng chưa nêu điều, khoản.", ReturnReason.NO_GROUND
        )
    if not is_of(cited, matter.version.content.legal_bases):
        return open_(
            "ground",
            question,
            "Văn bản này không có trong căn cứ pháp lý đã công bố của thủ tục.",
            ReturnReason.NO_GROUND,
        )
    return right("ground", question, "Có, và nằm trong căn cứ đã công bố của thủ tục.")


def clarity(matter: Matter) -> Check:
    """Whether the person can tell from the reason what is wrong."""
    question = "Lời văn có cho biết phải làm gì?"
    text = matter.text("reason").strip()
    if _EMPTY.match(fold(text)) or len(text) < SHORTEST_REASON:
        return wrong(
            "clarity",
            question,
            "Lý do quá chung: đọc xong không biết sai ở đâu, phải làm gì.",
            ReturnReason.UNCLEAR,
        )
    if _INTERNAL.search(fold(text)):
        return wrong(
            "clarity", question, "Việc nội bộ của cơ quan không phải lý do đối với người dân.",
            ReturnReason.NO_CONDITION,
        )  # fmt: skip
    if _VAGUE.search(fold(text)) and not any(sign.isdigit() for sign in text):
        return wrong(
            "clarity", question, "Lời chung chung, không chỉ ra chỗ nào của hồ sơ.",
            ReturnReason.UNCLEAR,
        )  # fmt: skip
    return open_("clarity", question, "Đọc lại bằng mắt người dân.")
