"""The drawing of a process: nothing overlaps, every step and way is there, words for whoever cannot see."""

from __future__ import annotations

from itertools import combinations

from hypothesis import given, settings

from motcua.procedures.drawing import Box, Drawing, draw
from motcua.procedures.process import Process, parse_process
from rooms.procedures.processes import processes
from rooms.procedures.records import birth_steps, step


def apart(one: Box, other: Box) -> bool:
    return (
        one.right <= other.x or other.right <= one.x
        or one.bottom <= other.y or other.bottom <= one.y
    )  # fmt: skip


def whole(drawing: Drawing, process: Process) -> None:
    assert sorted(box.key for box in drawing.boxes) == sorted(
        item.key for item in (*process.steps, *process.legs)
    )
    assert all(apart(one, other) for one, other in combinations(drawing.boxes, 2))
    assert all(box.x >= 0 and box.right <= drawing.width for box in drawing.boxes)
    assert all(box.y >= 0 and box.bottom <= drawing.height for box in drawing.boxes)
    for arrow in drawing.arrows:
        assert all(0 <= x <= drawing.width and 0 <= y <= drawing.height for x, y in arrow.points)
    drawn = {(arrow.source, arrow.target, arrow.kind) for arrow in drawing.arrows}
    for item in process.steps:
        assert {(item.key, way.to, "way") for way in item.next} <= drawn
        assert {(item.key, key, "back") for key in item.send_back_to} <= drawn
        assert {(item.key, key, "beside") for key in item.parallel} <= drawn
    assert len(drawing.lines) == len(drawing.boxes)


@given(processes())
@settings(max_examples=60, deadline=None)
def test_boxes_stand_apart_and_every_way_is_drawn(process):
    whole(draw(process), process)


def test_a_plain_process_runs_down_and_fits_a_telephone():
    process = parse_process({"steps": birth_steps()})
    drawing = draw(process)
    whole(drawing, process)
    assert drawing.width <= 320
    assert [box.y for box in drawing.boxes] == sorted(box.y for box in drawing.boxes)
    assert drawing.lines[2] == (
        "Bước b3: Lãnh đạo cơ quan, 2 giờ. Đi tiếp: Bước b4. Trả lại được về: Bước b2."
    )


def test_a_process_that_is_not_sound_yet_is_drawn_in_the_order_of_its_rows():
    circle = parse_process(
        {"steps": [step("b1", "task", "b2"), step("b2", "task", "b1"), step("b3", "task", "b9")]}
    )
    drawing = draw(circle)
    assert [box.key for box in drawing.boxes] == ["b1", "b2", "b3"]
    assert {(arrow.source, arrow.target) for arrow in drawing.arrows} == {
        ("b1", "b2"),
        ("b2", "b1"),
    }
