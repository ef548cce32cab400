"""Running dossiers to a new internal process: rehearsed by one, confirmed by another, dates untouched."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import transaction

from motcua.accounts import queries as accounts
from motcua.accounts.models import Post
from motcua.base.verdict import ConflictError, InvalidError, NotPermittedError, RefusedError
from motcua.dossiers import bulk, checks, moving, records
from motcua.dossiers.actions import intake, processes, routing
from motcua.dossiers.folding import DossierState
from motcua.dossiers.moving import Obstacle
from motcua.dossiers.people import People, Person
from motcua.dossiers.process_moves import MoveState, ProcessMove
from motcua.dossiers.queries import process_moves
from motcua.dossiers.records import Request
from motcua.dossiers.states import Status
from motcua.dossiers.versions import version_of
from motcua.journal import queries as journal
from motcua.procedures import actions as law
from motcua.procedures import processes as drawn
from motcua.procedures import queries as procedures
from motcua.procedures.models import Announcement
from motcua.procedures.process import Choice, Process
from motcua.procedures.states import StepKind
from twin import at_once, twin
from world import World

SEN = Person("Nguyễn Thị Sen", id_number="051185004317", phone="0905000317")
BIRTH = "1.001193"


@pytest.fixture
def birth(world):
    version = procedures.current_version(BIRTH, world.at.date())
    papers = tuple(
        {"key": paper.key, "name": paper.name, "originals": 1}
        for paper in version.papers
        if paper.required and not paper.condition and not paper.shown_only
    )
    return intake.Intake(BIRTH, People(SEN, SEN), papers)


def received(world, birth):
    return intake.receive(
        birth, unit_id=world.one_stop().id,
        request=Request(world.officer("intake_officer"), world.at),
    ).state  # fmt: skip


def taken(world, birth):
    """A dossier at its second step, in the hands of the officer who decides."""
    code = received(world, birth).code
    routing.forward(code, request=Request(world.officer("intake_officer"), world.at))
    taker = world.officer("case_officer")
    return routing.take_over(code, request=Request(taker, world.at)).state


def someone(world, role, but=None):
    """Who holds the role, the first by account; `but` somebody else."""
    posts = Post.objects.valid_on(world.at.date()).filter(role=role).order_by("account_id")
    ids = [post.account_id for post in posts if post.account_id != but]
    return accounts.actor_for(ids[0], world.at)


def cast(world):
    """Who prepares, who confirms, and one who may do neither."""
    prepares = someone(world, "controller")
    confirms = someone(world, "business_admin", prepares.account_id)
    return prepares, confirms, someone(world, "intake_officer")


@pytest.fixture
def people(world):
    return cast(world)


def new_process(world, people, change) -> tuple[int, int]:
    """An approved process beside the one in force: the numbers of the old and of the new."""
    prepares, confirms, _ = people
    now = procedures.current_version(BIRTH, world.at.date())
    fresh = law.draft_from(version_id=now.id, actor=prepares, at=world.at)
    made = law.draft_process(
        version_id=fresh.id, process=change(now.process), actor=prepares, at=world.at
    )
    decision = Announcement.objects.order_by("id").first()
    law.publish_process(
        process_id=made.id, announcement_id=decision.id, actor=confirms, at=world.at
    )
    return now.process_id, made.id


def renamed(process: Process) -> Process:
    """The second step under another key and with other hours; everything else as before."""
    second = process.steps[1]
    rest = process.steps[2:]
    first = replace(process.steps[0], next=(Choice("xem-xet"),))
    middle = replace(second, key="xem-xet", hours=max(second.hours - Decimal("0.25"), Decimal(0)))
    back = tuple(
        replace(s, send_back_to=tuple("xem-xet" if k == second.key else k for k in s.send_back_to))
        for s in rest
    )
    return Process((first, middle, *back), process.legs)


def prepared(world, people, change=renamed, mapping=None):
    source, target = new_process(world, people, change)
    old, new = drawn.approved(source).process, drawn.approved(target).process
    return processes.prepare_move(
        source_id=source, target_id=target,
        mapping=moving.proposed(old, new) if mapping is None else mapping,
        reason="Theo Quyết định 12/QĐ-UBND", actor=people[0], at=world.at,
    )  # fmt: skip


def test_a_dossier_goes_on_at_the_counterpart_of_its_step_and_keeps_its_dates(world, birth, people):
    before = taken(world, birth)
    move = prepared(world, people)
    view = process_moves.move(move.id)
    assert (view.remembered.moves, view.remembered.stays) == (1, 0)
    assert view.remembered.moving[0].outcome.to == "xem-xet"
    processes.confirm_move(move_id=move.id, revision=1, actor=people[1], at=world.at)
    dossier_id, after = records.load(before.code, world.officer("case_officer"))
    assert after.step_key == "xem-xet"
    assert after.process_id == move.target_id
    kept = ("due_at", "due_original", "step_due_at", "holder_id", "holder_unit_id", "status")
    assert {name: getattr(after, name) for name in kept} == {
        name: getattr(before, name) for name in kept
    }
    assert version_of(after).process == drawn.approved(move.target_id).process
    fact = journal.facts_about(records.SUBJECT, dossier_id)[-1]
    assert fact.data["from_process"] == move.source_id
    assert fact.private["reason"] == "Theo Quyết định 12/QĐ-UBND"
    assert ProcessMove.objects.get().moved == 1
    routing.forward(after.code, request=Request(world.officer("case_officer"), world.at))
    assert checks.check(due_dates=True).findings == []


def test_what_cannot_keep_its_place_stays_and_is_told_why(world, birth, people):
    received(world, birth)
    offered = received(world, birth).code
    routing.forward(offered, request=Request(world.officer("intake_officer"), world.at))
    taken(world, birth)
    move = prepared(world, people, mapping={"b1": "b1"})
    told = {(g.outcome.step, g.outcome.obstacle): g.count for g in
            process_moves.move(move.id).remembered.groups}  # fmt: skip
    old = drawn.approved(move.source_id).process
    first, second = old.steps[0].key, old.steps[1].key
    assert told == {(first, None): 1, (first, Obstacle.OFFERED): 1, (second, Obstacle.NO_STEP): 1}
    processes.confirm_move(move_id=move.id, revision=1, actor=people[1], at=world.at)
    assert process_moves.running([move.source_id, move.target_id]) == {
        move.source_id: 2, move.target_id: 1
    }  # fmt: skip


def test_a_dossier_that_went_on_in_between_stops_everything_and_is_named(world, birth, people):
    first, second = received(world, birth), received(world, birth)
    move = prepared(world, people)
    routing.forward(first.code, request=Request(world.officer("intake_officer"), world.at))
    with pytest.raises(processes.MoveChangedError, match="có 1 hồ sơ đã đi tiếp") as refused:
        processes.confirm_move(move_id=move.id, revision=1, actor=people[1], at=world.at)
    assert first.code in str(refused.value)
    officer = world.officer("intake_officer")
    assert records.load(second.code, officer)[1].process_id is None
    again = processes.rehearse_again(
        move_id=move.id, revision=1, mapping=move.mapping, reason="Lần hai", actor=people[0],
        at=world.at,
    )  # fmt: skip
    with pytest.raises(processes.MoveChangedError, match="vừa được tập dượt lại"):
        processes.confirm_move(move_id=move.id, revision=1, actor=people[1], at=world.at)
    processes.confirm_move(move_id=move.id, revision=again.revision, actor=people[1], at=world.at)
    assert records.load(second.code, officer)[1].process_id == move.target_id


def test_many_move_in_pieces_each_once_and_what_changed_is_passed_over(
    world, birth, people, monkeypatch
):
    monkeypatch.setattr(processes, "AT_ONCE", 2)
    states = [received(world, birth) for _ in range(6)]
    codes = [state.code for state in states]
    move = prepared(world, people)
    late = received(world, birth).code
    clerk = Request(world.officer("intake_officer"), world.at)
    done = processes.confirm_move(move_id=move.id, revision=1, actor=people[1], at=world.at)
    assert (done.state, process_moves.running([move.target_id])[move.target_id]) == ("moving", 0)
    with pytest.raises(processes.MoveSettledError):
        processes.confirm_move(move_id=move.id, revision=1, actor=people[1], at=world.at)
    with pytest.raises(ConflictError, match="đã có một đợt chuyển"):
        prepared_again(move, people[0], world.at)
    assert processes.carry_on(move.id, at=world.at, most=2) == 2
    routing.forward(codes[2], request=clerk)
    monkeypatch.setattr(bulk, "save_many", _fall_over)
    with pytest.raises(RuntimeError), transaction.atomic():
        processes.carry_on(move.id, at=world.at, most=2)
    monkeypatch.undo()
    assert [processes.carry_on(move.id, at=world.at, most=2) for _ in range(4)] == [2, 2, 0, 0]
    view = process_moves.move(move.id)
    assert (view.state, view.moved, view.dealt_with) == (MoveState.CONFIRMED, 5, 6)
    ((reason, label, ids),) = [(one.reason, one.label, one.ids) for one in view.skipped]
    assert (reason, label) == ("offered", "Đang chờ đơn vị khác nhận bàn giao")
    assert [line.code for line in process_moves.lines(ids)] == [codes[2]]
    officer = world.officer("intake_officer")
    now = {code: records.load(code, officer) for code in (*codes, late)}
    moved = {code for code, (_, state) in now.items() if state.process_id == move.target_id}
    assert moved == set(codes) - {codes[2]}, "the confirmed set, and nobody who came later"
    for code in moved:
        told = [fact.verb for fact in journal.facts_about(records.SUBJECT, now[code][0])]
        assert told.count("dossier.move_process") == 1
    assert checks.check(due_dates=True).findings == []


def _fall_over(*_args, **_kwargs):
    raise RuntimeError("the power is gone")


def prepared_again(move, actor, at):
    return processes.prepare_move(
        source_id=move.source_id, target_id=move.target_id, mapping={}, reason="x",
        actor=actor, at=at,
    )  # fmt: skip


def test_four_eyes_and_the_right_people(world, birth, people):
    received(world, birth)
    prepares, confirms, stranger = people
    move = prepared(world, people)
    with pytest.raises(NotPermittedError, match="không tự xác nhận"):
        processes.confirm_move(move_id=move.id, revision=1, actor=prepares, at=world.at)
    for refused in (
        lambda: processes.confirm_move(move_id=move.id, revision=1, actor=stranger, at=world.at),
        lambda: processes.withdraw_move(move_id=move.id, actor=stranger, at=world.at),
        lambda: processes.rehearse_again(
            move_id=move.id, revision=1, mapping={}, reason="x", actor=stranger, at=world.at
        ),
        lambda: processes.prepare_move(
            source_id=move.source_id, target_id=move.target_id, mapping={}, reason="x",
            actor=stranger, at=world.at,
        ),
    ):  # fmt: skip
        with pytest.raises(NotPermittedError):
            refused()
    processes.withdraw_move(move_id=move.id, actor=confirms, at=world.at)
    with pytest.raises(processes.MoveSettledError, match="đã rút từ trước"):
        processes.confirm_move(move_id=move.id, revision=1, actor=confirms, at=world.at)


def test_what_may_not_be_prepared(world, birth, people):
    prepares = people[0]
    move = prepared(world, people)
    common = {"reason": "x", "actor": prepares, "at": world.at, "mapping": {}}
    pair = {"source_id": move.source_id, "target_id": move.target_id}
    with pytest.raises(ConflictError, match="đã có một đợt chuyển chờ xác nhận"):
        processes.prepare_move(**pair, **common)
    with pytest.raises(InvalidError, match="hai quy trình khác nhau"):
        processes.prepare_move(source_id=move.source_id, target_id=move.source_id, **common)
    other = procedures.current_version("1.004873", world.at.date()).process_id
    with pytest.raises(InvalidError, match="cùng một thủ tục"):
        processes.prepare_move(source_id=move.source_id, target_id=other, **common)
    with pytest.raises(InvalidError, match="Ghi lý do chuyển"):
        processes.prepare_move(**pair, **(common | {"reason": " "}))
    with pytest.raises(InvalidError, match="Không có bước “b9”"):
        processes.prepare_move(**pair, **(common | {"mapping": {"b9": "b1"}}))
    with pytest.raises(InvalidError, match="phê duyệt quy trình mới trước"):
        processes.prepare_move(source_id=move.source_id, target_id=10**9, **common)
    with pytest.raises(InvalidError, match="Không hồ sơ nào chuyển được"):
        processes.confirm_move(move_id=move.id, revision=1, actor=people[1], at=world.at)


def state(**said) -> DossierState:
    fields = {"step_key": "b2", "holder_unit_id": 7, "status": Status.PROCESSING} | said
    return DossierState("H", **fields)


def test_only_what_the_same_role_does_in_the_same_unit_moves(world):
    old = procedures.current_version(BIRTH, world.at.date()).process
    step = old.steps[1]
    here = state(step_key=step.key)

    def outcome(new, unit=7, dossier=here, to=step.key):
        return moving.outcome(dossier, old, new, {step.key: to}, lambda *_: unit).obstacle

    other = Process(tuple(replace(s, role="clerk") if s is step else s for s in old.steps))
    asked = Process(tuple(replace(s, kind=StepKind.CONSULT) if s is step else s for s in old.steps))
    assert outcome(old) is None
    assert outcome(other) is Obstacle.OTHER_ROLE
    assert outcome(old, unit=8) is Obstacle.OTHER_UNIT
    assert outcome(old, unit=None) is Obstacle.OTHER_UNIT
    assert outcome(asked) is Obstacle.NO_STEP
    assert outcome(old, dossier=replace(here, offer={"unit": 8})) is Obstacle.OFFERED
    assert moving.proposed(old, other).get(step.key) is None
    unborn = moving.outcome(state(step_key=""), old, old, {}, lambda *_: 7)
    assert (unborn.obstacle, unborn.to) == (None, "")
    for told in (moving.Outcome("b2", "b3"), moving.Outcome("b2", obstacle=Obstacle.OFFERED)):
        assert moving.read_outcome(told.key) == told


@pytest.fixture(scope="module")
def apart(loaded_world, django_db_blocker):
    with django_db_blocker.unblock(), twin():
        yield


def test_two_people_confirm_at_once_and_one_moves(apart, django_db_blocker):
    with django_db_blocker.unblock():
        world = World()
        people = cast(world)
        version = procedures.current_version(BIRTH, world.at.date())
        papers = tuple(
            {"key": p.key, "name": p.name, "originals": 1}
            for p in version.papers
            if p.required and not p.condition and not p.shown_only
        )
        for _ in range(3):
            received(world, intake.Intake(BIRTH, People(SEN, SEN), papers))
        move = prepared(world, people)
        later = world.at + timedelta(minutes=5)
        answers = at_once(
            *[lambda: processes.confirm_move(
                move_id=move.id, revision=1, actor=people[1], at=later)] * 3
        )  # fmt: skip
        done = [answer for answer in answers if isinstance(answer, ProcessMove)]
        refused = [answer for answer in answers if isinstance(answer, RefusedError)]
        assert (len(done), len(refused)) == (1, 2), answers
        assert done[0].state == MoveState.CONFIRMED
        assert process_moves.running([move.target_id]) == {move.target_id: 3}
        again = at_once(
            *[lambda: processes.prepare_move(
                source_id=move.target_id, target_id=move.source_id, mapping={}, reason="Quay lại",
                actor=people[0], at=later)] * 3
        )  # fmt: skip
        assert sum(isinstance(answer, ProcessMove) for answer in again) == 1, again
        assert sum(isinstance(answer, ConflictError) for answer in again) == 2
        assert checks.check(due_dates=True).findings == []


def test_two_workers_at_one_move_and_each_dossier_moves_once(apart, django_db_blocker, monkeypatch):
    monkeypatch.setattr(processes, "AT_ONCE", 0)
    with django_db_blocker.unblock():
        world = World()
        people = cast(world)
        open_one = ProcessMove.objects.get(state="prepared")
        processes.withdraw_move(move_id=open_one.id, actor=people[0], at=world.at)
        move = processes.prepare_move(
            source_id=open_one.source_id, target_id=open_one.target_id,
            mapping={step.key: step.key for step in drawn.approved(open_one.target_id).process.steps
                     if step.key in {s.key for s in drawn.approved(open_one.source_id).process.steps}},
            reason="Quay lại", actor=people[0], at=world.at,
        )  # fmt: skip
        moves = process_moves.move(move.id).remembered.moves
        assert moves
        processes.confirm_move(move_id=move.id, revision=1, actor=people[1], at=world.at)

        def work():
            while processes.carry_on(move.id, at=world.at, most=1):
                pass
            return True

        assert at_once(work, work, work) == [True, True, True]
        while processes.carry_on(move.id, at=world.at, most=1):
            pass
        done = ProcessMove.objects.get(id=move.id)
        assert (done.state, done.moved, done.skipped) == (MoveState.CONFIRMED, moves, {})
        assert checks.check(due_dates=True).findings == []
