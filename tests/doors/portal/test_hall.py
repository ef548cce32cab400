"""The hall's screens: a kiosk that only the unit can set up, and a board that names nobody."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from motcua.base.actor import SYSTEM
from motcua.queues import demo
from motcua.queues.actions import calling, furnishing, tickets
from motcua.queues.models import Counter, Ticket
from world import NOW


@pytest.fixture
def unit(world, clock):
    demo.load_demo(at=NOW)
    return world.one_stop()


@pytest.fixture
def kiosk(unit):
    """A browser that the unit has made a kiosk, and how to end it."""
    number, secret = furnishing.add_kiosk(unit.id, name="Máy ở cửa", actor=SYSTEM, at=NOW)
    client = Client()
    client.get(f"/lay-so/mo/{secret}/")
    return client, number


def press(client, prefix="A", ground=""):
    page = client.get("/lay-so/").content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page).group(1)
    return client.post("/lay-so/lay/", {"key": key, "viec": prefix, "uu-tien": ground})


def test_a_press_gives_a_ticket_to_print(kiosk):
    client, _ = kiosk
    answer = press(client, ground="elderly")
    page = client.get(answer.url).content.decode()
    assert "A001" in page
    assert "Người cao tuổi" in page
    ticket = Ticket.objects.get()
    again = client.post("/lay-so/lay/", {"key": ticket.key, "viec": "A", "uu-tien": "elderly"})
    assert again.url == answer.url
    assert Ticket.objects.count() == 1
    assert "Anh/chị thuộc diện nào" in client.get("/lay-so/", {"uu-tien": "chon"}).content.decode()


def test_only_a_kiosk_gives_numbers(unit, kiosk):
    stranger = Client()
    assert stranger.get("/lay-so/").status_code == 403
    assert stranger.post("/lay-so/lay/", {"key": "x", "viec": "A"}).status_code == 403
    assert stranger.get("/lay-so/mo/khong-phai-khoa/").status_code == 404
    assert stranger.get("/lay-so/phieu/x/").status_code == 403
    assert not Ticket.objects.exists()
    client, number = kiosk
    furnishing.end_kiosk(number, actor=SYSTEM, at=NOW)
    assert client.get("/lay-so/").status_code == 403


@pytest.mark.parametrize(
    "said", [{}, {"key": "a"}, {"key": "a", "viec": "Z"}, {"key": "a", "viec": "A", "uu-tien": "x"}]
)
def test_rubbish_from_a_kiosk_is_refused_in_words(kiosk, said):
    answer = kiosk[0].post("/lay-so/lay/", said)
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()


def test_a_closed_hall_gives_no_number(unit, kiosk, world):
    client, _ = kiosk
    press(client)
    tickets.close_day(unit.id, actor=world.officer("intake_officer"), at=NOW)
    assert "đã ngừng lấy số" in client.get("/lay-so/").content.decode()
    assert client.post("/lay-so/lay/", {"key": "late", "viec": "A"}).status_code == 409


def test_the_board_says_whose_turn_it_is(unit, kiosk, world):
    client, _ = kiosk
    press(client)
    press(client)
    actor = world.officer("intake_officer")
    first = Counter.objects.get(unit_id=unit.id, number=1)
    calling.open_counter(first.pk, actor=actor, at=NOW)
    calling.call_next(first.pk, seen=None, actor=actor, at=NOW + timedelta(minutes=1))
    board = f"/bang-so/{unit.key}/"
    page = Client().get(board).content.decode()
    assert "A001" in page
    assert 'http-equiv="refresh"' in page
    assert actor.name not in page
    for typed, said in (
        ("a001", "mời đến quầy 1"),
        ("A002", "sắp đến lượt"),
        ("Z9", "không có số"),
    ):
        assert said in Client().get(board, {"so": typed}).content.decode()
    assert Client().get("/bang-so/khong-co/").status_code == 404
