"""Two demo halls with services and counters, so that whoever tries may take a number at once."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from motcua.agencies import queries as agencies
from motcua.base.actor import SYSTEM
from motcua.base.dates import in_vietnam
from motcua.queues.actions import furnishing
from motcua.queues.models import QueueService

_HALLS = {
    "ubnd-21028-mot-cua": (
        (("A", "Hộ tịch"), ("B", "Chứng thực bản sao, chữ ký"), ("C", "Đất đai, xây dựng"),
         ("D", "Nhận kết quả")),
        ((1, "A"), (2, "B"), (3, "AC"), (4, "D")),
    ),
    "trung-tam-pvhcc-tiep-nhan": (
        (("A", "Doanh nghiệp, đầu tư"), ("B", "Xây dựng, giao thông"), ("C", "Lĩnh vực khác"),
         ("D", "Nhận kết quả")),
        ((1, "A"), (2, "B"), (3, "BC"), (4, "D")),
    ),
}  # fmt: skip


@transaction.atomic
def load_demo(*, at: datetime) -> int:
    """Furnish the demo halls that have no services yet; how many were furnished."""
    day, done = in_vietnam(at).date(), 0
    for key, (services, counters) in _HALLS.items():
        unit = agencies.unit_by_key(key, day)
        if unit is None or QueueService.objects.filter(unit_id=unit.id).exists():
            continue
        for prefix, name in services:
            furnishing.set_service(unit.id, prefix=prefix, name=name, actor=SYSTEM, at=at)
        for number, prefixes in counters:
            furnishing.set_counter(unit.id, number=number, services=prefixes, actor=SYSTEM, at=at)
        done += 1
    return done
