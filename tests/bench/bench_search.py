"""Search of 6,000 procedures, beside its floor: the same rows by the barest statement.

Run it by name, it is no part of the suite:  pytest -s tests/bench/bench_search.py
Reach: under 50 ms for every question. The floor is psycopg fetching the same rows by number.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from statistics import median
from time import perf_counter

import pytest
from django.db import connection

from motcua.base.actor import SYSTEM
from motcua.procedures import actions, queries
from rooms.procedures.records import decision_1351, record

ON = date(2026, 9, 3)
SIZE, ROUNDS = 6_000, 15
QUESTIONS = [
    "1.00", "1.001193", "khai sinh", "đăng ký khai sinh", "xác nhận tình trạng hôn nhân",
    "giấy phép", "xntthn", "cấp giấy phép xây dựng", "dang ky", "thay doi noi dung",
    "khai xinh luu donq", "khong co gi nhu the", "",
]  # fmt: skip
VERBS = [
    "Đăng ký",
    "Đăng ký lại",
    "Cấp",
    "Cấp lại",
    "Cấp đổi",
    "Gia hạn",
    "Thu hồi",
    "Xác nhận",
    "Điều chỉnh",
    "Thay đổi",
    "Chấm dứt",
    "Công nhận",
    "Phê duyệt",
    "Thẩm định",
    "Thông báo",
    "Bổ sung",
    "Chuyển đổi",
    "Hỗ trợ",
    "Chứng thực",
]
THINGS = [
    "khai sinh",
    "khai tử",
    "kết hôn",
    "tình trạng hôn nhân",
    "giám hộ",
    "giấy phép xây dựng",
    "giấy phép lao động",
    "giấy chứng nhận quyền sử dụng đất",
    "hộ kinh doanh",
    "hợp tác xã",
    "giấy phép lái xe",
    "phương tiện",
    "chứng chỉ hành nghề",
    "cơ sở bảo trợ xã hội",
    "trợ cấp",
    "học bổng",
    "giấy phép môi trường",
    "tàu cá",
    "giấy phép bán lẻ rượu",
    "nội dung hoạt động",
    "cơ sở khám bệnh",
    "báo cáo tác động",
    "đề án",
    "dự án",
]
TAILS = [
    "",
    "có yếu tố nước ngoài",
    "lưu động",
    "cho cá nhân",
    "cho tổ chức",
    "tại khu kinh tế",
    "đối với nhà ở riêng lẻ",
    "thuộc thẩm quyền của Ủy ban nhân dân tỉnh",
    "theo tuyến",
    "trong trường hợp bị mất, bị hỏng",
    "cấp xã",
]


def fill(at) -> None:
    """6,000 versions in force, drafted by the action, published by one statement."""
    rng = random.Random(766)
    row = actions.register_announcement(announcement=decision_1351(), actor=SYSTEM, at=at)
    records = [
        record(
            code=f"1.{number:06}",
            name=f"{rng.choice(VERBS)} {rng.choice(THINGS)} {rng.choice(TAILS)} {number % 97}",
        )
        for number in range(1, SIZE + 1)
    ]
    began = perf_counter()
    actions.draft_versions(records=records, actor=SYSTEM, at=at)
    print(f"\ndraft {SIZE} versions: {perf_counter() - began:.1f} s")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procedures_procedureversion SET state = 'published', announcement_id = %s, "
            "effective_from = '2025-07-01', published_at = %s",
            [row.id, at],
        )
        cursor.execute("ANALYZE procedures_procedureversion")


def milliseconds(work: Callable[[], object]) -> float:
    """The median of several rounds after one that warms up."""
    work()
    times = []
    for _ in range(ROUNDS):
        began = perf_counter()
        work()
        times.append(perf_counter() - began)
    return median(times) * 1000


@pytest.mark.django_db
def test_search_at_six_thousand(at):
    fill(at("2026-09-03T09:00"))
    print(f"{'question':32} {'found':>5} {'search ms':>10} {'floor ms':>9}")
    for question in QUESTIONS:
        found = queries.search(question, on=ON)
        numbers = [line.id for line in found]

        def floor(numbers=numbers):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT id, code, name FROM procedures_procedureversion WHERE id = ANY(%s)",
                    [numbers],
                )
                return cursor.fetchall()

        def asked(question=question):
            return queries.search(question, on=ON)

        print(
            f"{question:32} {len(found):5} {milliseconds(asked):10.2f} {milliseconds(floor):9.2f}"
        )
    number = queries.search("khai sinh", on=ON)[0].id
    queries.version(number)
    pinned = milliseconds(lambda: queries.version(number))
    print(f"{'version(id), remembered':32} {1:5} {pinned:10.4f}")
