"""Numbers given out, and the day of a hall: opened by the first number, closed by an act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import IntegrityError, connection, transaction

from motcua.base.actor import SYSTEM, Actor
from motcua.base.dates import in_vietnam
from motcua.base.priority import Priority
from motcua.base.verdict import ConflictError, InvalidError, RefusedError
from motcua.journal.actions import record
from motcua.journal.writing import NewFact
from motcua.queues import facts, policies
from motcua.queues.models import QueueDay, QueueService, Sitting, Ticket
from motcua.queues.states import Standing

# One hall gives out a few hundred numbers a day; a stuck key or a prankster gives more a minute.
MOST_A_MINUTE = 30
LONGEST_KEY = 80


class HallClosedError(ConflictError):
    """The day has been closed at this unit."""

    code = "hall_closed"


class TooManyTicketsError(RefusedError):
    """More numbers in a minute than people can come through a door."""

    code = "too_many_tickets"


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks at the kiosk; `key` is the same when the same press arrives again."""

    unit_id: int
    prefix: str
    key: str
    ground: str = ""


def take_ticket(wish: Wish, *, at: datetime) -> Ticket:
    """The next number of the service today; the same key gives the same number again.

    Raises `InvalidError` for an unknown service or ground, `HallClosedError` after closing time,
    `TooManyTicketsError` when numbers go out faster than people come.
    """
    if not wish.key or len(wish.key) > LONGEST_KEY:
        raise InvalidError("Chưa lấy được số. Chạm lại vào việc cần làm.")
    try:
        with transaction.atomic():
            return _earlier(wish) or _take(wish, at)
    except IntegrityError:
        # The same press arrived twice at once and the other one was quicker.
        earlier = _earlier(wish)
        if earlier is None:
            raise
        return earlier


def _earlier(wish: Wish) -> Ticket | None:
    found = Ticket.objects.filter(key=wish.key).first()
    if found is not None and (found.unit_id, found.prefix) != (wish.unit_id, wish.prefix):
        raise InvalidError("Lượt lấy số này đã dùng cho việc khác. Chạm lại vào việc cần làm.")
    return found


def _take(wish: Wish, at: datetime) -> Ticket:
    day = in_vietnam(at).date()
    _require_service(wish, day)
    ensure_open(wish.unit_id, day=day, at=at)
    lately = Ticket.objects.filter(unit_id=wish.unit_id, day=day, taken_at__gt=at - _MINUTE)
    if lately.count() >= MOST_A_MINUTE:
        raise TooManyTicketsError("Máy đang phát số quá nhanh. Đợi một phút rồi chạm lại.")
    return Ticket.objects.create(
        unit_id=wish.unit_id, day=day, prefix=wish.prefix, service=wish.prefix,
        number=_next_number(wish.unit_id, day, wish.prefix), ground=wish.ground, key=wish.key,
        taken_at=at,
    )  # fmt: skip


_MINUTE = timedelta(minutes=1)


def _require_service(wish: Wish, day: date) -> None:
    if wish.ground and wish.ground not in {ground.value for ground in Priority}:
        raise InvalidError("Chọn một diện ưu tiên trong danh sách, hoặc để trống.")
    known = QueueService.objects.valid_on(day).filter(unit_id=wish.unit_id, prefix=wish.prefix)
    if not known.exists():
        raise InvalidError("Bộ phận này không có nhóm việc đó. Chọn một việc trên màn hình.")


def _next_number(unit_id: int, day: date, prefix: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO queues_ticketcounter AS t (unit_id, day, prefix, value)"
            " VALUES (%s, %s, %s, 1)"
            " ON CONFLICT (unit_id, day, prefix) DO UPDATE SET value = t.value + 1"
            " RETURNING value",
            [unit_id, day, prefix],
        )
        return int(cursor.fetchone()[0])


def ensure_open(unit_id: int, *, day: date, at: datetime) -> None:
    """The day is open, or opens now by itself; raises `HallClosedError` once it was closed.

    A shared lock keeps the closing away until the caller's transaction has ended.
    """
    made, is_new = QueueDay.objects.get_or_create(
        unit_id=unit_id, day=day, defaults={"opened_at": at}
    )
    if is_new:
        _tell(facts.DAY_OPENED, unit_id, facts.DayOpened(day=f"{day:%d/%m/%Y}"), SYSTEM, at)
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT closed_at FROM queues_queueday WHERE id = %s FOR SHARE", [made.pk])
        closed_at = cursor.fetchone()[0]
    if closed_at is not None:
        raise HallClosedError(
            "Hôm nay Bộ phận Một cửa đã ngừng lấy số. Mời quay lại vào ngày làm việc tới."
        )


@transaction.atomic
def close_day(unit_id: int, *, actor: Actor, at: datetime) -> QueueDay:
    """The hall closes: whoever still waits was not served; the day's figures go into the journal."""
    policies.can_call(actor, unit_id).require()
    day = in_vietnam(at).date()
    row = QueueDay.objects.select_for_update().filter(unit_id=unit_id, day=day).first()
    if row is None or row.closed_at is not None:
        raise ConflictError("Ngày lấy số này không còn mở. Mở lại trang quầy để xem.")
    _refuse_while_serving(unit_id, day)
    end_day(row, actor=actor, at=at)
    return row


def end_day(row: QueueDay, *, actor: Actor, at: datetime) -> None:
    """Close a locked day whose counters are all closed."""
    tickets = Ticket.objects.filter(unit_id=row.unit_id, day=row.day)
    tickets.filter(standing=Standing.WAITING.value).update(
        standing=Standing.UNSERVED.value, ended_at=at
    )
    row.closed_at = at
    row.save(update_fields=["closed_at"])
    _tell(facts.DAY_CLOSED, row.unit_id, _figures(row.unit_id, row.day), actor, at)


def _refuse_while_serving(unit_id: int, day: date) -> None:
    still = Sitting.objects.filter(counter__unit_id=unit_id, day=day, closed_at=None)
    numbers = sorted(still.values_list("counter__number", flat=True))
    if numbers:
        raise InvalidError(
            f"Quầy {', '.join(map(str, numbers))} còn đang mở. Đóng các quầy rồi đóng ngày."
        )


@transaction.atomic
def reopen_day(unit_id: int, *, actor: Actor, at: datetime) -> QueueDay:
    """Closed too early: numbers are given out again; who was sent home unserved stays so."""
    policies.can_call(actor, unit_id).require()
    day = in_vietnam(at).date()
    row = QueueDay.objects.select_for_update().filter(unit_id=unit_id, day=day).first()
    if row is None or row.closed_at is None:
        raise ConflictError("Hôm nay vẫn đang lấy số, không cần mở lại.")
    row.closed_at = None
    row.save(update_fields=["closed_at"])
    _tell(facts.DAY_OPENED, unit_id, facts.DayOpened(day=f"{day:%d/%m/%Y}"), actor, at)
    return row


def _figures(unit_id: int, day: date) -> facts.DayClosed:
    standings = list(
        Ticket.objects.filter(unit_id=unit_id, day=day).values_list("standing", flat=True)
    )
    return facts.DayClosed(
        day=f"{day:%d/%m/%Y}",
        taken=len(standings),
        served=standings.count(Standing.SERVED.value),
        no_shows=standings.count(Standing.NO_SHOW.value),
        unserved=standings.count(Standing.UNSERVED.value),
    )


def _tell(verb: str, unit_id: int, data: object, actor: Actor, at: datetime) -> None:
    record([NewFact(verb, facts.HALL, unit_id, data, actor, at)])  # type: ignore[arg-type]
