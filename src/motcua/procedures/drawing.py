"""Lay a process out for drawing: boxes in rows, arrows between them, numbers of pixels only.

Pure: what is drawn with it (SVG on a page, shapes of a BPMN diagram) is decided elsewhere. The way
on runs from top to bottom; a jump over rows runs down on the right, a way back up on the left and
dashed; consultations and legs stand to the right of the step that opens them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from textwrap import shorten, wrap

from motcua.procedures import graph
from motcua.procedures.places import role_words
from motcua.procedures.process import Leg, Process, Step
from motcua.procedures.states import StepKind

BOX_WIDTH, BOX_HEIGHT = 196, 78
GAP_X, GAP_Y = 36, 46
MARGIN, LANE = 10, 14
_LINE_LETTERS, _MOST_LINES, _LABEL_LETTERS = 26, 2, 24

Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Box:
    """A step or a leg: its corner, the lines of its name, who works there and for how long."""

    key: str
    kind: str
    x: int
    y: int
    lines: tuple[str, ...]
    below: str
    title: str
    width: int = BOX_WIDTH
    height: int = BOX_HEIGHT

    @property
    def middle(self) -> int:
        return self.x + self.width // 2

    @property
    def bottom(self) -> int:
        return self.y + self.height

    @property
    def right(self) -> int:
        return self.x + self.width


@dataclass(frozen=True, slots=True)
class Arrow:
    """A polyline from box to box; `kind` is way, back, beside or leg; the label stands at `at`."""

    source: str
    target: str
    kind: str
    points: tuple[Point, ...]
    label: str = ""
    at: Point = (0, 0)

    @property
    def path(self) -> str:
        """As SVG writes it."""
        (x, y), *rest = self.points
        return f"M{x} {y}" + "".join(f"L{to_x} {to_y}" for to_x, to_y in rest)

    @property
    def head(self) -> str:
        """The three corners of the arrow's head, as SVG writes them."""
        (from_x, from_y), (x, y) = self.points[-2:]
        if from_x == x:
            back = 7 if from_y < y else -7
            return f"{x},{y} {x - 4},{y - back} {x + 4},{y - back}"
        back = 7 if from_x < x else -7
        return f"{x},{y} {x - back},{y - 4} {x - back},{y + 4}"


@dataclass(frozen=True, slots=True)
class Drawing:
    width: int
    height: int
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...]
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Edge:
    source: str
    target: str
    kind: str
    label: str = ""


def draw(process: Process) -> Drawing:
    """The drawing, with the same in sentences for whoever does not see it.

    A process that is not sound yet is drawn step below step, in the order of the annex.
    """
    rows = _rows(process)
    row_of = _row_of(rows)
    edges = [edge for edge in _edges(process) if edge.source in row_of and edge.target in row_of]
    back = [edge for edge in edges if _side(edge, row_of) == "left"]
    ahead = [edge for edge in edges if _side(edge, row_of) == "right"]
    left = MARGIN + LANE * len(back)
    boxes = {box.key: box for box in _boxes(rows, left)}
    right = max(box.right for box in boxes.values())
    arrows = [
        *(_straight(edge, boxes, edges) for edge in edges if _side(edge, row_of) == "down"),
        *(_across(edge, boxes) for edge in edges if _side(edge, row_of) == "across"),
        *(_around(edge, boxes, left - LANE * n) for n, edge in enumerate(back, 1)),
        *(_around(edge, boxes, right + LANE * n) for n, edge in enumerate(ahead, 1)),
    ]
    return Drawing(
        width=right + LANE * len(ahead) + MARGIN,
        height=max(box.bottom for box in boxes.values()) + MARGIN,
        boxes=tuple(boxes.values()),
        arrows=tuple(arrows),
        lines=tuple(_told(process)),
    )


