"""An officer leaves: what the head saw is what happens, all of it or nothing."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from motcua.accounts import actions as people
from motcua.accounts import queries as accounts
from motcua.accounts.states import Role
from motcua.base.actor import SYSTEM
from motcua.base.verdict import InvalidError, NotPermittedError
from motcua.dossiers import bulk, checks, records
from motcua.dossiers.actions import intake, reassigning, routing
from motcua.dossiers.actions.reassigning import ChangedSinceError
from motcua.dossiers.people import People, Person
from motcua.dossiers.queries import workload
from motcua.dossiers.records import Request, Step
from motcua.journal import queries as journal
from motcua.procedures import queries as procedures
from twin import at_once, twin
from world import World

SEN = Person("Nguyễn Thị Sen", id_number="051185004317", phone="0905000317")
BIRTH = "1.001193"
LATER = timedelta(hours=2)


class Room:
    """The ward's office with an officer who leaves, three colleagues and their head."""

    def __init__(self, world: World, dossiers: int = 6) -> None:
        self.world = world
        self.leaver = world.officer("case_officer").account_id
        self.head = world.officer("head_of_room")
        self.unit_id = self.head.grants[0].unit_id
        self.colleagues = [self._colleague(number) for number in range(3)]
        self.dossiers = [self._processing() for _ in range(dossiers)]

    def _colleague(self, number: int) -> int:
        account_id = people.create_account(
            username=f"dong-nghiep-{number}", full_name=f"Lê Thị Đồng Nghiệp {number}",
            password="một mật khẩu đủ dài 9", actor=SYSTEM, at=self.world.at,
        )  # fmt: skip
        people.assign_post(
            account_id, unit_id=self.unit_id, role=Role.CASE_OFFICER,
            effective_from=date(2026, 1, 1), actor=SYSTEM, at=self.world.at,
        )  # fmt: skip
        return account_id

    def _processing(self):
        world = self.world
        version = procedures.current_version(BIRTH, world.at.date())
        papers = tuple(
            {"key": paper.key, "name": paper.name, "originals": 1}
            for paper in version.papers
            if paper.required and not paper.condition and not paper.shown_only
        )
        clerk = Request(world.officer("intake_officer"), world.at)
        wanted = intake.Intake(BIRTH, People(SEN, SEN), papers)
        state = intake.receive(wanted, unit_id=world.one_stop().id, request=clerk).state
        routing.forward(state.code, request=clerk)
        officer = accounts.actor_for(self.leaver, world.at)
        return routing.take_over(state.code, request=Request(officer, world.at))

    def asks(self, **more) -> Request:
        return Request(self.head, self.world.at + LATER, **more)

    def plan(self, *to: int, actor=None):
        return reassigning.plan(
            from_officer=self.leaver, to_officers=to or self.colleagues,
            actor=actor or self.head, at=self.world.at + LATER,
        )  # fmt: skip

    def reassign(self, moves, **more):
        return reassigning.reassign(
            from_officer=self.leaver,
            moves=moves,
            reason="Chuyển công tác",
            request=self.asks(**more),
        )

    def holders(self) -> list[int]:
        return [records.load_by_id(one.id).holder_id for one in self.dossiers]


@pytest.fixture
def room(world):
    return Room(world)


def test_the_plan_is_what_happens_and_clocks_do_not_notice(room):
    shown = room.plan()
    assert [line.to for line in shown.lines].count(room.colleagues[0]) == 2
    assert shown.left == ()
    assert shown.elsewhere == 0
    due = [records.load_by_id(one.id).due_at for one in room.dossiers]
    done = room.reassign(shown.moves)
    assert len(done.dossiers) == len(room.dossiers)
    assert dict(zip([one.id for one in room.dossiers], room.holders(), strict=True)) == {
        move.dossier_id: move.to for move in shown.moves
    }
    assert [records.load_by_id(one.id).due_at for one in room.dossiers] == due
    told = journal.facts_about(records.SUBJECT, room.dossiers[0].id)[-1]
    assert told.verb == "dossier.reassign"
    assert told.data["from_officer"] == room.leaver
    assert told.private["reason"] == "Chuyển công tác"
    assert checks.check(due_dates=True).findings == []


def test_to_one_person_and_who_is_busy_gets_less(room):
    first, second = room.colleagues[:2]
    assert {move.to for move in room.plan(first).moves} == {first}
    room.reassign(room.plan(first).moves[:4])
    assert workload.of_officers([first], [room.unit_id])[first][0] == 4
    assert [move.to for move in room.plan(first, second).moves] == [second, second]


