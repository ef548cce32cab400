"""What a ticket goes through."""

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
