"""Deadline chip and status tag: always a mark and a word, never a colour alone."""

from __future__ import annotations

from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString

from motcua.pages.words import Urgency, remaining_sentence, share_class, urgency

# National status codes (domain.md §3.1): style, name, name in narrow tables.
NATIONAL_STATUS: dict[int, tuple[str, str, str]] = {
    1: ("new", "Mới đăng ký", "Mới đăng ký"),
    2: ("run", "Được tiếp nhận", "Được tiếp nhận"),
    3: ("bad", "Không được tiếp nhận", "Không tiếp nhận"),
    4: ("run", "Đang xử lý", "Đang xử lý"),
    5: ("pause", "Yêu cầu bổ sung giấy tờ", "Yêu cầu bổ sung"),
    6: ("pause", "Yêu cầu thực hiện nghĩa vụ tài chính", "Chờ nghĩa vụ tài chính"),
    7: ("warn", "Công dân yêu cầu rút hồ sơ", "Xin rút hồ sơ"),
    8: ("", "Dừng xử lý", "Dừng xử lý"),
    9: ("ok", "Đã xử lý xong", "Đã xử lý xong"),
    10: ("ok", "Đã trả kết quả", "Đã trả kết quả"),
}
TAG_KINDS = frozenset({"", "new", "run", "ok", "pause", "gate", "bad", "warn", "flat"})


@lru_cache(maxsize=256)
def tag(kind: str, label: str) -> SafeString:
    """A state as mark + word; `kind` is one of `TAG_KINDS`, which choose the mark."""
    if kind not in TAG_KINDS:
        raise ValueError(f"unknown tag kind {kind!r}")
    return SafeString(f'<span class="tag {kind}">{escape(label)}</span>')


def status_tag(code: int, *, short: bool = False) -> SafeString:
    """The tag of a national status 1 to 10."""
    kind, name, narrow = NATIONAL_STATUS[code]
    return tag(kind, narrow if short else name)


@lru_cache(maxsize=4096)
def chip(
    remaining: int, total: int, *, paused: bool = False, wide: bool = False, words: str = ""
) -> SafeString:
    """What is left of the working time, in words, with a bar that repeats it.

    `remaining` and `total` are working minutes; a negative rest is overdue. `words` of one's own
    stand where there is no rest to tell.
    """
    look = urgency(remaining, total, paused=paused)
    fill = "share-100" if look is Urgency.OVER else share_class(remaining, total)
    classes = " ".join(filter(None, ("chip", look.value, "w-100" if wide else "")))
    told = escape(words) or remaining_sentence(remaining, look)
    return SafeString(f'<span class="{classes}">{told}<i class="{fill}"></i></span>')
