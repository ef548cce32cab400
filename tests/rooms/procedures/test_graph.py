"""Internal processes: what is refused, what comes next, how long the longest way takes."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from motcua.base.verdict import InvalidError
from motcua.clock.limits import LimitUnit
from motcua.procedures import graph
from motcua.procedures.content import Limit
from motcua.procedures.process import Choice, Process, Step, parse_process
from motcua.procedures.rules import working_minutes
from motcua.procedures.states import StepKind
from rooms.procedures.records import birth_steps, record, step

ROLES = frozenset({"intake_officer", "case_officer", "return_officer", "head_of_agency"})


def process(*steps) -> Process:
    return parse_process({"steps": list(steps)})


def problems(*steps, limit=None):
    return graph.problems(process(*steps), roles=ROLES, limit_minutes=limit)


def choice(*pairs):
    return {"next": [{"to": to, "label": label} for to, label in pairs]}


def with_choice_and_consultation() -> Process:
    """Intake, appraisal with a consultation beside it, then grant (long) or refuse (short)."""
    return process(
        step("b1", "intake", "b2"),
        step("b2", "task", hours="8", parallel=["y1"], **choice(("b3", "Cấp"), ("b4", "Từ chối"))),
        step("y1", "consult", hours="12"),
        step("b3", "task", "b4", hours="5"),
        step("b4", "sign", "b5", hours="2", send_back_to=["b2"]),
        step("b5", "return", hours="99"),
    )


def test_a_sound_process_has_no_problem_and_fits_to_the_minute():
    assert problems(*birth_steps(), limit=480) == ()
    over = problems(*birth_steps(), limit=479)
    assert len(over) == 1
    assert "8 giờ làm việc, vượt thời hạn công bố 7,98 giờ" in over[0]


def test_the_longest_way_takes_the_longer_branch_and_the_longer_of_step_and_consultation():
    sound = with_choice_and_consultation()
    assert graph.problems(sound, roles=ROLES) == ()
    assert [item.key for item in graph.longest_path(sound)] == ["b1", "b2", "b3", "b4", "b5"]
    assert graph.longest_path_minutes(sound) == (1 + 12 + 5 + 2) * 60


def test_what_comes_next_and_what_may_be_sent_back():
    sound = with_choice_and_consultation()
    assert graph.first_step(sound).key == "b1"
    assert [item.key for item in graph.next_steps(sound, "b1")] == ["b2", "y1"]
    assert [item.key for item in graph.next_steps(sound, "b2", "Từ chối")] == ["b4"]
    assert [item.key for item in graph.next_steps(sound, "b2", "b3")] == ["b3"]
    assert graph.next_steps(sound, "b5") == ()
    assert [item.key for item in graph.may_send_back(sound, "b4")] == ["b2"]
    assert graph.role_of(sound, "b4") == "head_of_agency"
    with pytest.raises(InvalidError, match="Chọn một hướng đi tiếp: “Cấp”; “Từ chối”"):
        graph.next_steps(sound, "b2")


def test_steps_are_drawn_below_all_that_lead_to_them_and_consultations_beside():
    rows = [[item.key for item in row] for row in graph.layers(with_choice_and_consultation())]
    assert rows == [["b1"], ["b2", "y1"], ["b3"], ["b4"], ["b5"]]


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ([step("b1", "intake")], "từ 2 đến 60 bước"),
        ([step("b1", "intake", "b1"), step("b1", "return")], "dùng cho hơn một bước"),
        (
            [step("b1", "intake", "b2", role="emperor"), step("b2", "return")],
            "vai trò “emperor” chưa có",
        ),
        ([step("b1", "intake", "b9"), step("b2", "return")], "dẫn đến “b9”"),
        ([step("b1", "task", "b2"), step("b2", "return")], "đúng một bước tiếp nhận, hiện có 0"),
        (
            [step("b1", "intake", "b3"), step("b2", "intake", "b3"), step("b3", "return")],
            "đúng một bước tiếp nhận, hiện có 2",
        ),
        ([step("b1", "intake", "b2"), step("b2", "task")], "không dẫn đi đâu"),
        (
            [step("b1", "intake", "b2"), step("b2", "return", "b3"), step("b3", "return")],
            "phải là bước cuối",
        ),
        (
            [
                step("b1", "intake", "b2"),
                step("b2", "task", "b3"),
                step("b3", "task", **choice(("b2", "Lại"), ("b4", "Xong"))),
                step("b4", "return"),
            ],
            "nối thành vòng: Bước b2 → Bước b3 → Bước b2",
        ),
        (
            [step("b1", "intake", "b2"), step("b2", "return"), step("b3", "task", "b2")],
            "Không có đường nào từ bước tiếp nhận đến bước “Bước b3”",
        ),
        (
            [step("b1", "intake", "b2"), step("b2", "return"), step("y1", "consult")],
            "đến bước “Bước y1”",
        ),
        (
            [step("b1", "intake", "y1"), step("y1", "consult", "b2"), step("b2", "return")],
            "phải mở song song",
        ),
        (
            [step("b1", "intake", "b2", parallel=["b2"]), step("b2", "return")],
            "không phải bước lấy ý kiến",
        ),
        (
            [
                step("b1", "intake", "b2"),
                step("b2", "task", **choice(("b3", ""), ("b4", "Từ chối"))),
                step("b3", "return"),
                step("b4", "return"),
            ],
            "ghi tên khác nhau cho từng hướng",
        ),
        (
            [step("b1", "intake", "b2", send_back_to=["b2"]), step("b2", "return")],
            "không đứng trước nó",
        ),
        (
            [step("b1", "intake", "b2"), step("b2", "task", "b3", send_back_to=["b2"]),
             step("b3", "return")],
            "không đứng trước nó",
        ),
    ],
)  # fmt: skip
def test_an_unsound_process_is_refused_with_a_sentence(steps, sentence):
    assert any(sentence in problem for problem in problems(*steps)), problems(*steps)


@st.composite
def processes(draw) -> Process:
    """Random sound processes: edges lead forward only, every step is entered and left."""
    size = draw(st.integers(2, 9))
    targets: list[set[int]] = [set() for _ in range(size)]
    for number in range(1, size):
        targets[draw(st.integers(0, number - 1))].add(number)
    for number in range(size - 1):
        targets[number] |= draw(st.sets(st.integers(number + 1, size - 1), max_size=2))
    beside = [draw(st.lists(st.integers(0, 30), max_size=2)) for _ in range(size)]
    steps = []
    for number in range(size):
        ends = not targets[number]
        kind = StepKind.INTAKE if number == 0 else StepKind.RETURN if ends else StepKind.TASK
        consults = () if ends else tuple(f"y{number}-{n}" for n in range(len(beside[number])))
        steps.append(
            Step(
                key=f"b{number}",
                name=f"B{number}",
                role="case_officer",
                place="agency",
                hours=Decimal(draw(st.integers(0, 30))) / 2,
                kind=kind,
                next=tuple(Choice(f"b{to}", f"đến {to}") for to in sorted(targets[number])),
                parallel=consults,
            )
        )
        for key, hours in zip(consults, beside[number], strict=False):
            steps.append(
                Step(key, key, "case_officer", "agency", Decimal(hours) / 2, StepKind.CONSULT)
            )
    return Process(tuple(draw(st.permutations(steps))))


def every_way(sound: Process, key: str) -> list[int]:
    """Minutes of every way from the step to an end, by walking them all."""
    here = sound.step(key)
    beside = [sound.step(other).hours for other in here.parallel]
    own = Decimal(0) if here.kind is StepKind.RETURN else max([here.hours, *beside])
    onward = [minutes for way in here.next for minutes in every_way(sound, way.to)] or [0]
    return [int(own * 60) + minutes for minutes in onward]


@given(processes())
def test_the_longest_way_is_the_longest_of_all_ways(sound):
    assert graph.problems(sound, roles=ROLES) == ()
    longest = max(every_way(sound, graph.first_step(sound).key))
    assert graph.longest_path_minutes(sound) == longest
    assert graph.problems(sound, roles=ROLES, limit_minutes=longest) == ()
    assert graph.problems(sound, roles=ROLES, limit_minutes=longest - 1)


@given(processes())
def test_every_step_is_drawn_once_and_below_those_before_it(sound):
    depth = {item.key: row for row, items in enumerate(graph.layers(sound)) for item in items}
    assert depth.keys() == {item.key for item in sound.steps}
    for item in sound.steps:
        assert all(depth[way.to] > depth[item.key] for way in item.next)


@given(processes(), st.data())
def test_an_edge_backwards_is_a_circle(sound, data):
    path = graph.longest_path(sound)
    late = data.draw(st.integers(1, len(path) - 1))
    early = data.draw(st.integers(1, late))
    again = Choice(path[early].key, "làm lại")
    steps = tuple(
        Step(
            item.key, item.name, item.role, item.place, item.hours,
            StepKind.TASK if item.key == path[late].key else item.kind,
            (*item.next, again) if item.key == path[late].key else item.next,
            item.parallel,
        )
        for item in sound.steps
    )  # fmt: skip
    found = graph.problems(Process(steps), roles=ROLES)
    assert any("vòng" in problem for problem in found), found


@pytest.mark.parametrize(
    ("amount", "unit", "minutes"),
    [
        ("8", LimitUnit.WORKING_HOUR, 480),
        ("1", LimitUnit.WORKING_DAY, 480),
        ("6.25", LimitUnit.WORKING_DAY, 3000),
        ("1", LimitUnit.CALENDAR_DAY, 480),
        ("3", LimitUnit.CALENDAR_DAY, 480),
        ("7", LimitUnit.CALENDAR_DAY, 5 * 480),
        ("20", LimitUnit.CALENDAR_DAY, 14 * 480),
        ("25", LimitUnit.CALENDAR_DAY, 17 * 480),
    ],
)
def test_a_limit_is_budgeted_in_working_minutes(amount, unit, minutes):
    assert working_minutes(Limit(Decimal(amount), unit)) == minutes


@given(st.integers(1, 120))
def test_calendar_days_hold_at_least_what_is_budgeted_whatever_the_day_of_receipt(days):
    held = []
    for first in range(7):
        received = date(2026, 6, 1) + timedelta(first)
        due = received + timedelta(days)
        while due.weekday() > 4:
            due += timedelta(1)
        span = (received + timedelta(n) for n in range(1, (due - received).days + 1))
        held.append(sum(day.weekday() < 5 for day in span))
    budget = working_minutes(Limit(Decimal(days), LimitUnit.CALENDAR_DAY))
    assert budget == min(held) * 480


def test_the_birth_record_of_the_stories_is_sound():
    assert graph.problems(record().process, roles=ROLES, limit_minutes=480) == ()
