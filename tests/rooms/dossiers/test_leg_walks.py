"""Random walks through a process with legs side by side and in a row, and a tax notice at the end.

Whatever anybody tries in whatever order: the row is the fold of its facts, legs and letters move
no date, and no step is left before what it needs is done.
"""

from __future__ import annotations

import json
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motcua.agencies import queries as agencies
from motcua.base.actor import SYSTEM, Actor, ActorKind, Grant
from motcua.base.verdict import RefusedError
from motcua.dossiers import beside, checks, records
from motcua.dossiers.actions import intake, legs, pauses, results, routing
from motcua.dossiers.actions.consultations import answer_consultation, consult
from motcua.dossiers.obligations import Notice
from motcua.dossiers.people import People
from motcua.dossiers.queries.participations import participations
from motcua.dossiers.records import Request
from motcua.dossiers.states import Status
from motcua.dossiers.versions import version_of
from motcua.procedures.actions.starter import load_starter
from rooms.dossiers.chains import SEN
from rooms.procedures.records import raw_record, step

CODE = "1.009999"
KEYS = ("ra-soat", "a", "b", "thue")
ROLES = ("intake_officer", "case_officer", "head_of_room", "head_of_agency", "clerk", "fee_officer")


def _leg(key, agency, opens_at, needed_by, **more):
    return {
        "key": key, "name": f"Phần {key}", "agency": agency, "hours": "8",
        "opens_at": opens_at, "needed_by": needed_by,
    } | more  # fmt: skip


PROCESS = {
    "steps": [
        step("b1", "intake", "b2"),
        step("b2", "task", "b3", send_back_to=["b1"]),
        step("b3", "sign", "b4", send_back_to=["b2"]),
        step("b4", "return"),
    ],
    "legs": [
        _leg("ra-soat", "area:cong-an", "b1", "b2"),
        _leg("a", "bhxh-tinh", "b2", "b3"),
        _leg("b", "so-tai-chinh", "b2", "b3"),
        _leg("thue", "thue-tinh", "b2", "b3", after=["a", "b"], waits_for_payment=True),
    ],
}


@pytest.fixture
def procedure(world, tmp_path):
    decision = {
        "key": "qd-lt", "number": "7/QĐ", "signed_on": "2025-06-20", "kind": "new",
        "issuer": "UBND tỉnh", "effective_on": "2025-07-01", "summary": "Liên thông.",
    }  # fmt: skip
    raw = raw_record(
        code=CODE, process=PROCESS, announcement="qd-lt", effective_from="2025-07-01",
        sector={"code": "G13-TN02", "name": "Đất đai"},
        limit={"amount": "20", "unit": "working_day"},
    )  # fmt: skip
    (tmp_path / "announcements.json").write_text(json.dumps([decision]), "utf-8")
    (tmp_path / "dat.json").write_text(json.dumps([raw]), "utf-8")
    load_starter(actor=SYSTEM, at=world.at, folder=tmp_path)
    return world


class Everybody:
    """One person with every role in every unit that takes part, and a clock that moves on."""

    def __init__(self, world):
        self.at = world.at
        self.account = world.officer("intake_officer").account_id
        unit = world.one_stop()
        units = [*agencies.units_of_agency(unit.agency_id, world.at.date())]
        for key in ("bhxh-tinh", "so-tai-chinh", "thue-tinh"):
            agency = agencies.agency_by_key(key, world.at.date())
            units += agencies.units_of_agency(agency.id, world.at.date())
        grants = tuple(Grant(role, one.id, one.agency_id) for one in units for role in ROLES)
        self.actor = Actor(ActorKind.OFFICER, str(self.account), "Mọi người", grants)
        self.unit = unit

    def asks(self, minutes):
        self.at += timedelta(minutes=minutes)
        return Request(self.actor, self.at)

    def receives(self):
        papers = tuple(
            {"key": key, "name": key, "originals": 1} for key in ("to-khai", "giay-chung-sinh")
        )
        taken = intake.Intake(CODE, People(SEN, SEN), papers)
        return intake.receive(taken, unit_id=self.unit.id, request=self.asks(0)).state


def tries(state, what, key, ask):
    """One attempt; most are refused, which is part of the test."""
    notices = [Notice(f"{state.version}/TB", date(2026, 9, 3), 1000)]
    return {
        "forward": lambda: routing.forward(state.code, request=ask),
        "take_over": lambda: routing.take_over(state.code, request=ask),
        "back": lambda: routing.send_back(state.code, to_step="b1", reason="Sửa", request=ask),
        "sign": lambda: results.sign_result(state.code, number="1", request=ask),
        "open": lambda: legs.open_leg(state.code, leg=key, request=ask),
        "take": lambda: legs.take_leg(state.code, leg=key, request=ask),
        "finish": lambda: legs.finish_leg(state.code, leg=key, note="Xong", request=ask),
        "tax": lambda: legs.finish_leg(state.code, leg="thue", notices=notices, request=ask),
        "return": lambda: legs.send_back_leg(state.code, leg=key, reason="Thiếu", request=ask),
        "pay": lambda: pauses.settle_obligation(
            state.code, receipt="R", amount=1000, request=ask
        ),
        "consult": lambda: consult(
            state.code, unit_id=state.receiving_unit_id, question="?", amount=Decimal(1),
            request=ask,
        ),
        "answer": lambda: answer_consultation(
            state.code, consultation="1", answer="Có", request=ask
        ),
    }[what]()  # fmt: skip


