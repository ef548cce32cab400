"""Random legal lives: whatever officers do in whatever order, rows are what the facts amount to."""

from __future__ import annotations

import random
from datetime import timedelta
from decimal import Decimal

import pytest

from motcua.accounts.states import Role
from motcua.agencies import queries as agencies
from motcua.base.actor import ANONYMOUS, Actor, ActorKind, Grant
from motcua.base.verdict import RefusedError
from motcua.dossiers import checks
from motcua.dossiers.actions import (
    acts,
    intake,
    issuing,
    pauses,
    posting,
    recalling,
    results,
    routing,
)
from motcua.dossiers.actions.consultations import answer_consultation, consult
from motcua.dossiers.clearance import Clearance
from motcua.dossiers.people import People, Person
from motcua.dossiers.records import Request
from motcua.dossiers.states import REASONS, TERMINAL, ActKind, Status
from motcua.procedures import queries as procedures

CODES = ("1.001193", "1.013225", "2.001610", "1.001612", "1.004222")
BINH = Person("Trần Văn Bình", phone="0905000123")


class Town:
    """One person who may do anything in the agencies at hand, at a moment that moves on."""

    def __init__(self, world, seed):
        self.dice = random.Random(seed)
        self.at = world.at
        self.world = world
        self.account = world.officer("intake_officer").account_id
        self.second = world.officer("head_of_agency").account_id
        self.controller = world.officer("case_officer").account_id + 10_000

    def officer(self, state=None, unit_ids=(), account=None):
        units = set(unit_ids)
        if state is not None:
            on = self.at.date()
            for agency_id in state.agency_ids:
                units |= {unit.id for unit in agencies.units_of_agency(agency_id, on)}
        grants = tuple(
            Grant(role.value, unit_id, agencies.unit(unit_id).agency_id)
            for unit_id in sorted(units)
            for role in Role
            if role is not Role.POSTAL_STAFF
        )
        return Actor(ActorKind.OFFICER, str(account or self.account), "Người của thị trấn", grants)

    def asks(self, state=None, unit_ids=(), account=None):
        self.at += timedelta(minutes=self.dice.choice([1, 7, 45, 300, 1440]))
        return Request(self.officer(state, unit_ids, account), self.at)

    def begin(self):
        code = self.dice.choice(CODES)
        version = procedures.current_version(code, self.at.date())
        unit = self.world.one_stop() if version.level == "commune" else agencies.one_stop_of(
            procedures.competent_agency(version, self.world.one_stop().area_id, self.at.date()).id,
            self.at.date(),
        )  # fmt: skip
        papers = tuple({"key": p.key, "name": p.name, "originals": 1} for p in version.papers)
        data = intake.Intake(code, People(BINH, BINH), papers)
        if self.dice.random() < 0.4:
            return intake.submit_online(data, unit_id=unit.id, request=Request(ANONYMOUS, self.at))
        return intake.receive(data, unit_id=unit.id, request=self.asks(unit_ids=(unit.id,)))

    def moves(self, state):
        """Everything one might try now; most is refused, which is part of the test."""
        code, ask = state.code, lambda **more: self.asks(state, **more)
        papers = [{"key": "them", "name": "Giấy bổ sung", "originals": 1}]
        version = procedures.version(state.procedure_version_id)
        steps = version.process.steps
        onward = [
            lambda: routing.forward(code, request=ask(), choice=self._choice(version, state)),
            lambda: routing.take_over(code, request=ask()),
            lambda: results.sign_result(code, number="12/QĐ", request=ask()),
            lambda: results.record_result(code, request=ask()),
        ] * 9
        return [
            *onward,
            lambda: intake.accept(code, request=ask()),
            lambda: intake.ask_to_complete(code, note="Thiếu giấy chứng sinh", request=ask()),
            lambda: intake.complete_intake(code, papers=papers, request=ask()),
            lambda: routing.decline_offer(code, reason="Nhầm phòng", request=ask()),
            lambda: recalling.recall(code, reason="Nhầm bước", request=ask()),
            lambda: routing.send_back(code, to_step=self.dice.choice(steps).key, reason="Sửa", request=ask()),
            lambda: consult(
                code, unit_id=state.receiving_unit_id, question="Ý kiến?", amount=Decimal(9),
                request=ask(),
            ),
            lambda: answer_consultation(
                code, consultation="1", answer="Đồng ý", request=ask()
            ),
            lambda: pauses.request_obligation(code, note="TB 12", request=ask()),
            lambda: pauses.settle_obligation(code, receipt="BL 7", request=ask()),
            lambda: pauses.request_withdrawal(code, reason="Đổi ý", request=ask()),
            lambda: pauses.supplement(code, papers=papers, request=ask()),
            lambda: results.decide_on_the_spot(code, number="1/CT", request=ask()),
            lambda: results.take_fee(code, amount=state.fee_total, receipt="BL 1", request=ask()),
            lambda: results.notify_result(code, request=ask()),
            lambda: posting.post_result(code, tracking="VN1", request=ask()),
            lambda: results.return_result(
                code, identity_check="card", receiver={"name": "Bình"}, request=ask()
            ),
            lambda: self._act(state, ask),
        ]  # fmt: skip

    def _choice(self, version, state):
        step = next((s for s in version.process.steps if s.key == state.step_key), None)
        return self.dice.choice(step.next).to if step and step.next else None

    def _act(self, state, ask):
        # Most kinds end the case: those after which it goes on are tried more often.
        onward = [ActKind.SUPPLEMENT_REQUEST, ActKind.APOLOGY, ActKind.COMPLETION_REQUEST]
        kind = self.dice.choice([*ActKind, *onward * 5])
        version = procedures.version(state.procedure_version_id)
        content = {
            "reason": "Lý do", "ground": "Điều 1", "reason_code": REASONS[kind][0].value,
            "items": [{"paper_key": version.papers[0].key, "originals": 1}],
            "deadline": "2026-12-31", "second_ground": "Điều 2", "late_ground": "Điều 3",
            "new_due": (self.at + timedelta(days=40)).replace(hour=17, minute=0).isoformat(),
        }  # fmt: skip
        act = acts.draft_act(state.code, kind=kind, content=content, request=ask())
        acts.approve_act(act.pk, version=1, request=ask(account=self.second))
        clearance = Clearance(act.pk, act.digest, self.controller, self.at)
        acts.clear_act(act.pk, clearance=clearance, version=2, request=ask())
        return issuing.issue_act(act.pk, version=3, request=ask())


