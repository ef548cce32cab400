"""The pages of oversight: a number opens exactly what it counts, strangers stay out, nonsense is answered."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from building import Case, permit
from motcua.base.actor import ANONYMOUS
from motcua.control import demo
from motcua.control.actions import gate, overseeing
from motcua.control.actions.overseeing import Wanted
from motcua.control.models import Alert, AlertRule, Finding, Review
from motcua.control.queries import behind, board, figures
from motcua.control.queries.behind import Part
from motcua.control.states import FindingState
from motcua.dossiers.actions import intake
from motcua.dossiers.records import Request

pytestmark = pytest.mark.django_db
PAGES = (
    "/theo-doi/", "/theo-doi/man-hinh/", "/theo-doi/canh-bao/", "/kiem-soat/xin-loi/",
    "/kiem-soat/so-lieu/", "/kiem-soat/so-lieu/returned/", "/kiem-soat/da-quyet-dinh/",
)  # fmt: skip


@pytest.fixture
def case(world, settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path
    return Case(world)


def posted(page, **more):
    """What the form would send, with its hidden stamps."""
    text = page.content.decode()
    stamps = {
        name: found.group(1)
        for name in ("key", "version")
        if (found := re.search(rf'name="{name}" value="([^"]+)"', text))
    }
    return stamps | more


def director(case):
    return case.world.officer("centre_director", "trung-tam-pvhcc")


# Who gets in


@pytest.mark.parametrize("who", ["officer", "head", "chief"])
def test_strangers_are_kept_out(case, sits, who):
    browser = sits(getattr(case, who), case.at)
    unit = case.world.one_stop()
    more = (f"/theo-doi/don-vi/{unit.id}/", f"/theo-doi/co-quan/{unit.agency_id}/van-ban/?muc=gate")
    for address in (*PAGES, *more):
        assert browser.get(address).status_code == 403, address
    assert browser.post("/theo-doi/ket-luan/1/xem-xet/", {"version": "1"}).status_code == 403


def test_an_inspector_reads_everything_and_decides_nothing(case, sits):
    act = case.drafted()
    gate.approve(act.pk, version=1, request=case.by(case.head))
    review = Review.objects.get(act=act)
    browser = sits(case.world.officer("inspector", "thanh-tra-tinh"), case.at)
    for address in PAGES:
        assert browser.get(address).status_code == 200, address
    page = browser.get(f"/kiem-soat/van-ban/{review.pk}/")
    assert page.status_code == 200
    assert "Duyệt nguyên văn" not in page.content.decode()
    assert (
        browser.post(f"/kiem-soat/van-ban/{review.pk}/duyet/", {"version": "2"}).status_code == 403
    )


# A number and what it counts


def test_every_number_of_the_board_opens_as_many_rows_as_it_says(world, settings, tmp_path, sits):
    settings.DOCUMENT_ROOT = tmp_path
    demo.load_demo(at=world.at)
    for _ in range(3):
        intake.submit_online(
            permit(world), unit_id=world.one_stop().id,
            request=Request(ANONYMOUS, world.at - timedelta(days=5)),
        )  # fmt: skip
    watcher = world.officer("controller", "trung-tam-pvhcc")
    columns = {
        Part.OPEN: "open", Part.NEAR: "near", Part.OVERDUE: "overdue", Part.PAUSED: "paused",
        Part.ONLINE: "online_late",
    }  # fmt: skip
    for later in (timedelta(), timedelta(days=9)):
        at = world.at + later
        found = board.board(watcher, at=at)
        for row in found.rows:
            for unit, numbers in row.units:
                for part, name in columns.items():
                    listed = behind.dossiers(watcher, unit.id, part, at=at)
                    assert len(listed.rows) == listed.every == getattr(numbers, name), (unit, part)
            for part in behind.OF_AGENCY:
                acts = behind.acts_of_agency(watcher, row.agency_id, part)
                assert len(acts.rows) == acts.every == getattr(row.figures, part), (row.name, part)
    assert found.total.overdue
    assert found.total.online_late == 3
    browser, unit = sits(watcher, at), world.one_stop()
    page = browser.get(f"/theo-doi/don-vi/{unit.id}/?muc=online").content.decode()
    assert "3 hồ sơ" in page
    assert page.count('<td class="code"') == 3


def test_pages_of_a_long_list_leave_nothing_out(case):
    for _ in range(4):
        intake.submit_online(
            permit(case.world),
            unit_id=case.world.one_stop().id,
            request=Request(ANONYMOUS, case.at),
        )
    unit, seen, after = case.world.one_stop().id, [], ""
    while True:
        page = behind.dossiers(case.controller, unit, Part.OPEN, at=case.at, after=after, limit=3)
        seen += [row.code for row in page.rows]
        if not (after := page.following):
            break
    assert len(seen) == len(set(seen)) == page.every


def test_every_figure_of_the_gate_opens_the_acts_that_it_counts(world, settings, tmp_path):
    settings.DOCUMENT_ROOT = tmp_path
    demo.load_demo(at=world.at)
    watcher = world.officer("inspector", "thanh-tra-tinh")
    period = {"since": world.at - timedelta(days=60), "until": world.at}
    found = figures.figures(watcher, **period)
    counted = {one.definition.key: one.counted for one in found.shares}
    assert counted["returned"] == counted["amended"] == counted["letters_kept"] == 1
    for key, number in counted.items():
        acts = behind.acts_of_figure(watcher, key, **period)
        assert len(acts.rows) == acts.every == number, key


# Nonsense


def test_rubbish_is_answered_with_a_page(case, sits):
    browser = sits(director(case), case.at)
    unit = case.world.one_stop()
    for address, status in {
        "/theo-doi/?cap=x&loai=<b>": 200,
        f"/theo-doi/don-vi/{unit.id}/?muc=x&sau=y~z": 200,
        f"/theo-doi/don-vi/{unit.id}/?sau=2026~{'9' * 40}": 200,
        f"/theo-doi/don-vi/{unit.id}/?sau=khong~7": 200,
        "/theo-doi/don-vi/999999999/": 404,
        f"/theo-doi/co-quan/{unit.agency_id}/van-ban/": 404,
        "/theo-doi/co-quan/999999999/van-ban/?muc=gate": 404,
        "/kiem-soat/so-lieu/?tu=x&den=2026-13-01": 200,
        "/kiem-soat/so-lieu/?tu=2026-12-01&den=2026-01-01": 200,
        "/kiem-soat/so-lieu/khong-co/": 404,
        "/kiem-soat/so-lieu/returned/?trang=x": 200,
        f"/kiem-soat/so-lieu/returned/?trang={'9' * 30}": 200,
        f"/kiem-soat/da-quyet-dinh/?tu=x&truoc={'9' * 30}": 200,
        "/theo-doi/ket-luan/?trang-thai=x&don-vi=y&ho-so=z": 200,
        "/theo-doi/ket-luan/999999999/": 404,
        "/thu-xin-loi/?truoc=x": 200,
    }.items():
        assert browser.get(address).status_code == status, address
    wrong = {"unit_id": "x", "due_on": "y", "title": "", "content": "", "code": "z", "key": "k"}
    assert browser.post("/theo-doi/ket-luan/", wrong).status_code == 422
    rule = {"kind": "x", "threshold": "-1", "effective_from": "z", "key": "k"}
    assert browser.post("/theo-doi/canh-bao/", rule).status_code == 422


# Findings and alerts


def test_a_finding_is_raised_answered_by_the_head_and_closed(case, sits):
    unit = case.world.one_stop()
    browser = sits(case.controller, case.at)
    page = browser.get("/theo-doi/ket-luan/")
    said = posted(
        page, unit_id=str(unit.id), title="Chậm tiếp nhận", content="Ba hồ sơ quá 8 giờ.",
        ground="", code=case.code, due_on="2026-10-30",
    )  # fmt: skip
    assert browser.post("/theo-doi/ket-luan/", said).status_code == 302
    found = Finding.objects.get()
    assert found.dossier.code == case.code
    address = f"/theo-doi/ket-luan/{found.pk}/"
    assert "Gửi trả lời" not in sits(case.officer, case.at).get(address).content.decode()
    head = sits(case.chief, case.at)
    form = posted(head.get(address), answer="Đã phân công thêm người.")
    assert head.post(f"{address}tra-loi/", form | {"answer": ""}).status_code == 422
    assert head.post(f"{address}tra-loi/", form).status_code == 302
    assert head.post(f"{address}tra-loi/", form).status_code == 409, "sent twice"
    browser = sits(case.controller, case.at)
    form = posted(browser.get(address), verdict="", due_on="")
    assert browser.post(f"{address}xem-xet/", form | {"viec": "lai"}).status_code == 422
    assert browser.post(f"{address}xem-xet/", form | {"viec": "xong"}).status_code == 302
    found.refresh_from_db()
    assert found.state == FindingState.CLOSED.value


def test_others_do_not_find_a_finding(case, sits):
    wanted = Wanted(case.world.one_stop().id, "Chậm", "Ba hồ sơ.", case.at + timedelta(days=3))
    found = overseeing.raise_finding(wanted, request=case.by(case.controller))
    stranger = sits(case.world.officer("head_of_agency", "ubnd-21040"), case.at)
    assert stranger.get(f"/theo-doi/ket-luan/{found.pk}/").status_code == 404
    form = {"version": "1", "answer": "Không phải việc tôi.", "key": "k"}
    assert stranger.post(f"/theo-doi/ket-luan/{found.pk}/tra-loi/", form).status_code == 404


def test_the_director_sets_a_rule_and_somebody_takes_note(case, sits):
    browser = sits(director(case), case.at)
    page = browser.get("/theo-doi/canh-bao/")
    said = posted(page, kind="overdue", threshold="1", agency_key="", effective_from="2026-09-04")
    assert browser.post("/theo-doi/canh-bao/", said).status_code == 302
    rule = AlertRule.objects.get()
    alert = Alert.objects.create(
        rule=rule, unit_id=case.world.one_stop().id, raised_at=case.at, count=2
    )
    at = case.at + timedelta(days=1)
    controller = sits(case.controller, at)
    assert "Đặt quy tắc" not in controller.get("/theo-doi/canh-bao/").content.decode()
    for _ in range(2):
        assert controller.post(f"/theo-doi/canh-bao/{alert.pk}/da-biet/").status_code == 302
    assert controller.post("/theo-doi/canh-bao/", said).status_code == 403
    alert.refresh_from_db()
    assert alert.seen_by_id == case.controller.account_id
    browser = sits(director(case), at)
    ending = f"/theo-doi/canh-bao/quy-tac/{rule.pk}/thoi/"
    assert browser.post(ending).status_code == 302
    assert browser.post(ending).status_code == 409, "sent twice"


# Costs


def test_a_wall_of_many_agencies_gives_each_a_line(world, settings, tmp_path, sits, monkeypatch):
    settings.DOCUMENT_ROOT = tmp_path
    demo.load_demo(at=world.at)
    wall = sits(director(Case(world)), world.at)
    cards = wall.get("/theo-doi/man-hinh/").content.decode()
    monkeypatch.setattr("motcua.desk.views.oversight._WALL_CARDS", 1)
    lines = wall.get("/theo-doi/man-hinh/").content.decode()
    assert "wall-grid" in cards
    assert "wall-lines" not in cards
    assert "wall-grid" not in lines
    assert '<span class="b">UBND phường Nghĩa Lộ</span>' in lines
    assert '<span class="visually-hidden"> đang giải quyết</span>' in lines


def test_more_rows_cost_no_more_questions(world, settings, tmp_path, sits):
    settings.DOCUMENT_ROOT = tmp_path
    watcher = director(Case(world))
    addresses = (
        "/kiem-soat/", "/theo-doi/", "/theo-doi/man-hinh/", "/kiem-soat/so-lieu/",
        "/kiem-soat/xin-loi/", "/kiem-soat/da-quyet-dinh/", "/thu-xin-loi/",
    )  # fmt: skip

    def costs():
        browser = sits(watcher, world.at)
        for address in addresses:
            browser.get(address)
        found = {}
        for address in addresses:
            with CaptureQueriesContext(connection) as asked:
                assert browser.get(address).status_code == 200
            found[address] = len(asked)
        return found

    demo.load_demo(at=world.at)
    few = costs()
    _again(world)
    assert costs() == few


def _again(world):
    """The same work once more, over other dossiers."""
    teller = demo._Teller(world.at)
    for tell in (teller.lawful, teller.refusal, teller.returned, teller.kept, teller.broken):
        tell()
