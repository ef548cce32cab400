"""Numbers from the desk: sit down, call by one key, furnish the hall, read how long people waited."""

from __future__ import annotations

import re

import pytest

from doors.desk.conftest import HA, STRANGER, TOAN, YEN
from motcua.queues import demo
from motcua.queues.actions import tickets
from motcua.queues.actions.tickets import Wish
from motcua.queues.models import Counter, Kiosk, QueueService, Ticket
from world import NOW

PAGE = "/quay/goi-so/"


@pytest.fixture
def hall(ward):
    demo.load_demo(at=NOW)
    return ward


def take(ward, prefix="A", ground=""):
    number = Ticket.objects.count()
    return tickets.take_ticket(Wish(ward.unit.id, prefix, f"k{number}", ground), at=NOW)


def counter(ward, number=1):
    return Counter.objects.get(unit_id=ward.unit.id, number=number)


def does(ward, username, act, ticket=None, number=1, **more):
    said = {"do": act, "so": ticket.pk if ticket else ""} | more
    return ward.client(username).post(f"{PAGE}{counter(ward, number).pk}/", said, follow=True)


def test_from_the_counter_to_the_next(hall):
    first, second = take(hall), take(hall, ground="elderly")
    assert "Mở quầy 1" in hall.client(HA).get(PAGE).content.decode()
    assert "Quầy 1" in does(hall, HA, "open").content.decode()
    page = does(hall, HA, "next").content.decode()
    assert second.label in page
    assert "Người cao tuổi" in page
    does(hall, HA, "serve", second)
    assert first.label in does(hall, HA, "next", second).content.decode()
    page = does(hall, HA, "skip", first).content.decode()
    assert f"Gọi lại {first.label}" in page
    assert "Không còn ai chờ" in does(hall, HA, "next").content.decode()
    does(hall, HA, "recall", first)
    assert "sang nhóm B" in does(hall, HA, "transfer", first, viec="B").content.decode()
    assert "Đã đóng quầy" in does(hall, HA, "close").content.decode()


def test_what_the_number_says_about_priority_stands_in_the_form_that_it_opens(hall):
    take(hall, ground="elderly")
    does(hall, HA, "open")
    page = does(hall, HA, "next").content.decode()
    client = hall.client(HA)
    for way in ("tiep-nhan", "lam-ngay"):
        address = re.search(rf'href="(/quay/{way}/\?[^"]+)"', page)[1].replace("&amp;", "&")
        fresh = client.get(address).content.decode()
        assert re.search(r'name="priority" value="elderly"|value="elderly" selected', fresh)
    posted = {"pick": "1.001193", "priority": "elderly"}
    picked = client.post("/quay/tiep-nhan/", posted).content.decode()
    assert 'value="elderly" selected' in picked


@pytest.mark.parametrize("said", [{"do": "dance"}, {"do": "serve", "so": "x"}, {"do": "serve"}])
def test_rubbish_at_the_counter_is_answered_in_words(hall, said):
    does(hall, HA, "open")
    answer = hall.client(HA).post(f"{PAGE}{counter(hall).pk}/", said, follow=True)
    assert answer.status_code in {200, 422}


def test_who_works_elsewhere_calls_nobody_here(hall):
    assert "đang trực" not in does(hall, STRANGER, "open").content.decode()
    assert hall.client(YEN).get(PAGE).status_code == 403
    assert hall.client(TOAN).get(f"{PAGE}thiet-dat/").status_code == 403


def test_the_day_is_closed_and_opened_again(hall):
    take(hall)
    address = f"{PAGE}ngay/{hall.unit.id}/"
    assert (
        "Đã đóng ngày"
        in hall.client(HA).post(address, {"do": "close"}, follow=True).content.decode()
    )
    assert (
        "Đã mở lại" in hall.client(HA).post(address, {"do": "open"}, follow=True).content.decode()
    )
    wrong = hall.client(HA).post(address, {"do": "open"}, follow=True).content.decode()
    assert "không cần mở lại" in wrong


def test_a_hall_is_furnished_and_a_kiosk_shows_its_link_once(hall):
    address = f"{PAGE}thiet-dat/{hall.unit.id}/"
    client = hall.client(HA)
    client.post(address, {"do": "service", "prefix": "e", "name": "Thuế"})
    client.post(address, {"do": "counter", "number": "7", "services": ["E", "A"]})
    assert counter(hall, 7).services == ["A", "E"]
    assert (
        "còn gọi"
        in client.post(address, {"do": "end_service", "prefix": "E"}, follow=True).content.decode()
    )
    client.post(address, {"do": "end_counter", "number": "7"})
    client.post(address, {"do": "end_service", "prefix": "E"})
    assert not QueueService.objects.filter(prefix="E").exists()
    page = client.post(address, {"do": "kiosk", "name": "Máy cửa"}).content.decode()
    assert re.search(r"/lay-so/mo/[\w-]{40,}/", page)
    assert "/lay-so/mo/" not in client.get(f"{PAGE}thiet-dat/").content.decode()
    client.post(address, {"do": "end_kiosk", "kiosk": Kiosk.objects.get().pk})
    assert Kiosk.objects.get().ended_at is not None
    for wrong in ({"do": "paint"}, {"do": "counter", "number": "x"}, {"do": "end_kiosk"}):
        assert client.post(address, wrong, follow=True).status_code in {200, 422}


def test_waiting_times_are_read_by_service_and_day(hall):
    take(hall)
    for span in ("hom-nay", "7-ngay", "odd"):
        page = hall.client(HA).get(f"{PAGE}thoi-gian-cho/", {"khoang": span}).content.decode()
        assert "Hộ tịch" in page


def test_a_hall_costs_the_same_however_many_wait(hall, django_assert_max_num_queries):
    does(hall, HA, "open")
    for _ in range(25):
        take(hall)
    hall.client(HA).get(PAGE)
    with django_assert_max_num_queries(24):
        hall.client(HA).get(PAGE)
