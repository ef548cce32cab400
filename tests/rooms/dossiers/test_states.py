"""The life cycle as a table: every state is reachable, every end is an end."""

from __future__ import annotations

import pytest

from motcua.accounts.states import Role
from motcua.dossiers.facts import SENTENCES
from motcua.dossiers.states import OPEN, TERMINAL, ActKind, Status
from motcua.dossiers.transitions import BY_EVENT, TRANSITIONS, allowed_from
from motcua.procedures.states import StepKind
from motcua.procedures.takers import TAKERS


def test_national_codes_run_from_1_to_10_in_their_order():
    assert [status.national_code for status in Status] == list(range(1, 11))
    assert Status.RETURNED.label == "Đã trả kết quả"


def test_every_row_of_the_domain_table_is_there():
    numbers = {row.number for row in TRANSITIONS} - {""}
    assert numbers == {f"T{number}" for number in range(1, 22)}


def test_every_state_is_reachable_from_an_empty_desk():
    reached = {row.to for row in TRANSITIONS if not row.origins and row.to}
    while True:
        further = {row.to for row in TRANSITIONS if row.to and row.origins & reached} - reached
        if not further:
            break
        reached |= further
    assert reached == set(Status)


@pytest.mark.parametrize("status", sorted(TERMINAL))
def test_an_end_is_an_end(status):
    moving = [
        row.event for row in TRANSITIONS if status in row.origins and row.to not in (None, status)
    ]
    assert moving == []


def test_no_state_is_both_open_and_over():
    assert not OPEN & TERMINAL
    assert OPEN | TERMINAL | {Status.COMPLETED} == set(Status)


@pytest.mark.parametrize("row", TRANSITIONS, ids=lambda row: row.event)
def test_every_step_has_a_sentence_and_known_roles(row):
    assert row.event in SENTENCES
    assert row.roles <= {role.value for role in Role}


def test_each_kind_of_act_is_issued_by_exactly_one_step():
    assert sorted(row.act for row in TRANSITIONS if row.act) == sorted(ActKind)


@pytest.mark.parametrize(
    ("event", "status", "allowed"),
    [
        ("submit_online", None, True),
        ("receive", None, True),
        ("receive", Status.REGISTERED, False),
        ("accept", Status.REGISTERED, True),
        ("accept", None, False),
        ("accept", Status.ACCEPTED, False),
        ("take_over", Status.ACCEPTED, True),
        ("request_supplement", Status.ACCEPTED, False),
        ("request_supplement", Status.PROCESSING, True),
        ("sign_result", Status.COMPLETED, False),
        ("return_result", Status.PROCESSING, False),
        ("return_result", Status.COMPLETED, True),
        ("request_withdrawal", Status.COMPLETED, False),
        ("decide_on_the_spot", Status.ACCEPTED, True),
    ],
)
def test_a_step_is_taken_only_from_its_origins(event, status, allowed):
    assert allowed_from(event, status) is allowed


def test_refusing_at_intake_is_not_refusing_on_the_merits():
    assert BY_EVENT["decline_intake"].to is Status.DECLINED
    assert BY_EVENT["refuse"].to is Status.COMPLETED


TAKEN_BY = {
    StepKind.INTAKE: ("receive", "accept", "offer"),
    StepKind.TASK: ("take_over", "forward", "send_back"),
    StepKind.APPROVE: ("take_over", "forward", "send_back"),
    StepKind.CONSULT: ("answer_consultation",),
    StepKind.SIGN: ("take_over", "sign_result"),
    StepKind.RECORD: ("take_over", "complete"),
    StepKind.RETURN: ("return_result",),
}


@pytest.mark.parametrize("kind", StepKind)
def test_whom_a_process_may_give_a_step_can_take_it_in_the_life_cycle(kind):
    """Else a process could be published whose dossiers never come to an end."""
    for event in TAKEN_BY[kind]:
        for role in TAKERS[kind]:
            assert role in BY_EVENT[event].holders(role), (event, role)
