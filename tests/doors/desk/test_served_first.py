"""Who is served first stands on top of the inbox; what came from another ward is marked and found."""

from __future__ import annotations

import re

import pytest

from doors.desk.conftest import DUYEN, HA, STATUS, TUYEN
from doors.desk.test_budgets import MOST, statements
from motcua.agencies import queries as agencies
from motcua.dossiers.actions import intake, priority, routing
from motcua.dossiers.actions.intake import Intake
from motcua.dossiers.people import People
from motcua.dossiers.queries import lists
from world import OTHER_WARD

GROUP = re.compile(r'scope="rowgroup">([^<]+?) <span[^>]*>(\d+) hồ sơ')


def first_served(ward, ground="elderly"):
    code = ward.received(STATUS)
    priority.set_priority(
        code, priority=ground, evidence="Xem CCCD: 81 tuổi", request=ward.asks(HA, 1)
    )
    routing.forward(code, request=ward.asks(HA, 5))
    routing.take_over(code, request=ward.asks(DUYEN, 10))
    return code


def shown(page: str) -> list[str]:
    return re.findall(r'<td class="code">([^<]+)<', page)


def test_who_is_served_first_stands_on_top_and_once(ward):
    ordinary = [ward.processing(STATUS), ward.processing()]
    old_lady = first_served(ward)
    page = ward.client(DUYEN).get("/ban-lam-viec/").content.decode()
    assert shown(page)[0] == old_lady
    assert sorted(shown(page)) == sorted([*ordinary, old_lady])
    groups = dict(GROUP.findall(page))
    assert groups["Ưu tiên, phục vụ trước"] == "1"
    assert sum(map(int, groups.values())) == 3
    assert "Ưu tiên: Người cao tuổi" in page
    assert "3 hồ sơ: 1 ưu tiên" in page


def test_the_group_turns_its_own_pages(ward, monkeypatch):
    monkeypatch.setattr(lists, "PAGE", 2)
    monkeypatch.setattr(lists.inbox, "__kwdefaults__", lists.inbox.__kwdefaults__ | {"limit": 2})
    codes = {first_served(ward) for _ in range(3)}
    ordinary = ward.processing(STATUS)
    client = ward.client(DUYEN)
    page = client.get("/ban-lam-viec/").content.decode()
    assert len(shown(page)) == 3
    alone = client.get("/ban-lam-viec/?nhom=priority").content.decode()
    more = re.search(r'href="(/ban-lam-viec/\?[^"]*sau=[^"]*)"', alone).group(1)
    assert "nhom=priority" in more
    rest = client.get(more.replace("&amp;", "&")).content.decode()
    assert {*shown(alone), *shown(rest)} == codes
    assert ordinary not in shown(alone) + shown(rest)


def test_a_filter_narrows_both(ward):
    first_served(ward)
    ward.processing()
    page = ward.client(DUYEN).get("/ban-lam-viec/?thu_tuc=1.001193").content.decode()
    assert "Ưu tiên, phục vụ trước" not in page
    assert len(shown(page)) == 1


def test_many_served_first_cost_no_more_statements(ward):
    first_served(ward)
    ward.processing()
    client = ward.client(DUYEN)
    few = statements(client, "/ban-lam-viec/")
    for _ in range(3):
        first_served(ward)
    assert statements(client, "/ban-lam-viec/") == few <= MOST


@pytest.fixture
def from_elsewhere(ward):
    """Handed in at Trương Quang Trọng for Nghĩa Lộ, and taken over here."""
    other = ward.world.one_stop(OTHER_WARD)
    home = agencies.agency_by_key("ubnd-21028", ward.at.date())
    taken = Intake(STATUS, People(TUYEN, TUYEN), ward.papers(STATUS), area_id=home.area_id)
    clerk = ward.world.officer("intake_officer", OTHER_WARD)
    code = intake.receive(
        taken, unit_id=other.id, request=type(ward.asks(HA))(clerk, ward.at)
    ).state.code
    routing.take_over(code, request=ward.asks(DUYEN, 10))
    return code


def test_what_came_from_another_ward_is_marked_and_can_be_listed_alone(ward, from_elsewhere):
    own = ward.processing(STATUS)
    client = ward.client(DUYEN)
    page = client.get("/ban-lam-viec/").content.decode()
    assert page.count("Phi địa giới</span>") == 1
    away = client.get("/ban-lam-viec/?dia_gioi=ngoai").content.decode()
    here = client.get("/ban-lam-viec/?dia_gioi=trong").content.decode()
    assert (shown(away), shown(here)) == ([from_elsewhere], [own])
    assert len(shown(client.get("/ban-lam-viec/?dia_gioi=x").content.decode())) == 2
