"""Legs of a linked process: what is refused, when each ends at the latest, which have come up."""

from __future__ import annotations

import pytest

from motcua.base.verdict import InvalidError
from motcua.procedures import graph
from motcua.procedures.process import Process, parse_process
from motcua.procedures.spelling import to_json
from rooms.procedures.records import step

ROLES = frozenset({"intake_officer", "case_officer", "return_officer", "head_of_agency"})


def leg(key, opens_at="b2", needed_by="b3", hours="8", **more):
    return {
        "key": key, "name": f"Phần {key}", "agency": "thue-tinh", "hours": hours,
        "opens_at": opens_at, "needed_by": needed_by,
    } | more  # fmt: skip


def linked(*legs) -> Process:
    """Intake 1 hour, appraisal 4, signing 2, with the choice of a short way past the appraisal."""
    return parse_process(
        {
            "steps": [
                step("b1", "intake", next=[{"to": "b2", "label": "Đủ"}, {"to": "b4", "label": "Ngắn"}]),
                step("b2", "task", "b3", hours="4"),
                step("b3", "task", "b4", hours="2"),
                step("b4", "sign", "b5", hours="2"),
                step("b5", "return", hours="9"),
            ],
            "legs": list(legs),
        }
    )  # fmt: skip


def problems(*legs, limit=None):
    return graph.problems(linked(*legs), roles=ROLES, limit_minutes=limit)


def test_a_leg_within_the_steps_costs_nothing_and_a_longer_one_its_excess():
    assert graph.longest_path_minutes(linked()) == 9 * 60
    assert graph.longest_path_minutes(linked(leg("thue", hours="6"))) == 9 * 60
    assert graph.longest_path_minutes(linked(leg("thue", hours="9"))) == 12 * 60


def test_legs_side_by_side_take_the_longer_one_and_legs_in_a_row_their_sum():
    beside = linked(leg("a", hours="8"), leg("b", hours="10"))
    in_a_row = linked(leg("a", hours="8"), leg("b", hours="10", after=["a"]))
    assert graph.plan(beside).legs == {"a": 9 * 60, "b": 11 * 60}
    assert graph.plan(in_a_row).legs == {"a": 9 * 60, "b": 19 * 60}
    assert graph.longest_path_minutes(in_a_row) == 21 * 60


def test_the_hours_of_legs_have_to_fit_the_published_limit():
    assert problems(leg("thue", hours="9"), limit=720) == ()
    (told,) = problems(leg("thue", hours="9"), limit=719)
    assert "Phần thue" in told
    assert "12 giờ làm việc" in told


@pytest.mark.parametrize(
    ("legs", "told"),
    [
        ([leg("a"), leg("a")], "hơn một phần việc"),
        ([leg("a", hours="0")], "chưa có thời hạn"),
        ([leg("a", opens_at="b9")], "không có bước đó"),
        ([leg("a", needed_by="b5")], "trước khi trả kết quả"),
        ([leg("a", after=["khac"])], "không có phần nào khác"),
        ([leg("a", after=["a"])], "không có phần nào khác"),
        ([leg("a", after=["b"]), leg("b", after=["a"])], "chờ nhau thành vòng"),
        ([leg("a", opens_at="b3", needed_by="b2")], "không qua bước"),
        ([leg("a", opens_at="b2", needed_by="b4")], "không qua bước"),
        ([leg("a", opens_at="b3", needed_by="b4"), leg("b", after=["a"])], "không qua bước"),
        ([leg(f"a{n}") for n in range(21)], "nhiều nhất 20"),
    ],
)
def test_legs_that_cannot_be_done_are_refused_in_a_sentence(legs, told):
    found = problems(*legs)
    assert found
    assert told in found[0]


def test_a_leg_may_open_at_intake_and_be_needed_where_it_opens():
    assert problems(leg("a", opens_at="b1", needed_by="b4"), leg("b", "b3", "b3")) == ()


def test_legs_come_up_with_their_step_and_stay_up_where_every_way_has_passed_it():
    sound = linked(leg("a", "b2", "b3"), leg("b", "b1", "b4", after=[]))
    up = {
        key: [one.key for one in graph.legs_reached(sound, key)] for key in ("b1", "b2", "b3", "b4")
    }
    assert up == {"b1": ["b"], "b2": ["a", "b"], "b3": ["a", "b"], "b4": ["b"]}


def test_legs_are_written_again_as_they_were_read():
    sound = linked(leg("a", after=[], waits_for_payment=True, procedure_code="1.004222"))
    assert parse_process(to_json(sound)) == sound


def test_a_leg_of_part_minutes_is_refused():
    with pytest.raises(InvalidError) as refusal:
        linked(leg("a", hours="0.33333"))
    assert any("hours" in name for name in refusal.value.fields)
