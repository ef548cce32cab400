"""Rules of an internal process as a graph: is it sound, what comes next, how long may it take.

Guarantee: a process without problems has one intake from which every step is reached, no way
round in a circle, and an end on every way; its longest path fits the published limit.

Edges are the `next` of each step. Send-back edges are repairs, not ways: they must lead to an
earlier step and are never counted. A consultation opened beside a step runs at the same time,
so the step takes the longer of the two. Handing the result over is not counted (Circular 01/2018
art. 8: the applicant comes for it when they like). Legs of a linked process (see `leg_rules`) run
beside the steps; the step that needs one ends no sooner than the leg.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from graphlib import CycleError, TopologicalSorter

from motcua.base.verdict import InvalidError
from motcua.procedures import leg_rules
from motcua.procedures.process import Leg, Process, Step
from motcua.procedures.states import StepKind

FEWEST_STEPS, MOST_STEPS = 2, 60


def first_step(process: Process) -> Step:
    """The intake that every dossier begins with."""
    return next(step for step in process.steps if step.kind is StepKind.INTAKE)


def next_steps(process: Process, key: str, choice: str = "") -> tuple[Step, ...]:
    """What opens when the step is done: the step chosen, then the consultations beside it.

    `choice` is the label or the target of one way; it may be left out where there is only one.
    Empty at an end and after a consultation. InvalidError when the choice is missing or unknown.
    """
    ways = process.step(key).next
    if not ways:
        return ()
    fitting = [way for way in ways if choice in (way.label, way.to)] if choice else list(ways)
    if len(fitting) != 1:
        named = "; ".join(f"“{way.label or process.step(way.to).name}”" for way in ways)
        raise InvalidError(f"Chọn một hướng đi tiếp: {named}.", code="choice_needed")
    chosen = process.step(fitting[0].to)
    return (chosen, *(process.step(beside) for beside in chosen.parallel))


def may_send_back(process: Process, key: str) -> tuple[Step, ...]:
    """The earlier steps that this one may send the work back to."""
    return tuple(process.step(target) for target in process.step(key).send_back_to)


def role_of(process: Process, key: str) -> str:
    return process.step(key).role


def is_end(step: Step) -> bool:
    """Whether the way ends here (a consultation only answers the step beside it)."""
    return not step.next and step.kind is not StepKind.CONSULT


def longest_path(process: Process) -> tuple[Step, ...]:
    """The way from the intake that may take the most working time; of equals, the first drawn."""
    order = _ordered(process)
    best: dict[str, tuple[int, tuple[Step, ...]]] = {}
    for step in reversed(order):
        onward = max((best[way.to] for way in step.next), key=_minutes, default=(0, ()))
        best[step.key] = (budget(process, step) + onward[0], (step, *onward[1]))
    return best[first_step(process).key][1]


def longest_path_minutes(process: Process) -> int:
    """Working minutes of the slowest way, with the legs that it waits for."""
    return plan(process).total


def plan(process: Process) -> leg_rules.Plan:
    """When each step and each leg ends at the latest, in working minutes from the start."""
    order = _ordered(process)
    return leg_rules.plan(process, order, {step.key: budget(process, step) for step in order})


def legs_reached(process: Process, key: str) -> tuple[Leg, ...]:
    """The legs whose step the work has certainly come to when it stands at `key`, in their order."""
    through = leg_rules.passed(_ordered(process))[key]
    return tuple(leg for leg in leg_rules.in_order(process) if leg.opens_at in through)


def budget(process: Process, step: Step) -> int:
    """Minutes that the step may take, with the consultations opened beside it."""
    if step.kind is StepKind.RETURN:
        return 0
    return max(step.minutes, *(process.step(key).minutes for key in step.parallel), 0)


def layers(process: Process) -> tuple[tuple[Step, ...], ...]:
    """The steps in the order they are drawn: each layer lies beside itself, below the one before.

    A step lies under the last of the steps that lead to it, a consultation beside its opener.
    """
    depth = {first_step(process).key: 0}
    for step in _ordered(process):
        for way in step.next:
            depth[way.to] = max(depth.get(way.to, 0), depth[step.key] + 1)
        for beside in step.parallel:
            depth[beside] = max(depth.get(beside, 0), depth[step.key])
    rows: list[list[Step]] = [[] for _ in range(max(depth.values()) + 1)]
    for step in process.steps:
        rows[depth[step.key]].append(step)
    return tuple(tuple(sorted(row, key=_is_consult)) for row in rows)


def problems(
    process: Process, *, roles: frozenset[str], limit_minutes: int | None = None
) -> tuple[str, ...]:
    """What is wrong with the process, in sentences; empty when it may be saved.

    Later checks need what earlier ones ask for, so the first kind of problem found is reported
    alone. `limit_minutes` is the published limit in working minutes, or None to leave it out.
    """
    checks: tuple[Callable[[], Iterable[str]], ...] = (
        lambda: _size(process),
        lambda: _roles(process, roles),
        lambda: _targets(process),
        lambda: _ends(process),
        lambda: _circle(process),
        lambda: _unreached(process),
        lambda: _send_backs(process),
        lambda: leg_rules.problems(process, _ordered(process)),
        lambda: _over_limit(process, limit_minutes),
    )
    for check in checks:
        if found := tuple(check()):
            return found
    return ()


def _minutes(entry: tuple[int, tuple[Step, ...]]) -> int:
    return entry[0]


def _is_consult(step: Step) -> bool:
    return step.kind is StepKind.CONSULT


def _ordered(process: Process) -> list[Step]:
    """Main steps, each after every step that leads to it; CycleError when there is a circle."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for step in process.steps:
        if not _is_consult(step):
            sorter.add(step.key)
        for way in step.next:
            sorter.add(way.to, step.key)
    return [process.step(key) for key in sorter.static_order()]