def is_drawable(process: Process) -> bool:
    """Whether there is anything to draw: steps, each under its own key."""
    keys = [*(step.key for step in process.steps), *(leg.key for leg in process.legs)]
    return bool(process.steps) and len(set(keys)) == len(keys)


def _row_of(rows: list[list[Step | Leg]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, row in enumerate(rows):
        found |= {item.key: number for item in row}
    return found


def _rows(process: Process) -> list[list[Step | Leg]]:
    roles = frozenset(step.role for step in process.steps)
    if graph.problems(process, roles=roles):
        rows: list[list[Step | Leg]] = [[step] for step in process.steps]
    else:
        rows = [[*row] for row in graph.layers(process)]
    depth = _row_of(rows)
    for leg in process.legs:
        place = max((depth[key] + 1 for key in leg.after if key in depth), default=0)
        depth[leg.key] = max(depth.get(leg.opens_at, 0), min(place, len(rows) - 1))
        rows[depth[leg.key]].append(leg)
    return rows


def _edges(process: Process) -> Iterable[_Edge]:
    for step in process.steps:
        yield from (_Edge(step.key, way.to, "way", way.label) for way in step.next)
        yield from (_Edge(step.key, target, "back") for target in step.send_back_to)
        yield from (_Edge(step.key, target, "beside") for target in step.parallel)
    for leg in process.legs:
        yield from (_Edge(earlier, leg.key, "leg") for earlier in leg.after)
        if not leg.after:
            yield _Edge(leg.opens_at, leg.key, "leg")
        if leg.needed_by != leg.opens_at:
            yield _Edge(leg.key, leg.needed_by, "leg")


def _side(edge: _Edge, row_of: dict[str, int]) -> str:
    """Where the arrow runs: straight down, across its row, or around the boxes."""
    rows = row_of[edge.target] - row_of[edge.source]
    if edge.kind == "back" or rows < 0:
        return "left"
    if rows == 0:
        return "across"
    return "down" if rows == 1 else "right"


def _boxes(rows: list[list[Step | Leg]], left: int) -> Iterable[Box]:
    for number, row in enumerate(rows):
        y = MARGIN + number * (BOX_HEIGHT + GAP_Y)
        for column, item in enumerate(row):
            x = left + MARGIN + column * (BOX_WIDTH + GAP_X)
            if isinstance(item, Leg):
                yield Box(item.key, "leg", x, y, _wrapped(item.name), _leg_below(item), item.name)
            else:
                yield Box(
                    item.key, item.kind.value, x, y, _wrapped(item.name), _below(item), item.name
                )


def _wrapped(name: str) -> tuple[str, ...]:
    lines = wrap(name, _LINE_LETTERS)
    if len(lines) <= _MOST_LINES:
        return tuple(lines)
    rest = " ".join(lines[_MOST_LINES - 1 :])
    return (*lines[: _MOST_LINES - 1], shorten(rest, _LINE_LETTERS, placeholder="…"))


def _below(step: Step) -> str:
    return f"{role_words(step.role)} · {_hours(step)}"


def _leg_below(leg: Leg) -> str:
    return f"Liên thông · {graph.hours_text(leg.minutes)} giờ"


def _hours(step: Step) -> str:
    if step.kind is StepKind.RETURN:
        return "không tính giờ"
    return f"{graph.hours_text(step.minutes)} giờ"


def _straight(edge: _Edge, boxes: dict[str, Box], edges: list[_Edge]) -> Arrow:
    """Out of the bottom, into the top of a box of the next row; several ways leave side by side."""
    source, target = boxes[edge.source], boxes[edge.target]
    ways = [other for other in edges if other.source == edge.source and other.kind == edge.kind]
    x = source.x + source.width * (ways.index(edge) + 1) // (len(ways) + 1)
    turn = source.bottom + GAP_Y - 16
    points: tuple[Point, ...] = ((x, source.bottom), (x, target.y))
    if x != target.middle:
        points = ((x, source.bottom), (x, turn), (target.middle, turn), (target.middle, target.y))
    label = shorten(edge.label, _LABEL_LETTERS, placeholder="…")
    return Arrow(edge.source, edge.target, edge.kind, points, label, (x + 6, source.bottom + 15))


def _across(edge: _Edge, boxes: dict[str, Box]) -> Arrow:
    """Within a row: straight to the neighbour, else below the boxes between."""
    source, target = boxes[edge.source], boxes[edge.target]
    middle = source.y + source.height // 2
    if target.x > source.x and target.x - source.right <= GAP_X:
        return Arrow(
            edge.source, edge.target, edge.kind, ((source.right, middle), (target.x, middle))
        )
    low = source.bottom + 8
    points = (
        (source.right - 12, source.bottom),
        (source.right - 12, low),
        (target.middle, low),
        (target.middle, target.bottom),
    )
    return Arrow(edge.source, edge.target, edge.kind, points)


def _around(edge: _Edge, boxes: dict[str, Box], lane: int) -> Arrow:
    """Along a lane beside all boxes; under its own row where another box stands in the way."""
    source, target = boxes[edge.source], boxes[edge.target]
    on_right = lane > source.x
    out = source.right if on_right else source.x
    into = target.right if on_right else target.x
    leaves, enters = source.y + source.height - 20, target.y + 20
    is_blocked = False
    points: list[Point] = [(out, leaves), (lane, leaves), (lane, enters), (into, enters)]
    if any(_crosses(a, b, boxes.values(), (source, target)) for a, b in pairwise(points)):
        is_blocked = True
        low, high = source.bottom + 8, target.y - 8
        points = [
            (source.middle, source.bottom), (source.middle, low), (lane, low),
            (lane, high), (target.middle + 24, high), (target.middle + 24, target.y),
        ]  # fmt: skip
    label = shorten(edge.label, _LABEL_LETTERS, placeholder="…")
    at = (0, 0)
    if on_right:
        at = (source.right + GAP_X, source.bottom + 21) if is_blocked else (out + 6, leaves - 5)
    return Arrow(edge.source, edge.target, edge.kind, tuple(points), label, at)


def _crosses(a: Point, b: Point, boxes: Iterable[Box], ends: tuple[Box, Box]) -> bool:
    """Whether the line runs through a box that is neither end."""
    low_x, high_x = sorted((a[0], b[0]))
    low_y, high_y = sorted((a[1], b[1]))
    return any(
        low_x < box.right and high_x > box.x and low_y < box.bottom and high_y > box.y
        for box in boxes
        if box not in ends
    )


def _told(process: Process) -> Iterable[str]:
    """The drawing in sentences, one for each step and leg."""
    names = {step.key: step.name for step in process.steps}
    names |= {leg.key: leg.name for leg in process.legs}
    for step in process.steps:
        parts = [f"{step.name}: {role_words(step.role)}, {_hours(step)}."]
        if step.next:
            ways = "; ".join(_way_words(way.label, names.get(way.to, way.to)) for way in step.next)
            parts.append(f"Đi tiếp: {ways}.")
        if step.parallel:
            parts.append(f"Lấy ý kiến cùng lúc: {_names(step.parallel, names)}.")
        if step.send_back_to:
            parts.append(f"Trả lại được về: {_names(step.send_back_to, names)}.")
        yield " ".join(parts)
    for leg in process.legs:
        yield (
            f"Liên thông, {leg.name}: mở ở bước {names.get(leg.opens_at, leg.opens_at)}, "
            f"xong trước khi rời bước {names.get(leg.needed_by, leg.needed_by)}, "
            f"{graph.hours_text(leg.minutes)} giờ."
        )


def _way_words(label: str, name: str) -> str:
    return f"{label} thì đến {name}" if label else name


def _names(keys: tuple[str, ...], names: dict[str, str]) -> str:
    return ", ".join(names.get(key, key) for key in keys)
