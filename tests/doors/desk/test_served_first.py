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
from motcua.procedures import queries as procedures
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


def test_at_the_counter_the_owners_ward_is_chosen_and_the_screen_says_what_follows(ward):
    ha = ward.client(HA)
    other = agencies.agency_by_key(OTHER_WARD, ward.at.date())
    said = {
        "do": "accept", "key": "xa", "unit": str(ward.unit.id), "procedure_code": STATUS,
        "name": "Nguyễn Thị Sen", "phone": "0905000317", "same_owner": "on", "sets": "1",
        "return_channel": "counter", "channel": "counter", "area": str(other.area_id),
        **{f"paper_{p['key']}": "1" for p in ward.papers(STATUS)},
        **{f"paper_{p['key']}_originals": "1" for p in ward.papers(STATUS)},
    }  # fmt: skip
    shown = ha.post("/quay/tiep-nhan/", {k: v for k, v in said.items() if k != "do"})
    assert f"Phi địa giới: {other.name} giải quyết." in shown.content.decode()
    done = ha.post("/quay/tiep-nhan/", said)
    page = ha.get(done["Location"]).content.decode()
    assert "Đã giao cho" in page
    code = done["Location"].rstrip("/").rsplit("/", 1)[1]
    assert ward.state(code).cross_boundary
    assert "Phi địa giới" in ha.get(f"/ho-so/{code}/").content.decode()


def test_until_the_other_place_takes_it_over_nothing_is_said_to_be_paused(ward):
    ha = ward.client(HA)
    other = agencies.agency_by_key(OTHER_WARD, ward.at.date())
    taken = Intake(STATUS, People(TUYEN, TUYEN), ward.papers(STATUS), area_id=other.area_id)
    code = intake.receive(taken, unit_id=ward.unit.id, request=ward.asks(HA)).state.code
    shelf = ha.get("/ban-lam-viec/ca-don-vi/").content.decode()
    row = shelf[shelf.index("<tbody") : shelf.index("</table>")]
    assert code in row
    assert "Chờ nơi giải quyết nhận" in row
    assert "Chưa tính giờ" in row
    assert "dừng" not in row
    handed = ha.get("/quay/ban-giao/").content.decode()
    alone = handed[handed.index('id="cho"') :]
    assert "Không có danh sách nào đang chờ ký." in alone
    assert code in alone
    assert "tính khi nơi giải quyết nhận" in alone


def test_what_may_not_be_received_here_is_said_before_and_after(ward):
    ha = ward.client(HA)
    version = next(
        found
        for row in procedures.search(on=ward.at.date(), limit=500)
        if (found := procedures.version(row.id)).accepts_dossiers
        and found.level == "province"
        and not found.flags.cross_boundary
    )
    page = ha.get(f"/quay/tiep-nhan/?thu-tuc={version.code}").content.decode()
    assert "Không nhận được ở đây." in page
    said = {
        "do": "accept", "key": "k", "procedure_code": version.code, "name": "Sen", "sets": "1",
        "phone": "0905000317", "same_owner": "on", "return_channel": "counter",
        "unit": str(ward.unit.id),
        **{f"paper_{paper.key}": "1" for paper in version.papers},
        **{f"paper_{paper.key}_originals": "1" for paper in version.papers},
    }  # fmt: skip
    answer = ha.post("/quay/tiep-nhan/", said)
    assert answer.status_code == 422
    assert "chưa được công bố tiếp nhận ngoài địa giới" in answer.content.decode()
