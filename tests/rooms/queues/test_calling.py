"""At the counter: one person after another, nobody twice, and a clear sentence where it cannot be."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError
from motcua.journal import queries as journal
from motcua.queues import facts
from motcua.queues.actions import calling, forgotten, furnishing, tickets
from motcua.queues.actions.tickets import HallClosedError, TooManyTicketsError, Wish
from motcua.queues.models import Counter, QueueDay, QueueService, Ticket
from motcua.queues.queries import figures, hall
from motcua.queues.states import Standing
from rooms.queues.hall_of import STRANGER, TOAN
from world import NOW

DAY = NOW.date()


def test_a_morning_at_the_counter(nghia_lo):
    first, second, third = (nghia_lo.takes() for _ in range(3))
    assert [t.label for t in (first, second, third)] == ["A001", "A002", "A003"]
    nghia_lo.sits()
    assert nghia_lo.next() == first
    nghia_lo.does(calling.serve, first)
    assert nghia_lo.next(seen=first) == second
    first.refresh_from_db()
    assert (first.standing, first.officer.username) == (Standing.SERVED, "tiepnhan.nghialo")
    nghia_lo.does(calling.skip, second)
    assert nghia_lo.next() == third
    assert nghia_lo.next(seen=third) is None
    assert [t.label for t in hall.skipped(nghia_lo.unit_id, DAY, ("A",))] == ["A002"]
    came_late = nghia_lo.does(calling.recall, second)
    assert (came_late.standing, came_late.calls) == (Standing.CALLED, 2)
    nghia_lo.does(calling.finish, second)
    calling.close_counter(nghia_lo.counter(1).pk, actor=nghia_lo.actor(), at=nghia_lo.now())
    tickets.close_day(nghia_lo.unit_id, actor=nghia_lo.actor(), at=nghia_lo.now())
    told = journal.facts_about(facts.HALL, nghia_lo.unit_id)[-1]
    assert told.data == {"day": "03/09/2026", "taken": 3, "served": 3, "no_shows": 0, "unserved": 0}


def test_numbers_run_for_each_service_and_start_anew_each_day(nghia_lo):
    assert [nghia_lo.takes(prefix).label for prefix in "ABAB"] == ["A001", "B001", "A002", "B002"]
    tomorrow = tickets.take_ticket(
        Wish(nghia_lo.unit_id, "A", "tomorrow"), at=NOW + timedelta(days=1)
    )
    assert tomorrow.label == "A001"


def test_the_same_press_gives_the_same_number(nghia_lo):
    assert nghia_lo.takes(key="once").pk == nghia_lo.takes(key="once").pk
    with pytest.raises(InvalidError, match="việc khác"):
        nghia_lo.takes("B", key="once")


def test_the_same_press_at_the_counter_calls_one_person(nghia_lo):
    first, second = nghia_lo.takes(), nghia_lo.takes()
    nghia_lo.sits()
    assert nghia_lo.next(seen=None) == first
    assert nghia_lo.next(seen=None) == first
    assert nghia_lo.next(seen=first) == second
    assert nghia_lo.next(seen=first) == second


def test_a_transfer_keeps_the_hour_of_arrival(nghia_lo):
    mistaken = nghia_lo.takes("A")
    waiting = nghia_lo.takes("B")
    nghia_lo.sits(1)
    nghia_lo.next(1)
    nghia_lo.does(calling.transfer, mistaken, service="B")
    nghia_lo.sits(2, TOAN)
    assert nghia_lo.next(2, username=TOAN) == mistaken
    assert nghia_lo.next(2, seen=mistaken, username=TOAN) == waiting


@pytest.mark.parametrize(
    ("wish", "sentence"),
    [
        ({"prefix": "Z"}, "không có nhóm việc"),
        ({"ground": "friend"}, "diện ưu tiên"),
        ({"key": "x" * 81}, "Chưa lấy được số"),
    ],
)
def test_what_a_kiosk_may_not_ask(nghia_lo, wish, sentence):
    with pytest.raises(InvalidError, match=sentence):
        nghia_lo.takes(**wish)


def test_a_stuck_key_is_stopped(nghia_lo):
    for press in range(tickets.MOST_A_MINUTE):
        tickets.take_ticket(Wish(nghia_lo.unit_id, "A", f"stuck-{press}"), at=NOW)
    with pytest.raises(TooManyTicketsError, match="Đợi một phút"):
        tickets.take_ticket(Wish(nghia_lo.unit_id, "A", "one more"), at=NOW)


def test_after_closing_nobody_takes_a_number_until_it_is_opened_again(nghia_lo):
    late = nghia_lo.takes()
    with pytest.raises(NotPermittedError):
        tickets.close_day(nghia_lo.unit_id, actor=nghia_lo.actor(STRANGER), at=nghia_lo.now())
    nghia_lo.sits()
    with pytest.raises(InvalidError, match="Quầy 1 còn đang mở"):
        tickets.close_day(nghia_lo.unit_id, actor=nghia_lo.actor(), at=nghia_lo.now())
    calling.close_counter(nghia_lo.counter(1).pk, actor=nghia_lo.actor(), at=nghia_lo.now())
    tickets.close_day(nghia_lo.unit_id, actor=nghia_lo.actor(), at=nghia_lo.now())
    late.refresh_from_db()
    assert late.standing == Standing.UNSERVED
    with pytest.raises(HallClosedError):
        nghia_lo.takes()
    with pytest.raises(ConflictError, match="không còn mở"):
        tickets.close_day(nghia_lo.unit_id, actor=nghia_lo.actor(), at=nghia_lo.now())
    tickets.reopen_day(nghia_lo.unit_id, actor=nghia_lo.actor(), at=nghia_lo.now())
    assert nghia_lo.takes().label == "A002"


def test_who_may_not_sit_or_call(nghia_lo):
    ticket = nghia_lo.takes()
    with pytest.raises(NotPermittedError, match="Bộ phận Một cửa này"):
        nghia_lo.sits(1, STRANGER)
    with pytest.raises(ConflictError, match="chưa mở"):
        nghia_lo.next()
    nghia_lo.sits(1)
    with pytest.raises(ConflictError, match="Phạm Thị Thu Hà đang trực quầy này"):
        nghia_lo.sits(1, TOAN)
    with pytest.raises(ConflictError, match="đang trực quầy khác"):
        nghia_lo.sits(2)
    with pytest.raises(ConflictError, match="Người khác"):
        nghia_lo.next(1, username=TOAN)
    with pytest.raises(ConflictError, match="không còn ở quầy này"):
        nghia_lo.does(calling.serve, ticket)


def test_who_has_come_is_neither_absent_nor_called_again(nghia_lo):
    ticket = nghia_lo.takes()
    nghia_lo.sits()
    nghia_lo.next()
    nghia_lo.does(calling.recall, ticket)
    nghia_lo.does(calling.serve, ticket)
    with pytest.raises(ConflictError, match="không ghi vắng"):
        nghia_lo.does(calling.skip, ticket)
    with pytest.raises(ConflictError, match="không cần gọi"):
        nghia_lo.does(calling.recall, ticket)
    with pytest.raises(InvalidError, match="nhóm việc khác"):
        nghia_lo.does(calling.transfer, ticket, service="A")


def test_a_day_that_nobody_closed_ends_at_night(nghia_lo):
    forgotten_one, waiting = nghia_lo.takes(), nghia_lo.takes()
    nghia_lo.sits()
    nghia_lo.next()
    night = NOW + timedelta(days=1)
    assert forgotten.close_forgotten(at=night) == 1
    assert forgotten.close_forgotten(at=night) == 0
    forgotten_one.refresh_from_db()
    waiting.refresh_from_db()
    assert (forgotten_one.standing, waiting.standing) == (Standing.SERVED, Standing.UNSERVED)
    assert forgotten_one.ended_at == forgotten_one.called_at
    assert QueueDay.objects.get(unit_id=nghia_lo.unit_id, day=DAY).closed_at == night


def test_the_figures_of_a_day(nghia_lo):
    unit, at = nghia_lo.unit_id, NOW
    nghia_lo.sits()
    for minutes in (2, 4, 6, 8, 30):
        ticket = tickets.take_ticket(Wish(unit, "A", f"w{minutes}"), at=at)
        Ticket.objects.filter(pk=ticket.pk).update(
            taken_at=at, first_called_at=at + timedelta(minutes=minutes), standing="served",
            served_at=at + timedelta(minutes=minutes), ended_at=at + timedelta(minutes=minutes + 5),
        )  # fmt: skip
    tickets.take_ticket(Wish(unit, "B", "waits"), at=at)
    a, b = figures.by_service(unit, DAY, DAY)
    assert (a.taken, a.served, a.median, a.p90, a.longest, a.service_median) == (5, 5, 6, 21, 30, 5)
    assert (b.taken, b.served, b.median) == (1, 0, None)
    assert figures.by_day(unit, DAY, DAY)[0].taken == figures.whole(unit, DAY, DAY).taken == 6


def test_furnishing_is_for_those_who_lead_or_guide(nghia_lo):
    unit = nghia_lo.unit_id
    with pytest.raises(NotPermittedError):
        furnishing.set_service(
            unit, prefix="E", name="Thuế", actor=nghia_lo.actor(TOAN), at=nghia_lo.now()
        )
    with pytest.raises(InvalidError, match="Quầy 1, 3 còn gọi"):
        furnishing.end_service(unit, prefix="A", actor=nghia_lo.actor(), at=nghia_lo.now())
    furnishing.set_counter(unit, number=5, services="B", actor=nghia_lo.actor(), at=nghia_lo.now())
    furnishing.set_counter(unit, number=5, services="BD", actor=nghia_lo.actor(), at=nghia_lo.now())
    assert Counter.objects.get(unit_id=unit, number=5).services == ["B", "D"]
    for wrong in ({"number": 0, "services": "A"}, {"number": 6, "services": "Z"}):
        with pytest.raises(InvalidError):
            furnishing.set_counter(unit, actor=nghia_lo.actor(), at=nghia_lo.now(), **wrong)
    furnishing.end_counter(unit, number=5, actor=nghia_lo.actor(), at=nghia_lo.now())
    later = NOW + timedelta(days=3)
    furnishing.set_service(unit, prefix="D", name="Trả kết quả", actor=nghia_lo.actor(), at=later)
    names = QueueService.objects.filter(unit_id=unit, prefix="D").order_by("effective_from")
    assert [row.name for row in names] == ["Nhận kết quả", "Trả kết quả"]


def test_a_kiosk_is_known_by_a_secret_that_only_it_has(nghia_lo):
    number, secret = furnishing.add_kiosk(
        nghia_lo.unit_id, name="Máy ở cửa chính", actor=nghia_lo.actor(), at=NOW
    )
    assert hall.kiosk_of(secret).pk == number
    assert hall.kiosk_of(secret + "x") is None
    furnishing.end_kiosk(number, actor=nghia_lo.actor(), at=NOW)
    assert hall.kiosk_of(secret) is None
    with pytest.raises(InvalidError, match="đã ngừng"):
        furnishing.end_kiosk(number, actor=nghia_lo.actor(), at=NOW)
