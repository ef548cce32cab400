"""Taking back what was just sent: everything as it was, as long as nobody has begun with it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from motcua.accounts import queries as accounts
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError
from motcua.dossiers import checks, records
from motcua.dossiers.actions import intake, recalling, routing
from motcua.dossiers.people import People, Person
from motcua.dossiers.queries import detail
from motcua.dossiers.records import Request
from motcua.procedures import queries as procedures
from twin import at_once, twin
from world import World

SEN = Person("Nguyễn Thị Sen", id_number="051185004317", phone="0905000317")


def received(world, code="1.001193"):
    version = procedures.current_version(code, world.at.date())
    papers = tuple(
        {"key": paper.key, "name": paper.name, "originals": 1}
        for paper in version.papers
        if paper.required and not paper.condition and not paper.shown_only
    )
    request = Request(world.officer("intake_officer"), world.at)
    wanted = intake.Intake(code, People(SEN, SEN), papers)
    return intake.receive(wanted, unit_id=world.one_stop().id, request=request).state


def asks(world, role, minutes, **more):
    return Request(world.officer(role), world.at + timedelta(minutes=minutes), **more)


@pytest.fixture
def offered(world):
    state = received(world)
    return routing.forward(state.code, request=asks(world, "intake_officer", 5)).state


def test_an_offer_comes_back_and_the_other_agency_forgets_it(world, offered):
    before = received(world)
    given = routing.forward(before.code, request=asks(world, "intake_officer", 6)).state
    back = recalling.recall(
        before.code, reason="Nhầm phòng", request=asks(world, "intake_officer", 7)
    ).state
    assert given.offer
    assert back.offer is None
    assert back.offer_unit_id is None
    same = ("holder_unit_id", "holder_id", "step_key", "step_started_at", "agency_ids", "due_at")
    assert [getattr(back, name) for name in same] == [getattr(before, name) for name in same]
    told = detail.timeline(detail.case(before.code, world.officer("intake_officer")))[0]
    assert told.sentence.startswith("Người chuyển thu hồi")
    assert told.note == "Nhầm phòng"
    assert checks.check(due_dates=True).findings == []


def test_once_taken_it_is_the_takers(world, offered):
    routing.take_over(offered.code, request=asks(world, "case_officer", 10))
    with pytest.raises((ConflictError, NotPermittedError)):
        recalling.recall(offered.code, reason="Muộn rồi", request=asks(world, "intake_officer", 20))


def test_it_needs_a_reason_and_a_sending(world, offered):
    with pytest.raises(InvalidError, match="Ghi lý do"):
        recalling.recall(offered.code, reason=" ", request=asks(world, "intake_officer", 6))
    recalling.recall(offered.code, reason="Nhầm", request=asks(world, "intake_officer", 7))
    with pytest.raises(ConflictError, match="chưa chuyển cho ai"):
        recalling.recall(offered.code, reason="Nhầm", request=asks(world, "intake_officer", 8))


def test_who_neither_sent_it_nor_leads_them_may_not(world, offered):
    with pytest.raises(NotPermittedError):
        recalling.recall(offered.code, reason="Tôi muốn", request=asks(world, "clerk", 6))


def test_a_repeated_request_recalls_once(world, offered):
    asked = asks(world, "intake_officer", 7, key="thu-hoi", digest="a" * 64)
    first = recalling.recall(offered.code, reason="Nhầm", request=asked)
    again = recalling.recall(offered.code, reason="Nhầm", request=asked)
    assert again.replayed
    assert again.state.version == first.state.version


def _inside(monkeypatch):
    """Let every step of the ward's process be done in the room that holds the dossier."""
    monkeypatch.setattr(
        "motcua.dossiers.placing.step_unit", lambda _step, state, _on: state.holder_unit_id
    )


@pytest.fixture
def inside(world, offered, monkeypatch):
    taken = routing.take_over(offered.code, request=asks(world, "case_officer", 10)).state
    _inside(monkeypatch)
    sent = routing.forward(taken.code, request=asks(world, "case_officer", 20)).state
    assert sent.holder_unit_id == taken.holder_unit_id
    assert sent.step_key != taken.step_key
    return taken, sent


def test_a_step_inside_the_room_comes_back_with_its_own_time(world, inside):
    taken, sent = inside
    back = recalling.recall(
        sent.code, reason="Sót một giấy", request=asks(world, "case_officer", 25)
    ).state
    for name in ("holder_unit_id", "holder_id", "step_key", "step_started_at", "step_due_at"):
        assert getattr(back, name) == getattr(taken, name)
    assert back.due_at == taken.due_at
    assert checks.check(due_dates=True).findings == []


def test_a_step_inside_the_room_stays_where_the_next_one_has_begun(world, inside):
    _, sent = inside
    head = asks(world, "head_of_room", 22)
    other = world.officer("case_officer").account_id
    routing.assign(sent.code, officer=other, request=head)
    with pytest.raises(ConflictError, match="đã làm tiếp"):
        recalling.recall(sent.code, reason="Sót", request=asks(world, "case_officer", 25))


def test_the_page_offers_it_to_the_sender_and_their_head_alone(world, inside):
    _, sent = inside
    sender, head = world.officer("case_officer"), world.officer("head_of_room")
    case = detail.case(sent.code, sender)
    assert recalling.may_recall(case.facts, sender, case.state)
    assert recalling.may_recall(case.facts, head, case.state)
    stranger = accounts.actor_for(world.officer("clerk").account_id, world.at)
    assert not recalling.may_recall(case.facts, stranger, case.state)


def test_two_recalls_at_once(loaded_world, django_db_blocker):
    with django_db_blocker.unblock(), twin():
        world = World()
        state = routing.forward(
            received(world).code, request=asks(world, "intake_officer", 5)
        ).state
        answers = at_once(
            lambda: recalling.recall(
                state.code, reason="Nhầm", request=asks(world, "intake_officer", 9)
            ),
            lambda: recalling.recall(
                state.code, reason="Nhầm", request=asks(world, "intake_officer", 9)
            ),
        )
        assert sum(isinstance(answer, records.Recorded) for answer in answers) == 1, answers
        assert checks.check(due_dates=True).findings == []
