"""Words that people use, beside the words that procedures are named with.

A list of our own, kept short: each line leads from an everyday phrase, folded, to words that
stand in the names of published procedures. What is found this way is shown first, and the page
says which words were searched.
"""

from __future__ import annotations

from motcua.base.text import fold

_OFFICIAL: dict[str, str] = {
    "xay nha": "giấy phép xây dựng nhà ở",
    "sua nha": "giấy phép sửa chữa, cải tạo nhà ở",
    "doc than": "tình trạng hôn nhân",
    "sao y": "chứng thực bản sao",
    "cong chung": "chứng thực",
    "so do": "giấy chứng nhận quyền sử dụng đất",
    "so hong": "giấy chứng nhận quyền sử dụng đất",
    "sang ten": "đăng ký biến động",
    "nhap khau": "đăng ký thường trú",
    "nhap ho khau": "đăng ký thường trú",
    "mo cong ty": "thành lập",
    "mo quan": "hộ kinh doanh",
    "buon ban": "hộ kinh doanh",
    "chet": "khai tử",
    "de con": "khai sinh",
    "sinh con": "khai sinh",
}


def official_words(text: str) -> str:
    """What to search beside the text; empty where the text names no everyday matter."""
    padded = f" {fold(text)} "
    found = [words for phrase, words in _OFFICIAL.items() if f" {phrase} " in padded]
    return found[0] if found else ""