def test_what_moved_in_between_stops_the_act_and_is_named(room):
    shown = room.plan()
    one, other = room.dossiers[:2]
    officer = accounts.actor_for(room.leaver, room.world.at)
    changed = records.save(
        one.id,
        one.state,
        Request(officer, room.world.at),
        Step("set_priority", {"priority": "elderly"}),
    ).state
    routing.assign(other.state.code, officer=room.colleagues[0], request=room.asks())
    with pytest.raises(ChangedSinceError, match="1 hồ sơ vừa có người xử lý") as refusal:
        room.reassign(shown.moves)
    assert refusal.value.codes == (changed.code,)
    assert "1 hồ sơ không còn" in str(refusal.value)
    assert room.holders().count(room.leaver) == 5
    room.reassign(room.plan().moves)
    assert room.leaver not in room.holders()


def test_a_repeated_request_moves_them_once(room):
    moves = room.plan().moves
    assert not room.reassign(moves, key="k", digest="a" * 64).replayed
    assert room.reassign(moves, key="k", digest="a" * 64).replayed
    verbs = [f.verb for f in journal.facts_about(records.SUBJECT, room.dossiers[0].id)]
    assert verbs.count("dossier.reassign") == 1


def test_an_offer_to_the_leaver_is_for_the_successor(room, monkeypatch):
    clerk = room.world.officer("intake_officer")
    state = room._processing().state
    monkeypatch.setattr(
        "motcua.dossiers.placing.step_unit", lambda _step, _state, _on: room.unit_id
    )
    version = procedures.current_version(BIRTH, room.world.at.date())
    wanted = intake.Intake(BIRTH, People(SEN, SEN), state.papers)
    given = intake.receive(
        wanted, unit_id=room.world.one_stop().id, request=Request(clerk, room.world.at)
    ).state
    del version
    routing.forward(given.code, to_officer=room.leaver, request=Request(clerk, room.world.at))
    first = room.colleagues[0]
    shown = room.plan(first)
    assert sum(line.offered for line in shown.lines) == 1
    room.reassign(shown.moves)
    taken = routing.take_over(
        given.code, request=Request(accounts.actor_for(first, room.world.at), room.world.at + LATER)
    )
    assert taken.state.holder_id == first
    assert checks.check(due_dates=True).findings == []


def test_who_may_not(room, world):
    moves = room.plan().moves
    for role, agency in (("case_officer", None), ("head_of_room", "ubnd-21040")):
        actor = world.officer(role, agency) if agency else world.officer(role)
        with pytest.raises((NotPermittedError, ChangedSinceError, InvalidError)):
            reassigning.reassign(
                from_officer=room.leaver, moves=moves, reason="Tôi muốn",
                request=Request(actor, world.at),
            )  # fmt: skip
    with pytest.raises(NotPermittedError, match="lãnh đạo"):
        room.plan(actor=world.officer("case_officer"))
    assert set(room.holders()) == {room.leaver}


def test_the_head_of_the_agency_may_everywhere_in_it(room, world):
    chair = world.officer("head_of_agency")
    shown = room.plan(actor=chair)
    request = Request(chair, world.at)
    reassigning.reassign(
        from_officer=room.leaver, moves=shown.moves, reason="Nghỉ hưu", request=request
    )
    assert room.leaver not in room.holders()


def test_nobody_of_elsewhere_and_no_empty_act(room, world):
    stranger = world.officer("case_officer", "ubnd-21040").account_id
    assert len(room.plan(stranger).left) == len(room.dossiers)
    forged = [reassigning.Move(m.dossier_id, m.version, stranger) for m in room.plan().moves]
    with pytest.raises(InvalidError, match="không có chức danh"):
        room.reassign(forged)
    with pytest.raises(InvalidError, match="Không có hồ sơ nào"):
        room.reassign([])
    with pytest.raises(InvalidError, match="Ghi lý do"):
        reassigning.reassign(
            from_officer=room.leaver, moves=room.plan().moves, reason=" ", request=room.asks()
        )


@pytest.mark.parametrize("key", [None, "một khóa"])
def test_two_heads_at_once(loaded_world, django_db_blocker, key):
    with django_db_blocker.unblock(), twin():
        room = Room(World(), 12)
        moves = room.plan().moves
        answers = at_once(*[lambda: room.reassign(moves, key=key, digest="a" * 64)] * 2)
        done = [answer for answer in answers if isinstance(answer, bulk.Many)]
        assert len(done) == (2 if key else 1), answers
        verbs = [f.verb for f in journal.facts_about(records.SUBJECT, room.dossiers[0].id)]
        assert verbs.count("dossier.reassign") == 1
        assert checks.check(due_dates=True).findings == []