def _size(process: Process) -> Iterable[str]:
    if not FEWEST_STEPS <= len(process.steps) <= MOST_STEPS:
        yield f"Quy trình phải có từ {FEWEST_STEPS} đến {MOST_STEPS} bước."
    keys = [step.key for step in process.steps]
    for key in dict.fromkeys(keys):
        if keys.count(key) > 1:
            yield f"Mã bước “{key}” dùng cho hơn một bước: đặt mã khác cho bước sau."


def _roles(process: Process, roles: frozenset[str]) -> Iterable[str]:
    for step in process.steps:
        if step.role not in roles:
            yield f"Bước “{step.name}” giao cho vai trò “{step.role}” chưa có: chọn lại vai trò."


def _targets(process: Process) -> Iterable[str]:
    known = {step.key: step for step in process.steps}
    for step in process.steps:
        ways = [way.to for way in step.next]
        for target in (*ways, *step.send_back_to, *step.parallel):
            if target not in known:
                yield f"Bước “{step.name}” dẫn đến “{target}”, nhưng không có bước nào mang mã đó."
            elif (target in step.parallel) is not _is_consult(known[target]):
                yield _misplaced(step, known[target])
        yield from _ways(step)


def _misplaced(step: Step, target: Step) -> str:
    if _is_consult(target):
        return (
            f"Bước lấy ý kiến “{target.name}” phải mở song song bên cạnh một bước, "
            f"không nối tiếp sau “{step.name}”."
        )
    return f"Chỉ bước lấy ý kiến được mở song song; “{target.name}” không phải bước lấy ý kiến."


def _ways(step: Step) -> Iterable[str]:
    labels = [way.label for way in step.next]
    if len(labels) > 1 and ("" in labels or len(set(labels)) < len(labels)):
        yield f"Bước “{step.name}” có nhiều hướng đi: ghi tên khác nhau cho từng hướng."
    if _is_consult(step) and (step.next or step.send_back_to or step.parallel):
        yield (
            f"Bước lấy ý kiến “{step.name}” chỉ trả lời bước mở nó: bỏ các bước nối tiếp của nó."
        )


def _ends(process: Process) -> Iterable[str]:
    intakes = [step for step in process.steps if step.kind is StepKind.INTAKE]
    if len(intakes) != 1:
        yield f"Quy trình phải có đúng một bước tiếp nhận, hiện có {len(intakes)}."
    entered = {way.to for step in process.steps for way in step.next}
    for intake in intakes:
        if intake.key in entered:
            yield f"Bước tiếp nhận “{intake.name}” phải đứng đầu: bỏ đường nối dẫn vào nó."
    for step in process.steps:
        if step.kind is StepKind.RETURN and step.next:
            yield f"Bước trả kết quả “{step.name}” phải là bước cuối: bỏ bước nối tiếp của nó."
        elif is_end(step) and step.kind is not StepKind.RETURN:
            yield f"Bước “{step.name}” không dẫn đi đâu: nối nó đến bước sau, hoặc đến trả kết quả."


def _circle(process: Process) -> Iterable[str]:
    try:
        _ordered(process)
    except CycleError as circle:
        names = " → ".join(process.step(key).name for key in reversed(circle.args[1]))
        yield f"Các bước nối thành vòng: {names}. Muốn trả lại bước trước, dùng “trả lại” của bước."


def _unreached(process: Process) -> Iterable[str]:
    reached = _reached(process, first_step(process).key)
    opened = {key for step in process.steps if step.key in reached for key in step.parallel}
    for step in process.steps:
        if step.key not in reached | opened:
            yield f"Không có đường nào từ bước tiếp nhận đến bước “{step.name}”: nối nó hoặc bỏ nó."


def _reached(process: Process, start: str) -> set[str]:
    reached, open_keys = {start}, [start]
    while open_keys:
        fresh = {way.to for way in process.step(open_keys.pop()).next} - reached
        reached |= fresh
        open_keys += fresh
    return reached


def _send_backs(process: Process) -> Iterable[str]:
    for step in process.steps:
        for target in step.send_back_to:
            if target == step.key or step.key not in _reached(process, target):
                yield (
                    f"Bước “{step.name}” trả lại “{process.step(target).name}”, "
                    "nhưng bước đó không đứng trước nó."
                )


def _over_limit(process: Process, limit_minutes: int | None) -> Iterable[str]:
    needed = longest_path_minutes(process)
    if limit_minutes is not None and needed > limit_minutes:
        names = " → ".join(step.name for step in longest_path(process))
        linked = "; ".join(leg.name for leg in process.legs)
        beside = f" hoặc của phần liên thông {linked}" if linked else ""
        yield (
            f"Đường dài nhất của quy trình mất {hours_text(needed)} giờ làm việc, vượt thời hạn "
            f"công bố {hours_text(limit_minutes)} giờ: giảm giờ của các bước {names}{beside}."
        )


def hours_text(minutes: int) -> str:
    """`90` as `1,5`."""
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".").replace(".", ",")
