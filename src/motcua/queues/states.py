"""What a ticket goes through, why somebody is called first, and which screen stands where."""

from __future__ import annotations

from motcua.base.labels import Labelled


class Standing(Labelled):
    """Where a ticket stands; the last three are its end."""

    WAITING = "waiting", "Đang chờ"
    CALLED = "called", "Đang gọi"
    SERVING = "serving", "Đang phục vụ"
    SERVED = "served", "Đã phục vụ"
    NO_SHOW = "no_show", "Gọi không có mặt"
    UNSERVED = "unserved", "Hết giờ chưa được gọi"


AT_COUNTER = frozenset({Standing.CALLED, Standing.SERVING})


class Ground(Labelled):
    """Why somebody is called first (Decree 63/2010 art. 18(8)); the words of a dossier's priority."""

    MERIT = "merit", "Người có công với cách mạng"
    ELDERLY = "elderly", "Người cao tuổi"
    DISABLED = "disabled", "Người khuyết tật"
    PREGNANT = "pregnant", "Phụ nữ mang thai, có con nhỏ"
    POOR = "poor", "Người nghèo"
    CHILD = "child", "Trẻ em"
    URGENT = "urgent", "Việc khẩn cấp (cứu chữa, mai táng, thiên tai)"
