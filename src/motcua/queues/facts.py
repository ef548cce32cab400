"""What this room tells the journal: the hall's day and its furniture, not each number."""

from __future__ import annotations

from typing import Final, TypedDict

from motcua.journal.verbs import Told, Verb, register

HALL: Final = "hall"
DAY_OPENED: Final = "queue.day_opened"
DAY_CLOSED: Final = "queue.day_closed"
SERVICE_SET: Final = "queue.service_set"
SERVICE_ENDED: Final = "queue.service_ended"
COUNTER_SET: Final = "queue.counter_set"
COUNTER_ENDED: Final = "queue.counter_ended"
KIOSK_ADDED: Final = "queue.kiosk_added"
KIOSK_ENDED: Final = "queue.kiosk_ended"


class DayOpened(TypedDict):
    day: str


class DayClosed(TypedDict):
    day: str
    taken: int
    served: int
    no_shows: int
    unserved: int


class ServiceSet(TypedDict):
    prefix: str
    service: str


class ServiceEnded(TypedDict):
    prefix: str


class CounterSet(TypedDict):
    number: int
    services: list[str]


class CounterEnded(TypedDict):
    number: int


class KioskChanged(TypedDict):
    kiosk: int


def _closed(fact: Told) -> str:
    told = fact.data
    return (
        f"Đóng ngày lấy số: {told['taken']} số, đã phục vụ {told['served']},"
        f" vắng {told['no_shows']}, hết giờ {told['unserved']}."
    )


def _counter(fact: Told) -> str:
    return f"Quầy {fact.data['number']} gọi các nhóm việc {', '.join(fact.data['services'])}."


register(
    Verb(DAY_OPENED, HALL, "Bắt đầu lấy số ngày {day}.", DayOpened),
    Verb(DAY_CLOSED, HALL, _closed, DayClosed),
    Verb(SERVICE_SET, HALL, "Đặt nhóm việc {prefix}: {service}.", ServiceSet),
    Verb(SERVICE_ENDED, HALL, "Bỏ nhóm việc {prefix}.", ServiceEnded),
    Verb(COUNTER_SET, HALL, _counter, CounterSet),
    Verb(COUNTER_ENDED, HALL, "Bỏ quầy {number}.", CounterEnded),
    Verb(KIOSK_ADDED, HALL, "Thêm máy lấy số {kiosk}.", KioskChanged),
    Verb(KIOSK_ENDED, HALL, "Ngừng máy lấy số {kiosk}.", KioskChanged),
)
