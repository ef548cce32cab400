"""Questions about the words of any act: is a ground named, does it belong here, is the reason clear."""

from __future__ import annotations

import re
from typing import Final

from motcua.base.text import fold
from motcua.control.checklist.shape import Check, Matter, open_, right, wrong
from motcua.control.grounds import is_of, read_ground
from motcua.control.states import ReturnReason

SHORTEST_REASON: Final = 20
# Sentences that say nothing of this dossier: nobody could tell from them what to do.
_EMPTY = re.compile(
    r"^(ho so )?(chua|khong) (hop le|du dieu kien|dung quy dinh|dat yeu cau|day du)[ .]*"
    r"(theo quy dinh)?[ .]*$|^(theo|khong dung) quy dinh[ .]*$|^de nghi bo sung( ho so)?[ .]*$|^khac[ .]*$"
)


def ground(matter: Matter) -> Check:
    """NĐ 63/2010 art. 18: a refusal or request is in writing, with the reason and its ground."""
    question = "Có nêu căn cứ pháp lý?"
    text = matter.text("ground")
    cited = read_ground(text)
    if not text:
        return wrong("ground", question, "Không nêu căn cứ nào.", ReturnReason.NO_GROUND)
    if not cited.names_a_text:
        if cited.places and is_of(read_ground(" ".join(matter.version.content.legal_bases)), ()):
            return open_("ground", question, "Nêu điều, khoản mà không nêu tên văn bản.")
        return wrong(
            "ground", question, "Không nêu tên hoặc số văn bản quy phạm.", ReturnReason.NO_GROUND
        )
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
    return open_("clarity", question, "Đọc lại bằng mắt người dân.")