BESIDE = frozenset({"open", "take", "finish", "return", "consult", "answer"})
MOVES = st.lists(
    st.tuples(
        st.sampled_from(
            ["forward", "take_over", "finish", "finish", "finish", "tax", "pay", "sign", "back",
             "open", "take", "return", "consult", "answer"]
        ),
        st.sampled_from(KEYS),
        st.sampled_from([3, 40, 500]),
    ),
    min_size=8, max_size=40,
)  # fmt: skip


@given(moves=MOVES)
@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_nothing_is_left_early_and_no_date_moves(procedure, moves):
    somebody = Everybody(procedure)
    state = somebody.receives()
    assert [leg["key"] for leg in state.legs] == ["ra-soat"]
    for what, key, minutes in moves:
        before, version = state, version_of(state)
        try:
            state = tries(state, what, key, somebody.asks(minutes)).state
        except RefusedError:
            continue
        held_up = {leg.key for leg in beside.holding_up(before, version)}
        forward = what in {"forward", "sign"}
        assert not (forward and held_up), (what, held_up)
        if what in BESIDE:
            assert (state.due_at, state.pauses) == (before.due_at, before.pauses)
            assert state.due_original == before.due_original
        assert state.waiting_unit_ids == (
            beside.waiting(state.legs, state.consultations) if state.finished_at is None else ()
        )
        assert (state.status is Status.OBLIGATION_REQUESTED) == state.is_paused
    assert checks.check(due_dates=True).findings == []
    told = participations(SYSTEM, since=procedure.at, until=somebody.at + timedelta(days=1))
    ours = [one for one in told if one.code == state.code]
    assert [one.leg for one in ours] == [leg["key"] for leg in state.legs]
    assert records.load(state.code, SYSTEM)[1] == state


def test_a_straight_walk_ends_with_a_result(procedure):
    somebody = Everybody(procedure)
    state = somebody.receives()
    code = state.code
    with pytest.raises(RefusedError, match="Chưa đến lượt"):
        legs.open_leg(code, leg="thue", request=somebody.asks(1))
    routing.forward(code, request=somebody.asks(1))
    routing.take_over(code, request=somebody.asks(1))
    with pytest.raises(RefusedError, match="Chưa rời bước"):
        routing.forward(code, request=somebody.asks(1))
    legs.finish_leg(code, leg="ra-soat", note="Xong", request=somebody.asks(1))
    going = legs.finish_leg(code, leg="b", note="Xong", request=somebody.asks(1)).state
    assert {leg["key"] for leg in going.legs if beside.is_running(leg)} == {"a"}
    going = legs.finish_leg(code, leg="a", note="Xong", request=somebody.asks(1)).state
    assert {leg["key"] for leg in going.legs if beside.is_running(leg)} == {"thue"}
    routing.forward(code, request=somebody.asks(1))
    with pytest.raises(RefusedError, match="Phần thue"):
        results.sign_result(code, number="1", request=somebody.asks(1))
    tax = [Notice("1/TB", date(2026, 9, 3), 1000)]
    legs.finish_leg(code, leg="thue", notices=tax, request=somebody.asks(1))
    pauses.settle_obligation(code, receipt="R", amount=1000, request=somebody.asks(60))
    done = results.sign_result(code, number="1", request=somebody.asks(1)).state
    assert done.status is Status.COMPLETED


def test_figures_count_the_dossier_once_and_each_participation_of_the_others(procedure):
    somebody = Everybody(procedure)
    code = somebody.receives().code
    legs.finish_leg(code, leg="ra-soat", note="Xong", request=somebody.asks(30))
    routing.forward(code, request=somebody.asks(1))
    routing.take_over(code, request=somebody.asks(1))
    legs.finish_leg(code, leg="a", note="Trễ", request=somebody.asks(5 * 1440))
    until = somebody.at + timedelta(days=1)
    told = participations(SYSTEM, since=procedure.at, until=until)
    assert {one.code for one in told} == {code}
    assert {one.receiving_unit_id for one in told} == {somebody.unit.id}
    by_leg = {one.leg: one for one in told}
    assert by_leg["ra-soat"].timeliness.value == "early"
    assert by_leg["a"].timeliness.value == "late"
    assert by_leg["b"].timeliness is None
    assert by_leg["b"].is_overdue(until)
    assert not by_leg["b"].is_overdue(procedure.at)
    only = participations(SYSTEM, since=procedure.at, until=until, unit_ids=[by_leg["a"].unit_id])
    assert [one.leg for one in only] == ["a"]
    stranger = procedure.officer("intake_officer", "ubnd-21040")
    assert participations(stranger, since=procedure.at, until=until) == ()
    assert participations(SYSTEM, since=until, until=until + timedelta(days=1))[0].leg == "b"
