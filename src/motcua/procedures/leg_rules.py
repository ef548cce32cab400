"""Rules of the legs of a linked process: may they be done, in which order, and when are they late.

A leg opens when the work enters its step and what it waits for is done; the work cannot leave
`needed_by` before the leg is done. Guarantee: in a process without problems each leg opens on
every way that needs it, and no leg waits for one that opens later than it is needed itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter

from motcua.procedures.process import Leg, Process, Step
from motcua.procedures.states import StepKind

MOST_LEGS = 20


@dataclass(frozen=True, slots=True)
class Plan:
    """When everything is done at the latest, in working minutes from the start of the process.

    On the slowest way, with each step and leg taking all the time it has.
    """

    steps: Mapping[str, int]
    legs: Mapping[str, int]

    @property
    def total(self) -> int:
        return max(self.steps.values(), default=0)


def problems(process: Process, order: Sequence[Step]) -> Iterable[str]:
    """What is wrong with the legs, in sentences; `order` are the main steps, earliest first."""
    if len(process.legs) > MOST_LEGS:
        yield f"Quy trình có nhiều nhất {MOST_LEGS} phần việc liên thông."
    found = [*_names(process), *_targets(process)]
    yield from found
    if not found:
        yield from _circle(process)
        yield from _timing(process, order)


def passed(order: Sequence[Step]) -> dict[str, frozenset[str]]:
    """By step: the steps that every way to it goes through, itself included."""
    through: dict[str, frozenset[str]] = {}
    before: dict[str, list[str]] = {step.key: [] for step in order}
    for step in order:
        for way in step.next:
            before[way.to].append(step.key)
    for step in order:
        ways = [through[key] for key in before[step.key]]
        shared = frozenset.intersection(*ways) if ways else frozenset[str]()
        through[step.key] = shared | {step.key}
    return through


def plan(process: Process, order: Sequence[Step], budgets: Mapping[str, int]) -> Plan:
    """When each step and leg ends on the slowest way; `budgets` are the steps' own minutes.

    The process must be without problems.
    """
    starts = dict.fromkeys((step.key for step in order), 0)
    ends: dict[str, int] = {}
    legs: dict[str, int] = {}
    sequence = in_order(process)
    for step in order:
        for leg in sequence:
            opened = starts.get(leg.opens_at, 0)
            legs[leg.key] = max([opened, *(legs[key] for key in leg.after)]) + leg.minutes
        needed = (legs[leg.key] for leg in process.legs if leg.needed_by == step.key)
        ends[step.key] = max(starts[step.key] + budgets[step.key], *needed, 0)
        for way in step.next:
            starts[way.to] = max(starts[way.to], ends[step.key])
    return Plan(ends, legs)


def in_order(process: Process) -> tuple[Leg, ...]:
    """The legs, each behind those that it waits for; CycleError when there is a circle."""
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for leg in process.legs:
        sorter.add(leg.key, *leg.after)
    place = {key: number for number, key in enumerate(sorter.static_order())}
    return tuple(sorted(process.legs, key=lambda leg: place[leg.key]))


def _names(process: Process) -> Iterable[str]:
    keys = [leg.key for leg in process.legs]
    for key in dict.fromkeys(keys):
        if keys.count(key) > 1:
            yield f"Mã “{key}” dùng cho hơn một phần việc liên thông: đặt mã khác cho phần sau."
    for leg in process.legs:
        if leg.minutes <= 0:
            yield f"Phần việc liên thông “{leg.name}” chưa có thời hạn: ghi số giờ làm việc."


def _targets(process: Process) -> Iterable[str]:
    steps = {step.key: step for step in process.steps}
    legs = {leg.key for leg in process.legs}
    for leg in process.legs:
        for key in dict.fromkeys((leg.opens_at, leg.needed_by)):
            step = steps.get(key)
            if step is None:
                yield f"Phần việc liên thông “{leg.name}” dẫn đến bước “{key}”, nhưng không có bước đó."
            elif step.kind in {StepKind.CONSULT, StepKind.RETURN}:
                yield (
                    f"Phần việc liên thông “{leg.name}” không gắn được với bước “{step.name}”: "
                    "chọn một bước xử lý trước khi trả kết quả."
                )
        for key in leg.after:
            if key not in legs or key == leg.key:
                yield (
                    f"Phần việc liên thông “{leg.name}” làm sau “{key}”, nhưng không có phần nào "
                    "khác mang mã đó."
                )


def _circle(process: Process) -> Iterable[str]:
    try:
        in_order(process)
    except CycleError as circle:
        names = " → ".join(process.leg(key).name for key in reversed(circle.args[1]))
        yield f"Các phần việc liên thông chờ nhau thành vòng: {names}. Bỏ một chỗ “làm sau”."


def _timing(process: Process, order: Sequence[Step]) -> Iterable[str]:
    through = passed(order)
    names = {step.key: step.name for step in process.steps}
    for leg in process.legs:
        before = through.get(leg.needed_by, frozenset())
        for key in (leg.key, *leg.after):
            opens_at = process.leg(key).opens_at
            if opens_at in before:
                continue
            yield (
                f"Phần việc liên thông “{leg.name}” phải xong trước khi rời bước "
                f"“{names[leg.needed_by]}”, nhưng có đường đến đó không qua bước "
                f"“{names[opens_at]}” là nơi mở “{process.leg(key).name}”."
            )