@pytest.mark.parametrize("seed", range(12))
def test_a_random_life_is_what_its_facts_tell(world, seed):
    town = Town(world, seed)
    state = town.begin().state
    taken = 0
    for _ in range(160):
        move = town.dice.choice(town.moves(state))
        try:
            state = move().state
        except RefusedError:
            continue
        taken += 1
        report = checks.check(due_dates=True)
        assert report.findings == []
        assert report.facts >= state.version
        if state.status in TERMINAL:
            break
    assert taken >= 1
    if state.finished_at is None and state.clock_started_at and not state.is_paused:
        assert state.due_at is not None
    assert (state.status is Status.RETURNED) == (state.returned_at is not None)


def test_random_lives_reach_most_of_the_table(world):
    """The walk above means little if it never gets anywhere: over some seeds it sees many events."""
    from django.db import connection

    for seed in range(100, 116):
        town = Town(world, seed)
        state = town.begin().state
        for _ in range(160):
            try:
                state = town.dice.choice(town.moves(state))().state
            except RefusedError:
                continue
            if state.status in TERMINAL:
                break
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT verb FROM journal_fact WHERE verb LIKE 'dossier.%%'")
        seen = {row[0] for row in cursor.fetchall()}
    assert len(seen) >= 20, sorted(seen)
    assert checks.check(due_dates=True).findings == []
